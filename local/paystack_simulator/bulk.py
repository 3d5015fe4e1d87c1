"""`POST /bulkcharge`, knowingly small: a batch is run at once, and only its charges tell what became of it (S31)."""

import json
from decimal import Decimal
from typing import Any

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from local.paystack_simulator import errors, shapes
from local.paystack_simulator.charging import charge_authorization
from local.paystack_simulator.clock import millisecond_stamp
from local.paystack_simulator.identifiers import lower_code
from local.paystack_simulator.records import Json
from local.paystack_simulator.simulator import Simulator

_TRIES, _LARGEST_BATCH = 5, 1000
"""How often a bank is asked about one charge before it has failed, and how many charges a batch may have."""


def charge_batch(simulator: Simulator, items: list[Json]) -> Json:
    """Charge each item that can be; the others leave no trace, and no event is sent of what failed."""
    number, code = simulator.ledger.new_id(), f"BCH_{lower_code(15)}"
    for item in items:
        saved = simulator.ledger.authorization(str(item.get("authorization")))
        if saved is not None:
            body = {**item, "authorization_code": saved.authorization_code, "email": saved.email}
            _charge(simulator, body | {"metadata": _metadata(number, code)})
    stamp = millisecond_stamp(simulator.clock.now())
    return {
        "batch_code": code,
        "reference": f"bulkcharge-{number}",
        "id": number,
        "integration": shapes.INTEGRATION,
        "domain": simulator.settings.domain,
        "status": "active",
        "total_charges": len(items),
        "pending_charges": len(items),
        "createdAt": stamp,
        "updatedAt": stamp,
    }


def _charge(simulator: Simulator, body: Json) -> None:
    try:
        charge_authorization(simulator, body, tries=_TRIES)
    except errors.PaystackError:
        return  # a bad amount, a used reference or a card that cannot be charged


def _metadata(number: int, code: str) -> Json:
    shown = {"Bulkcharge ID": str(number), "Bulkcharge batch code": code, "Charged via": "Bulkcharge"}
    fields = [{"display_name": name, "variable_name": _variable(name), "value": text} for name, text in shown.items()]
    return {"custom_fields": fields}


def _variable(name: str) -> str:
    return name.lower().replace(" ", "_")


def _read_batch(raw: bytes) -> list[Json]:
    items: Any
    try:
        items = json.loads(raw, parse_float=Decimal)
    except (ValueError, RecursionError):
        items = None
    batch = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    if not 0 < len(batch) == len(items) <= _LARGEST_BATCH:
        raise errors.invalid("batch")
    return batch


def register(app: Flask, simulator: Simulator) -> None:
    """Add the route to `app`."""
    routes = Blueprint("bulk", __name__, url_prefix="/bulkcharge")

    @routes.post("")
    def charge_route() -> ResponseReturnValue:
        return shapes.envelope("Charges have been queued", charge_batch(simulator, _read_batch(request.get_data())))

    app.register_blueprint(routes)
