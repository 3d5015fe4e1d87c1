"""Every order in which the events of a life can reach us: early, late, last, and twice.

A life is a list of steps. Each is something that happens, to us or at Paystack, and the events that Paystack sends of
it; an event comes at any moment after its step, before or after any later step and any other event. Each comes once
or twice: all sets of doubled ones are tried. Whatever the order, the books are the same in the end.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations

from shared.domain.errors import DukkaError
from shared.domain.payment import Payment
from tests.support.fakes_world import World

Act = Callable[[World], object]
Order = tuple[int, ...]
"""Steps are counted from 0; events from -1 down, in the order in which they were sent."""


@dataclass(frozen=True)
class Step:
    """Something that happens, and what Paystack sends of it."""

    act: Act
    events: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Life:
    """Steps, and what the books must say in the end, as words for people."""

    name: str
    steps: tuple[Step, ...]
    ends: dict[str, object] = field(hash=False)
    world: Callable[[], World] = World

    @property
    def events(self) -> list[bytes]:
        """Every event, in the order in which they are sent."""
        return [event for step in self.steps for event in step.events]

    def __str__(self) -> str:
        """Its name."""
        return self.name


def orders(life: Life) -> Iterator[Order]:
    """Yield every order once, those without doubled events first."""
    numbers = range(-1, -len(life.events) - 1, -1)
    for size in range(len(numbers) + 1):
        for doubled in combinations(numbers, size):
            yield from _orders(life, 0, Counter(), frozenset(doubled))


def _orders(life: Life, step: int, waiting: Counter[int], doubled: frozenset[int]) -> Iterator[Order]:
    """Yield how it can go on before a step, with these events under way."""
    if step == len(life.steps) and not waiting:
        yield ()
    for event in sorted(waiting):
        rest = waiting.copy()
        rest.subtract([event])
        yield from ((event, *order) for order in _orders(life, step, +rest, doubled))
    if step < len(life.steps):
        sent = sum(len(one.events) for one in life.steps[:step])
        new = range(-sent - 1, -sent - 1 - len(life.steps[step].events), -1)
        under_way = waiting + Counter({event: 1 + (event in doubled) for event in new})
        yield from ((step, *order) for order in _orders(life, step + 1, under_way, doubled))


def lived(life: Life, order: Order) -> World:
    """Live a life in an order. What could not be processed comes again in the end, as from the queue."""
    world, events = life.world(), life.events
    for number in order:
        if number >= 0:
            life.steps[number].act(world)
        else:
            _deliver(world, events[-number - 1])
    for webhook_id in [one.id for one in world.webhooks.stored.values() if not one.is_processed]:
        world.process(webhook_id)
    return world


def _deliver(world: World, event: bytes) -> None:
    try:
        world.deliver(event)
    except DukkaError:
        world.webhook_queue.queued.clear()


def books(world: World) -> dict[str, object]:
    """Everything that the books say, but for how many writes it took and when we heard of a refund."""
    return {
        "payments": {key: _timeless(one) for key, one in world.payments.stored.items()},
        "subscriptions": {key: replace(one, version=0) for key, one in world.subscriptions.stored.items()},
        "schedules": set(world.scheduler.schedules),
        "alerts": sorted(world.alerts.raised),
        "events": {one.id: (one.state, one.result) for one in world.webhooks.stored.values()},
        "taken": sorted(row.reference for row in world.paystack.taken),
        "given back": sorted(world.paystack.refunded),
    }


def _timeless(payment: Payment) -> Payment:
    refunds = tuple(replace(one, created_at=0, updated_at=0) for one in payment.refunds)
    return replace(payment, version=0, refunds=refunds)


def in_words(world: World) -> dict[str, object]:
    """What the books say, short: states of payments and subscriptions by number."""
    payments = {one.id: one.status.value for one in world.payments.stored.values()}
    subscriptions = {
        one.id: (one.status.value, one.next_index, one.in_flight) for one in world.subscriptions.stored.values()
    }
    return {"payments": payments, "subscriptions": subscriptions, "alerts": len(world.alerts.raised)}
