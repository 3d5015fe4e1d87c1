"""Pausing and resuming: nothing is charged meanwhile, and what was due meanwhile is not charged afterwards."""

from dataclasses import replace

import pytest

from shared.domain.charge_journal import captured, declined, landed
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.next_step import Step, next_step
from shared.domain.payment import DAY, FURTHEST_START
from shared.domain.subscription import SubscriptionStatus
from shared.domain.subscription_changes import paused, resumed
from tests.support.builders import NOW, a_subscription, at
from tests.unit.domain.lives import DUE, NO_MONEY, POLICY, a_flight, daily, flying

ACTIVE, PAUSED = SubscriptionStatus.ACTIVE, SubscriptionStatus.PAUSED
UNTIL = NOW + 5 * DAY + 7
A_MONTH_ON = at("2026-03-31T09:00")


class TestPause:
    @pytest.mark.parametrize("until", [None, UNTIL])
    def test_takes_the_next_charge_away(self, until):
        held = paused(a_subscription(), until, NOW)
        assert held == replace(a_subscription(), status=PAUSED, resume_at=until, charge_at=None, look_at=until)

    @pytest.mark.parametrize(("until", "step"), [(None, Step.ENDED), (UNTIL, Step.WAIT)])
    def test_charges_nothing_however_long_it_lasts(self, until, step):
        held = paused(daily(1), until, NOW)
        assert next_step(held, NOW + DAY) is next_step(held, UNTIL - 1) is step
        if until is None:
            assert next_step(held, NOW + 9_999 * DAY) is Step.ENDED

    def test_leaves_a_charge_under_way_to_its_end(self):
        held = paused(flying(), UNTIL, NOW)
        assert (held.in_flight, held.look_at) == (a_flight(), a_flight().ask_at)
        assert next_step(held, DUE + 180) is Step.RESOLVE

    @pytest.mark.parametrize("until", [NOW - 1, NOW, NOW + FURTHEST_START + 1])
    def test_ends_in_the_future_and_within_two_years(self, until):
        with pytest.raises(InvalidInput) as refused:
            paused(a_subscription(), until, NOW)
        assert list(refused.value.fields) == ["until"]

    @pytest.mark.parametrize("until", [NOW + 1, NOW + FURTHEST_START])
    def test_ends_at_any_other_time(self, until):
        assert paused(a_subscription(), until, NOW).resume_at == until

    @pytest.mark.parametrize("status", sorted(set(SubscriptionStatus) - {ACTIVE}))
    def test_is_for_an_active_one(self, status):
        with pytest.raises(WrongState, match=r"cannot be paused\.$"):
            paused(a_subscription(status=status), None, NOW)

    def test_is_not_for_one_that_is_about_to_stop(self):
        with pytest.raises(WrongState, match="about to stop"):
            paused(a_subscription(stops_at_period_end=True), None, NOW)


class TestEndOfACharge:
    """What was under way when the pause began."""

    def held(self, **over):
        return paused(flying(**over), UNTIL, NOW)

    def test_paid_the_next_period_waits_for_the_end_of_the_pause(self):
        after = captured(self.held(), DUE)
        assert (after.status, after.next_index, after.charge_at, after.look_at) == (PAUSED, 2, None, UNTIL)
        assert after.charged == 1

    def test_declined_nothing_is_tried_before_the_pause_is_over(self):
        after = declined(self.held(), NO_MONEY, POLICY, card_free_at=DUE, now=DUE)
        assert (after.status, after.attempt, after.charge_at, after.look_at) == (PAUSED, 2, None, UNTIL)

    def test_declined_it_is_skipped_like_all_that_was_due(self):
        after = declined(self.held(), NO_MONEY, POLICY, card_free_at=DUE, now=DUE)
        back = resumed(after, DUE + 1)
        assert (back.next_index, back.attempt, back.dunning) == (2, 1, None)

    def test_never_made_it_is_skipped(self):
        assert resumed(landed(self.held()), DUE + 1).next_index == 2

    def test_unknown_when_the_customer_resumes_it_decides_what_becomes_of_its_period(self):
        back = resumed(self.held(), DUE + 1)
        assert (back.status, back.in_flight, back.next_index, back.charge_at) == (ACTIVE, a_flight(), 1, DUE)
        assert back.look_at == a_flight().ask_at
        assert captured(back, DUE + 9).next_index == 2
        assert declined(back, NO_MONEY, POLICY, card_free_at=DUE, now=DUE).charge_at == at("2026-03-01T09:00")


class TestResume:
    @pytest.mark.parametrize(
        ("not_before", "index"),
        [(NOW, 1), (NOW + DAY, 1), (NOW + DAY + 1, 2), (NOW + 9 * DAY, 9), (NOW + 9 * DAY + 1, 10)],
    )
    def test_goes_on_with_the_first_period_due_from_then_on(self, not_before, index):
        back = resumed(paused(daily(1), None, NOW), not_before)
        assert (back.status, back.resume_at, back.next_index) == (ACTIVE, None, index)
        assert back.next_charge_at == back.charge_at == back.look_at == NOW + index * DAY

    def test_before_anything_was_due_leaves_it_as_it_was(self):
        before = a_subscription()
        assert resumed(paused(before, UNTIL, NOW), NOW + 1) == before

    def test_keeps_twenty_hours_between_two_captures(self):
        back = resumed(paused(daily(2, last_capture_at=NOW + DAY + 15 * 3_600), None, NOW), NOW)
        assert back.charge_at == NOW + DAY + 35 * 3_600

    def test_after_its_end_completes_it(self):
        back = resumed(paused(daily(1, end_at=NOW + 3 * DAY), None, NOW), NOW + 3 * DAY + 1)
        assert (back.status, back.look_at) == (SubscriptionStatus.COMPLETED, None)

    def test_what_was_skipped_counts_as_no_charge(self):
        assert resumed(paused(daily(1, charges=3, charged=2), None, NOW), NOW + 40 * DAY).charged == 2

    def test_nobody_who_was_catching_up_goes_on_with_that(self):
        held = paused(daily(1, is_catching_up=True), None, NOW + 9 * DAY)
        back = resumed(held, NOW + 9 * DAY + 1)
        assert not back.is_catching_up
        assert next_step(back, NOW + 12 * DAY) is Step.ASK_CUSTOMER

    @pytest.mark.parametrize("status", sorted(set(SubscriptionStatus) - {PAUSED}))
    def test_is_for_a_paused_one(self, status):
        with pytest.raises(WrongState, match=r"cannot be resumed\.$"):
            resumed(a_subscription(status=status), NOW)
