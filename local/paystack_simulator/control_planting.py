"""The control API for what a reconciliation is to find: charges nobody asked for, and figures that are wrong."""

from flask import Blueprint, Flask, abort
from flask.typing import ResponseReturnValue

from local.paystack_simulator import fields
from local.paystack_simulator.control import control_body
from local.paystack_simulator.control_money import save_instrument
from local.paystack_simulator.fees import TARIFFS
from local.paystack_simulator.identifiers import lower_code
from local.paystack_simulator.instruments import checkout_approval
from local.paystack_simulator.records import INITIALIZE, TAKEN, Json, Transaction, as_json
from local.paystack_simulator.simulator import Simulator


def plant(simulator: Simulator, body: fields.Body) -> Transaction:
    """A paid charge that came about without the merchant's software; `silent` sends no event of it."""
    fields.only(body, ("email", "amount", "currency", "reference", "silent", "seconds_ago"))
    email, now = fields.text(body, "email", "ama@example.com").lower(), simulator.clock.now()
    currencies = simulator.settings.currencies
    reference = fields.text(body, "reference", lower_code(10))
    with simulator.ledger.lock:
        if simulator.ledger.find(reference) is not None:
            raise fields.FieldError("reference", "is taken")
        saved = save_instrument(simulator, {"email": email})
        amount = fields.whole(body, "amount", 50_000, least=1)
        at = now - fields.seconds(body, "seconds_ago", 0.0)
        transaction = Transaction(
            id=simulator.ledger.new_id(),
            reference=reference,
            source=INITIALIZE,
            email=email,
            currency=fields.choice(body, "currency", currencies, currencies[0]),
            requested_amount=amount,
            amount=amount,
            domain=simulator.settings.domain,
            metadata=None,
            callback_url=None,
            channels=None,
            created_at=at,
            authorization_code=saved.authorization_code,
            is_silent=fields.flag(body, "silent", default=True),
        )
        simulator.ledger.add(transaction)
        simulator.judge(transaction, checkout_approval("card"), at)
        return transaction


def change(transaction: Transaction, body: fields.Body) -> None:
    """Make figures of a transaction wrong, or take it back; nobody is told."""
    fields.only(body, ("amount", "requested_amount", "fees", "currency", "status"))
    figures = ("amount", "requested_amount", "fees")
    values: Json = {field: fields.whole(body, field) for field in figures if field in body}
    if "currency" in body:
        values["currency"] = fields.choice(body, "currency", TARIFFS)
    if "status" in body:
        values["status"] = fields.choice(body, "status", TAKEN)
    for field, value in values.items():
        setattr(transaction, field, value)


def register(app: Flask, simulator: Simulator) -> None:
    """Add the routes to `app`."""
    routes = Blueprint("control_planting", __name__, url_prefix="/_sim")

    @routes.post("/charges")
    def plant_route() -> ResponseReturnValue:
        return as_json(plant(simulator, control_body()))

    @routes.post("/transactions/<path:reference>/change")
    def change_route(reference: str) -> ResponseReturnValue:
        with simulator.ledger.lock:
            transaction = simulator.ledger.find(reference) or abort(404, "No transaction has this reference.")
            change(transaction, control_body())
            return as_json(transaction)

    app.register_blueprint(routes)
