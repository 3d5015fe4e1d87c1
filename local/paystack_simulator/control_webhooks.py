"""The control API for webhooks: hold, release, reorder, duplicate, drop and inject (paystack.md S25)."""

import json

from flask import Blueprint, Flask, abort, request
from flask.typing import ResponseReturnValue

from local.paystack_simulator import fields
from local.paystack_simulator.control import control_body
from local.paystack_simulator.deliveries import Delivery, sign
from local.paystack_simulator.simulator import Simulator

_OTHER_KEY = "sk_test_of_somebody_else"
_SIGNATURES = frozenset({"valid", "wrong", "missing", "other_key"})
_LONGEST_WAIT = 60.0


def _signature(kind: str, secret_key: str, body: str) -> str | None:
    if kind == "missing":
        return None
    if kind == "wrong":
        return "0" * 128
    return sign(_OTHER_KEY if kind == "other_key" else secret_key, body.encode())


def inject(simulator: Simulator, body: fields.Body) -> Delivery:
    """Queue an arbitrary event: `data` in the usual envelope, or `body` as the exact text to send."""
    fields.only(body, ("event", "data", "body", "signature", "reference"))
    event = fields.text(body, "event", "unknown.event")
    envelope = json.dumps({"event": event, "data": body.get("data", {})}, separators=(",", ":"))
    raw = fields.text(body, "body", envelope)
    kind = fields.choice(body, "signature", _SIGNATURES, "valid")
    signature = _signature(kind, simulator.settings.secret_key, raw)
    return simulator.webhooks.enqueue(event, raw, signature, fields.optional_text(body, "reference"))


def _order(simulator: Simulator, body: fields.Body) -> list[int]:
    fields.only(body, ("order",))
    order = body.get("order", [])
    if not isinstance(order, list) or not all(isinstance(number, int) for number in order):
        raise fields.FieldError("order", "must be a list of delivery ids")
    for number in order:
        if simulator.webhooks.find(number) is None:
            raise fields.FieldError("order", f"names a delivery that does not exist: {number}")
    return order


def register(app: Flask, simulator: Simulator) -> None:
    """Add the routes to `app`."""
    routes = Blueprint("control_webhooks", __name__, url_prefix="/_sim/webhooks")
    _add_queue(routes, simulator)
    _add_single(routes, simulator)
    app.register_blueprint(routes)


def _add_queue(routes: Blueprint, simulator: Simulator) -> None:
    @routes.get("")
    def webhooks_route() -> ResponseReturnValue:
        reference, event = request.args.get("reference"), request.args.get("event")
        found = [
            delivery.as_json()
            for delivery in simulator.webhooks.deliveries()
            if reference in (None, delivery.reference) and event in (None, delivery.event)
        ]
        return {"count": len(found), "webhooks": found}

    @routes.post("/hold")
    def hold_route() -> ResponseReturnValue:
        simulator.webhooks.hold()
        return {"status": "holding"}

    @routes.post("/release")
    def release_route() -> ResponseReturnValue:
        simulator.webhooks.release(_order(simulator, control_body()))
        return {"status": "released"}

    @routes.post("/drop_next")
    def drop_next_route() -> ResponseReturnValue:
        body = control_body()
        fields.only(body, ("times",))
        times = fields.whole(body, "times", 1)
        simulator.webhooks.drop_next(times)
        return {"dropping": times}

    @routes.post("/settle")
    def settle_route() -> ResponseReturnValue:
        body = control_body()
        fields.only(body, ("timeout_seconds",))
        timeout = min(fields.seconds(body, "timeout_seconds", 5.0), _LONGEST_WAIT)
        return {"settled": simulator.webhooks.wait_idle(timeout)}


def _add_single(routes: Blueprint, simulator: Simulator) -> None:
    def find(number: int) -> Delivery:
        return simulator.webhooks.find(number) or abort(404, "No webhook delivery has this id.")

    @routes.post("/<int:number>/duplicate")
    def duplicate_route(number: int) -> ResponseReturnValue:
        body = control_body()
        fields.only(body, ("times",))
        delivery = find(number)
        times = fields.whole(body, "times", 1, least=1)
        return {"webhooks": [simulator.webhooks.duplicate(delivery).as_json() for _ in range(times)]}

    @routes.post("/<int:number>/drop")
    def drop_route(number: int) -> ResponseReturnValue:
        delivery = find(number)
        simulator.webhooks.drop(delivery)
        return delivery.as_json()

    @routes.post("/inject")
    def inject_route() -> ResponseReturnValue:
        return inject(simulator, control_body()).as_json()
