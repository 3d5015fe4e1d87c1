"""The watchdog: prove, by another way than the charge path, that no subscription is forgotten.

It walks the registry of subscriptions and the list of schedules, neither of which the charge path reads, and holds
them against each other. What differs is read again, consistently, before it is called wrong.
"""

from contextlib import suppress
from dataclasses import dataclass

from shared.domain.alert import AlertKind
from shared.domain.charge_journal import is_unresolved_too_long
from shared.domain.errors import Conflict, SchedulerUnavailable
from shared.domain.reference import ChargeReference
from shared.domain.subscription import CHARGEABLE, OVERLOOKED_AFTER, Subscription, is_overlooked, looked_up
from shared.ports import (
    Alerts,
    ChargeQueue,
    ChargingSwitch,
    Clock,
    ScheduleDirectory,
    Scheduler,
    SubscriptionRegistry,
    SubscriptionStore,
)


@dataclass(frozen=True, slots=True)
class WatchResult:
    """What was found: all watched subscriptions, periods missed, and schedules made and deleted."""

    watched: int
    missed: int
    schedules_made: int
    schedules_deleted: int


def watch_subscriptions(
    *,
    registry: SubscriptionRegistry,
    directory: ScheduleDirectory,
    subscriptions: SubscriptionStore,
    scheduler: Scheduler,
    queue: ChargeQueue,
    switch: ChargingSwitch,
    alerts: Alerts,
    clock: Clock,
) -> WatchResult:
    """Find, alarm and mend missed periods, and schedules without a subscription or the reverse."""
    now = clock.now()
    scheduled = set(directory.scheduled())
    watched = {(entry.user_id, entry.subscription_id): entry.look_at for entry in registry.watched()}
    late = [key for key, look_at in watched.items() if look_at is None or now - look_at >= OVERLOOKED_AFTER]
    is_on = switch.is_on()  # while it is off nothing is charged, and that is no miss
    missed = sum(_mend_overlooked(*key, subscriptions, queue, alerts, now) for key in late if is_on)
    made = sum(_make_schedule(*key, subscriptions, scheduler) for key in sorted(watched.keys() - scheduled))
    deleted = sum(_delete_schedule(*key, subscriptions, scheduler) for key in sorted(scheduled - watched.keys()))
    return WatchResult(len(watched), missed, made, deleted)


def _mend_overlooked(
    user_id: str,
    subscription_id: int,
    subscriptions: SubscriptionStore,
    queue: ChargeQueue,
    alerts: Alerts,
    now: int,
) -> bool:
    """Have an overlooked subscription looked at; whether it was one."""
    subscription = subscriptions.get_subscription(user_id, subscription_id)
    if subscription is None or not is_overlooked(subscription, now):
        return False
    alerts.raise_alert(_kind(subscription, now), _reference(subscription))
    if subscription.look_at is None:
        with suppress(Conflict):  # somebody is at it after all
            subscriptions.replace_subscription(looked_up(subscription, now))
    queue.request_charge(user_id, subscription_id)
    return True


def _kind(subscription: Subscription, now: int) -> AlertKind:
    is_unresolved = is_unresolved_too_long(subscription, now)
    return AlertKind.CHARGE_UNRESOLVED if is_unresolved else AlertKind.PERIOD_MISSED


def _reference(subscription: Subscription) -> str:
    """The charge that is missing."""
    return str(ChargeReference(subscription.user_id, subscription.id, subscription.next_index, subscription.attempt))


def _make_schedule(
    user_id: str, subscription_id: int, subscriptions: SubscriptionStore, scheduler: Scheduler
) -> bool:
    subscription = subscriptions.get_subscription(user_id, subscription_id)
    if subscription is None or subscription.status not in CHARGEABLE:
        return False
    with suppress(SchedulerUnavailable):  # the next watch tries again
        scheduler.ensure_schedule(subscription)
        return True
    return False


def _delete_schedule(
    user_id: str, subscription_id: int, subscriptions: SubscriptionStore, scheduler: Scheduler
) -> bool:
    subscription = subscriptions.get_subscription(user_id, subscription_id)
    if subscription is not None and subscription.status in CHARGEABLE:
        return False  # it began after the registry was read
    with suppress(SchedulerUnavailable):
        scheduler.delete_schedule(user_id, subscription_id)
        return True
    return False
