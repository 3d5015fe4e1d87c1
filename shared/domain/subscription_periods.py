"""Periods: which one is open, and which comes after it, over epochs, ends and pauses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shared.domain.billing_calendar import Schedule, due, first_index_after
from shared.domain.epoch import Epoch
from shared.domain.money import Money
from shared.domain.payment import Payment
from shared.domain.spread import delay_of
from shared.domain.subscription import Subscription, SubscriptionStatus, indexed, moved_to, stopped
from shared.domain.terms import Terms
from shared.domain.transaction import Authorization

MAX_MISSED_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a subscription, due at `due_at` (UTC epoch seconds), under the terms of its epoch."""

    index: int
    due_at: int
    money: Money
    schedule: Schedule
    coming: Epoch | None


def activate(payment: Payment, authorization: Authorization, email: str, spread: int = 0) -> Subscription:
    """Return the subscription that a paid checkout begins, completed at once when no charge falls before its end.

    Its schedule and first charge follow from the payment's terms and the time of its success. `spread` is over how
    many minutes the charges of one instant are spread.
    """
    if payment.terms is None or payment.paid_at is None or payment.subscription_id is None:
        raise ValueError("only a paid checkout with terms begins a subscription")
    begun = _agreed(payment, payment.subscription_id, payment.terms, payment.paid_at)
    begun = replace(begun, email=email, authorization=authorization, card_payment_id=payment.id, spread=spread)
    return opened(begun, payment.terms.first_index(payment.paid_at))


def stopped_before_start(payment: Payment, now: int) -> Subscription:
    """Return the stopped subscription of a checkout that nobody has paid yet: a later payment finds it stopped."""
    if payment.terms is None or payment.subscription_id is None:
        raise ValueError("only a checkout with terms has a subscription")
    return stopped(_agreed(payment, payment.subscription_id, payment.terms, now))


def _agreed(payment: Payment, subscription_id: int, terms: Terms, now: int) -> Subscription:
    """What a checkout's terms say of its subscription, begun now."""
    schedule = terms.schedule_from(now)
    return Subscription(
        user_id=payment.user_id,
        id=subscription_id,
        status=SubscriptionStatus.ACTIVE,
        payment_id=payment.id,
        money=terms.money or payment.money,
        email=payment.email,
        schedule=schedule,
        created_at=now,
        next_index=0,
        next_charge_at=due(schedule, 0),
        charges=terms.charges,
        end_at=terms.end_at,
    )


def opened(subscription: Subscription, index: int, not_before: int = 0) -> Subscription:
    """Open the first period from `index` on that is due at or after `not_before`; none left: it is completed."""
    period = _period_from(subscription, index, not_before)
    if period is None:
        ended = moved_to(subscription, SubscriptionStatus.COMPLETED)
        return indexed(
            replace(ended, charge_at=None, resume_at=None, coming=None, attention=None, is_catching_up=False)
        )
    is_another = period.index != subscription.next_index
    return indexed(
        replace(
            subscription,
            schedule=period.schedule,
            money=period.money,
            coming=period.coming,
            next_index=period.index,
            next_charge_at=period.due_at,
            charge_at=max(period.due_at + delay_of(subscription, period.schedule), subscription.may_capture_from),
            attempt=1 if is_another else subscription.attempt,
            dunning=None if is_another else subscription.dunning,
        )
    )


def period_after(subscription: Subscription, index: int) -> Period | None:
    """Return the period that follows `index` once that is paid, None after the last."""
    return _period_from(replace(subscription, charged=subscription.charged + 1), index + 1, 0)


def _period_from(subscription: Subscription, index: int, not_before: int) -> Period | None:
    if subscription.charges is not None and subscription.charged >= subscription.charges:
        return None
    schedule, money, coming = subscription.schedule, subscription.money, subscription.coming
    index = max(index, first_index_after(schedule, not_before - 1) if not_before else schedule.first_index)
    if coming and due(schedule, index) >= coming.replaces_from:
        # One number is left out: no period of the new epoch has one that the old epoch ever announced.
        schedule, money, coming = replace(coming.schedule, first_index=index + 1), coming.money, None
        index = first_index_after(schedule, not_before - 1)
    due_at = due(schedule, index)
    if subscription.end_at is not None and due_at > subscription.end_at:
        return None
    return Period(index, due_at, money, schedule, coming)


def missed_periods(subscription: Subscription, now: int) -> Iterator[Subscription]:
    """Yield it with each period open that is due by now, from the open one on; at most MAX_MISSED_COUNTED."""
    read = subscription
    for _ in range(MAX_MISSED_COUNTED):
        if read.status is SubscriptionStatus.COMPLETED or read.next_charge_at > now:
            return
        yield read
        read = opened(read, read.next_index + 1)
