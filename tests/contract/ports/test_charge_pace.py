"""Room for charges, and the line of those that wait: the fakes and the table's items."""

import pytest

from shared.adapters.dynamodb.charge_pace import NEWS_FOR, DynamoChargePace
from shared.domain.charge_pace import SHUT_FOR, WINDOW, Limit
from tests.support.builders import NOW
from tests.support.fakes import FakeChargePace

LIMIT = Limit(600)
LATER = NOW + WINDOW


@pytest.fixture(params=["fake", "dynamodb"])
def processes(request):
    """Two processes of one stack."""
    if request.param == "fake":
        pace = FakeChargePace(LIMIT)
        return pace, pace
    client = request.getfixturevalue("dynamodb")
    return DynamoChargePace(client, "Payments", LIMIT), DynamoChargePace(client, "Payments", LIMIT)


def test_a_window_has_room_for_its_part_over_all_processes(processes):
    one, other = processes
    assert [one.take(20, NOW), other.take(20, NOW)] == [20, 20]
    assert other.take(20, NOW) == LIMIT.room_of_line - 40
    assert [one.take(1, NOW), other.take(1, NOW)] == [0, 0]
    assert one.take(1, LATER) == 1


def test_nobody_is_given_more_than_a_window_has(processes):
    one, _ = processes
    assert one.take(1_000, NOW) == LIMIT.room_of_line
    assert one.take(1_000, LATER, is_waited_for=True) == LIMIT.room


def test_who_waits_finds_room_that_the_line_does_not(processes):
    one, other = processes
    one.take(1_000, NOW)
    kept = LIMIT.room - LIMIT.room_of_line
    assert [other.take(1, NOW, is_waited_for=True) for _ in range(kept + 1)] == [1] * kept + [0]
    assert one.take(1, NOW, is_waited_for=True) == 0


def test_room_of_a_coming_window_can_be_kept(processes):
    one, other = processes
    assert one.take(1_000, LATER) == LIMIT.room_of_line
    assert [other.take(1, NOW), other.take(1, LATER)] == [1, 0]


def test_is_shut_for_a_minute_for_everybody(processes):
    one, other = processes
    one.take(3, NOW)
    one.shut(NOW)
    for seconds in (0, WINDOW, SHUT_FOR):
        assert one.take(1, NOW + seconds, is_waited_for=True) == 0
        assert other.take(1, NOW + seconds) == 0
    assert other.take(1, NOW + SHUT_FOR + WINDOW) == 1


def test_without_a_line_everything_due_by_now_has_had_its_turn(processes):
    assert processes[0].reached(NOW) == NOW


def test_a_line_has_come_as_far_as_the_last_sweep_said(processes):
    sweep, watch = processes
    sweep.note_line(NOW - 5_000, NOW - 100)
    sweep.note_line(NOW - 4_000, NOW - 40)
    assert watch.reached(NOW) == NOW - 4_000


def test_what_a_sweep_said_long_ago_is_not_believed(processes):
    sweep, watch = processes
    sweep.note_line(NOW - 5_000, NOW)
    assert watch.reached(NOW + NEWS_FOR) == NOW - 5_000
    assert watch.reached(NOW + NEWS_FOR + 1) == NOW + NEWS_FOR + 1


def test_a_window_is_not_asked_again_once_it_is_full(dynamodb, monkeypatch):
    calls = []
    pace = DynamoChargePace(dynamodb, "Payments", LIMIT)
    pace.take(1_000, NOW)
    original = dynamodb.update_item
    monkeypatch.setattr(dynamodb, "update_item", lambda **request: calls.append(1) or original(**request))
    assert [pace.take(1, NOW) for _ in range(5)] == [0] * 5
    assert len(calls) == 1
    assert [pace.take(1, NOW, is_waited_for=True), len(calls)] == [1, 2]


def test_a_window_goes_from_the_table_by_itself(dynamodb):
    DynamoChargePace(dynamodb, "Payments", LIMIT).take(1, NOW)
    DynamoChargePace(dynamodb, "Payments", LIMIT).shut(LATER)
    items = dynamodb.scan(TableName="Payments")["Items"]
    assert len(items) > 10
    assert all(int(item["expires_at"]["N"]) > NOW for item in items)
