"""Find what is due or unresolved, whatever became of its schedule or webhook, and have it finished."""

from contextlib import suppress
from dataclasses import dataclass

from shared.domain.errors import SchedulerUnavailable
from shared.domain.reference import CheckoutReference
from shared.domain.subscription import CHARGEABLE
from shared.ports import (
    ChargeQueue,
    Clock,
    DueIndex,
    DueItem,
    Scheduler,
    SubscriptionStore,
)
from shared.usecases.settle import Settle

SCHEDULE_IS_LATE_AFTER = 120
"""A subscription that is due for this many seconds was not woken by its schedule: it may have none."""

SECONDS_FOR_PAYMENTS = 150
"""After so long no further payment is asked about: when Paystack is slow, each takes tens of seconds."""


@dataclass(frozen=True, slots=True)
class SweepResult:
    """How many subscriptions were handed to the charge function, and how many payments were looked at."""

    subscriptions: int
    payments: int


def sweep_due_subscriptions(
    limit: int,
    *,
    due_index: DueIndex,
    queue: ChargeQueue,
    subscriptions: SubscriptionStore,
    scheduler: Scheduler,
    settle: Settle,
    clock: Clock,
) -> SweepResult:
    """Hand on at most `limit` due items; what is left over is found by the next sweep.

    Subscriptions go first, since handing them on is quick; payments are asked about until the time is used up. An
    item that fails does not keep the others from being swept: the failures are raised together at the end.
    """
    began = clock.now()
    items = list(due_index.due_items(began, limit))
    swept_subscriptions = swept_payments = 0
    failures: list[Exception] = []
    for item in sorted(items, key=lambda item: item.subscription_id is None):
        try:
            if item.subscription_id is not None:
                _mend_schedule(item, item.subscription_id, subscriptions, scheduler, clock)
                queue.request_charge(item.user_id, item.subscription_id)
                swept_subscriptions += 1
            elif item.payment_id is not None and clock.now() - began < SECONDS_FOR_PAYMENTS:
                settle(str(CheckoutReference(item.user_id, item.payment_id)))
                swept_payments += 1
        except Exception as failure:  # noqa: BLE001 - raised below, once the others are done
            failures.append(failure)
    if failures:
        raise ExceptionGroup("some due items could not be swept", failures)
    return SweepResult(swept_subscriptions, swept_payments)


def _mend_schedule(
    item: DueItem,
    subscription_id: int,
    subscriptions: SubscriptionStore,
    scheduler: Scheduler,
    clock: Clock,
) -> None:
    if clock.now() - item.look_at < SCHEDULE_IS_LATE_AFTER:
        return
    subscription = subscriptions.get_subscription(item.user_id, subscription_id)
    if subscription and subscription.status in CHARGEABLE:
        with suppress(SchedulerUnavailable):
            scheduler.ensure_schedule(subscription)
