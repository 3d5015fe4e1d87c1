"""The books that every settlement reads and writes, joined."""

from dataclasses import dataclass

from shared.domain.dunning import DunningPolicy
from shared.ports import Alerts, CardStore, PaymentStore, Scheduler, SubscriptionStore


@dataclass(frozen=True, slots=True)
class Books:
    """The stores of money, the wake-up calls that follow from them, and the stack's policies."""

    payments: PaymentStore
    subscriptions: SubscriptionStore
    cards: CardStore
    scheduler: Scheduler
    alerts: Alerts
    policy: DunningPolicy
    spread: int = 0
    """Over how many minutes the charges of one instant are spread, from a subscription's next period on."""
