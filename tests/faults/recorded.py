"""The stores, on record: what was written when, and what no write may ever do."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from shared.domain.payment import TRANSITIONS, Payment
from shared.domain.reference import ChargeReference, parse_reference
from shared.domain.subscription import ENDED, Subscription, SubscriptionStatus
from shared.ports import DueItem
from tests.faults.lives import Life
from tests.support.fakes import FakeClock
from tests.support.fakes_due import FakeDueIndex
from tests.support.fakes_stores import FakePayments, FakeSubscriptions

Key = tuple[str, int]
PAUSED = SubscriptionStatus.PAUSED


@dataclass
class Held:
    """A stop or a pause: when it was answered, which charge it said was under way, and when the pause ended."""

    at: int
    last: str | None
    until: int | None = None

    def forbids_sending(self, reference: str) -> bool:
        """Whether a charge may not be sent now."""
        return self.until is None and reference != self.last

    def forbids_taking(self, reference: str, instant: int) -> bool:
        """Whether no money may have been taken under this name at that moment."""
        return self.at < instant and (self.until is None or instant < self.until) and reference != self.last


@dataclass
class Record:
    """What happened so far: `problems` are writes that may never be.

    `held` are the stops and pauses that have answered, `lives` what became of each subscription's periods.
    """

    clock: FakeClock
    problems: list[str] = field(default_factory=list)
    held: defaultdict[Key, list[Held]] = field(default_factory=lambda: defaultdict(list))
    lives: defaultdict[Key, Life] = field(default_factory=lambda: defaultdict(Life))
    look: Callable[[int], None] = lambda _instant: None
    say: Callable[[str], None] | None = None

    def stop_answered(self, stored: Subscription, answer: Subscription) -> None:
        """From now on nothing but the charge that was named may be made; a repeated stop names it no more."""
        if stored.in_flight and _in_flight(stored) != _in_flight(answer):
            self.problems.append(f"stop's answer named {_in_flight(answer)}, in flight is {_in_flight(stored)}")
        if all(one.until is not None for one in self.held[stored.user_id, stored.id]):
            self.held[stored.user_id, stored.id].append(Held(self.clock.now(), _in_flight(answer)))

    def pause_answered(self, stored: Subscription, answer: Subscription) -> None:
        """Until it ends nothing but the charge that was named may be made; somebody may have ended it already."""
        if stored.status in {PAUSED, *ENDED}:
            self.held[answer.user_id, answer.id].append(Held(self.clock.now(), _in_flight(answer)))

    def charge_sent(self, reference: str) -> None:
        """Paystack is asked for a charge."""
        named = parse_reference(reference)
        if isinstance(named, ChargeReference):
            for one in self.held[named.user_id, named.subscription_id]:
                if one.forbids_sending(reference):
                    self.problems.append(f"sent while held: {reference}, the answer named {one.last}")

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
        key = after.user_id, after.id
        problems = self.lives[key].written(before, after, self.clock.now())
        self.problems += [f"{problem}: {after.user_id} {after.id}" for problem in problems]
        if before and before.status is PAUSED is not after.status:
            for one in self.held[key]:
                one.until = one.until or (None if after.status in ENDED else self.clock.now())
        if after.look_at is not None:
            self.look(after.look_at)


def _in_flight(one: Subscription) -> str | None:
    return str(one.in_flight.reference) if one.in_flight else None


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
