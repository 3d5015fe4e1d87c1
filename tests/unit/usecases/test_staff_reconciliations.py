"""What staff ask of reconciliations: begin, look at, resolve what was found; and which window a daily one has."""

import pytest

from shared.domain.difference import DifferenceStatus
from shared.domain.errors import DifferenceNotFound, InvalidInput, ReconciliationNotFound, WrongState
from shared.domain.ledger import Window
from shared.domain.money import Money
from shared.domain.payment import DAY, HOUR
from shared.domain.reconciliation import LONGEST, OVERLAP, RunKind, daily_window
from shared.usecases.get_reconciliation import get_reconciliation
from shared.usecases.list_differences import list_differences
from shared.usecases.list_reconciliations import list_reconciliations
from shared.usecases.resolve_difference import resolve_difference
from shared.usecases.start_reconciliation import MOST_UNDER_WAY
from tests.support.builders import USER
from tests.support.fakes_world import EMAIL, World


@pytest.fixture
def world() -> World:
    return World()


def midnight(world: World) -> int:
    return world.clock.now() - world.clock.now() % DAY


def found(world: World):
    world.paystack.plant("of-the-till", Money(100, "NGN"), EMAIL)
    world.clock.advance(1)
    run = world.reconciled(world.clock.now() - HOUR, world.clock.now())
    return run, world.found(run)[0]


def test_without_a_window_it_is_yesterday_and_the_overlap(world: World):
    run = world.start_reconciliation()

    assert (run.start, run.end) == (midnight(world) - DAY - OVERLAP, midnight(world))
    assert (run.kind, run.begun_by) == (RunKind.ON_DEMAND, USER)
    assert world.reconciler.requested == 1


def test_with_a_beginning_of_today_it_ends_now(world: World):
    world.clock.set(midnight(world) + 5 * HOUR)
    assert world.start_reconciliation(midnight(world) + HOUR).end == world.clock.now()
    assert world.start_reconciliation(midnight(world) - HOUR).end == midnight(world)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [(None, 1, "to"), (0, 0, "from"), (-LONGEST - 1, 0, "from"), (1, None, "from")],
)
def test_a_window_that_cannot_be_is_refused(world: World, start, end, field):
    now = world.clock.now()
    start, end = (None if one is None else now + one for one in (start, end))
    with pytest.raises(InvalidInput) as refused:
        world.start_reconciliation(start, end)
    assert list(refused.value.fields) == [field]
    assert world.reconciliations.runs == {}


def test_only_so_many_are_under_way_and_one_of_the_same_window_is_answered(world: World):
    now = world.clock.now()
    runs = [world.start_reconciliation(now - HOUR - n, now) for n in range(MOST_UNDER_WAY)]
    with pytest.raises(WrongState):
        world.start_reconciliation(now - DAY, now)
    assert world.start_reconciliation(now - HOUR, now) == runs[0]


def test_it_begins_even_when_nobody_can_be_asked_to_go_on_now(world: World):
    world.reconciler.is_down = True
    assert world.start_reconciliation().is_under_way


def test_a_run_is_shown_with_what_it_found(world: World):
    run, difference = found(world)
    shown, page = get_reconciliation(run.id, 10, "", store=world.reconciliations)

    assert (shown, page.differences) == (run, [difference])
    assert list_reconciliations(10, None, store=world.reconciliations).runs == [run]
    with pytest.raises(ReconciliationNotFound):
        get_reconciliation("1-2-3", 10, "", store=world.reconciliations)


def test_a_difference_is_resolved_once(world: World):
    _, difference = found(world)
    ports = {"store": world.reconciliations, "clock": world.clock}
    resolved = resolve_difference(USER, difference.id, "The till's.", **ports)

    assert (resolved.status, resolved.resolved_by) == (DifferenceStatus.RESOLVED, USER)
    assert list_differences(9, "", DifferenceStatus.OPEN, store=world.reconciliations).differences == []
    with pytest.raises(WrongState):
        resolve_difference(USER, difference.id, "Again.", **ports)
    with pytest.raises(DifferenceNotFound):
        resolve_difference(USER, "0" * 32, "What?", **ports)


def test_the_daily_window_reaches_from_the_last_one_to_midnight(world: World):
    end = midnight(world)

    assert daily_window(None, end + HOUR) == Window(end - DAY - OVERLAP, end)
    assert daily_window(end, end + HOUR) is None
    assert daily_window(end - 5 * DAY, end + HOUR) == Window(end - 5 * DAY - OVERLAP, end)
    assert daily_window(end - 90 * DAY, end + HOUR) == Window(end - LONGEST, end)


def test_a_day_is_compared_once_however_often_it_is_begun(world: World):
    for _ in range(30):
        world.reconcile(daily=True)
        world.clock.advance(300)
        if world.reconciliations.covered:
            break
    world.reconcile(daily=True)

    (run,) = world.reconciliations.runs.values()
    assert run.kind is RunKind.DAILY
    assert world.reconciliations.covered == run.end
