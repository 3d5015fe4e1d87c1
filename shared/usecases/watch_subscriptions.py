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
    PARTS,
    Alerts,
    ChargePace,
    ChargeQueue,
    ChargingSwitch,
    Clock,
    ScheduleDirectory,
    Scheduler,
    SubscriptionRegistry,
    SubscriptionStore,
)

SECONDS = 180
"""After so long no further part of the users is begun: a million subscriptions take two watches, or three."""
A_WATCH, PARTS_SKIPPED = 300, 3
"""The usual seconds from one watch to the next, and by how many parts the next one begins further on."""


@dataclass(slots=True)
class WatchResult:
    """What was found: all watched subscriptions, periods missed, and schedules made and deleted."""

    watched: int = 0
    missed: int = 0
    schedules_made: int = 0
    schedules_deleted: int = 0


def watch_subscriptions(
    *,
    registry: SubscriptionRegistry,
    directory: ScheduleDirectory,
    subscriptions: SubscriptionStore,
    scheduler: Scheduler,
    queue: ChargeQueue,
    switch: ChargingSwitch,
    pace: ChargePace,
    alerts: Alerts,
    clock: Clock,
) -> WatchResult:
    """Find, alarm and mend missed periods, and schedules without a subscription or the reverse.

    Whoever waits in the line is late and not overlooked: only what the line has passed by was forgotten.
    """
    began = clock.now()
    reached = pace.reached(began)
    is_on = switch.is_on()  # while it is off nothing is charged, and that is no miss
    found = WatchResult()
    for part in _parts(began):
        if clock.now() - began >= SECONDS:
            break
        scheduled = set(directory.scheduled(part))
        watched = {(entry.user_id, entry.subscription_id): entry.look_at for entry in registry.watched(part)}
        late = [key for key, look_at in watched.items() if look_at is None or reached - look_at >= OVERLOOKED_AFTER]
        found.watched += len(watched)
        found.missed += sum(
            _mend_overlooked(*key, subscriptions, queue, alerts, began, reached) for key in late if is_on
        )
        unscheduled, orphaned = sorted(watched.keys() - scheduled), sorted(scheduled - watched.keys())
        found.schedules_made += sum(_make_schedule(*key, subscriptions, scheduler) for key in unscheduled)
        found.schedules_deleted += sum(_delete_schedule(*key, subscriptions, scheduler) for key in orphaned)
    return found


def _parts(now: int) -> list[int]:
    """All parts, from another one on each time: one that this watch has no time for is early in the next."""
    first = now // A_WATCH * PARTS_SKIPPED
    return [(first + turn) % PARTS for turn in range(PARTS)]


def _mend_overlooked(
    user_id: str,
    subscription_id: int,
    subscriptions: SubscriptionStore,
    queue: ChargeQueue,
    alerts: Alerts,
    now: int,
    reached: int,
) -> bool:
    """Have an overlooked subscription looked at; whether it was one."""
    subscription = subscriptions.get_subscription(user_id, subscription_id)
    if subscription is None or not is_overlooked(subscription, reached):
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
