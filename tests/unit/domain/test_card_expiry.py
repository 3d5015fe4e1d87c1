"""A card that ends before its next charge: its owner is told 30, 7 and 1 days ahead."""

from dataclasses import replace

import pytest

from shared.domain.card_expiry import expires_at, next_notice_at, notice_days
from shared.domain.next_step import Step, next_step
from shared.domain.payment import DAY
from shared.domain.subscription import SubscriptionStatus, indexed, is_overlooked, told_of_expiry
from shared.domain.subscription_changes import resumed, stopping
from tests.support.builders import a_subscription, an_authorization, at

LAGOS = "Africa/Lagos"
ENDS = at("2026-09-01T00:00")


def card(month="08", year="2026"):
    return an_authorization(exp_month=month, exp_year=year)


class TestEnd:
    @pytest.mark.parametrize(
        ("month", "year", "wall"),
        [
            ("08", "2026", "2026-09-01T00:00"),
            ("8", "2026", "2026-09-01T00:00"),
            ("12", "2026", "2027-01-01T00:00"),
            ("02", "2028", "2028-03-01T00:00"),
            ("01", "2000", "2000-02-01T00:00"),
            ("12", "2100", "2101-01-01T00:00"),
        ],
    )
    def test_is_the_first_moment_after_its_month(self, month, year, wall):
        assert expires_at(card(month, year), LAGOS) == at(wall)

    def test_is_where_its_owner_lives(self):
        assert expires_at(card(), "Pacific/Auckland") == at("2026-09-01T00:00", "Pacific/Auckland")

    @pytest.mark.parametrize(
        ("month", "year"),
        [
            ("", ""),
            ("08", ""),
            ("", "2026"),
            ("0", "2026"),
            ("13", "2026"),
            ("12", "9999"),
            ("08", "26"),
            ("ab", "2026"),
        ],
    )
    def test_is_none_of_what_is_no_card(self, month, year):
        assert expires_at(card(month, year), LAGOS) is None


class TestNotice:
    @pytest.mark.parametrize(("told", "days"), [(0, 30), (30, 7), (7, 1)])
    def test_follows_the_last_one(self, told, days):
        assert next_notice_at(ENDS, ENDS + DAY, told) == ENDS - days * DAY

    def test_is_none_after_the_last(self):
        assert next_notice_at(ENDS, ENDS + DAY, 1) is None

    @pytest.mark.parametrize(("charge_at", "is_told"), [(ENDS - 1, False), (ENDS, True)])
    def test_is_for_a_card_that_ends_before_the_charge(self, charge_at, is_told):
        assert (next_notice_at(ENDS, charge_at, 0) is not None) is is_told

    @pytest.mark.parametrize(("expiry", "charge_at"), [(None, ENDS), (ENDS, None)])
    def test_is_none_without_an_end_or_a_charge(self, expiry, charge_at):
        assert next_notice_at(expiry, charge_at, 0) is None

    @pytest.mark.parametrize(("left", "days"), [(30, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1), (-9, 1)])
    def test_is_the_last_that_has_come(self, left, days):
        assert notice_days(ENDS, ENDS - left * DAY) == days

    @pytest.mark.parametrize(("expiry", "now"), [(ENDS, ENDS - 30 * DAY - 1), (None, ENDS)])
    def test_is_none_before_the_first(self, expiry, now):
        with pytest.raises(ValueError, match="empty"):
            notice_days(expiry, now)


class TestSubscription:
    CHARGE = at("2026-09-30T09:00")

    def one(self, **over):
        return indexed(a_subscription(authorization=card(), next_index=8, **over))

    def test_is_looked_at_in_time(self):
        assert self.one().look_at == ENDS - 30 * DAY
        assert self.one().charge_at == self.CHARGE

    @pytest.mark.parametrize(
        ("left", "notice", "look_at"),
        [(30, 30, ENDS - 7 * DAY), (12, 30, ENDS - 7 * DAY), (7, 7, ENDS - DAY), (1, 1, CHARGE), (-3, 1, CHARGE)],
    )
    def test_notes_what_was_told_and_is_looked_at_next(self, left, notice, look_at):
        told = told_of_expiry(self.one(), ENDS - left * DAY)
        assert (told.card_notice, told.look_at) == (notice, look_at)

    def test_is_not_looked_at_for_a_card_that_is_good_for_the_charge(self):
        assert indexed(a_subscription(authorization=card("09"), next_index=8)).look_at == self.CHARGE

    def test_is_not_looked_at_while_nothing_will_be_charged(self):
        held = self.one(status=SubscriptionStatus.PAUSED, resume_at=None)
        assert held.look_at is None

    def test_is_not_told_of_where_it_is_not_charged_again(self):
        leaving = stopping(self.one())
        assert (leaving.look_at, next_step(leaving, ENDS)) == (self.CHARGE, Step.WAIT)
        assert resumed(leaving, ENDS) == self.one()

    def test_without_a_card_has_nobody_to_tell(self):
        with pytest.raises(ValueError, match="no card"):
            told_of_expiry(a_subscription(authorization=None), ENDS)
        assert indexed(a_subscription(authorization=None)).look_at == a_subscription().charge_at

    def test_a_notice_that_is_late_is_no_missed_charge(self):
        one = self.one()
        assert not is_overlooked(one, self.CHARGE + 299)
        assert is_overlooked(one, self.CHARGE + 300)
        assert is_overlooked(replace(one, look_at=self.CHARGE - 60), self.CHARGE + 240)
