"""A refund's states, and how Paystack's list of a payment's refunds moves them."""

from dataclasses import replace

import pytest

from shared.domain.refund import DAY, HOUR, LOST, MINUTE, Refund, RefundStatus, adopted, matched
from shared.domain.refund_record import RefundRecord, RefundState
from tests.support.builders import NOW

S = RefundStatus
ASKED = Refund(1, 1_000, NOW, NOW, note="dk.u.p1.r1")


def a_record(**over):
    given = {"id": 71, "transaction_id": 5, "amount": 1_000, "currency": "NGN", "state": RefundState.PENDING}
    return RefundRecord(**given | {"created_at": NOW, "note": ASKED.note} | over)


@pytest.mark.parametrize("status", S)
def test_only_a_failed_one_gives_its_amount_back(status):
    assert replace(ASKED, status=status).holds_money is (status is not S.FAILED)
    assert replace(ASKED, status=status).is_over is (status in {S.FAILED, S.PROCESSED})


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (RefundState.PENDING, S.PENDING),
        (RefundState.PROCESSING, S.PROCESSING),
        (RefundState.PROCESSED, S.PROCESSED),
        (RefundState.FAILED, S.FAILED),
        (RefundState.NEEDS_ATTENTION, S.NEEDS_ATTENTION),
        (RefundState.UNKNOWN, S.PENDING),
    ],
)
def test_paystack_s_word_is_taken_for_one_that_was_asked_for_and_for_one_that_was_not(state, status):
    record = a_record(state=state)
    assert ASKED.recorded(record, NOW + 1).status is status
    assert adopted(replace(record, note="by hand"), 3, NOW + 1).status is status


def test_what_paystack_tells_is_kept_and_nothing_new_changes_nothing():
    told = ASKED.recorded(a_record(amount=900), NOW + 1)
    assert (told.paystack_id, told.amount, told.updated_at, told.note) == (71, 900, NOW + 1, ASKED.note)
    assert told.recorded(a_record(amount=900), NOW + 2) is told


def test_a_failed_one_says_so_until_it_turns_out_otherwise():
    failed = ASKED.recorded(a_record(state=RefundState.FAILED), NOW + 1)
    assert (failed.failure_code, failed.failure_text) == ("failed", "Paystack could not give it back.")
    done = failed.recorded(a_record(state=RefundState.PROCESSED), NOW + 2)
    assert (done.status, done.failure_code, done.failure_text) == (S.PROCESSED, "", "")


@pytest.mark.parametrize("over", [RefundState.PROCESSED, RefundState.FAILED])
@pytest.mark.parametrize(
    "later", [RefundState.PENDING, RefundState.PROCESSING, RefundState.NEEDS_ATTENTION, RefundState.UNKNOWN]
)
def test_what_is_over_does_not_begin_again(over, later):
    ended = ASKED.recorded(a_record(state=over), NOW + 1)
    assert ended.recorded(a_record(state=later), NOW + 2) is ended


def test_a_word_that_we_do_not_know_leaves_one_under_way_as_it_is():
    told = ASKED.recorded(a_record(state=RefundState.NEEDS_ATTENTION), NOW + 1)
    assert told.recorded(a_record(state=RefundState.UNKNOWN), NOW + 2) is told


class TestNotListed:
    @pytest.mark.parametrize(("age", "is_lost"), [(0, False), (DAY - 1, False), (DAY, True), (9 * DAY, True)])
    def test_it_is_lost_after_a_day(self, age, is_lost):
        (refund,) = matched((ASKED,), (), NOW + age)
        assert (refund.status is S.FAILED, refund.failure_code) == (is_lost, LOST if is_lost else "")

    @pytest.mark.parametrize("status", sorted(set(S) - {S.REQUESTED}))
    def test_what_paystack_has_told_of_is_not(self, status):
        refund = replace(ASKED, status=status)
        assert refund.not_listed(NOW + 9 * DAY) is refund

    @pytest.mark.parametrize("state", [RefundState.PENDING, RefundState.PROCESSED, RefundState.UNKNOWN])
    def test_one_that_arrives_after_all_counts(self, state):
        (lost,) = matched((ASKED,), (), NOW + DAY)
        (found,) = matched((lost,), (a_record(state=state),), NOW + 2 * DAY)
        assert (found.holds_money, found.paystack_id, found.failure_code) == (True, 71, "")


class TestMatched:
    def test_alike_ones_are_told_apart_by_their_notes_and_then_by_their_numbers(self):
        second = replace(ASKED, id=2, note="dk.u.p1.r2")
        records = (a_record(id=72, note=" dk.u.p1.r1 "), a_record(id=71, note="dk.u.p1.r2"))
        told = matched((ASKED, second), records, NOW + 1)
        assert [one.paystack_id for one in told] == [72, 71]
        changed = tuple(replace(one, note="", state=RefundState.PROCESSED) for one in records)
        assert [one.status for one in matched(told, changed, NOW + 2)] == [S.PROCESSED, S.PROCESSED]

    def test_others_are_taken_into_the_books_in_the_order_in_which_they_were_made(self):
        records = (a_record(id=73, note="x"), a_record(id=71), a_record(id=70, note="", created_at=NOW - 9))
        told = matched((ASKED,), records, NOW + 1)
        assert [(one.id, one.paystack_id, one.note) for one in told] == [
            (1, 71, ASKED.note),
            (2, 70, ""),
            (3, 73, ""),
        ]
        assert (told[1].created_at, told[1].updated_at) == (NOW - 9, NOW + 1)
        assert matched(told, records, NOW + 2) == told

    def test_one_without_a_note_is_nobody_s(self):
        blank = replace(ASKED, note="")
        told = matched((blank,), (a_record(note=""),), NOW + 1)
        assert [one.paystack_id for one in told] == [None, 71]

    def test_one_that_settled_a_dispute_is_the_dispute_s(self):
        assert matched((ASKED,), (a_record(dispute_id=9),), NOW + 1) == (ASKED,)


@pytest.mark.parametrize(
    ("age", "next_age"),
    [
        *((0, 5 * MINUTE), (5 * MINUTE, 15 * MINUTE), (15 * MINUTE, HOUR), (HOUR, 2 * HOUR)),
        *((2 * HOUR, 6 * HOUR), (6 * HOUR, DAY), (DAY, DAY + HOUR)),
    ],
)
def test_one_that_was_not_heard_of_is_looked_at_more_and_more_seldom(age, next_age):
    assert ASKED.look_at(NOW + age) == NOW + next_age


@pytest.mark.parametrize("status", S)
def test_one_under_way_is_looked_at_daily_and_one_that_is_over_never(status):
    if status is not S.REQUESTED:
        look_at = replace(ASKED, status=status).look_at(NOW + 9)
        assert look_at == (None if status in {S.PROCESSED, S.FAILED} else NOW + 9 + DAY)
