"""Idempotency-Keys: one request holds a key, for seven days, checked by us and not left to the table's TTL."""

import pytest

from shared.domain.errors import Conflict
from shared.ports import IdempotencyRecord
from tests.support.builders import NOW, OTHER_USER, USER

WEEK = 7 * 86_400
FIRST = IdempotencyRecord(payment_id=1, lease_until=NOW + 60, body_hash="first body")
SECOND = IdempotencyRecord(payment_id=2, lease_until=NOW + 120, body_hash="first body")


def test_a_key_stands_for_the_request_that_took_it(keys):
    assert keys.get_key(USER, "order-7", NOW) is None
    keys.add_key(USER, "order-7", FIRST, NOW)
    assert keys.get_key(USER, "order-7", NOW) == FIRST


def test_a_key_is_taken_once(keys):
    keys.add_key(USER, "order-7", FIRST, NOW)
    with pytest.raises(Conflict):
        keys.add_key(USER, "order-7", SECOND, NOW + 99)
    assert keys.get_key(USER, "order-7", NOW + 99) == FIRST


@pytest.mark.parametrize(
    ("user", "key"), [(USER, "order-8"), (OTHER_USER, "order-7"), (USER, "order-7 "), (USER, "ключ" * 60)]
)
def test_other_keys_and_other_users_are_apart(keys, user, key):
    keys.add_key(USER, "order-7", FIRST, NOW)
    keys.add_key(user, key, SECOND, NOW)
    assert (keys.get_key(USER, "order-7", NOW), keys.get_key(user, key, NOW)) == (FIRST, SECOND)


@pytest.mark.parametrize(("age", "is_kept"), [(WEEK - 1, True), (WEEK, True), (WEEK + 1, False)])
def test_a_key_is_kept_for_seven_days(keys, age, is_kept):
    keys.add_key(USER, "order-7", FIRST, NOW)
    assert keys.get_key(USER, "order-7", NOW + age) == (FIRST if is_kept else None)
    if is_kept:
        with pytest.raises(Conflict):
            keys.add_key(USER, "order-7", SECOND, NOW + age)
    else:
        keys.add_key(USER, "order-7", SECOND, NOW + age)
        assert keys.get_key(USER, "order-7", NOW + age + WEEK) == SECOND


class TestReplace:
    def test_points_the_key_to_another_payment(self, keys):
        keys.add_key(USER, "order-7", FIRST, NOW)
        keys.replace_key(USER, "order-7", SECOND, FIRST)
        assert keys.get_key(USER, "order-7", NOW) == SECOND

    def test_of_two_at_once_one_is_refused(self, keys):
        keys.add_key(USER, "order-7", FIRST, NOW)
        keys.replace_key(USER, "order-7", SECOND, FIRST)
        with pytest.raises(Conflict):
            keys.replace_key(USER, "order-7", IdempotencyRecord(3, NOW + 120, "first body"), FIRST)
        assert keys.get_key(USER, "order-7", NOW) == SECOND

    def test_a_lease_that_was_ended_meanwhile_counts_as_a_change(self, keys):
        keys.add_key(USER, "order-7", FIRST, NOW)
        ended = IdempotencyRecord(1, NOW, "first body")
        keys.replace_key(USER, "order-7", ended, FIRST)
        with pytest.raises(Conflict):
            keys.replace_key(USER, "order-7", SECOND, FIRST)
        keys.replace_key(USER, "order-7", SECOND, ended)
        assert keys.get_key(USER, "order-7", NOW) == SECOND

    def test_a_key_that_is_not_there_cannot_be_replaced(self, keys):
        with pytest.raises(Conflict):
            keys.replace_key(USER, "order-7", SECOND, FIRST)
        assert keys.get_key(USER, "order-7", NOW) is None

    @pytest.mark.parametrize(("age", "is_kept"), [(WEEK, True), (WEEK + 1, False)])
    def test_keeps_it_for_seven_days_from_its_lease(self, keys, age, is_kept):
        keys.add_key(USER, "order-7", FIRST, NOW)
        keys.replace_key(USER, "order-7", SECOND, FIRST)
        assert keys.get_key(USER, "order-7", SECOND.lease_until + age) == (SECOND if is_kept else None)
