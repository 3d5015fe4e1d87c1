"""The stores in memory, made for a million subscriptions: one that nothing has happened to yet takes no room at all.

Everybody is due at one instant and looks alike, so a subscription is kept only from its claim to the end of its
charge; before and after, it is made from one of two patterns. What is stored, and when, is as in the tables.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from itertools import islice
from typing import Any

from shared.domain.alert import AlertKind
from shared.domain.charge_pace import Limit, window_of, windows_shut
from shared.domain.dunning import CardDeclines
from shared.domain.errors import Conflict
from shared.domain.payment import Payment, PaymentStatus
from shared.domain.subscription import Subscription, SubscriptionStatus, is_asked_about
from shared.ports import DueItem, Lane

_REMEMBERED = 50_000
_NEWS_FOR = 600
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_VALUES = {character: value for value, character in enumerate(_BASE32)}


def user_id(number: int) -> str:
    """Return the id of a customer of the simulation."""
    digits = ""
    while number:
        number, digit = divmod(number, 32)
        digits = _BASE32[digit] + digits
    return digits.rjust(20, "a")


def number_of(user: str) -> int:
    """Return which customer of the simulation has that id."""
    number = 0
    for character in user.lstrip("a"):
        number = number * 32 + _VALUES[character]
    return number


class Subscriptions:
    """A SubscriptionStore and its due index; customers 0 to `count` - 1, each with subscription 1."""

    def __init__(self, count: int, waiting: Subscription, due_at: list[int]) -> None:
        self.count = count
        self.is_over = bytearray(count)
        self.over = self.refused = 0
        self._waiting = waiting
        self._due_at = due_at
        self._stored: dict[int, Subscription] = {}
        self._order = sorted(range(count), key=due_at.__getitem__)
        self._first = 0
        self._patterns: dict[int, tuple[Any, ...]] = {}
        self._lanes: dict[Lane, list[tuple[int, int, int]]] = {lane: [] for lane in Lane}

    def get_subscription(self, user: str, _: int) -> Subscription:
        """Return it as it is stored; one that is over as it waits for its next period."""
        number = number_of(user)
        stored = self._stored.get(number)
        if stored is not None:
            return stored
        due = self._due_at[number] + (10**7 if self.is_over[number] else 0)
        return Subscription(user, *self._alike(due))

    def _alike(self, due: int) -> tuple[Any, ...]:
        """Return all that those have in common that are due at one instant: all but the user."""
        if due not in self._patterns:
            pattern = replace(self._waiting, next_charge_at=due, charge_at=due, look_at=due)
            self._patterns[due] = tuple(getattr(pattern, field.name) for field in fields(pattern))[1:]
        return self._patterns[due]

    def replace_subscription(self, subscription: Subscription) -> Subscription:
        """Store it over the version it was read at."""
        number = number_of(subscription.user_id)
        there = self._stored.get(number)
        if (there.version if there else 0) != subscription.version or self.is_over[number]:
            raise Conflict("The item was changed by somebody else.")
        self.refused -= there is not None and is_refused(there)
        stored = subscription
        object.__setattr__(stored, "version", subscription.version + 1)  # nobody else holds it: a copy is dear
        if stored.charged > self._waiting.charged and stored.in_flight is None:
            self.is_over[number] = 1
            self.over += 1
            self._stored.pop(number, None)
            return stored
        self.refused += is_refused(stored)
        self._stored[number] = stored
        if stored.look_at is not None:
            lane = Lane.QUESTIONS if is_asked_about(stored) else Lane.CHARGES
            heapq.heappush(self._lanes[lane], (stored.look_at, number, stored.version))
        return stored

    def due_items(self, now: int, limit: int, lane: Lane) -> Iterator[DueItem]:
        """Return a lane in the order of its due instants."""
        items = self._changed(now, limit, lane)
        if lane is Lane.CHARGES:
            items = sorted([*items, *islice(self._untouched(now), limit)])
        for look_at, number in items[:limit]:
            yield DueItem(user_id(number), look_at, subscription_id=1)

    def _changed(self, now: int, limit: int, lane: Lane) -> list[tuple[int, int]]:
        """Of those that something is stored of: entries of the lane that were replaced since are dropped."""
        heap, found = self._lanes[lane], []
        while heap and heap[0][0] <= now and len(found) < limit:
            entry = heapq.heappop(heap)
            stored = self._stored.get(entry[1])
            if stored is not None and stored.version == entry[2]:
                found.append(entry)
        for entry in found:
            heapq.heappush(heap, entry)
        return [(look_at, number) for look_at, number, _ in found]

    def _untouched(self, now: int) -> Iterator[tuple[int, int]]:
        while self._first < self.count and self._is_touched(self._order[self._first]):
            self._first += 1
        position = self._first
        while position < self.count and self._due_at[self._order[position]] <= now:
            number = self._order[position]
            if not self._is_touched(number):
                yield self._due_at[number], number
            position += 1

    def _is_touched(self, number: int) -> bool:
        return bool(self.is_over[number]) or number in self._stored

    @property
    def open(self) -> Iterable[Subscription]:
        """Those of which something is stored that is not the end."""
        return self._stored.values()


def is_refused(subscription: Subscription) -> bool:
    """Whether its charge ended with a refusal, and it waits to be tried again."""
    return subscription.status is SubscriptionStatus.PAST_DUE and subscription.in_flight is None


class Payments:
    """The part of a PaymentStore that a charge uses; `taken` counts the successes of each customer."""

    def __init__(self, subscriptions: Subscriptions) -> None:
        self._subscriptions = subscriptions
        self._known: dict[str, Payment] = {}
        self.declined = 0
        self.successes = bytearray(subscriptions.count)

    def new_payment_id(self, _: str) -> int:
        """Return an id: one charge of each customer is looked at, so one will do."""
        return 2

    def add_payment(self, payment: Payment) -> Payment:
        """Store it once; what is over is forgotten in time."""
        known = self._known.setdefault(payment.reference, payment)
        if known is payment:
            self.successes[number_of(payment.user_id)] += payment.status is PaymentStatus.SUCCESS
            self.declined += payment.status is PaymentStatus.FAILED
        if len(self._known) > _REMEMBERED:
            is_over = self._subscriptions.is_over
            self._known = {name: one for name, one in self._known.items() if not is_over[number_of(one.user_id)]}
        return known


class Cards:
    """A CardStore of cards that were never refused before."""

    def __init__(self) -> None:
        self._declines: dict[str, CardDeclines] = {}

    def get_declines(self, user: str, _: str) -> CardDeclines:
        """Return when it was refused."""
        return self._declines.get(user, CardDeclines())

    def put_declines(self, user: str, _: str, declines: CardDeclines, __: int) -> None:
        """Store it."""
        self._declines[user] = declines


class Pace:
    """A ChargePace as the table keeps it: one count for each window, for everybody."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._taken: Counter[int] = Counter()
        self._noted = (0, 0)

    def take(self, wanted: int, at: int, *, is_waited_for: bool = False) -> int:
        """Keep room."""
        window = window_of(at)
        room = self._limit.room if is_waited_for else self._limit.room_of_line
        given = max(0, min(wanted, room - self._taken[window]))
        self._taken[window] += given
        return given

    def shut(self, now: int) -> None:
        """Leave no room for a minute."""
        for window in windows_shut(now):
            self._taken[window] = 10**6

    def note_line(self, waiting_since: int, now: int) -> None:
        """Remember it."""
        self._noted = waiting_since, now

    def reached(self, now: int) -> int:
        """Believe it for ten minutes."""
        waiting_since, noted_at = self._noted
        return min(now, waiting_since) if now - noted_at <= _NEWS_FOR else now


class Quiet:
    """The ports of which nothing is asked here: schedules, events; and the switch, which is on."""

    def __getattr__(self, _: str) -> object:
        return lambda *_args, **_options: True


class Alarms:
    """Counts what people would be told."""

    def __init__(self) -> None:
        self.raised: Counter[AlertKind] = Counter()

    def raise_alert(self, kind: AlertKind, _: str) -> None:
        """Count it."""
        self.raised[kind] += 1
