"""Puts the simulator's routes together into one Flask application."""

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from local.paystack_simulator import (
    bulk,
    checkout,
    control,
    control_disputes,
    control_money,
    control_planting,
    control_webhooks,
    customers,
    dispute_routes,
    refund_routes,
    transactions,
)
from local.paystack_simulator.errors import PaystackError, invalid_key
from local.paystack_simulator.fields import FieldError
from local.paystack_simulator.gateway import Gateway, endpoint_of
from local.paystack_simulator.settings import Settings
from local.paystack_simulator.simulator import Simulator

_API = (transactions, customers, refund_routes, dispute_routes, bulk, checkout)
_CONTROLS = (control, control_money, control_planting, control_disputes, control_webhooks)
_BAD_REQUEST = 400


def create_app(settings: Settings) -> Flask:
    """The application for `settings`; its simulator is `app.extensions["simulator"]`."""
    return build_app(Simulator(settings))


def build_app(simulator: Simulator) -> Flask:
    """The application around an existing simulator, faults and limits in front of it."""
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # bodies keep Paystack's order
    app.extensions["simulator"] = simulator
    for module in _API + _CONTROLS:
        module.register(app, simulator)
    app.register_error_handler(PaystackError, _paystack_error)
    app.register_error_handler(FieldError, _field_error)
    app.register_error_handler(HTTPException, _http_error)

    @app.before_request
    def require_key() -> None:
        """S1: every API call needs the secret key; pages and controls do not."""
        wanted = f"Bearer {simulator.settings.secret_key}"
        if endpoint_of(request.method, request.path) and request.headers.get("Authorization") != wanted:
            raise invalid_key()

    @app.get("/")
    def index_route() -> ResponseReturnValue:
        return redirect("/_sim/")

    app.wsgi_app = Gateway(app.wsgi_app, simulator)  # type: ignore[method-assign]
    return app


def _paystack_error(error: PaystackError) -> ResponseReturnValue:
    return error.body, error.status


def _field_error(error: FieldError) -> ResponseReturnValue:
    return {"status": False, "message": str(error), "field": error.field}, _BAD_REQUEST


def _http_error(error: HTTPException) -> ResponseReturnValue:
    return {"status": False, "message": error.description}, error.code or _BAD_REQUEST
