"""What must hold once everything is quiet: Paystack's ledger against our tables."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from shared.domain.alert import AlertKind
from shared.domain.billing_calendar import due
from shared.domain.charge_journal import MIN_BETWEEN_CAPTURES
from shared.domain.payment import Payment, PaymentStatus
from shared.domain.reference import ChargeReference, parse_reference
from shared.domain.subscription import Subscription, SubscriptionStatus
from tests.faults.gateway import Row, State
from tests.faults.simulation import Simulation

RETRIES = 4
Charges = dict[tuple[str, int], list[tuple[ChargeReference, Row]]]
KINDS = ("doubled", "lost", "unresolved", "mismatched")


@dataclass(frozen=True)
class Violation:
    """One thing that may never be; `user_id` is whose it is, empty where that is not known."""

    kind: str
    text: str
    user_id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


def check(simulation: Simulation) -> list[Violation]:
    """Return everything that is wrong."""
    charges = _charges(simulation)
    found = [*_against_ledger(simulation), *_unresolved(simulation), *_after_stop(simulation, charges)]
    failed = _failed_attempts(simulation)
    for key, subscription in simulation.subscriptions.stored.items():
        rows = charges.get(key, [])
        found += _doubled(subscription, rows)
        found += _periods(subscription, rows, simulation.clock.now())
        found += _agreement(subscription, rows, failed)
    return found + [Violation("forbidden", text, _user_in(text)) for text in simulation.record.problems]


def _charges(simulation: Simulation) -> Charges:
    """Every charge for which money was taken, by subscription."""
    found = defaultdict(list)
    for row in simulation.gateway.ledger.values():
        named = parse_reference(row.reference)
        if isinstance(named, ChargeReference) and row.state is State.TAKEN:
            found[named.user_id, named.subscription_id].append((named, row))
    return found


def _failed_attempts(simulation: Simulation) -> Counter[tuple[str, int, int]]:
    failed: Counter[tuple[str, int, int]] = Counter()
    for payment in simulation.payments.stored.values():
        named = parse_reference(payment.reference)
        if isinstance(named, ChargeReference) and payment.status is PaymentStatus.FAILED:
            failed[named.user_id, named.subscription_id, named.index] += 1
    return failed


def _against_ledger(simulation: Simulation) -> Iterator[Violation]:
    """Each success there is one here, with the same amount, currency and authorization, and the reverse."""
    ours: dict[str, Payment] = {}
    for payment in simulation.payments.stored.values():
        if payment.reference in ours:
            yield Violation("mismatched", f"two payments under {payment.reference}", payment.user_id)
        ours[payment.reference] = payment
    ledger = simulation.gateway.ledger
    for row in ledger.values():
        if row.state is State.TAKEN:
            yield from _taken(row, ours.get(row.reference), simulation)
    for payment in ours.values():
        yield from _claimed(payment, ledger.get(payment.reference))


def _taken(row: Row, mine: Payment | None, simulation: Simulation) -> Iterator[Violation]:
    if mine is None or mine.status not in _TAKEN:
        text = f"{row.reference} was taken, here it is {mine.status if mine else 'missing'}"
        yield Violation("lost", text, _user_in(row.reference))
    else:
        yield from _compared(row, mine, simulation)


def _claimed(payment: Payment, there: Row | None) -> Iterator[Violation]:
    if payment.status in _TAKEN and (there is None or there.state is not State.TAKEN):
        yield Violation("mismatched", f"{payment.reference} is {payment.status}, but not taken", payment.user_id)
    if payment.status is PaymentStatus.FAILED and there and there.state is State.OPEN and there.is_charge:
        yield Violation("mismatched", f"{payment.reference} failed here and is open there", payment.user_id)


_TAKEN = {PaymentStatus.SUCCESS, PaymentStatus.QUARANTINED}


def _compared(row: Row, mine: Payment, simulation: Simulation) -> Iterator[Violation]:
    asked = row.requested_amount if row.requested_amount is not None else row.amount
    is_as_agreed = (asked, row.currency) == (mine.money.subunits, mine.money.currency) and row.amount >= asked
    if is_as_agreed is not (mine.status is PaymentStatus.SUCCESS):
        yield Violation("mismatched", f"{row.reference}: {row.amount} taken, {mine.status}", mine.user_id)
    if mine.status is PaymentStatus.SUCCESS and mine.paid_at != row.paid_at:
        yield Violation("mismatched", f"{row.reference} was paid at another time", mine.user_id)
    subscription = simulation.subscriptions.stored.get((mine.user_id, mine.subscription_id or 0))
    alert = AlertKind.PAYMENT_QUARANTINED, row.reference
    if mine.status is PaymentStatus.QUARANTINED and alert not in simulation.alerts.raised:
        yield Violation("mismatched", f"{row.reference} is quarantined and nobody was told", mine.user_id)
    card = subscription.authorization if subscription else None
    if mine.status is PaymentStatus.SUCCESS and card and card.code != row.authorization:
        yield Violation("mismatched", f"{row.reference} was taken from {row.authorization}", mine.user_id)
    has_agreed = mine.status is PaymentStatus.SUCCESS and mine.terms and row.is_reusable
    if has_agreed and subscription is None:
        yield Violation("lost", f"{row.reference} was paid and began no subscription", mine.user_id)


def _unresolved(simulation: Simulation) -> Iterator[Violation]:
    now = simulation.clock.now()
    for payment in simulation.payments.stored.values():
        if payment.status is PaymentStatus.PENDING and (payment.look_at is None or payment.look_at <= now - 600):
            yield Violation("unresolved", f"{payment.reference} is pending and nobody looks", payment.user_id)
        elif payment.status is PaymentStatus.PENDING and now - payment.created_at > 3 * 86_400:
            yield Violation("unresolved", f"{payment.reference} is pending still", payment.user_id)
    for one in simulation.subscriptions.stored.values():
        if one.in_flight and now - one.in_flight.claimed_at > 3_600:
            yield Violation("unresolved", f"{one.in_flight.reference} is in flight still", one.user_id)


def _after_stop(simulation: Simulation, charges: Charges) -> Iterator[Violation]:
    """The attempt that stop's answer names is the last one."""
    stopped = simulation.record.stopped
    for key, reference in simulation.record.sent_after_stop:
        if reference != stopped[key].last:
            yield Violation("after stop", f"{reference} was sent, stop's answer named {stopped[key].last}", key[0])
    for key, answer in stopped.items():
        for _, row in charges.get(key, []):
            if (row.paid_at or 0) > answer.at and row.reference != answer.last:
                yield Violation("after stop", f"{row.reference} was taken, stop's answer named {answer.last}", key[0])


def _doubled(subscription: Subscription, rows: list[tuple[ChargeReference, Row]]) -> Iterator[Violation]:
    for index, times in Counter(named.index for named, _ in rows).items():
        if times > 1:
            yield Violation("doubled", f"{subscription.id}: charge {index} {times} times", subscription.user_id)
    paid = sorted(row.paid_at or 0 for _, row in rows)
    for earlier, later in pairwise(paid):
        if later - earlier < MIN_BETWEEN_CAPTURES:
            yield Violation(
                "doubled", f"{subscription.id}: two captures in {later - earlier} s", subscription.user_id
            )


def _periods(subscription: Subscription, rows: list[tuple[ChargeReference, Row]], now: int) -> Iterator[Violation]:
    """Every period that is over has its success, and so has none that is not."""
    for named, row in rows:
        if (row.paid_at or 0) < due(subscription.schedule, named.index):
            yield Violation("mismatched", f"{row.reference} was taken early", subscription.user_id)
    first = _first_index(subscription)
    if sorted({named.index for named, _ in rows}) != list(range(first, subscription.next_index)):
        taken = sorted(named.index for named, _ in rows)
        yield Violation(
            "lost",
            f"{subscription.id}: {first} to {subscription.next_index} due, {taken} taken",
            subscription.user_id,
        )
    if subscription.status is SubscriptionStatus.PAST_DUE:
        yield Violation("lost", f"{subscription.id} is past due with a good card", subscription.user_id)
    if subscription.status is not SubscriptionStatus.ACTIVE:
        return
    free_at = (subscription.last_capture_at or 0) + MIN_BETWEEN_CAPTURES
    if max(due(subscription.schedule, subscription.next_index), free_at) <= now - 3_600:
        yield Violation(
            "lost", f"{subscription.id}: charge {subscription.next_index} is overdue", subscription.user_id
        )


def _first_index(subscription: Subscription) -> int:
    """Of the first recurring charge: the anchor itself where it lies after the checkout."""
    if subscription.authorization is None:  # stopped before it was paid: it never began
        return subscription.next_index
    index = 0
    while due(subscription.schedule, index) <= subscription.created_at:
        index += 1
    return index


def _agreement(
    subscription: Subscription, rows: list[tuple[ChargeReference, Row]], failed: Counter[tuple[str, int, int]]
) -> Iterator[Violation]:
    """The subscription says of itself what its history shows."""
    last = max((row.paid_at or 0 for _, row in rows), default=None)
    if subscription.last_capture_at != last:
        yield Violation("mismatched", f"{subscription.id}: last capture is wrong", subscription.user_id)
    if subscription.authorization and subscription.next_charge_at != due(
        subscription.schedule, subscription.next_index
    ):
        yield Violation("mismatched", f"{subscription.id}: next charge is off the calendar", subscription.user_id)
    attempts = failed[subscription.user_id, subscription.id, subscription.next_index] + 1
    if subscription.in_flight is None and subscription.attempt != attempts:
        yield Violation(
            "mismatched", f"{subscription.id}: attempt {subscription.attempt}, not {attempts}", subscription.user_id
        )
    if subscription.status is SubscriptionStatus.HALTED and attempts <= RETRIES + 1:
        yield Violation("lost", f"{subscription.id} halted after {attempts - 1} attempts", subscription.user_id)


def _user_in(text: str) -> str:
    return next((word.split(".")[1] for word in text.split() if word.startswith("dk.")), "")


def assert_sound(simulation: Simulation) -> None:
    """Fail with everything that is wrong, and the trace where there is one."""
    found = check(simulation)
    assert not found, "\n".join([str(one) for one in found] + (simulation.trace or []))
