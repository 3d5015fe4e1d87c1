"""Runs of the reconciliation and what they found: the fake's promises, kept by the table."""

from dataclasses import replace

import pytest

from shared.domain.difference import DifferenceKind, DifferenceStatus, Figures
from shared.domain.errors import Conflict
from shared.domain.ledger import Window
from shared.domain.payment import DAY, HOUR
from shared.domain.reconciliation import Counts, Cursor, RunKind, RunStatus, Step, finished, new_run
from shared.ports import DueItem
from shared.usecases.reconciliation_parts import found
from tests.support.builders import NOW, USER, a_payment, a_subscription, user_id

RUN = new_run(RunKind.ON_DEMAND, Window(NOW - DAY, NOW), NOW, USER)


@pytest.fixture
def store(stores):
    return stores.reconciliations


def a_difference(reference="of-the-till", run=RUN, **over):
    theirs = Figures(700_000, "NGN", 10_500, "succeeded")
    return replace(found(DifferenceKind.ORPHAN, reference, theirs, Figures(), run, NOW), **over)


def test_a_run_is_kept_with_all_its_figures(store):
    begun = store.begin_run(RUN)
    changed = replace(
        begun,
        cursor=Cursor(Step.PENDING, 3, 2, "mark", ("dk.a.p1", "dk.a.p2")),
        counts=Counts(3, {"NGN": 5, "GHS": 7}, {"NGN": 1}, 2, {"GHS": 2}, 4, {"orphan": 1}, 1),
        busy_until=NOW + 5,
        failures=2,
    )

    stored = store.replace_run(changed)

    assert stored == replace(changed, version=1)
    assert store.get_run(RUN.id) == stored
    assert store.get_run("1-2-3") is None


def test_a_run_is_replaced_over_the_version_that_was_read(store):
    begun = store.begin_run(RUN)
    store.replace_run(begun)

    with pytest.raises(Conflict):
        store.replace_run(replace(begun, failures=9))
    assert store.get_run(RUN.id).failures == 0


def test_while_a_run_of_a_window_is_under_way_it_is_the_one(store):
    begun = store.begin_run(RUN)
    later = new_run(RunKind.DAILY, Window(RUN.start, RUN.end), NOW + 9)

    assert store.begin_run(later) == begun
    assert store.get_run(later.id) is None
    assert store.begin_run(new_run(RunKind.DAILY, Window(RUN.start, RUN.end + 1), NOW)).end == RUN.end + 1


def test_once_a_run_is_over_its_window_may_have_another(store):
    over = store.replace_run(finished(store.begin_run(RUN), NOW + 1))
    later = new_run(RunKind.DAILY, Window(RUN.start, RUN.end), NOW + 9)

    assert store.begin_run(RUN) == over
    assert store.begin_run(later) == later
    assert store.get_run(RUN.id).status is RunStatus.FINISHED


def test_runs_are_listed_in_pages_newest_first(store):
    runs = [store.begin_run(new_run(RunKind.DAILY, Window(NOW, NOW + 1 + n), NOW + n)) for n in range(5)]
    first = store.list_runs(2, None)
    second = store.list_runs(2, first.next_before)
    third = store.list_runs(2, second.next_before)

    assert [first.runs, second.runs, third.runs] == [runs[:2:-1], runs[2:0:-1], runs[:1]]
    assert third.next_before is None
    assert store.list_runs(5, None).next_before is None


def test_what_is_covered_only_grows(store):
    assert store.covered_to() is None
    for until in (NOW, NOW + DAY, NOW):
        store.cover(until)
    assert store.covered_to() == NOW + DAY


def test_a_difference_is_kept_as_it_was_first_found(store):
    first, again = a_difference(), a_difference(found_at=NOW + 9, run_id="9-9-9")
    store.add_difference(first, RUN.id)
    store.add_difference(again, "9-9-9")
    store.add_difference(again, "9-9-9")

    assert store.get_difference(first.id) == first
    assert store.list_found(RUN.id, 5, "").differences == [first]
    assert store.list_found("9-9-9", 5, "").differences == [first]
    assert store.get_difference("0" * 32) is None


def test_a_difference_is_replaced_over_the_version_that_was_read(store):
    store.add_difference(a_difference(), RUN.id)
    read = store.get_difference(a_difference().id)
    resolved = store.replace_difference(read.resolved(USER, "The till's.", NOW))

    assert store.get_difference(read.id) == resolved
    assert (resolved.version, resolved.note, resolved.resolved_at) == (1, "The till's.", NOW)
    with pytest.raises(Conflict):
        store.replace_difference(read)


def test_differences_are_listed_in_pages_by_id(store):
    many = sorted((a_difference(f"till-{n}") for n in range(7)), key=lambda one: one.id)
    for one in many:
        store.add_difference(one, RUN.id)
    store.add_difference(a_difference("other"), "9-9-9")
    pages, after = [], ""
    while after is not None:
        page = store.list_found(RUN.id, 3, after)
        pages.append(page.differences)
        after = page.next_after

    assert pages == [many[:3], many[3:6], many[6:]]
    assert len(store.list_differences(20, "", None).differences) == 8


def test_differences_are_listed_by_status(store):
    many = sorted((a_difference(f"till-{n}") for n in range(8)), key=lambda one: one.id)
    for one in many:
        store.add_difference(one, RUN.id)
    for one in many[:5]:
        store.replace_difference(one.resolved(USER, "Seen.", NOW))

    first = store.list_differences(2, "", DifferenceStatus.OPEN)
    second = store.list_differences(2, first.next_after, DifferenceStatus.OPEN)

    assert [first.differences, second.differences] == [many[5:7], many[7:]]
    assert second.next_after is None
    assert len(store.list_differences(9, "", DifferenceStatus.RESOLVED).differences) == 5


def walked(due_index, until, limit):
    items, after = [], ""
    while after is not None:
        page, after = due_index.walk(until, after, limit)
        assert len(page) <= limit
        items += page
    return items


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_a_walk_meets_every_question_once_and_no_subscription_that_only_waits(stores, limit):
    wanted = set()
    for n in range(9):
        stores.payments.add_payment(a_payment(user_id=user_id(n), look_at=NOW + n * HOUR))
        stores.subscriptions.add_subscription(a_subscription(user_id=user_id(n), look_at=NOW - n))
        wanted |= {DueItem(user_id(n), NOW + n * HOUR, payment_id=1)} if n <= 4 else set()
    items = walked(stores.due_index, NOW + 4 * HOUR, limit)

    assert set(items) == wanted
    assert len(items) == len(wanted)
