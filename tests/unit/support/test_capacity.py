"""The units that DynamoDB bills, by its documented rules."""

import pytest

from tests.support.capacity import item_size, read_units, write_units

KEY = {"pk": {"S": "USER#a"}, "sk": {"S": "PAYMENT#1"}}
DUE = {"due_shard": {"S": "1"}, "look_at": {"N": "100"}}
WATCHED = DUE | {"watch_shard": {"S": "1"}}


def item(**attributes):
    return KEY | attributes


def test_an_item_is_its_names_and_values():
    assert item_size({"ab": {"S": "äb"}}) == 2 + 3
    assert item_size({"n": {"N": "12345"}}) == 1 + 4
    assert item_size({"m": {"M": {"a": {"BOOL": True}}}}) == 1 + 3 + 1 + 1 + 1
    assert item_size({"l": {"L": [{"S": "abc"}]}}) == 1 + 3 + 3 + 1


@pytest.mark.parametrize(
    ("old", "new", "units"),
    [
        (None, item(), 1),
        (item(), None, 1),
        (item(), item(status={"S": "paid"}), 1),
        (None, item(text={"S": "x" * 1_024}), 2),
        (item(text={"S": "x" * 1_024}), item(), 2),
        (None, item(**DUE), 2),
        (item(**DUE), item(), 2),
        (item(**DUE), item(**DUE, status={"S": "paid"}), 1),
        (item(**DUE), item(**DUE | {"look_at": {"N": "200"}}), 3),
        (None, item(**WATCHED), 3),
        (item(**WATCHED), item(**WATCHED | {"look_at": {"N": "200"}}), 4),
        (item(look_at={"N": "1"}), item(look_at={"N": "2"}), 1),
    ],
)
def test_a_write_is_billed_by_its_larger_side_and_by_each_index_that_changes(old, new, units):
    assert write_units("Payments", old, new) == units


@pytest.mark.parametrize(
    ("read", "consistent", "units"),
    [
        ([], True, 1),
        ([], False, 0.5),
        ([item()] * 20, True, 1),
        ([item(text={"S": "x" * 1_000})] * 5, True, 2),
        ([item(text={"S": "x" * 1_000})] * 5, False, 1),
    ],
)
def test_a_read_is_billed_by_all_that_it_read(read, consistent, units):
    assert read_units(read, consistent=consistent) == units
