"""A subscription: the agreement to be charged on a schedule, and the journal of the charge under way.

Every function here returns the subscription as it should be stored next; the store refuses a write over a
version that is not the one that was read. All instants are UTC epoch seconds.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from shared.domain.billing_calendar import Schedule, due, first_index_after
from shared.domain.money import Money
from shared.domain.payment import DAY, HOUR, MINUTE, Payment
from shared.domain.reference import ChargeReference
from shared.domain.transaction import Authorization

LEASE = 3 * MINUTE
"""How long a claim is left alone: longer than the charge function can live."""
MIN_BETWEEN_CAPTURES = 20 * HOUR
NOT_FOUND_TWICE_APART = 2 * MINUTE
"""Paystack may know a charge only some time after it was made: one "not found" proves nothing."""
_ASK_AGAIN_AFTER = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR)
"""After the n-th unresolved answer; the last one for ever."""
GIVEN_UP_AFTER = DAY
"""A stopped subscription's charge that Paystack has not known for this long is dropped, not sent again."""
_RETRY_AFTER_DECLINE = (DAY, 3 * DAY, 5 * DAY, 5 * DAY)
"""Four retries within 14 days, then the subscription halts."""


class SubscriptionStatus(StrEnum):
    """Where a subscription stands. It is incomplete, and not stored, until its checkout is paid."""

    ACTIVE = "active"
    PAST_DUE = "past_due"
    NEEDS_ATTENTION = "needs_attention"
    HALTED = "halted"
    STOPPED = "stopped"


CHARGEABLE = frozenset({SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE})


@dataclass(frozen=True, slots=True)
class InFlight:
    """A charge whose end is not known yet: stored before the call, removed when it is settled.

    `ask_at` is when it may next be taken up; `not_found_at` when Paystack first said that it has no such charge.
    """

    reference: ChargeReference
    payment_id: int
    claimed_at: int
    ask_at: int
    asked: int = 0
    not_found_at: int | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """Charge `next_index` of `schedule` is the next to be made, at `next_charge_at`; `attempt` counts its tries.

    `look_at` is when anybody should look at it next (the due index), None when never. `email` is the one the
    authorization was made with: Paystack charges it with no other.
    """

    user_id: str
    id: int
    status: SubscriptionStatus
    payment_id: int
    money: Money
    email: str
    schedule: Schedule
    created_at: int
    next_index: int
    next_charge_at: int
    authorization: Authorization | None = None
    attempt: int = 1
    look_at: int | None = None
    in_flight: InFlight | None = None
    last_capture_at: int | None = None
    version: int = 0


class Step(StrEnum):
    """What the charge function should do with a subscription now."""

    CLAIM = "claim"
    RESUME = "resume"
    WAIT = "wait"
    ASK_CUSTOMER = "ask_customer"
    ENDED = "ended"


def activate(payment: Payment, authorization: Authorization, email: str) -> Subscription:
    """Return the subscription that a paid checkout begins.

    With `start_at` that is the anchor and the first charge falls on it, or on the next due date when the
    checkout was finished later; without it the anchor is the checkout's success and the first charge comes one
    interval later.
    """
    terms, paid_at = payment.terms, payment.paid_at
    if terms is None or paid_at is None:
        raise ValueError("only a paid checkout with terms begins a subscription")
    schedule = Schedule(terms.interval, terms.interval_count, terms.timezone, terms.start_at or paid_at)
    index = 0 if terms.start_at and terms.start_at > paid_at else first_index_after(schedule, paid_at)
    next_charge_at = due(schedule, index)
    return Subscription(
        user_id=payment.user_id,
        id=terms.subscription_id,
        status=SubscriptionStatus.ACTIVE,
        payment_id=payment.id,
        money=payment.money,
        email=email,
        authorization=authorization,
        schedule=schedule,
        created_at=paid_at,
        next_index=index,
        next_charge_at=next_charge_at,
        look_at=next_charge_at,
    )


def stopped_before_start(payment: Payment, now: int) -> Subscription:
    """Return the stopped subscription of a checkout that nobody has paid yet: a later payment finds it stopped."""
    if payment.terms is None:
        raise ValueError("only a checkout with terms has a subscription")
    terms = payment.terms
    return Subscription(
        user_id=payment.user_id,
        id=terms.subscription_id,
        status=SubscriptionStatus.STOPPED,
        payment_id=payment.id,
        money=payment.money,
        email=payment.email,
        authorization=None,
        schedule=Schedule(terms.interval, terms.interval_count, terms.timezone, terms.start_at or now),
        created_at=now,
        next_index=0,
        next_charge_at=now,
    )


def next_step(subscription: Subscription, now: int) -> Step:
    """Decide what to do: nothing is charged before its time, and nothing while a charge is in flight."""
    if subscription.in_flight:
        return Step.RESUME if now >= subscription.in_flight.ask_at else Step.WAIT
    if subscription.status not in CHARGEABLE or subscription.authorization is None:
        return Step.ENDED
    if now < subscription.next_charge_at or now < (subscription.look_at or 0):
        return Step.WAIT
    if (
        subscription.status is SubscriptionStatus.ACTIVE
        and due(subscription.schedule, subscription.next_index + 1) <= now
    ):
        return Step.ASK_CUSTOMER
    return Step.CLAIM


def claimed(subscription: Subscription, payment_id: int, now: int) -> Subscription:
    """Put the next charge in flight, before it is sent; the due index still leads to it."""
    reference = ChargeReference(subscription.user_id, subscription.id, subscription.next_index, subscription.attempt)
    return replace(subscription, in_flight=InFlight(reference, payment_id, now, now + LEASE))


def claimed_again(subscription: Subscription, now: int) -> Subscription:
    """Take the charge in flight up once more, to send it again under the same reference."""
    flight = replace(_flight(subscription), claimed_at=now, ask_at=now + LEASE, not_found_at=None)
    return replace(subscription, in_flight=flight)


class NeverCreated(StrEnum):
    """What to do about a charge in flight that Paystack does not know."""

    ASK_AGAIN = "ask_again"
    SEND_AGAIN = "send_again"
    DROP = "drop"


def after_not_found(subscription: Subscription, now: int) -> NeverCreated:
    """Decide on a "not found" at `now`: only the second, minutes after the first, means never created.

    Nothing is sent for a customer who has stopped meanwhile.
    """
    first = _flight(subscription).not_found_at
    missing_for = now - first if first is not None else 0
    if subscription.status in CHARGEABLE:
        return NeverCreated.SEND_AGAIN if missing_for >= NOT_FOUND_TWICE_APART else NeverCreated.ASK_AGAIN
    return NeverCreated.DROP if missing_for >= GIVEN_UP_AFTER else NeverCreated.ASK_AGAIN


def unresolved(subscription: Subscription, now: int, *, not_found: bool) -> Subscription:
    """Keep the charge in flight and ask again later: 1, 5, 15 minutes, then every hour, for ever."""
    flight = _flight(subscription)
    wait = _ASK_AGAIN_AFTER[min(flight.asked, len(_ASK_AGAIN_AFTER) - 1)]
    first_seen = (flight.not_found_at or now) if not_found else None
    later = replace(flight, asked=flight.asked + 1, ask_at=now + wait, not_found_at=first_seen)
    return replace(subscription, in_flight=later, look_at=later.ask_at)


def captured(subscription: Subscription, captured_at: int) -> Subscription:
    """The charge in flight succeeded: its period is over, the next one is set."""
    index = _flight(subscription).reference.index + 1
    next_charge_at = due(subscription.schedule, index)
    ended = subscription.status not in CHARGEABLE
    return replace(
        subscription,
        status=subscription.status if ended else SubscriptionStatus.ACTIVE,
        in_flight=None,
        attempt=1,
        next_index=index,
        next_charge_at=next_charge_at,
        last_capture_at=captured_at,
        look_at=None if ended else max(next_charge_at, captured_at + MIN_BETWEEN_CAPTURES),
    )


def declined(subscription: Subscription, now: int) -> Subscription:
    """The charge in flight was refused: the same period is tried again later, under the next attempt."""
    tried = _flight(subscription).reference.attempt
    landed = replace(subscription, in_flight=None, attempt=tried + 1, look_at=None)
    if subscription.status not in CHARGEABLE:
        return landed
    if tried > len(_RETRY_AFTER_DECLINE):
        return replace(landed, status=SubscriptionStatus.HALTED)
    return replace(landed, status=SubscriptionStatus.PAST_DUE, look_at=now + _RETRY_AFTER_DECLINE[tried - 1])


def dropped(subscription: Subscription) -> Subscription:
    """Forget a charge that was never created, of a subscription that is over."""
    return replace(subscription, in_flight=None, look_at=None)


def needing_attention(subscription: Subscription) -> Subscription:
    """Charge nothing more until a person has chosen what to do."""
    status = subscription.status if subscription.status not in CHARGEABLE else SubscriptionStatus.NEEDS_ATTENTION
    return replace(subscription, status=status, in_flight=None, look_at=None)


def stopped(subscription: Subscription) -> Subscription:
    """Claim nothing more; a charge in flight stays in the due index until its end is known."""
    look_at = subscription.look_at if subscription.in_flight else None
    return replace(subscription, status=SubscriptionStatus.STOPPED, look_at=look_at)


def _flight(subscription: Subscription) -> InFlight:
    if subscription.in_flight is None:
        raise ValueError("no charge of this subscription is in flight")
    return subscription.in_flight
