"""Charging a saved instrument: the rules and outcomes of paystack.md section 3."""

from dataclasses import dataclass

from local.paystack_simulator import errors, reading, shapes
from local.paystack_simulator.cards import has_expired
from local.paystack_simulator.declines import Script
from local.paystack_simulator.identifiers import lower_code, new_access_code
from local.paystack_simulator.instruments import DIRECT_DEBIT
from local.paystack_simulator.outcomes import approved, declined
from local.paystack_simulator.records import (
    CHARGE,
    ONGOING,
    PROCESSING,
    Authorization,
    Json,
    Transaction,
)
from local.paystack_simulator.simulator import Simulator

_GENERATED_REFERENCE = 15


@dataclass(frozen=True)
class Answer:
    """An HTTP status and the body that goes with it."""

    status: int
    body: Json


def charge_authorization(simulator: Simulator, body: reading.Body) -> Answer:
    """Charge a saved instrument once; every refusal before the row leaves the reference free (S11-S17)."""
    amount = reading.read_amount(body)
    email = reading.read_email(body)
    currency = reading.read_currency(body, simulator.settings.currencies)
    reference = reading.read_reference(body)
    with simulator.ledger.lock:
        saved = _chargeable(simulator, body, email)
        transaction = Transaction(
            id=simulator.ledger.new_id(),
            reference=reference or lower_code(_GENERATED_REFERENCE),
            source=CHARGE,
            email=saved.email,
            currency=currency,
            requested_amount=amount,
            amount=amount,
            domain=simulator.settings.domain,
            metadata=reading.read_metadata(body),
            callback_url=reading.read_callback(body),
            channels=None,
            created_at=simulator.clock.now(),
            channel=saved.channel,
            authorization_code=saved.authorization_code,
        )
        simulator.ledger.add(transaction)
        return _run(simulator, transaction, saved)


def _chargeable(simulator: Simulator, body: reading.Body, email: str) -> Authorization:
    code = body.get("authorization_code")
    if not isinstance(code, str) or not code:
        raise errors.missing("Authorization Code")
    saved = simulator.ledger.authorization(code)
    if saved is None:
        raise errors.authorization_unknown()
    if saved.email != email or not saved.active or not saved.reusable:
        raise errors.authorization_mismatch()
    return saved


def _run(simulator: Simulator, transaction: Transaction, saved: Authorization) -> Answer:
    script = simulator.declines.take(saved)
    if script is not None and script.outcome == "paused":
        return _pause(simulator, transaction)
    if (script is not None and script.outcome == "processing") or saved.channel == DIRECT_DEBIT:
        transaction.status = PROCESSING
        transaction.gateway_response = "Transaction in progress"
        return _attempted(simulator, transaction, saved)
    if script is not None:
        return _decline(simulator, transaction, saved, script)
    if has_expired(int(saved.exp_month or 0), int(saved.exp_year or 0), simulator.clock.now()):
        simulator.ledger.fail(transaction, declined("expired_card"))
        return _attempted(simulator, transaction, saved)
    simulator.settle(transaction, approved("Approved"))
    return _attempted(simulator, transaction, saved)


def _attempted(simulator: Simulator, transaction: Transaction, saved: Authorization) -> Answer:
    payer = simulator.ledger.customer(transaction.email)
    return Answer(200, shapes.envelope("Charge attempted", shapes.charge(transaction, payer, saved)))


def _decline(simulator: Simulator, transaction: Transaction, saved: Authorization, script: Script) -> Answer:
    outcome = declined(script.gateway_response_code)
    simulator.ledger.fail(transaction, outcome)
    if script.shape == "400":
        data = {"status": "failed", "message": outcome.text}
        return Answer(400, {"status": False, "message": "Charge attempted", "data": data})
    return _attempted(simulator, transaction, saved)


def _pause(simulator: Simulator, transaction: Transaction) -> Answer:
    """S13: the payer must confirm at a page; the answer has no `status` in its data."""
    transaction.status = ONGOING
    transaction.access_code = new_access_code()
    transaction.waiting = {"for": "two_factor"}
    data = {
        "authorization_url": simulator.checkout_url(f"resume/{transaction.access_code}"),
        "reference": transaction.reference,
        "access_code": transaction.access_code,
        "paused": True,
    }
    message = "Please, redirect your customer to the authorization url provided"
    return Answer(200, shapes.envelope(message, data))
