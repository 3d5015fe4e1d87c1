"""What a customer may decide about a subscription: pause, resume, stop, change, catch up, try again, a new card.

Every function returns the subscription as it should be stored next, or raises WrongState where its state does not
allow it, InvalidInput where a value does not fit. All instants are UTC epoch seconds.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum

from shared.domain.billing_calendar import (
    MAX_INTERVAL_COUNT,
    MONTHS,
    Interval,
    Schedule,
    due,
    first_index_after,
    intended_wall,
    wall_of,
)
from shared.domain.epoch import Epoch
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.money import Money
from shared.domain.payment import FURTHEST_START
from shared.domain.subscription import (
    ENDED,
    Attention,
    Subscription,
    SubscriptionStatus,
    indexed,
    moved_to,
    worded,
)
from shared.domain.subscription_periods import missed_periods, opened
from shared.domain.transaction import Authorization


def paused(subscription: Subscription, until: int | None, now: int) -> Subscription:
    """Charge nothing until `until`, or until it is resumed; a charge in flight is the last one before."""
    _require(subscription, SubscriptionStatus.ACTIVE, "paused")
    if subscription.stops_at_period_end:
        raise WrongState("A subscription that is about to stop cannot be paused. Resume it first.")
    if until is not None and not now < until <= now + FURTHEST_START:
        raise InvalidInput({"until": ["Ensure this time is in the future, and less than two years ahead."]})
    held = replace(moved_to(subscription, SubscriptionStatus.PAUSED), charge_at=None, resume_at=until)
    return indexed(held)


def resumed(subscription: Subscription, not_before: int) -> Subscription:
    """End a pause: the first period that is due at or after `not_before` is the next; those before are not charged.

    An active subscription that was to stop with its period goes on instead.
    """
    if subscription.stops_at_period_end and subscription.status not in ENDED:
        return indexed(replace(subscription, stops_at_period_end=False))
    _require(subscription, SubscriptionStatus.PAUSED, "resumed")
    active = replace(moved_to(subscription, SubscriptionStatus.ACTIVE), resume_at=None, is_catching_up=False)
    if active.in_flight:  # it decides what becomes of the open period
        return indexed(replace(active, charge_at=active.next_charge_at))
    return opened(active, active.next_index, not_before)


def stopping(subscription: Subscription) -> Subscription:
    """Let it stop when the paid period ends."""
    _require(subscription, SubscriptionStatus.ACTIVE, "stopped later")
    return indexed(replace(subscription, stops_at_period_end=True))


class CatchUp(StrEnum):
    """What to do about missed periods."""

    CHARGE_ONE = "charge_one"
    """The last of them alone: the current one."""
    CHARGE_ALL = "charge_all"
    """Each, one after the other, never two within 20 hours."""
    SKIP_TO_NEXT = "skip_to_next"


def caught_up(subscription: Subscription, choice: CatchUp, now: int) -> Subscription:
    """Go on after missed periods as the customer has chosen."""
    _require(subscription, SubscriptionStatus.NEEDS_ATTENTION, "caught up")
    if subscription.attention is not Attention.MISSED_PERIODS:
        raise WrongState("The merchant is looking into a payment of this subscription first.")
    active = replace(moved_to(subscription, SubscriptionStatus.ACTIVE), attention=None)
    match choice:
        case CatchUp.CHARGE_ONE:
            last = max(missed_periods(active, now), key=lambda read: read.next_index, default=active)
            return opened(last, last.next_index)
        case CatchUp.CHARGE_ALL:
            return opened(replace(active, is_catching_up=True), active.next_index)
        case CatchUp.SKIP_TO_NEXT:  # pragma: no branch - there is no other
            return opened(active, active.next_index, now + 1)


def retried(subscription: Subscription, now: int) -> Subscription:
    """Try the open period once more, at once; a card that is done for needs a new one first."""
    if subscription.status not in {SubscriptionStatus.PAST_DUE, SubscriptionStatus.HALTED}:
        raise WrongState(f"Nothing is owed on {_a(subscription)} subscription.")
    _require_no_flight(subscription)
    if subscription.dunning and subscription.dunning.is_exhausted:
        raise WrongState("This card cannot be tried again for this period. Give a new card: update-card.")
    return _tried_at(moved_to(subscription, SubscriptionStatus.PAST_DUE), now)


def with_card(
    subscription: Subscription, authorization: Authorization, email: str, payment_id: int, now: int
) -> Subscription:
    """Charge another card from now on, and what is owed at once; a newer card, or the end, leaves it as it is.

    The same card under a new code takes the old one's place. `payment_id` is the checkout that brought it.
    """
    if subscription.status in ENDED or payment_id <= subscription.card_payment_id:
        return subscription
    carded = replace(
        subscription, authorization=authorization, email=email, card_payment_id=payment_id, card_notice=0
    )
    owes = carded.status in {SubscriptionStatus.PAST_DUE, SubscriptionStatus.HALTED}
    if not owes or carded.in_flight:
        return indexed(carded)
    return _tried_at(moved_to(replace(carded, dunning=None), SubscriptionStatus.PAST_DUE), now)


def _tried_at(subscription: Subscription, now: int) -> Subscription:
    return indexed(replace(subscription, charge_at=max(now, subscription.may_capture_from)))


@dataclass(frozen=True, slots=True)
class Change:
    """New terms; what is None stays. `start_at` (UTC epoch seconds) is their first charge."""

    money: Money | None = None
    interval: Interval | None = None
    interval_count: int | None = None
    timezone: str | None = None
    charge_time: str | None = None
    anchor_day: int | None = None
    start_at: int | None = None


def changed(subscription: Subscription, change: Change, now: int) -> Subscription:
    """Begin a new epoch: from `start_at`, or else with the next charge; until then the old terms hold.

    A change that was still to come is replaced.
    """
    if subscription.status not in {SubscriptionStatus.ACTIVE, SubscriptionStatus.PAUSED}:
        raise WrongState(f"{_a(subscription).capitalize()} subscription cannot be changed.")
    if subscription.stops_at_period_end:
        raise WrongState("A subscription that is about to stop cannot be changed. Resume it first.")
    _require_no_flight(subscription)
    epoch = _new_epoch(subscription, change, now)
    if problem := _start_problem(subscription, epoch.begins_at, now):
        raise InvalidInput({"schedule": {"start_at": [problem]}})
    agreed = replace(subscription, coming=epoch)
    return agreed if subscription.status is SubscriptionStatus.PAUSED else opened(agreed, agreed.next_index)


def _start_problem(subscription: Subscription, begins_at: int, now: int) -> str:
    if begins_at <= now:
        return "The new terms would begin in the past. Give a later start_at."
    if subscription.end_at is not None and begins_at > subscription.end_at:
        return "The subscription ends before this date."
    return ""


def _new_epoch(subscription: Subscription, change: Change, now: int) -> Epoch:
    """The new epoch from `start_at` on, or in place of the next charge."""
    money, old = change.money or subscription.money, subscription.schedule
    if change.start_at is None:
        index = _next_unpaid(subscription, now)
        return Epoch(money, _new_schedule(old, change, intended_wall(old, index), old.day), due(old, index))
    if change.start_at > now + FURTHEST_START:
        raise InvalidInput({"schedule": {"start_at": ["Ensure this time is less than two years ahead."]}})
    return Epoch(money, _new_schedule(old, change, wall_of(change.start_at, change.timezone or old.timezone), 0))


def _new_schedule(old: Schedule, change: Change, wall: datetime, day: int) -> Schedule:
    """The new epoch's schedule, anchored at a wall time; `day` is the day of the month that the old one has."""
    interval = change.interval or old.interval
    anchor_day = change.anchor_day or (day if old.interval in MONTHS and interval in MONTHS else 0)
    if change.charge_time:
        wall = datetime.combine(wall.date(), time.fromisoformat(change.charge_time))
    count = change.interval_count or (old.interval_count if interval is old.interval else 1)
    if count > (most := MAX_INTERVAL_COUNT[interval]):
        problem = f"Ensure this value is less than or equal to {most} for {interval}."
        raise InvalidInput({"schedule": {"interval_count": [problem]}})
    return Schedule(interval, count, change.timezone or old.timezone, wall.isoformat(), anchor_day)


def _next_unpaid(subscription: Subscription, now: int) -> int:
    """The first period that is still ahead, after a pause that has an end."""
    begins = max(now, (subscription.resume_at or 0) - 1)
    return max(subscription.next_index, first_index_after(subscription.schedule, begins))


def _require(subscription: Subscription, status: SubscriptionStatus, done: str) -> None:
    if subscription.status is not status:
        raise WrongState(f"{_a(subscription).capitalize()} subscription cannot be {done}.")


def _require_no_flight(subscription: Subscription) -> None:
    if subscription.in_flight:
        raise WrongState("A charge of this subscription is under way. Try again when its end is known.")


def _a(subscription: Subscription) -> str:
    """The state with its article."""
    return f"{'an' if subscription.status is SubscriptionStatus.ACTIVE else 'a'} {worded(subscription.status)}"
