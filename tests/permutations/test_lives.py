"""In whatever order the events of a life come, and however often: it ends in the same books."""

from itertools import islice

import pytest

from tests.permutations.lives import LIVES
from tests.permutations.orders import Life, Step, books, in_words, lived, orders


def nothing(_world):
    """No step that anybody notices."""


def an_invented_life(*events: int) -> Life:
    numbers = iter(range(99))
    steps = tuple(Step(nothing, tuple(b"%d" % next(numbers) for _ in range(count))) for count in events)
    return Life("invented", steps, {})


@pytest.mark.parametrize("life", LIVES, ids=str)
def test_a_life_ends_in_the_same_books_whatever_the_order_of_its_events(life: Life):
    tried, expected = 0, None
    for order in orders(life):
        world = lived(life, order)
        expected = expected or books(world)
        assert books(world) == expected, order
        assert all(one.is_processed for one in world.webhooks.stored.values()), order
        assert in_words(world) == life.ends, order
        tried += 1
    print(f"{life.name}: {len(life.steps)} steps, {len(life.events)} events, {tried} orders")  # noqa: T201
    assert tried >= 3


def test_the_orders_are_all_there_are():
    """Two events of one step: two orders; with one doubled three each, with both six."""
    found = list(orders(an_invented_life(2)))
    assert len(found) == len(set(found)) == 2 + 3 + 3 + 6
    assert all(order[0] == 0 for order in found)


def test_an_event_comes_at_any_time_after_its_step_and_not_before():
    found = set(orders(an_invented_life(1, 0)))
    assert found == {(0, -1, 1), (0, 1, -1), (0, -1, -1, 1), (0, -1, 1, -1), (0, 1, -1, -1)}


def test_an_order_that_is_wrong_would_be_found():
    """A life whose books depend on the order of its events does not pass."""

    def count(world):
        world.alerts.raised.append(("seen", str(len(world.webhooks.stored))))

    life = Life("sensitive", (Step(nothing, (b"1",)), Step(count)), {})
    ends = {str(books(lived(life, order))["alerts"]) for order in islice(orders(life), 2)}
    assert len(ends) == 2
