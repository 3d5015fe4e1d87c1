"""What the use cases need of the outside, in our words; `shared.adapters` has the real things.

Every write that changes state is conditional: it raises `Conflict` when the stored item is not the one that was
read, and writes nothing then. Reads by key are strongly consistent.
"""

from shared.ports.accounts import FamilyStore, KnownDevices, PasswordHasher, Throttle, Tokens, UserStore
from shared.ports.cards import CardStore
from shared.ports.disputes import DisputePage, DisputeStore
from shared.ports.gateway import Disputes, Ledger, PaymentProvider, Refunds, SignatureChecker
from shared.ports.mail import Links, Mailer, MailQueue
from shared.ports.pace import ChargePace, ChargeQueue
from shared.ports.payments import (
    DueIndex,
    DueItem,
    IdempotencyRecord,
    IdempotencyStore,
    Lane,
    PaymentFilter,
    PaymentPage,
    PaymentStore,
)
from shared.ports.reconciliations import DifferencePage, Reconciler, ReconciliationStore, RunPage
from shared.ports.subscriptions import (
    PARTS,
    ScheduleDirectory,
    Scheduler,
    ScheduleRemover,
    SubscriptionPage,
    SubscriptionRegistry,
    SubscriptionStore,
    WatchedSubscription,
    part_of,
)
from shared.ports.system import Alerts, ChargingSwitch, Clock, Events, Ids
from shared.ports.webhooks import WebhookFilter, WebhookPage, WebhookQueue, WebhookStore

__all__ = [
    "PARTS",
    "Alerts",
    "CardStore",
    "ChargePace",
    "ChargeQueue",
    "ChargingSwitch",
    "Clock",
    "DifferencePage",
    "DisputePage",
    "DisputeStore",
    "Disputes",
    "DueIndex",
    "DueItem",
    "Events",
    "FamilyStore",
    "IdempotencyRecord",
    "IdempotencyStore",
    "Ids",
    "KnownDevices",
    "Lane",
    "Ledger",
    "Links",
    "MailQueue",
    "Mailer",
    "PasswordHasher",
    "PaymentFilter",
    "PaymentPage",
    "PaymentProvider",
    "PaymentStore",
    "Reconciler",
    "ReconciliationStore",
    "Refunds",
    "RunPage",
    "ScheduleDirectory",
    "ScheduleRemover",
    "Scheduler",
    "SignatureChecker",
    "SubscriptionPage",
    "SubscriptionRegistry",
    "SubscriptionStore",
    "Throttle",
    "Tokens",
    "UserStore",
    "WatchedSubscription",
    "WebhookFilter",
    "WebhookPage",
    "WebhookQueue",
    "WebhookStore",
    "part_of",
]
