"""Everybody falls due in one minute: the schedules, the sweeps and the charge function, in simulated time.

The use cases are the product's own, from the sweep to the settlement; what is made here is around them: EventBridge,
which wakes a thousand a second, Lambda, which now and then kills, and Paystack with its limit. A charge function runs
at one moment: what happens between its calls is tests/faults' affair.
"""

import gc
import heapq
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from random import Random
from typing import Any

from benchmarks.herd.gateway import Crash, Faults, Gateway
from benchmarks.herd.stores import Alarms, Cards, Pace, Payments, Quiet, Subscriptions, number_of, user_id
from shared.domain.billing_calendar import Interval, Schedule, instant_of
from shared.domain.charge_pace import NO_TICKET, Limit, Ticket
from shared.domain.dunning import DunningPolicy
from shared.domain.money import Money
from shared.domain.spread import delay
from shared.domain.subscription import Subscription, SubscriptionStatus, is_overlooked
from shared.domain.transaction import Authorization
from shared.usecases.books import Books
from shared.usecases.charge_subscription import ChargeResult, charge_subscription
from shared.usecases.sweep_due_subscriptions import sweep_due_subscriptions

MINUTE, HOUR = 60, 3_600
WOKEN_A_SECOND = 1_000
"""Invocations a second of EventBridge Scheduler in one account; beyond that it is late, not lost."""
CONCURRENCY = 1_000
"""Functions that run at once in one account, unless AWS has agreed to more."""
NO_LIMIT = 10**7
SWEEP_LIMIT = 1_000
"""As in functions/sweep_due_subscriptions/app.py."""
ANCHOR = datetime(2026, 1, 30, 9)  # noqa: DTZ001 - a wall time


@dataclass(frozen=True)
class Herd:
    """Who falls due: `due` at one instant, and as many `later` an hour after them."""

    due: int
    later: int = 0
    limit: int = 600
    spread: int = 0
    seed: int = 1
    faults: Faults = field(default_factory=Faults)
    is_woken: bool = True
    """Whether the schedules wake anybody; without them only the sweep is left."""
    woken_a_second: int = WOKEN_A_SECOND


def bound_by_lambda(due: int, seconds_a_charge: float) -> Herd:
    """A herd that no gateway holds back: as many are charged at once as functions may run, each for that long."""
    a_second = min(WOKEN_A_SECOND, int(CONCURRENCY / seconds_a_charge))
    return Herd(due, limit=NO_LIMIT, faults=Faults(outage=(0, 0), others=(0, 0)), woken_a_second=a_second)


@dataclass
class Outcome:
    """What became of them. Times in seconds since the first ones fell due."""

    due: int
    charged: int = 0
    declined: int = 0
    lost: int = 0
    doubled: int = 0
    overtaken: int = 0
    """Charges of later ones that the sweep had sent while some of the first had not had their turn."""
    overlooked: int = 0
    drained_after: float = 0.0
    """Minutes until everybody's turn had come."""
    over_after: float = 0.0
    """Minutes until every charge had its end, those included whose answer was lost."""
    sent: int = 0
    too_many: int = 0
    asked: int = 0
    most_in_a_minute: int = 0
    invocations: int = 0
    no_room: int = 0
    crashes: int = 0
    sweeps: int = 0
    cpu_seconds: float = 0.0
    microseconds_a_charge: float = 0.0


class Simulation:
    """Also the Clock of whatever runs in it: whoever waits lets the others go on."""

    def __init__(self, herd: Herd) -> None:
        self.herd = herd
        self.began = instant_of(ANCHOR.replace(month=2, day=28), "Africa/Lagos")
        self._now = self.began
        total = herd.due + herd.later
        starts = [self.began] * herd.due + [self.began + HOUR] * herd.later
        wall = ANCHOR.time()
        self.due_at = [start + delay(user_id(number), 1, herd.spread, wall) for number, start in enumerate(starts)]
        self.subscriptions = Subscriptions(total, _waiting(self.began, herd.spread), self.due_at)
        self.gateway = Gateway(total, herd.limit, self.began, herd.faults, herd.seed)
        self.payments = Payments(self.subscriptions)
        self.pace, self.alarms, self.quiet = Pace(Limit(herd.limit)), Alarms(), Quiet()
        self.results: Counter[str] = Counter()
        self.sweeps = self.overlooked = self.overtaken = 0
        self._first_left, self._had_turn, self._drained_at = herd.due, bytearray(total), self.began
        self._chance = Random(herd.seed)  # noqa: S311 - the same run again
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._numbers = count()
        self._wake = sorted(range(total), key=self.due_at.__getitem__) if herd.is_woken else []
        self._woken = 0
        quiet: Any = self.quiet
        self.books = Books(
            self.payments,
            self.subscriptions,
            Cards(),
            quiet,
            self.alarms,
            DunningPolicy(),
            herd.spread,  # type: ignore[arg-type]
        )

    def now(self) -> int:
        """The clock."""
        return self._now

    def wait_until(self, instant: int) -> None:
        """Let everybody else go on until then."""
        self.run_until(instant)

    def request_charge(self, user: str, _: int, ticket: Ticket = NO_TICKET) -> None:
        """Lambda invokes the charge function a moment later; one sweep in a hundred is killed here."""
        if self._chance.random() < 0.00002:  # noqa: PLR2004
            raise Crash
        self._at(self._now + (self._chance.random() < 0.1), partial(self._charge, user, ticket))  # noqa: PLR2004

    def run(self) -> Outcome:
        """Run until everybody's charge has an end."""
        gc.collect()
        gc.disable()
        began = time.process_time()
        try:
            minute = self.began
            while not self._is_over():
                self._at(minute, self._sweep)
                self.run_until(minute + MINUTE - 1)
                minute += MINUTE
                if (minute - self.began) % HOUR == 0:
                    self._look_for_overlooked()
        finally:
            gc.enable()
        return self._outcome(time.process_time() - began)

    def run_until(self, instant: int) -> None:
        """Let what is to happen until then happen, in its order."""
        while True:
            wake_at = self._next_wake()
            event_at = self._events[0][0] if self._events else wake_at + 1
            if min(wake_at, event_at) > instant:
                break
            if wake_at <= event_at:
                self._move_to(wake_at)
                number = self._wake[self._woken]
                self._woken += 1
                self._charge(user_id(number), NO_TICKET)
            else:
                at, _, action = heapq.heappop(self._events)
                self._move_to(at)
                action()
        self._move_to(instant)

    def _next_wake(self) -> int:
        """EventBridge fires when it is due, at so many a second."""
        if self._woken >= len(self._wake):
            return 2**40
        return max(self.due_at[self._wake[self._woken]], self.began + self._woken // self.herd.woken_a_second)

    def _move_to(self, instant: int) -> None:
        self._now = max(self._now, instant)
        self.gateway.now = self._now

    def _at(self, instant: int, action: Callable[[], None]) -> None:
        heapq.heappush(self._events, (instant, next(self._numbers), action))

    def _charge(self, user: str, ticket: Ticket) -> None:
        quiet: Any = self.quiet
        try:
            result = charge_subscription(
                user,
                1,
                books=self.books,
                provider=self.gateway,  # type: ignore[arg-type]
                switch=quiet,
                pace=self.pace,
                events=quiet,
                clock=self,
                ticket=ticket,
            )
            self.results[result] += 1
            self._look_at_order(number_of(user), ticket, result)
        except Crash:
            self.results["crash"] += 1

    def _look_at_order(self, number: int, ticket: Ticket, result: ChargeResult) -> None:
        """Nobody who is due later may be served before the last of the first, a window's tickets aside."""
        if result is not ChargeResult.NO_ROOM and not self._had_turn[number]:
            self._had_turn[number] = 1
            self._first_left -= number < self.herd.due
            self._drained_at = self._now
        if number < self.herd.due:
            return
        if ticket.kept_until and self._first_left > Limit(self.herd.limit).room:
            self.overtaken += 1

    def _sweep(self) -> None:
        quiet: Any = self.quiet
        self.sweeps += 1
        try:
            sweep_due_subscriptions(
                SWEEP_LIMIT,
                due_index=self.subscriptions,
                queue=self,
                pace=self.pace,
                subscriptions=self.subscriptions,  # type: ignore[arg-type]
                scheduler=quiet,
                look_at=quiet,
                clock=self,
            )
        except Crash:
            self.results["crash"] += 1

    def _is_over(self) -> bool:
        """Whether everybody was charged or refused, and nothing is in flight any more."""
        return self.subscriptions.over + self.subscriptions.refused == self.subscriptions.count

    def _look_for_overlooked(self) -> None:
        """What the watchdog would find, of what is stored and of the head of the line."""
        reached = self.pace.reached(self._now)
        self.overlooked += sum(is_overlooked(one, reached) for one in self.subscriptions.open)

    def _outcome(self, cpu: float) -> Outcome:
        charged, gateway = self.subscriptions.over, self.gateway
        refused = self.subscriptions.count - charged
        doubled = sum(number > 1 for number in gateway.taken) + sum(one > 1 for one in self.payments.successes)
        is_lost = (taken != booked for taken, booked in zip(gateway.taken, self.payments.successes, strict=True))
        return Outcome(
            due=self.subscriptions.count,
            charged=charged,
            declined=refused,
            lost=sum(is_lost) + sum(one.dunning is None for one in self.subscriptions.open),
            doubled=doubled,
            overtaken=self.overtaken,
            overlooked=self.overlooked,
            drained_after=(self._drained_at - self.began) / MINUTE,
            over_after=(self._now - self.began) / MINUTE,
            sent=gateway.sent,
            too_many=gateway.held_back,
            asked=gateway.asked,
            most_in_a_minute=gateway.most_in_a_minute,
            invocations=sum(self.results.values()),
            no_room=self.results[ChargeResult.NO_ROOM],
            crashes=self.results["crash"],
            sweeps=self.sweeps,
            cpu_seconds=cpu,
            microseconds_a_charge=cpu / max(1, gateway.sent) * 1e6,
        )


def _waiting(due_at: int, spread: int) -> Subscription:
    """The pattern of a subscription that waits for its charge."""
    card = Authorization("AUTH_8dfhjjdt", True, "SIG_idyuhgd87dUYSHO92D", "card", "visa", "4081", "12", "2030")
    schedule = Schedule(Interval.MONTHLY, 1, "Africa/Lagos", ANCHOR.isoformat())
    return Subscription(
        user_id="",
        id=1,
        status=SubscriptionStatus.ACTIVE,
        payment_id=1,
        money=Money(500_000, "NGN"),
        email="customer@example.com",
        schedule=schedule,
        created_at=due_at - 29 * 86_400,
        next_index=1,
        next_charge_at=due_at,
        authorization=card,
        charge_at=due_at,
        look_at=due_at,
        spread=spread,
    )
