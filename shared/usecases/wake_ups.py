"""Keep a subscription's wake-up calls in step with what was stored of it.

The store is the truth: a call that cannot be made or deleted now is made up for by the sweep and the watchdog.
"""

from contextlib import suppress

from shared.domain.charge_pace import WAITED_FOR
from shared.domain.errors import SchedulerUnavailable
from shared.domain.spread import delay_of
from shared.domain.subscription import CHARGEABLE, Subscription, SubscriptionStatus
from shared.domain.wake_up import cron_expression
from shared.ports import ChargeQueue, Scheduler


def keep_in_step(before: Subscription | None, after: Subscription, scheduler: Scheduler, now: int) -> None:
    """Make the schedule of a subscription that is charged, and delete that of one that is not.

    What comes outside its calendar gets a call of its own: a retry, the end of a grace or of a pause, a charge that
    waits for the last one to be twenty hours old.
    """
    with suppress(SchedulerUnavailable):
        if after.status in CHARGEABLE and not _is_woken_alike(before, after):
            scheduler.ensure_schedule(after)
        elif before is not None and before.status in CHARGEABLE and after.status not in CHARGEABLE:
            scheduler.delete_schedule(after.user_id, after.id)
        at = _single_call(after)
        if at is not None and at > now and (before is None or at != _single_call(before)):
            scheduler.wake_once(after, at)


def _is_woken_alike(before: Subscription | None, after: Subscription) -> bool:
    """Whether it had a schedule, and the one that it needs."""
    if before is None or before.status not in CHARGEABLE:
        return False
    if (before.schedule, before.spread) == (after.schedule, after.spread):
        return True
    return before.schedule.timezone == after.schedule.timezone and _wakes(before) == _wakes(after)


def _wakes(subscription: Subscription) -> str:
    return cron_expression(subscription.schedule, delay_of(subscription, subscription.schedule))


def _single_call(subscription: Subscription) -> int | None:
    """When it must be woken outside its calendar (UTC epoch seconds)."""
    match subscription.status:
        case SubscriptionStatus.PAUSED:
            return subscription.resume_at
        case SubscriptionStatus.ACTIVE if subscription.charge_at != _calendar_call(subscription):
            return subscription.charge_at
        case SubscriptionStatus.PAST_DUE if subscription.charge_at is None and subscription.dunning:
            return subscription.dunning.halts_at
        case SubscriptionStatus.PAST_DUE:
            return subscription.charge_at
    return None


def _calendar_call(subscription: Subscription) -> int:
    """When its schedule wakes it for the open period (UTC epoch seconds)."""
    return subscription.next_charge_at + delay_of(subscription, subscription.schedule)


def charge_soon(subscription: Subscription, queue: ChargeQueue, now: int) -> None:
    """Have what may be charged now charged at once, before whatever waits; the sweep comes later in any case."""
    if subscription.is_chargeable and subscription.charge_at is not None and subscription.charge_at <= now:
        with suppress(SchedulerUnavailable):
            queue.request_charge(subscription.user_id, subscription.id, WAITED_FOR)
