"""What a refused charge does to its subscription."""

from dataclasses import replace

import pytest

from shared.domain.charge_journal import declined, halted, withheld
from shared.domain.decline import Decline
from shared.domain.dunning import Dunning, DunningPolicy
from shared.domain.errors import WrongState
from shared.domain.next_step import Step, next_step
from shared.domain.payment import DAY, HOUR
from shared.domain.subscription import SubscriptionStatus
from shared.domain.subscription_changes import retried
from tests.support.builders import a_subscription, at
from tests.unit.domain.lives import (
    BANK_AWAY,
    DUE,
    GOING,
    HELD,
    LOST_CARD,
    NO_MONEY,
    ODD,
    OTHER_CARD,
    POLICY,
    a_flight,
    flying,
)

PAST_DUE, HALTED = SubscriptionStatus.PAST_DUE, SubscriptionStatus.HALTED
GRACE_ENDS = at("2026-03-14T09:00")


def refused(subscription, decline=NO_MONEY, now=DUE, free_at=0, policy=POLICY):
    return declined(subscription, decline, policy, card_free_at=free_at, now=now)


def dunning(declines=1, code="insufficient_funds", **over):
    return Dunning(DUE, GRACE_ENDS, declines=declines, code=code, **over)


@pytest.mark.parametrize("status", GOING)
@pytest.mark.parametrize("attempt", [1, 2, 9])
def test_the_same_period_is_tried_again_under_another_attempt(status, attempt):
    subscription = flying(attempt=attempt, status=status)
    after = refused(subscription)
    assert after == replace(
        subscription,
        status=PAST_DUE,
        in_flight=None,
        attempt=attempt + 1,
        charge_at=at("2026-03-01T09:00"),
        look_at=at("2026-03-01T09:00"),
        dunning=dunning(text="Insufficient Funds"),
    )


@pytest.mark.parametrize(
    ("decline", "charge_at"),
    [(NO_MONEY, "2026-03-01T09:00"), (ODD, "2026-03-03T09:00"), (BANK_AWAY, "2026-02-28T10:00")],
)
def test_when_is_decided_by_why(decline, charge_at):
    after = refused(flying(), decline)
    assert after.charge_at == after.look_at == at(charge_at)
    assert (after.dunning.code, after.dunning.text) == (decline.code, decline.text)
    assert after.dunning.infrastructure_declines == (decline is BANK_AWAY)


def test_every_decline_is_counted_from_the_first_one():
    first = refused(flying(), BANK_AWAY)
    second = refused(replace(first, in_flight=a_flight(attempt=2)), NO_MONEY, now=DUE + HOUR)
    third = refused(replace(second, in_flight=a_flight(attempt=3)), BANK_AWAY, now=DUE + DAY)
    assert third.dunning == replace(dunning(3, BANK_AWAY.code, text=BANK_AWAY.text), infrastructure_declines=2)
    assert third.charge_at == DUE + DAY + 6 * HOUR


class TestGrace:
    def test_without_another_try_it_is_past_due_until_the_grace_is_over(self):
        after = refused(flying(), LOST_CARD)
        assert (after.status, after.charge_at, after.look_at) == (PAST_DUE, None, GRACE_ENDS)

    @pytest.mark.parametrize(("before", "status"), [(1, PAST_DUE), (0, HALTED), (-DAY, HALTED)])
    def test_over_with_nothing_left_to_try_it_is_halted(self, before, status):
        after = refused(flying(5, dunning=dunning(4)), LOST_CARD, now=GRACE_ENDS - before)
        assert after.status is status
        assert after.look_at == (GRACE_ENDS if status is PAST_DUE else None)

    def test_goes_on_to_the_last_try(self):
        late = refused(flying(2, dunning=dunning()), BANK_AWAY, now=GRACE_ENDS)
        assert (late.status, late.charge_at, late.dunning.halts_at) == (
            PAST_DUE,
            GRACE_ENDS + HOUR,
            GRACE_ENDS + HOUR,
        )

    def test_is_the_policys_own(self):
        assert refused(flying(), LOST_CARD, policy=DunningPolicy(days=(2,))).look_at == at("2026-03-02T09:00")


class TestCeilings:
    @pytest.mark.parametrize(("so_far", "is_tried"), [(5, True), (6, False)])
    def test_after_seven_declines_of_a_period_it_waits_for_another_card(self, so_far, is_tried):
        after = refused(flying(so_far + 1, dunning=dunning(so_far)))
        assert (after.charge_at is not None) is is_tried
        assert after.status is PAST_DUE

    def test_a_card_that_may_not_be_tried_so_soon_waits_for_a_later_day(self):
        assert refused(flying(), free_at=at("2026-03-01T09:01")).charge_at == at("2026-03-03T09:00")


class TestAnotherCard:
    """It came while the old one's charge was in flight."""

    @pytest.mark.parametrize("card", [OTHER_CARD, replace(a_subscription().authorization, code="AUTH_new")])
    @pytest.mark.parametrize("decline", [NO_MONEY, LOST_CARD, Decline("challenge_expired")])
    def test_is_tried_at_once_and_has_all_its_tries(self, card, decline):
        carded = replace(flying(), authorization=card, card_payment_id=5)
        after = refused(carded, decline, now=DUE + 7)
        assert (after.status, after.attempt, after.dunning) == (PAST_DUE, 2, None)
        assert after.charge_at == after.look_at == DUE + 7


@pytest.mark.parametrize("status", HELD)
def test_does_not_revive_one_that_is_held_or_over(status):
    after = refused(flying(status=status))
    assert (after.status, after.in_flight, after.look_at, after.attempt) == (status, None, None, 2)


class TestWithheld:
    def test_waits_until_the_card_is_free(self):
        after = withheld(a_subscription(), POLICY, card_free_at=DUE + 5 * DAY, now=DUE)
        assert (after.status, after.in_flight, after.attempt) == (PAST_DUE, None, 1)
        assert after.charge_at == after.look_at == DUE + 5 * DAY
        assert after.dunning == Dunning(DUE, GRACE_ENDS)

    @pytest.mark.parametrize(("free_at", "waits"), [(GRACE_ENDS, True), (GRACE_ENDS + 1, False)])
    def test_not_beyond_the_grace(self, free_at, waits):
        after = withheld(a_subscription(), POLICY, card_free_at=free_at, now=DUE)
        assert (after.charge_at, after.look_at) == (free_at if waits else None, GRACE_ENDS)
        assert next_step(after, GRACE_ENDS - 1) is Step.WAIT
        assert next_step(after, GRACE_ENDS) is (Step.CLAIM if waits else Step.HALT)

    def test_keeps_what_was_refused_before(self):
        before = a_subscription(status=PAST_DUE, dunning=dunning(3), attempt=4)
        after = withheld(before, POLICY, card_free_at=DUE + 9 * DAY, now=DUE + 4 * DAY)
        assert (after.dunning, after.attempt) == (dunning(3), 4)


def test_halted_nothing_is_tried_any_more():
    after = halted(a_subscription(status=PAST_DUE, dunning=dunning()))
    assert (after.status, after.charge_at, after.look_at, after.dunning) == (HALTED, None, None, dunning())
    assert next_step(after, DUE + 999 * DAY) is Step.ENDED


class TestRetry:
    NOW = DUE + 2 * DAY

    @pytest.mark.parametrize("status", [PAST_DUE, HALTED])
    def test_is_made_at_once(self, status):
        owing = a_subscription(status=status, dunning=dunning(), charge_at=None)
        after = retried(owing, self.NOW)
        assert (after.status, after.charge_at, after.look_at) == (PAST_DUE, self.NOW, self.NOW)
        assert next_step(after, self.NOW) is Step.CLAIM

    def test_leaves_twenty_hours_after_the_last_capture(self):
        after = retried(a_subscription(status=PAST_DUE, last_capture_at=self.NOW - HOUR), self.NOW)
        assert after.charge_at == self.NOW + 19 * HOUR

    def test_refused_once_more_it_is_halted_again_where_the_grace_is_over(self):
        again = retried(a_subscription(status=HALTED, dunning=dunning(5), attempt=6), GRACE_ENDS + 9 * DAY)
        after = refused(replace(again, in_flight=a_flight(attempt=6)), now=GRACE_ENDS + 9 * DAY)
        assert (after.status, after.attempt, after.dunning.declines) == (HALTED, 7, 6)

    @pytest.mark.parametrize("spent", [dunning(code="pickup_card"), dunning(7), dunning(9)])
    def test_of_a_card_that_is_done_for_needs_another_one(self, spent):
        with pytest.raises(WrongState, match="update-card"):
            retried(a_subscription(status=PAST_DUE, dunning=spent), self.NOW)

    def test_is_not_made_while_a_charge_is_under_way(self):
        with pytest.raises(WrongState, match="under way"):
            retried(flying(status=PAST_DUE), self.NOW)

    @pytest.mark.parametrize("status", sorted(set(SubscriptionStatus) - {PAST_DUE, HALTED}))
    def test_is_for_one_that_owes(self, status):
        with pytest.raises(WrongState, match="Nothing is owed"):
            retried(a_subscription(status=status), self.NOW)
