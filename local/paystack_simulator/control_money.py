"""The control API for money: transactions, saved instruments and refunds, as a payer or a bank would move them."""

from flask import Blueprint, Flask, abort, request
from flask.typing import ResponseReturnValue

from local.paystack_simulator import cards, fields, instruments, payment
from local.paystack_simulator.control import control_body
from local.paystack_simulator.declines import read_code
from local.paystack_simulator.outcomes import declined
from local.paystack_simulator.records import Authorization, Json, Refund, Transaction, as_json
from local.paystack_simulator.refunds import ENDS
from local.paystack_simulator.simulator import Simulator

_PAYERS_FIELDS = ("card_number", "cvv", "expiry", "channel", "pin", "otp", "phone", "bank_auth")
_BAD_FORM = 400


def register(app: Flask, simulator: Simulator) -> None:
    """Add the routes to `app`."""
    routes = Blueprint("control_money", __name__, url_prefix="/_sim")
    _add_transactions(routes, simulator)
    _add_instruments(routes, simulator)
    _add_refunds(routes, simulator)
    _add_refund_outcomes(routes, simulator)
    app.register_blueprint(routes)


def _add_transactions(routes: Blueprint, simulator: Simulator) -> None:
    def find(reference: str) -> Transaction:
        return simulator.ledger.find(reference) or abort(404, "No transaction has this reference.")

    @routes.get("/transactions")
    def transactions_route() -> ResponseReturnValue:
        wanted = request.args.get("reference")
        with simulator.ledger.lock:
            found = [t for t in simulator.ledger.transactions() if wanted in (None, t.reference)]
            return {"transactions": [_row(simulator, transaction) for transaction in found]}

    @routes.post("/pay/<path:reference>")
    def pay_route(reference: str) -> ResponseReturnValue:
        body = control_body()
        fields.only(body, _PAYERS_FIELDS)
        form = {field: fields.text(body, field) for field in body}
        transaction = find(reference)
        try:
            filled = payment.filled_form(simulator, form)
            return vars(payment.pay(simulator, transaction, filled, request.remote_addr))
        except (cards.CardFormError, payment.CheckoutRefusedError) as error:
            return _refused(transaction, error)

    @routes.post("/transactions/<path:reference>/complete")
    def complete_route(reference: str) -> ResponseReturnValue:
        body = control_body()
        fields.only(body, ("outcome", "gateway_response_code", "response_code"))
        code, number = read_code(body, "do_not_honor")
        outcome = fields.choice(body, "outcome", ("success", "failed", "abandoned"), "success")
        transaction = find(reference)
        try:
            if outcome == "abandoned":
                return vars(payment.leave(simulator, transaction))
            decline = declined(code, number=number) if outcome == "failed" else None
            return vars(payment.complete(simulator, transaction, decline))
        except payment.CheckoutRefusedError as error:
            return _refused(transaction, error)


def _row(simulator: Simulator, transaction: Transaction) -> Json:
    """A transaction with the addresses that a payer is given."""
    code = transaction.access_code
    challenged = transaction.source == "charge_authorization" and code
    return as_json(transaction) | {
        "cancel_url": payment.cancel_url(transaction),
        "challenge_url": simulator.checkout_url(f"resume/{code}") if challenged else None,
    }


def _refused(transaction: Transaction, error: Exception) -> ResponseReturnValue:
    return {"status": transaction.status, "redirect": None, "message": str(error)}, _BAD_FORM


def _add_instruments(routes: Blueprint, simulator: Simulator) -> None:
    @routes.get("/authorizations")
    def authorizations_route() -> ResponseReturnValue:
        email = request.args.get("email")
        saved = simulator.ledger.authorizations(email.lower() if email else None)
        return {"authorizations": [as_json(row) for row in saved]}

    @routes.post("/authorizations")
    def add_authorization_route() -> ResponseReturnValue:
        return as_json(save_instrument(simulator, control_body()))


def save_instrument(simulator: Simulator, body: fields.Body) -> Authorization:
    """A card or a bank mandate (`direct_debit`) of `email` that can be charged, as if a checkout had been paid."""
    fields.only(body, ("email", "channel", "card_number", "expiry"))
    email = fields.text(body, "email").lower()
    currency, now = simulator.settings.currencies[0], simulator.clock.now()
    if fields.choice(body, "channel", ("card", instruments.DIRECT_DEBIT), "card") == "card":
        card, expiry = _card(body, now)
        saved = instruments.card_authorization(email, currency, card, *expiry, now)
    else:
        saved = instruments.channel_authorization(email, currency, instruments.DIRECT_DEBIT, now)
    with simulator.ledger.lock:
        simulator.ledger.customer(email)
        return simulator.ledger.save_authorization(saved)


def _card(body: fields.Body, now: float) -> tuple[cards.PaymentCard, tuple[str, str]]:
    number = fields.text(body, "card_number", cards.BY_KEY["success"].number).replace(" ", "")
    card = cards.BY_NUMBER.get(number)
    if card is None:
        raise fields.FieldError("card_number", "is not one of the test cards")
    try:
        form = cards.read_card_form(number, card.cvv, fields.text(body, "expiry", cards.usual_expiry(card, now)), now)
    except cards.CardFormError as error:
        raise fields.FieldError("expiry", str(error)) from None
    return card, (form.exp_month, form.exp_year)


def _add_refunds(routes: Blueprint, simulator: Simulator) -> None:
    def find(number: int) -> Refund:
        return simulator.refunds.find(number) or abort(404, "No refund has this id.")

    @routes.get("/refunds")
    def refunds_route() -> ResponseReturnValue:
        wanted = request.args.get("reference")
        found = [refund for refund in simulator.refunds.listed() if wanted in (None, refund.reference)]
        return {"refunds": [as_json(refund) for refund in found]}

    @routes.post("/refunds/<int:number>/complete")
    def complete_refund_route(number: int) -> ResponseReturnValue:
        body = control_body()
        fields.only(body, ("outcome",))
        outcome = fields.choice(body, "outcome", ENDS, "processed")
        refund = find(number)
        simulator.refunds.end(refund, outcome)
        return as_json(refund)


def _add_refund_outcomes(routes: Blueprint, simulator: Simulator) -> None:
    @routes.post("/refund_outcomes")
    def add_refund_outcome_route() -> ResponseReturnValue:
        return simulator.refunds.scripts.add(control_body())

    @routes.get("/refund_outcomes")
    def refund_outcomes_route() -> ResponseReturnValue:
        return {"refund_outcomes": simulator.refunds.scripts.listed()}

    @routes.delete("/refund_outcomes")
    def remove_refund_outcomes_route() -> ResponseReturnValue:
        body = control_body()
        fields.only(body, ("reference",))
        simulator.refunds.scripts.remove(fields.optional_text(body, "reference"))
        return {"refund_outcomes": simulator.refunds.scripts.listed()}
