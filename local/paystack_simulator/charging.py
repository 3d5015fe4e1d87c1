"""Charging a saved instrument: the rules and outcomes of paystack.md section 3."""

from dataclasses import asdict, dataclass

from local.paystack_simulator import errors, reading, shapes
from local.paystack_simulator.cards import has_expired
from local.paystack_simulator.declines import DeclineScript, targets_of
from local.paystack_simulator.identifiers import lower_code, new_access_code
from local.paystack_simulator.instruments import DIRECT_DEBIT, card_of, charge_approval
from local.paystack_simulator.outcomes import DECLINE_CODES, Outcome, declined
from local.paystack_simulator.records import (
    CHARGE,
    ONGOING,
    PROCESSING,
    QUEUED,
    Authorization,
    Json,
    Transaction,
)
from local.paystack_simulator.simulator import Simulator

_GENERATED_REFERENCE = 15
_WAITING = {PROCESSING: "Transaction in progress", QUEUED: "Transaction queued"}
"""`gateway_response` of a charge that is not over; the second is a guess."""


@dataclass(frozen=True)
class Answer:
    """An HTTP status and the body that goes with it."""

    status: int
    body: Json


def charge_authorization(simulator: Simulator, body: reading.Body, tries: int = 1) -> Answer:
    """Charge a saved instrument once; every refusal before the row leaves the reference free (S11-S17).

    Its bank is asked up to `tries` times, as long as it refuses (S31).
    """
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
            status=PROCESSING,
            channel=saved.channel,
            authorization_code=saved.authorization_code,
        )
        simulator.ledger.add(transaction)
        is_queued = body.get("queue") in (True, "true")
        course = _course(simulator, saved, is_queued=is_queued)
        while (tries := tries - 1) and course.waits is None and not course.verdict.is_approval:
            course = _course(simulator, saved, is_queued=is_queued)
        return _run(simulator, transaction, saved, course)


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


@dataclass(frozen=True)
class _Course:
    """What becomes of a charge: the status in which it waits, None when it ends at once, and the bank's verdict.

    `seconds` is how long it waits, 0 meaning until somebody ends it; `shape` the shape of an answer that declines.
    """

    waits: str | None
    verdict: Outcome
    seconds: float
    shape: str


def _course(simulator: Simulator, saved: Authorization, *, is_queued: bool) -> _Course:
    """The script that fits decides, then what the test card does by itself."""
    script = simulator.declines.take(targets_of(saved))
    waits = _waiting_status(saved, script, is_queued=is_queued and simulator.settings.honours_queue)
    usual = {
        ONGOING: simulator.settings.challenge_timeout_seconds,
        PROCESSING: simulator.settings.processing_seconds,
        QUEUED: simulator.settings.queue_seconds,
    }
    told = script.after_seconds if script else None
    seconds = usual.get(waits or "", 0.0) if told is None else told
    verdict = _verdict(saved, script, simulator.clock.now())
    return _Course(waits, verdict, seconds, script.shape if script else "200")


def _waiting_status(saved: Authorization, script: DeclineScript | None, *, is_queued: bool) -> str | None:
    card = card_of(saved)
    told = script.outcome if script else card.saved if card else ""
    if told == "paused":
        return ONGOING
    if told == "processing" or saved.channel == DIRECT_DEBIT:
        return PROCESSING
    return QUEUED if told == "queued" or is_queued else None


def _verdict(saved: Authorization, script: DeclineScript | None, now: float) -> Outcome:
    """What the bank says, at once or once its turn has come."""
    approval = charge_approval(saved.channel)
    if script is not None:
        return script.refusal(saved.brand) or approval
    card = card_of(saved)
    if has_expired(int(saved.exp_month or 0), int(saved.exp_year or 0), now):
        return declined("expired_card", brand=saved.brand)
    return declined(card.saved, brand=saved.brand) if card and card.saved in DECLINE_CODES else approval


def _run(simulator: Simulator, transaction: Transaction, saved: Authorization, course: _Course) -> Answer:
    if course.waits == ONGOING:
        return _pause(simulator, transaction, course)
    if course.waits is not None:
        transaction.status = course.waits
        transaction.gateway_response = _WAITING[course.waits]
        if course.seconds:
            simulator.end_later(transaction, course.seconds, course.verdict)
        return _attempted(simulator, transaction, saved)
    simulator.judge(transaction, course.verdict)
    if transaction.is_taken or course.shape == "200":
        return _attempted(simulator, transaction, saved)
    data = {"status": "failed", "message": course.verdict.text}
    return Answer(400, {"status": False, "message": "Charge attempted", "data": data})


def _attempted(simulator: Simulator, transaction: Transaction, saved: Authorization) -> Answer:
    payer = simulator.ledger.customer(transaction.email)
    return Answer(200, shapes.envelope("Charge attempted", shapes.charge(transaction, payer, saved)))


def _pause(simulator: Simulator, transaction: Transaction, course: _Course) -> Answer:
    """S13: the payer must confirm at a page; the answer has no `status` in its data."""
    transaction.status = ONGOING
    transaction.access_code = new_access_code()
    transaction.waiting = {"for": "two_factor", "verdict": asdict(course.verdict)}
    if course.seconds:
        simulator.end_later(transaction, course.seconds, None)
    data = {
        "authorization_url": simulator.checkout_url(f"resume/{transaction.access_code}"),
        "reference": transaction.reference,
        "access_code": transaction.access_code,
        "paused": True,
    }
    message = "Please, redirect your customer to the authorization url provided"
    return Answer(200, shapes.envelope(message, data))
