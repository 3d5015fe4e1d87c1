"""Idempotency-Keys: one request holds a key, for seven days, checked by us and not left to the table's TTL."""

import pytest

from shared.domain.errors import Conflict
from shared.ports import IdempotencyRecord
from tests.support.builders import NOW, OTHER_USER, USER

WEEK = 7 * 86_400
FIRST = IdempotencyRecord(payment_id=1, lease_until=NOW + 60, body_hash="first body")
SECOND = IdempotencyRecord(payment_id=2, lease_until=NOW + 120, body_hash="first body")


def test_a_new_key_is_taken(keys):
    assert keys.claim_key(USER, "order-7", FIRST, NOW) is None


def test_a_key_that_is_taken_tells_what_it_stands_for(keys):
    keys.claim_key(USER, "order-7", FIRST, NOW)
    assert keys.claim_key(USER, "order-7", SECOND, NOW) == FIRST
    assert keys.claim_key(USER, "order-7", SECOND, NOW + 99) == FIRST


@pytest.mark.parametrize(
    ("user", "key"), [(USER, "order-8"), (OTHER_USER, "order-7"), (USER, "order-7 "), (USER, "ключ" * 60)]
)
def test_other_keys_and_other_users_are_apart(keys, user, key):
    keys.claim_key(USER, "order-7", FIRST, NOW)
    assert keys.claim_key(user, key, SECOND, NOW) is None
    assert keys.claim_key(user, key, FIRST, NOW) == SECOND


@pytest.mark.parametrize(("age", "answer"), [(WEEK - 1, FIRST), (WEEK, FIRST), (WEEK + 1, None)])
def test_a_key_is_kept_for_seven_days(keys, age, answer):
    keys.claim_key(USER, "order-7", FIRST, NOW)
    assert keys.claim_key(USER, "order-7", SECOND, NOW + age) == answer


def test_one_that_was_taken_again_is_kept_for_seven_more(keys):
    keys.claim_key(USER, "order-7", FIRST, NOW)
    keys.claim_key(USER, "order-7", SECOND, NOW + WEEK + 1)
    assert keys.claim_key(USER, "order-7", FIRST, NOW + WEEK + 2) == SECOND


class TestRetake:
    def test_points_the_key_to_another_payment(self, keys):
        keys.claim_key(USER, "order-7", FIRST, NOW)
        keys.retake_key(USER, "order-7", SECOND, FIRST)
        assert keys.claim_key(USER, "order-7", FIRST, NOW) == SECOND

    def test_of_two_at_once_one_is_refused(self, keys):
        keys.claim_key(USER, "order-7", FIRST, NOW)
        keys.retake_key(USER, "order-7", SECOND, FIRST)
        with pytest.raises(Conflict):
            keys.retake_key(USER, "order-7", IdempotencyRecord(3, NOW + 120, "first body"), FIRST)
        assert keys.claim_key(USER, "order-7", FIRST, NOW) == SECOND

    def test_a_lease_that_was_ended_meanwhile_counts_as_a_change(self, keys):
        keys.claim_key(USER, "order-7", FIRST, NOW)
        ended = IdempotencyRecord(1, NOW, "first body")
        keys.retake_key(USER, "order-7", ended, FIRST)
        with pytest.raises(Conflict):
            keys.retake_key(USER, "order-7", SECOND, FIRST)
        keys.retake_key(USER, "order-7", SECOND, ended)
        assert keys.claim_key(USER, "order-7", FIRST, NOW) == SECOND

    def test_a_key_that_is_not_there_cannot_be_taken_over(self, keys):
        with pytest.raises(Conflict):
            keys.retake_key(USER, "order-7", SECOND, FIRST)
        assert keys.claim_key(USER, "order-7", FIRST, NOW) is None

    @pytest.mark.parametrize(("age", "is_kept"), [(WEEK, True), (WEEK + 1, False)])
    def test_keeps_it_for_seven_days_from_its_lease(self, keys, age, is_kept):
        keys.claim_key(USER, "order-7", FIRST, NOW)
        keys.retake_key(USER, "order-7", SECOND, FIRST)
        answer = keys.claim_key(USER, "order-7", FIRST, SECOND.lease_until + age)
        assert answer == (SECOND if is_kept else None)
