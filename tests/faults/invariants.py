"""What must hold once everything is quiet: Paystack's ledger against our tables."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from shared.domain.alert import AlertKind
from shared.domain.billing_calendar import due
from shared.domain.payment import Payment, PaymentStatus, Purpose
from shared.domain.reference import ChargeReference, parse_reference
from shared.domain.subscription import CHARGEABLE, ENDED, MIN_BETWEEN_CAPTURES, Subscription, SubscriptionStatus
from shared.domain.wake_up import cron_expression
from tests.faults.gateway import Row, State
from tests.faults.lives import Life
from tests.faults.simulation import Simulation

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
    found = [*_against_ledger(simulation), *_unresolved(simulation), *_while_held(simulation, charges)]
    found += [*_card_checks(simulation), *_in_step(simulation)]
    failed = _failed_attempts(simulation)
    for key, subscription in simulation.subscriptions.stored.items():
        rows, life = charges.get(key, []), simulation.record.lives[key]
        found += _doubled(subscription, rows)
        booked = [(named, row) for named, row in rows if _is_booked(row, simulation)]
        found += _periods(subscription, life, booked, simulation.clock.now())
        found += _agreement(subscription, life, booked, failed)
    return found + [Violation("forbidden", text, _user_in(text)) for text in simulation.record.problems]


def _charges(simulation: Simulation) -> Charges:
    """Every charge for which money was taken, by subscription."""
    found = defaultdict(list)
    for row in simulation.gateway.ledger.values():
        named = parse_reference(row.reference)
        if isinstance(named, ChargeReference) and row.state is State.TAKEN:
            found[named.user_id, named.subscription_id].append((named, row))
    return found


def _is_booked(row: Row, simulation: Simulation) -> bool:
    """Not where a person was told that the money is unclear."""
    return (AlertKind.PAYMENT_QUARANTINED, row.reference) not in simulation.alerts.raised


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
    if row.is_charge and not _is_booked(row, simulation):
        return
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


_GIVEN_BACK = {PaymentStatus.REFUND_PENDING, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED}
_PAID = {PaymentStatus.SUCCESS, *_GIVEN_BACK}
_TAKEN = {*_PAID, PaymentStatus.QUARANTINED}


def _compared(row: Row, mine: Payment, simulation: Simulation) -> Iterator[Violation]:
    asked = row.requested_amount if row.requested_amount is not None else row.amount
    is_as_agreed = (asked, row.currency) == (mine.money.subunits, mine.money.currency) and row.amount >= asked
    if is_as_agreed is not (mine.status in _PAID):
        yield Violation("mismatched", f"{row.reference}: {row.amount} taken, {mine.status}", mine.user_id)
    if mine.status in _PAID and mine.paid_at != row.paid_at:
        yield Violation("mismatched", f"{row.reference} was paid at another time", mine.user_id)
    subscription = simulation.subscriptions.stored.get((mine.user_id, mine.subscription_id or 0))
    alert = AlertKind.PAYMENT_QUARANTINED, row.reference
    if mine.status is PaymentStatus.QUARANTINED and alert not in simulation.alerts.raised:
        yield Violation("mismatched", f"{row.reference} is quarantined and nobody was told", mine.user_id)
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


def _while_held(simulation: Simulation, charges: Charges) -> Iterator[Violation]:
    """The attempt that the answer to a stop or a pause names is the last one while that lasts."""
    for key, held in simulation.record.held.items():
        for _, row in charges.get(key, []):
            for one in held:
                if one.forbids_taking(row.reference, row.paid_at or 0):
                    text = f"{row.reference} was taken while held, the answer named {one.last}"
                    yield Violation("after stop", text, key[0])


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


def _periods(
    subscription: Subscription, life: Life, rows: list[tuple[ChargeReference, Row]], now: int
) -> Iterator[Violation]:
    """Every period that is over was paid or left out for a reason, in the order of their due dates."""
    user_id, name = subscription.user_id, str(subscription.id)
    taken = {named.index for named, _ in rows}
    if taken != life.paid:
        yield Violation("lost", f"{name}: {sorted(life.paid)} paid, {sorted(taken)} taken", user_id)
    if unpaid := life.unpaid(subscription.next_index):
        yield Violation("lost", f"{name}: nothing became of {sorted(unpaid)}", user_id)
    for earlier, later in pairwise(sorted(life.paid)):
        if life.due[earlier] >= life.due[later]:
            yield Violation("doubled", f"{name}: charges {earlier} and {later} are of one period", user_id)
    for named, row in rows:
        if (row.paid_at or 0) < life.due.get(named.index, 0):
            yield Violation("mismatched", f"{row.reference} was taken early", user_id)
    if subscription.in_flight is None and (late := _is_late(subscription, now)):
        yield Violation("lost", f"{name}: charge {subscription.next_index} is {late}", user_id)


FEWEST_TRIES = 3
"""Of a period whose card is not done for: on its day and, with care, on two of the policy's days."""


def _is_late(subscription: Subscription, now: int) -> str:
    """What should have become of an open period an hour ago, or should not have become of it."""
    dunning, charge_at = subscription.dunning, subscription.charge_at
    is_owing = subscription.status in {SubscriptionStatus.PAST_DUE, SubscriptionStatus.HALTED} and charge_at is None
    if is_owing and dunning and 0 < dunning.declines < FEWEST_TRIES and not dunning.is_exhausted:
        return f"given up after {dunning.declines} tries"
    grace_ends = dunning.halts_at if dunning else 0
    if subscription.status is SubscriptionStatus.HALTED:
        return "halted too soon" if grace_ends > now else ""
    since = {
        SubscriptionStatus.ACTIVE: charge_at or 0,
        SubscriptionStatus.PAST_DUE: charge_at or grace_ends,
        SubscriptionStatus.PAUSED: subscription.resume_at or now,
    }.get(subscription.status, now)
    return f"{subscription.status} since {since}" if since <= now - 3_600 else ""


def _agreement(
    subscription: Subscription,
    life: Life,
    rows: list[tuple[ChargeReference, Row]],
    failed: Counter[tuple[str, int, int]],
) -> Iterator[Violation]:
    """The subscription says of itself what its history shows."""
    user_id, name = subscription.user_id, str(subscription.id)
    last = max((row.paid_at or 0 for _, row in rows), default=None)
    if subscription.last_capture_at != last or subscription.charged != len(life.paid):
        yield Violation("mismatched", f"{name}: last capture, or their number, is wrong", user_id)
    schedule, index = subscription.schedule, subscription.next_index
    if subscription.status not in ENDED and subscription.next_charge_at != due(schedule, index):
        yield Violation("mismatched", f"{name}: next charge is off the calendar", user_id)
    attempts = failed[user_id, subscription.id, index] + 1
    if subscription.in_flight is None and subscription.attempt != attempts:
        yield Violation("mismatched", f"{name}: attempt {subscription.attempt}, not {attempts}", user_id)
    for _, row in rows:
        if row.authorization not in life.codes:
            yield Violation("mismatched", f"{row.reference} was taken from {row.authorization}", user_id)


def _in_step(simulation: Simulation) -> Iterator[Violation]:
    """Who is charged has a schedule, and nobody else."""
    for key, one in simulation.subscriptions.stored.items():
        if (key in simulation.schedules.schedules) is not (one.status in CHARGEABLE):
            text = f"{one.id}: {one.status} with{'out' * (one.status in CHARGEABLE)} a schedule"
            yield Violation("mismatched", text, key[0])


def old_schedules(simulation: Simulation) -> list[str]:
    """Return those that are not what the calendar asks for: the sweep mends them once a charge comes late."""
    pairs = [(one, simulation.subscriptions.stored[key]) for key, one in simulation.schedules.schedules.items()]
    return [f"{made.id}: {_calls(made)}, not {_calls(one)}" for made, one in pairs if _calls(made) != _calls(one)]


def _calls(one: Subscription) -> tuple[str, str]:
    return cron_expression(one.schedule), one.schedule.timezone


def _card_checks(simulation: Simulation) -> Iterator[Violation]:
    """Each was given back once, or a person was told that it could not be."""
    for payment in simulation.payments.stored.values():
        row = simulation.gateway.ledger.get(payment.reference)
        if row is None or row.state is not State.TAKEN:
            continue
        yield from _refunds(payment, row)
        is_told = (AlertKind.REFUND_NEEDS_ATTENTION, row.reference) in simulation.alerts.raised
        is_given_back = row.refunds == 1 and payment.status is PaymentStatus.REFUNDED
        is_checked = payment.purpose is Purpose.CARD_CHECK and payment.status is not PaymentStatus.QUARANTINED
        if is_checked and not is_given_back and not is_told:
            yield Violation("lost", f"{row.reference} is {payment.status}, {row.refunds} refunds", payment.user_id)


def _refunds(payment: Payment, row: Row) -> Iterator[Violation]:
    """Nothing is given back twice or beyond what was taken, and the books say what was."""
    notes = [one["merchant_note"] for one in row.listed]
    if len(notes) != len(set(notes)) or row.refunded > row.amount:
        yield Violation("doubled", f"{row.reference} was given back {row.refunds} times", payment.user_id)
    if payment.look_at is None and not all(one.is_over for one in payment.refunds):
        yield Violation("unresolved", f"{row.reference} has a refund that nobody looks at", payment.user_id)
    held = sum(one.amount for one in payment.refunds if one.holds_money)
    if held != row.refunded:
        yield Violation("lost", f"{row.reference}: {row.refunded} given back, {held} in the books", payment.user_id)


def _user_in(text: str) -> str:
    return next((word.split(".")[1] for word in text.split() if word.startswith("dk.")), "")


def assert_sound(simulation: Simulation) -> None:
    """Fail with everything that is wrong, and the trace where there is one."""
    found = check(simulation)
    assert not found, "\n".join([str(one) for one in found] + (simulation.trace or []))
