"""The control API for disputes: raised, reminded of and ended as a payer's bank would (paystack.md S24)."""

from flask import Blueprint, Flask, abort, request
from flask.typing import ResponseReturnValue

from local.paystack_simulator import fields
from local.paystack_simulator.control import control_body
from local.paystack_simulator.disputes import AUTO_ACCEPTED, CATEGORIES, RESOLUTIONS, Claim
from local.paystack_simulator.records import RESOLVED, Dispute, as_json
from local.paystack_simulator.simulator import Simulator


def begin(simulator: Simulator, body: fields.Body) -> Dispute:
    """Raise a dispute about a charge whose money was taken."""
    fields.only(body, ("reference", "category", "amount", "message", "due_in_seconds"))
    transaction = simulator.ledger.find(fields.text(body, "reference"))
    if transaction is None or not transaction.is_taken:
        raise fields.FieldError("reference", "must be of a transaction that was paid")
    amount = fields.whole(body, "amount", transaction.amount, least=1)
    if amount > transaction.amount:
        raise fields.FieldError("amount", "must be at most what was paid")
    claim = Claim(
        category=fields.choice(body, "category", CATEGORIES, Claim.category),
        amount=amount,
        message=fields.text(body, "message", Claim.message),
        due_seconds=fields.seconds(body, "due_in_seconds") if "due_in_seconds" in body else None,
    )
    return simulator.disputes.begin(transaction, claim)


def register(app: Flask, simulator: Simulator) -> None:
    """Add the routes to `app`."""
    routes = Blueprint("control_disputes", __name__, url_prefix="/_sim/disputes")

    def find(number: int) -> Dispute:
        return simulator.disputes.find(number) or abort(404, "No dispute has this id.")

    @routes.get("")
    def disputes_route() -> ResponseReturnValue:
        wanted = request.args.get("reference")
        found = [dispute for dispute in simulator.disputes.listed() if wanted in (None, dispute.reference)]
        return {"disputes": [as_json(dispute) for dispute in found]}

    @routes.post("")
    def begin_route() -> ResponseReturnValue:
        return as_json(begin(simulator, control_body()))

    @routes.post("/<int:number>/remind")
    def remind_route(number: int) -> ResponseReturnValue:
        fields.only(control_body(), ())
        dispute = find(number)
        simulator.disputes.remind(dispute)
        return as_json(dispute)

    @routes.post("/<int:number>/complete")
    def complete_route(number: int) -> ResponseReturnValue:
        body = control_body()
        fields.only(body, ("resolution",))
        resolution = fields.choice(body, "resolution", RESOLUTIONS, AUTO_ACCEPTED)
        dispute = find(number)
        if dispute.status != RESOLVED:
            simulator.disputes.end(dispute, resolution)
        return as_json(dispute)

    app.register_blueprint(routes)
