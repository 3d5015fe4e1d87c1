"""What calls the charge function in a simulation: schedules, single calls, and the queue."""

from collections import Counter
from typing import TYPE_CHECKING

from shared.domain.billing_calendar import due, first_index_after
from shared.domain.charge_pace import NO_TICKET, Ticket
from shared.domain.payment import MINUTE
from shared.domain.subscription import Subscription
from tests.support.fakes import FakeScheduler

if TYPE_CHECKING:
    from tests.faults.simulation import Simulation

Key = tuple[str, int]


class Schedules(FakeScheduler):
    """Wakes the charge function, where there is one, at the first whole minute after each due instant."""

    def __init__(self, simulation: "Simulation") -> None:
        super().__init__()
        self._simulation = simulation
        self._made: Counter[Key] = Counter()

    def ensure_schedule(self, subscription: Subscription) -> None:
        super().ensure_schedule(subscription)
        key = subscription.user_id, subscription.id
        self._made[key] += 1
        self._plan(key, subscription, self._made[key])

    def wake_once(self, subscription: Subscription, at: int) -> None:
        call = subscription.user_id, subscription.id, at
        is_new = call not in self.single_calls
        super().wake_once(subscription, at)
        if is_new:
            self._simulation.at(at, call[0], lambda: self._wake_once(*call))

    def _plan(self, key: Key, subscription: Subscription, number: int) -> None:
        schedule = subscription.schedule
        at = due(schedule, first_index_after(schedule, self._simulation.clock.now()))
        self._simulation.at(-(-at // MINUTE) * MINUTE, key[0], lambda: self._wake(key, subscription, number))

    def _wake(self, key: Key, subscription: Subscription, number: int) -> None:
        if key in self.schedules and self._made[key] == number:
            self._plan(key, subscription, number)
            self._simulation.woken(*key)

    def _wake_once(self, user_id: str, subscription_id: int, at: int) -> None:
        self.single_calls.discard((user_id, subscription_id, at))
        self._simulation.woken(user_id, subscription_id)


class Queue:
    """Asynchronous invocations of the charge function."""

    def __init__(self, simulation: "Simulation") -> None:
        self._simulation = simulation

    def request_charge(self, user_id: str, subscription_id: int, ticket: Ticket = NO_TICKET) -> None:
        self._simulation.invoke(user_id, subscription_id, delay=1, ticket=ticket)
