"""Keep a subscription's wake-up calls in step with what was stored of it.

The store is the truth: a call that cannot be made or deleted now is made up for by the sweep and the watchdog.
"""

from contextlib import suppress

from shared.domain.errors import SchedulerUnavailable
from shared.domain.subscription import CHARGEABLE, Subscription, SubscriptionStatus
from shared.domain.wake_up import cron_expression
from shared.ports import ChargeQueue, Scheduler


def keep_in_step(before: Subscription | None, after: Subscription, scheduler: Scheduler, now: int) -> None:
    """Make the schedule of a subscription that is charged, and delete that of one that is not.

    What comes outside its calendar gets a call of its own: a retry, the end of a grace or of a pause, a charge that
    waits for the last one to be twenty hours old.
    """
    with suppress(SchedulerUnavailable):
        had, wanted = _calls(before), _calls(after)
        if wanted and wanted != had:
            scheduler.ensure_schedule(after)
        elif had and not wanted:
            scheduler.delete_schedule(after.user_id, after.id)
        at = _single_call(after)
        if at is not None and at > now and (before is None or at != _single_call(before)):
            scheduler.wake_once(after, at)


def _calls(subscription: Subscription | None) -> tuple[str, str] | None:
    """Expression and zone of the schedule that it needs, None when it needs none."""
    if subscription is None or subscription.status not in CHARGEABLE:
        return None
    return cron_expression(subscription.schedule), subscription.schedule.timezone


def _single_call(subscription: Subscription) -> int | None:
    """When it must be woken outside its calendar (UTC epoch seconds)."""
    match subscription.status:
        case SubscriptionStatus.PAUSED:
            return subscription.resume_at
        case SubscriptionStatus.ACTIVE if subscription.charge_at != subscription.next_charge_at:
            return subscription.charge_at
        case SubscriptionStatus.PAST_DUE if subscription.charge_at is None and subscription.dunning:
            return subscription.dunning.halts_at
        case SubscriptionStatus.PAST_DUE:
            return subscription.charge_at
    return None


def charge_soon(subscription: Subscription, queue: ChargeQueue, now: int) -> None:
    """Have what may be charged now charged at once; the sweep comes minutes later in any case."""
    if subscription.is_chargeable and subscription.charge_at is not None and subscription.charge_at <= now:
        with suppress(SchedulerUnavailable):
            queue.request_charge(subscription.user_id, subscription.id)
