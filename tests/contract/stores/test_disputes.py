"""Disputes: one of each number, stored over the version that was read, listed newest first, due when they say so."""

from dataclasses import replace

import pytest

from shared.domain.dispute import Dispute, DisputeOutcome
from shared.domain.dispute_record import DisputeStatus, Resolution
from shared.domain.errors import Conflict
from shared.ports import DueItem, Lane
from tests.support.builders import NOW, USER, a_payment

FIRST = 7_000_000_000


def a_dispute(number=0, **over):
    given = {"id": FIRST + number, "reference": f"dk.{USER}.p1", "amount": 500_000, "currency": "NGN"}
    given |= {"status": DisputeStatus.AWAITING_MERCHANT, "created_at": NOW, "look_at": NOW}
    return Dispute(**given | over)


WHOLE = a_dispute(
    outcome=DisputeOutcome.LOST,
    user_id=USER,
    payment_id=1,
    card="SIG_x",
    category="fraud",
    claim="Not me",
    resolution=Resolution.ACCEPTED,
    due_at=NOW + 9,
    resolved_at=NOW + 8,
    answered_with=Resolution.ACCEPTED,
    answered_by="staff",
    answered_at=NOW + 7,
    has_alarmed=True,
    look_at=None,
)


@pytest.mark.parametrize("dispute", [a_dispute(), WHOLE], ids=["new", "whole"])
def test_is_read_as_it_was_stored(stores, dispute):
    assert stores.disputes.get_dispute(dispute.id) is None
    assert stores.disputes.add_dispute(dispute) == dispute
    assert stores.disputes.get_dispute(dispute.id) == dispute


def test_one_that_is_there_is_returned_as_it_is(stores):
    stores.disputes.add_dispute(a_dispute())
    assert stores.disputes.add_dispute(a_dispute(amount=1)) == a_dispute()


def test_is_stored_over_the_version_that_was_read_and_no_other(stores):
    read = stores.disputes.add_dispute(a_dispute())
    changed = stores.disputes.replace_dispute(replace(read, claim="a"))
    assert changed == stores.disputes.get_dispute(FIRST) == a_dispute(claim="a", version=1)
    with pytest.raises(Conflict):
        stores.disputes.replace_dispute(replace(read, claim="b"))
    with pytest.raises(Conflict):
        stores.disputes.replace_dispute(a_dispute(9))
    assert stores.disputes.get_dispute(FIRST) == changed


def test_are_listed_newest_first_in_pages_and_by_outcome(stores):
    for number in range(5):
        outcome = DisputeOutcome.LOST if number % 2 else DisputeOutcome.OPEN
        stores.disputes.add_dispute(a_dispute(number, outcome=outcome))

    def numbers(limit, before, outcome=None):
        page = stores.disputes.list_disputes(limit, before, outcome)
        return [one.id - FIRST for one in page.disputes], page.next_before and page.next_before - FIRST

    assert numbers(2, None) == ([4, 3], 3)
    assert numbers(2, FIRST + 3) == ([2, 1], 1)
    assert numbers(2, FIRST + 1) == ([0], None)
    assert numbers(2, None, DisputeOutcome.OPEN) == ([4, 2], 2)
    assert numbers(2, FIRST + 2, DisputeOutcome.OPEN) == ([0], None)
    assert numbers(5, None, DisputeOutcome.WON) == ([], None)


def test_is_due_until_nothing_more_comes_of_it(stores):
    read = stores.disputes.add_dispute(a_dispute())
    stores.payments.add_payment(a_payment(look_at=NOW - 1))
    due = sorted(stores.due_index.due_items(NOW, 10, Lane.QUESTIONS), key=lambda item: item.look_at)
    assert due == [DueItem(USER, NOW - 1, payment_id=1), DueItem("", NOW, dispute_id=FIRST)]
    stores.disputes.replace_dispute(replace(read, look_at=None))
    assert [item.dispute_id for item in stores.due_index.due_items(NOW, 10, Lane.QUESTIONS)] == [None]
