"""The books that every settlement reads and writes, joined."""

from dataclasses import dataclass

from shared.domain.dunning import DunningPolicy
from shared.ports import Alerts, CardStore, PaymentStore, Scheduler, SubscriptionStore


@dataclass(frozen=True, slots=True)
class Books:
    """The stores of money, the wake-up calls that follow from them, and the stack's policy of retries."""

    payments: PaymentStore
    subscriptions: SubscriptionStore
    cards: CardStore
    scheduler: Scheduler
    alerts: Alerts
    policy: DunningPolicy
