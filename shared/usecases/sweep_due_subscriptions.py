"""Find what is due or unresolved, whatever became of its schedule or webhook, and have it finished."""

from contextlib import suppress
from dataclasses import dataclass

from shared.domain.errors import PaymentNotFound, SchedulerUnavailable
from shared.domain.reference import CheckoutReference
from shared.domain.subscription import CHARGEABLE
from shared.ports import (
    ChargeQueue,
    Clock,
    DueIndex,
    DueItem,
    PaymentProvider,
    PaymentStore,
    Scheduler,
    SubscriptionStore,
)
from shared.usecases.settle import settle

SCHEDULE_IS_LATE_AFTER = 120
"""A subscription that is due for this many seconds was not woken by its schedule: it may have none."""


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
    payments: PaymentStore,
    subscriptions: SubscriptionStore,
    provider: PaymentProvider,
    scheduler: Scheduler,
    clock: Clock,
) -> SweepResult:
    """Hand on at most `limit` due items; what is left over is found by the next sweep."""
    swept_subscriptions = swept_payments = 0
    for item in due_index.due_items(clock.now(), limit):
        if item.subscription_id is not None:
            _mend_schedule(item, item.subscription_id, subscriptions, scheduler, clock)
            queue.request_charge(item.user_id, item.subscription_id)
            swept_subscriptions += 1
        elif item.payment_id is not None:
            with suppress(PaymentNotFound):
                settle(
                    str(CheckoutReference(item.user_id, item.payment_id)),
                    payments=payments,
                    subscriptions=subscriptions,
                    provider=provider,
                    scheduler=scheduler,
                    clock=clock,
                )
            swept_payments += 1
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
