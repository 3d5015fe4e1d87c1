"""The stores, on record: what was written when, and what no write may ever do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from shared.domain.billing_calendar import due
from shared.domain.payment import TRANSITIONS, Payment
from shared.domain.reference import ChargeReference, parse_reference
from shared.domain.subscription import Subscription, SubscriptionStatus
from shared.ports import DueItem
from tests.support.fakes import FakeClock
from tests.support.fakes_stores import FakeDueIndex, FakePayments, FakeSubscriptions

Key = tuple[str, int]


@dataclass(frozen=True)
class Stopped:
    """When a stop answered, and which charge it said was under way."""

    at: int
    last: str | None


@dataclass
class Record:
    """What happened so far: `problems` are writes that may never be, `stopped` the stops that have answered."""

    clock: FakeClock
    problems: list[str] = field(default_factory=list)
    stopped: dict[Key, Stopped] = field(default_factory=dict)
    sent_after_stop: list[tuple[Key, str]] = field(default_factory=list)
    look: Callable[[int], None] = lambda _instant: None
    say: Callable[[str], None] | None = None

    def stop_answered(self, stored: Subscription, last: str | None) -> None:
        """From now on nothing but the charge that was named may be made; a repeated stop names it no more."""
        if stored.in_flight and str(stored.in_flight.reference) != last:
            self.problems.append(f"stop's answer named {last}, in flight is {stored.in_flight.reference}")
        self.stopped.setdefault((stored.user_id, stored.id), Stopped(self.clock.now(), last))

    def charge_sent(self, reference: str) -> None:
        """Paystack is asked for a charge."""
        named = parse_reference(reference)
        if isinstance(named, ChargeReference) and (named.user_id, named.subscription_id) in self.stopped:
            self.sent_after_stop.append(((named.user_id, named.subscription_id), reference))

    def payment_written(self, before: Payment | None, after: Payment) -> None:
        if self.say:
            self.say(f"payment {after.reference} {before.status if before else 'new'} -> {after.status}")
        if before and before.status is not after.status and after.status not in TRANSITIONS[before.status]:
            self.problems.append(f"illegal transition: {after.reference} from {before.status} to {after.status}")
        if before and (before.reference, before.money) != (after.reference, after.money):
            self.problems.append(f"rewritten: {before.reference} became {after.reference}")
        if after.look_at is not None:
            self.look(after.look_at)

    def subscription_written(self, before: Subscription | None, after: Subscription) -> None:
        if self.say:
            self.say(f"subscription {after.id} {_told(before)} -> {_told(after)}")
        if before:
            self._check_claim(before, after)
            self._check_attention(before, after)
            if before.status is SubscriptionStatus.STOPPED is not after.status:
                self.problems.append(f"restarted: {after.user_id} {after.id} is {after.status} after its stop")
            if after.next_index < before.next_index:
                self.problems.append(f"backwards: {after.user_id} {after.id} from charge {before.next_index}")
        if after.look_at is not None:
            self.look(after.look_at)

    def _check_claim(self, before: Subscription, after: Subscription) -> None:
        if after.in_flight is None or (before.in_flight and before.in_flight.reference == after.in_flight.reference):
            return
        reference = str(after.in_flight.reference)
        if before.in_flight:
            self.problems.append(f"replaced in flight: {before.in_flight.reference} by {reference}")
        if (after.user_id, after.id) in self.stopped:
            self.problems.append(f"claimed after stop answered: {reference}")
        if self.clock.now() < before.next_charge_at:
            self.problems.append(f"claimed early: {reference}")

    def _check_attention(self, before: Subscription, after: Subscription) -> None:
        is_new = after.status is SubscriptionStatus.NEEDS_ATTENTION is not before.status
        if is_new and not before.in_flight and due(before.schedule, before.next_index + 1) > self.clock.now():
            self.problems.append(f"attention without two missed periods: {after.user_id} {after.id}")


def _told(one: Subscription | None) -> str:
    if one is None:
        return "new"
    return (
        f"{one.status} next {one.next_index}.{one.attempt} flight {one.in_flight.reference if one.in_flight else '-'}"
    )


class RecordedPayments(FakePayments):
    """Also knows which of its payments wait for a look."""

    def __init__(self, record: Record) -> None:
        super().__init__()
        self.record = record
        self.waiting: dict[Key, int] = {}

    def add_payment(self, payment: Payment) -> Payment:
        before = self.stored.get((payment.user_id, payment.id))
        stored = super().add_payment(payment)
        if before is None:
            self._written(None, stored)
        return stored

    def replace_payment(self, payment: Payment) -> Payment:
        before = self.stored.get((payment.user_id, payment.id))
        stored = super().replace_payment(payment)
        self._written(before, stored)
        return stored

    def _written(self, before: Payment | None, after: Payment) -> None:
        _index(self.waiting, (after.user_id, after.id), after.look_at)
        self.record.payment_written(before, after)


class RecordedSubscriptions(FakeSubscriptions):
    """Also knows which of its subscriptions wait for a look."""

    def __init__(self, record: Record) -> None:
        super().__init__()
        self.record = record
        self.waiting: dict[Key, int] = {}

    def add_subscription(self, subscription: Subscription) -> Subscription:
        before = self.stored.get((subscription.user_id, subscription.id))
        stored = super().add_subscription(subscription)
        if before is None:
            self._written(None, stored)
        return stored

    def replace_subscription(self, subscription: Subscription) -> Subscription:
        before = self.stored.get((subscription.user_id, subscription.id))
        stored = super().replace_subscription(subscription)
        self._written(before, stored)
        return stored

    def _written(self, before: Subscription | None, after: Subscription) -> None:
        _index(self.waiting, (after.user_id, after.id), after.look_at)
        self.record.subscription_written(before, after)


def _index(waiting: dict[Key, int], key: Key, look_at: int | None) -> None:
    waiting.pop(key, None)
    if look_at is not None:
        waiting[key] = look_at


class IndexedDueIndex(FakeDueIndex):
    """Walks what waits and nothing else: a history of thousands costs nothing."""

    def __init__(self, payments: RecordedPayments, subscriptions: RecordedSubscriptions) -> None:
        super().__init__(payments, subscriptions)
        self._waiting = payments.waiting, subscriptions.waiting

    def oldest(self) -> int | None:
        """When the first of all is to be looked at."""
        return min((look_at for waiting in self._waiting for look_at in waiting.values()), default=None)

    def _all(self) -> Iterator[DueItem]:
        payments, subscriptions = self._waiting
        for (user_id, number), look_at in payments.items():
            yield DueItem(user_id, look_at, payment_id=number)
        for (user_id, number), look_at in subscriptions.items():
            yield DueItem(user_id, look_at, subscription_id=number)
