"""Every fake, joined as `shared.bootstrap` joins the adapters: one line for each step of a payment's life."""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from shared.domain.billing_calendar import DEFAULT_TIMEZONE, Interval
from shared.domain.charge_pace import NO_TICKET, Ticket
from shared.domain.dunning import DunningPolicy
from shared.domain.payment import Payment
from shared.domain.subscription import Subscription
from shared.domain.terms import Terms
from shared.usecases.books import Books
from shared.usecases.charge_subscription import ChargeResult, charge_subscription
from shared.usecases.initialize_payment import Order, initialize_payment
from shared.usecases.settle import Settle, settle
from shared.usecases.stop_payment import stop_payment
from shared.usecases.sweep_due_subscriptions import SweepResult, sweep_due_subscriptions
from shared.usecases.watch_subscriptions import WatchResult, watch_subscriptions
from tests.support.builders import EMAIL, PRICE, USER, a_subscription
from tests.support.fakes import (
    FakeAlerts,
    FakeChargePace,
    FakeChargeQueue,
    FakeChargingSwitch,
    FakeClock,
    FakeEvents,
    FakeScheduler,
)
from tests.support.fakes_due import FakeDisputeStore, FakeDueIndex
from tests.support.fakes_paystack import FakePaystack
from tests.support.fakes_reconciliations import FakeReconciler, FakeReconciliations
from tests.support.fakes_stores import (
    FakeCards,
    FakeIdempotency,
    FakePayments,
    FakeRegistry,
    FakeSubscriptions,
)
from tests.support.fakes_webhooks import FakeWebhookQueue, FakeWebhooks
from tests.support.fakes_world_books import ReconciledBooks
from tests.support.fakes_world_lives import Lives
from tests.support.fakes_world_staff import Staff
from tests.support.fakes_world_webhooks import Deliveries

CALLBACK_URL = "https://api.example.com/v1/dukka/api/callback/"
MONTHLY = Terms(Interval.MONTHLY, 1, DEFAULT_TIMEZONE)


class Crash(BaseException):
    """The process dies here: nothing catches it."""


def crash() -> None:
    """Die."""
    raise Crash


def an_order(**over: Any) -> Order:
    """Return a customer's wish to pay once."""
    return Order(**{"user_id": USER, "email": EMAIL, "money": PRICE, "callback_url": CALLBACK_URL} | over)


@dataclass
class World(Lives, Staff, Deliveries, ReconciledBooks):
    """All of Dukka, and a Paystack, in memory."""

    clock: FakeClock = field(default_factory=FakeClock)
    payments: FakePayments = field(default_factory=FakePayments)
    subscriptions: FakeSubscriptions = field(default_factory=FakeSubscriptions)
    cards: FakeCards = field(default_factory=FakeCards)
    keys: FakeIdempotency = field(default_factory=FakeIdempotency)
    scheduler: FakeScheduler = field(default_factory=FakeScheduler)
    queue: FakeChargeQueue = field(default_factory=FakeChargeQueue)
    switch: FakeChargingSwitch = field(default_factory=FakeChargingSwitch)
    pace: FakeChargePace = field(default_factory=FakeChargePace)
    alerts: FakeAlerts = field(default_factory=FakeAlerts)
    events: FakeEvents = field(default_factory=FakeEvents)
    webhooks: FakeWebhooks = field(default_factory=FakeWebhooks)
    webhook_queue: FakeWebhookQueue = field(default_factory=FakeWebhookQueue)
    reconciliations: FakeReconciliations = field(default_factory=FakeReconciliations)
    reconciler: FakeReconciler = field(default_factory=FakeReconciler)
    policy: DunningPolicy = field(default_factory=DunningPolicy)
    disputes: FakeDisputeStore = field(default_factory=FakeDisputeStore)

    def __post_init__(self) -> None:
        self.paystack = FakePaystack(self.clock)
        self.due_index = FakeDueIndex(self.payments, self.subscriptions, self.disputes)
        self.registry = FakeRegistry(self.subscriptions)

    @property
    def books(self) -> Books:
        return Books(self.payments, self.subscriptions, self.cards, self.scheduler, self.alerts, self.policy)

    @property
    def settle(self) -> Settle:
        ports = {"provider": self.paystack, "refunds": self.paystack, "queue": self.queue}
        return partial(settle, books=self.books, clock=self.clock, **ports)

    def begin(self, order: Order | None = None, **over: Any) -> Payment:
        """A customer begins a payment."""
        return initialize_payment(
            order or an_order(**over),
            payments=self.payments,
            keys=self.keys,
            provider=self.paystack,
            clock=self.clock,
        )

    def subscribe(self, recurrence: Terms = MONTHLY, **over: Any) -> Subscription:
        """A customer begins a subscription and pays its checkout."""
        payment = self.begin(recurrence=recurrence, **over)
        self.paystack.pay_checkout(payment.reference)
        self.settle(payment.reference)
        return self.subscription(payment.subscription_id, payment.user_id)

    def given(self, **over: Any) -> Subscription:
        """A subscription is stored, with its schedule; the user's first payment id is taken."""
        subscription = a_subscription(**over)
        self.payments.new_subscription_id(subscription.user_id)
        self.subscriptions.stored[subscription.user_id, subscription.id] = subscription
        self.scheduler.ensure_schedule(subscription)
        return subscription

    def charge(self, user_id: str = USER, subscription_id: int = 1, ticket: Ticket = NO_TICKET) -> ChargeResult:
        """The charge function is invoked."""
        return charge_subscription(
            user_id,
            subscription_id,
            books=self.books,
            provider=self.paystack,
            switch=self.switch,
            pace=self.pace,
            events=self.events,
            clock=self.clock,
            ticket=ticket,
        )

    def stop(self, user_id: str = USER, payment_id: int = 1) -> Subscription:
        """A customer stops."""
        return stop_payment(
            user_id,
            payment_id,
            payments=self.payments,
            subscriptions=self.subscriptions,
            scheduler=self.scheduler,
            clock=self.clock,
        )

    def sweep(self, limit: int = 100) -> SweepResult:
        """The sweep is invoked."""
        return sweep_due_subscriptions(
            limit,
            due_index=self.due_index,
            queue=self.queue,
            pace=self.pace,
            subscriptions=self.subscriptions,
            scheduler=self.scheduler,
            look_at=self.look_at_due,
            clock=self.clock,
        )

    def watch(self) -> WatchResult:
        """The watchdog is invoked."""
        return watch_subscriptions(
            registry=self.registry,
            directory=self.scheduler,
            subscriptions=self.subscriptions,
            scheduler=self.scheduler,
            queue=self.queue,
            switch=self.switch,
            pace=self.pace,
            alerts=self.alerts,
            clock=self.clock,
        )

    def payment(self, payment_id: int = 1, user_id: str = USER) -> Payment:
        """Return what is stored; it must be there."""
        return self.payments.stored[user_id, payment_id]

    def subscription(self, subscription_id: int | None = 1, user_id: str = USER) -> Subscription:
        """Return what is stored; it must be there."""
        assert subscription_id is not None
        return self.subscriptions.stored[user_id, subscription_id]

    def is_scheduled(self, subscription_id: int = 1, user_id: str = USER) -> bool:
        """Whether the subscription has its wake-up call."""
        return (user_id, subscription_id) in self.scheduler.schedules

    def overwrite(self, **over: Any) -> None:
        """Somebody else changes subscription 1: one more version."""
        read = self.subscription()
        self.subscriptions.stored[read.user_id, read.id] = replace(read, version=read.version + 1, **over)
