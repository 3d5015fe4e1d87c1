"""The API under `/customer`: one customer, and the end of an authorization (paystack.md section 4, S26)."""

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from local.paystack_simulator import errors, reading, shapes
from local.paystack_simulator.records import Json
from local.paystack_simulator.simulator import Simulator


def fetch_customer(simulator: Simulator, email_or_code: str) -> Json:
    """A customer with the authorizations that are still active."""
    ledger = simulator.ledger
    with ledger.lock:
        payer = ledger.find_customer(email_or_code)
        if payer is None:
            raise errors.customer_not_found()
        active = [saved for saved in ledger.authorizations(payer.email) if saved.active]
        paid = [t for t in ledger.transactions() if t.email == payer.email and t.is_taken]
        return shapes.customer_page(payer, active, paid, simulator.settings.domain)


def deactivate(simulator: Simulator, body: reading.Body) -> None:
    """End an authorization for good; one that is unknown or already ended is 404 (S26)."""
    code = body.get("authorization_code")
    if not isinstance(code, str) or not code:
        raise errors.missing("Authorization Code")
    with simulator.ledger.lock:
        saved = simulator.ledger.authorization(code)
        if saved is None or not saved.active:
            raise errors.authorization_not_found()
        saved.active = False


def register(app: Flask, simulator: Simulator) -> None:
    """Add the routes to `app`."""
    routes = Blueprint("customers", __name__, url_prefix="/customer")

    @routes.get("/<email_or_code>")
    def customer_route(email_or_code: str) -> ResponseReturnValue:
        return shapes.envelope("Customer retrieved", fetch_customer(simulator, email_or_code))

    @routes.post("/authorization/deactivate")
    def deactivate_route() -> ResponseReturnValue:
        deactivate(simulator, reading.read_body(request))
        return {"status": True, "message": "Authorization has been deactivated"}

    app.register_blueprint(routes)
