"""A subscription: the agreement to be charged on a schedule.

Every function here returns the subscription as it should be stored next; the store refuses a write over a
version that is not the one that was read. All instants are UTC epoch seconds. The steps of a charge are in
`charge_journal`.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from shared.domain.billing_calendar import Schedule, due, first_index_after
from shared.domain.money import Money
from shared.domain.payment import MINUTE, Payment
from shared.domain.reference import ChargeReference
from shared.domain.transaction import Authorization

OVERLOOKED_AFTER = 5 * MINUTE
"""A subscription that should have been looked at so long ago has been forgotten."""

PUT_OFF_FOR = 15 * MINUTE


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


def is_overlooked(subscription: Subscription, now: int) -> bool:
    """Whether somebody should have looked at it long ago, and nobody has: its period passes without an outcome."""
    if not is_watched(subscription):
        return False
    return subscription.look_at is None or now - subscription.look_at >= OVERLOOKED_AFTER


def is_watched(subscription: Subscription) -> bool:
    """Whether anything can still become of it by itself: it is charged again, or its last charge has no end yet."""
    return subscription.status in CHARGEABLE or subscription.in_flight is not None


def looked_up(subscription: Subscription, now: int) -> Subscription:
    """Put it back into the due index."""
    return replace(subscription, look_at=now)


def put_off(subscription: Subscription, now: int) -> Subscription:
    """Look at it again later, so that what may not be charged now does not keep the sweep from what may."""
    return replace(subscription, look_at=now + PUT_OFF_FOR)


def needing_attention(subscription: Subscription) -> Subscription:
    """Charge nothing more until a person has chosen what to do."""
    status = subscription.status if subscription.status not in CHARGEABLE else SubscriptionStatus.NEEDS_ATTENTION
    return replace(subscription, status=status, in_flight=None, look_at=None)


def frozen(subscription: Subscription) -> Subscription:
    """Claim nothing more until a person has looked; a charge in flight stays in the due index until it has an end."""
    status = SubscriptionStatus.NEEDS_ATTENTION if subscription.status in CHARGEABLE else subscription.status
    return replace(subscription, status=status, look_at=subscription.look_at if subscription.in_flight else None)


def stopped(subscription: Subscription) -> Subscription:
    """Claim nothing more; a charge in flight stays in the due index until its end is known."""
    look_at = subscription.look_at if subscription.in_flight else None
    return replace(subscription, status=SubscriptionStatus.STOPPED, look_at=look_at)
