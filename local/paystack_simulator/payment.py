"""What happens when a payer pays at the checkout page (paystack.md S8-S10, S13, S30, S32)."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from local.paystack_simulator.cards import (
    BY_KEY,
    BY_NUMBER,
    NOT_A_TEST_CARD,
    WRONG_CVV,
    Step,
    read_card_form,
    usual_expiry,
)
from local.paystack_simulator.instruments import (
    DIRECT_DEBIT,
    card_authorization,
    channel_authorization,
    charge_approval,
    checkout_approval,
    wants_mandate,
)
from local.paystack_simulator.outcomes import Outcome, declined
from local.paystack_simulator.reading import CHANNELS
from local.paystack_simulator.records import (
    ABANDONED,
    CHARGE,
    FAILED,
    ONGOING,
    TERMINAL,
    Authorization,
    Transaction,
)
from local.paystack_simulator.settings import is_web_url
from local.paystack_simulator.simulator import Simulator

SESSION_OVER = "Transaction cannot be completed. Session timeout exceeded."


class CheckoutRefusedError(Exception):
    """The payment cannot be tried at all; the text is for the payer."""


@dataclass(frozen=True)
class Result:
    """How a try ended: the transaction's status, where to send the payer, or the field still to give."""

    status: str
    redirect: str | None = None
    message: str | None = None
    next_step: str | None = None


def offered_channels(transaction: Transaction) -> tuple[str, ...]:
    """The channels of the page: those that the merchant asked for, else all."""
    return CHANNELS if transaction.channels is None else tuple(transaction.channels)


def session_is_over(simulator: Simulator, transaction: Transaction) -> bool:
    """Whether the page stood open longer than the session timeout, 0 meaning never (S32)."""
    limit = simulator.settings.session_timeout_seconds
    return bool(limit) and simulator.clock.now() >= transaction.created_at + limit


def pay(simulator: Simulator, transaction: Transaction, form: Mapping[str, str], ip: str | None) -> Result:
    """Try to pay with the fields of `form`; paying twice takes money once."""
    with simulator.ledger.lock:
        if transaction.status in TERMINAL:
            return _ended(transaction)
        if session_is_over(simulator, transaction):
            raise CheckoutRefusedError(SESSION_OVER)
        if transaction.source == CHARGE:
            raise CheckoutRefusedError("This payment is confirmed at its own page.")
        channel = form.get("channel") or "card"
        if channel not in offered_channels(transaction):
            raise CheckoutRefusedError("This way to pay is not offered here.")
        transaction.ip_address = ip
        if channel == "card":
            return _pay_by_card(simulator, transaction, form)
        used = DIRECT_DEBIT if channel == "bank" and wants_mandate(transaction) else channel
        saved = channel_authorization(transaction.email, transaction.currency, used, simulator.clock.now())
        transaction.attempts += 1
        return _take_money(simulator, transaction, saved)


def _pay_by_card(simulator: Simulator, transaction: Transaction, form: Mapping[str, str]) -> Result:
    typed = form.get("card_number", "")
    if transaction.waiting and not typed:
        return _continue(simulator, transaction, form)
    card_form = read_card_form(typed, form.get("cvv", ""), form.get("expiry", ""), simulator.clock.now())
    transaction.channel = "card"
    transaction.attempts += 1
    card = BY_NUMBER.get(card_form.number)
    if card is None:
        return _decline_at_once(simulator, transaction, NOT_A_TEST_CARD)
    if card_form.cvv != card.cvv:
        return _decline_at_once(simulator, transaction, WRONG_CVV)
    if card.decline is not None and not card.steps:
        return _decline_at_once(simulator, transaction, card.decline)
    # The number and CVV end here: what waits is the test card's name and its expiry.
    expiry = {"exp_month": card_form.exp_month, "exp_year": card_form.exp_year}
    transaction.waiting = {"for": "card", "card": card.key, "step": 0} | expiry
    return _continue(simulator, transaction, form)


def _decline_at_once(simulator: Simulator, transaction: Transaction, outcome: Outcome) -> Result:
    """S9: a decline at the first step leaves the transaction abandoned, open for another card."""
    simulator.ledger.fail(transaction, outcome, ABANDONED)
    return Result(ABANDONED, message=outcome.text)


def _continue(simulator: Simulator, transaction: Transaction, form: Mapping[str, str]) -> Result:
    waiting = transaction.waiting or {}
    card = BY_KEY[waiting["card"]]
    for position in range(waiting["step"], len(card.steps)):
        step = card.steps[position]
        answer = form.get(step.field, "").strip()
        if not answer:
            waiting["step"] = position
            # While a PIN is awaited Paystack still says abandoned (paystack.md 2.2).
            transaction.status = ABANDONED if step.field == "pin" else ONGOING
            return Result(transaction.status, next_step=step.field)
        if not step.accepts(answer):
            return _fail(simulator, transaction, step.wrong)
    if card.decline is not None:
        return _fail(simulator, transaction, card.decline)
    expiry = (waiting["exp_month"], waiting["exp_year"])
    saved = card_authorization(transaction.email, transaction.currency, card, *expiry, simulator.clock.now())
    return _take_money(simulator, transaction, saved)


def awaited_step(transaction: Transaction) -> Step | None:
    """What a card payment under way still needs from the payer, or None."""
    waiting = transaction.waiting or {}
    return BY_KEY[waiting["card"]].steps[waiting["step"]] if waiting.get("for") == "card" else None


def _fail(simulator: Simulator, transaction: Transaction, outcome: Outcome) -> Result:
    simulator.ledger.fail(transaction, outcome)
    return _ended(transaction)


def _take_money(simulator: Simulator, transaction: Transaction, saved: Authorization) -> Result:
    simulator.ledger.save_authorization(saved)
    transaction.authorization_code = saved.authorization_code
    transaction.channel = saved.channel
    simulator.judge(transaction, checkout_approval(saved.channel))
    return _ended(transaction)


def _ended(transaction: Transaction) -> Result:
    redirect = return_url(transaction) if transaction.is_taken else None
    message = transaction.gateway_response if transaction.status == FAILED else None
    return Result(transaction.status, redirect, message)


def return_url(transaction: Transaction) -> str | None:
    """The merchant's callback with `trxref` and `reference` added to its own query, or None (S8)."""
    if transaction.callback_url is None or not is_web_url(transaction.callback_url):
        return None
    parts = urlsplit(transaction.callback_url)
    reference = transaction.reference
    query = [*parse_qsl(parts.query, keep_blank_values=True), ("trxref", reference), ("reference", reference)]
    return urlunsplit(parts._replace(query=urlencode(query)))


def cancel_url(transaction: Transaction) -> str | None:
    """Where a payer who gives up goes: `cancel_action` in metadata, or None (paystack.md 1.1)."""
    metadata = transaction.metadata
    action = metadata.get("cancel_action") if isinstance(metadata, dict) else None
    return action if isinstance(action, str) and is_web_url(action) else None


def complete(simulator: Simulator, transaction: Transaction, decline: Outcome | None) -> Result:
    """End a transaction that is not over: paid, or refused with `decline` (S13, S14, S15)."""
    with simulator.ledger.lock:
        if transaction.status in TERMINAL:
            return _ended(transaction)
        if transaction.is_over:
            raise CheckoutRefusedError(SESSION_OVER)
        if decline is not None:
            return _fail(simulator, transaction, decline)
        if transaction.authorization_code is None:
            offered = offered_channels(transaction)
            form = {} if "card" in offered else {"channel": offered[0]}
            return pay(simulator, transaction, filled_form(simulator, form), None)
        simulator.judge(transaction, charge_approval(transaction.channel))
        return _ended(transaction)


def decide(simulator: Simulator, transaction: Transaction, decision: str) -> Result:
    """The payer confirms a challenged charge, so that its bank's verdict counts, or cancels it (S13)."""
    if decision not in {"approve", "cancel"}:
        raise CheckoutRefusedError("Choose: approve or cancel.")
    with simulator.ledger.lock:
        if decision == "cancel":
            return complete(simulator, transaction, declined("customer_cancellation"))
        verdict = (transaction.waiting or {}).get("verdict")
        if transaction.is_over or verdict is None:
            return complete(simulator, transaction, None)
        simulator.judge(transaction, Outcome(**verdict))
        return _ended(transaction)


def leave(simulator: Simulator, transaction: Transaction) -> Result:
    """The payer lets the time of a challenge run out (S13)."""
    with simulator.ledger.lock:
        if transaction.is_over:
            return _ended(transaction)
        if (transaction.waiting or {}).get("for") != "two_factor":
            raise CheckoutRefusedError("Only a charge that waits for its payer can be left.")
        simulator.ledger.leave(transaction)
        return _ended(transaction)


def filled_form(simulator: Simulator, form: Mapping[str, str]) -> dict[str, str]:
    """`form` with what a test card needs filled in: by default the card that pays at once."""
    if form.get("channel", "card") != "card":
        return dict(form)
    number = form.get("card_number", BY_KEY["success"].number)
    card = BY_NUMBER.get(number.replace(" ", ""))
    filled = {"card_number": number, "expiry": usual_expiry(card, simulator.clock.now()), "cvv": "000"}
    if card is not None:
        filled |= {"cvv": card.cvv} | {step.field: step.answer for step in card.steps}
    return filled | dict(form)
