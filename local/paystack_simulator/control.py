"""The control API for tests and for people: scripts, faults, settings and the clock."""

from typing import Any

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue

from local.paystack_simulator import fields, settings
from local.paystack_simulator.checkout import wants_json
from local.paystack_simulator.clock import millisecond_stamp
from local.paystack_simulator.declines import read_target
from local.paystack_simulator.guide import CALLS
from local.paystack_simulator.simulator import Simulator


def control_body() -> fields.Body:
    """The JSON object of a control call; no body counts as an empty one."""
    if not request.get_data():
        return {}
    body: Any = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise fields.FieldError("body", "must be a JSON object")
    return body


def register(app: Flask, simulator: Simulator) -> None:
    """Add the routes to `app`."""
    routes = Blueprint("control", __name__, url_prefix="/_sim")
    _add_views(routes, simulator)
    _add_scripts(routes, simulator)
    _add_state(routes, simulator)
    app.register_blueprint(routes)


def _add_views(routes: Blueprint, simulator: Simulator) -> None:
    @routes.get("/")
    def guide_route() -> ResponseReturnValue:
        if wants_json():
            return {"calls": [vars(call) for call in CALLS]}
        return render_template("guide.html", calls=CALLS)

    @routes.get("/health")
    def health_route() -> ResponseReturnValue:
        now = simulator.clock.now()
        return {"status": "ok", "now": millisecond_stamp(now), "clock_offset": simulator.clock.offset}

    @routes.get("/requests")
    def requests_route() -> ResponseReturnValue:
        found = simulator.requests.listed(request.args.get("endpoint"), request.args.get("reference"))
        return {"count": len(found), "requests": found}


def _add_scripts(routes: Blueprint, simulator: Simulator) -> None:
    @routes.post("/declines")
    def add_decline_route() -> ResponseReturnValue:
        return simulator.declines.add(control_body())

    @routes.get("/declines")
    def declines_route() -> ResponseReturnValue:
        return {"declines": simulator.declines.listed()}

    @routes.delete("/declines")
    def remove_declines_route() -> ResponseReturnValue:
        body = control_body()
        fields.only(body, ("authorization_code", "email"))
        simulator.declines.remove(read_target(body))
        return {"declines": simulator.declines.listed()}

    @routes.post("/faults")
    def add_fault_route() -> ResponseReturnValue:
        return simulator.faults.add(control_body())

    @routes.get("/faults")
    def faults_route() -> ResponseReturnValue:
        return {"faults": simulator.faults.listed()}

    @routes.delete("/faults")
    def clear_faults_route() -> ResponseReturnValue:
        simulator.faults.clear()
        return {"faults": []}


def _add_state(routes: Blueprint, simulator: Simulator) -> None:
    @routes.post("/verify_lag")
    def verify_lag_route() -> ResponseReturnValue:
        body = control_body()
        fields.only(body, ("seconds",))
        change = {"verify_lag_seconds": fields.seconds(body, "seconds")}
        simulator.settings = settings.changed(simulator.settings, change)
        return settings.as_json(simulator.settings)

    @routes.post("/clock/advance")
    def advance_route() -> ResponseReturnValue:
        body = control_body()
        fields.only(body, ("seconds",))
        now = simulator.clock.advance(fields.seconds(body, "seconds"))
        return {"now": millisecond_stamp(now), "clock_offset": simulator.clock.offset}

    @routes.get("/settings")
    def settings_route() -> ResponseReturnValue:
        return settings.as_json(simulator.settings)

    @routes.post("/settings")
    def change_settings_route() -> ResponseReturnValue:
        simulator.settings = settings.changed(simulator.settings, control_body())
        return settings.as_json(simulator.settings)

    @routes.post("/reset")
    def reset_route() -> ResponseReturnValue:
        simulator.reset()
        return {"status": "ok"}
