"""What a customer sees of a subscription: what will happen, what they must do, and nothing that can be charged."""

import json

import pytest
from jsonschema import Draft202012Validator

from shared.api.present_subscription import present_subscription, present_upcoming
from shared.api.subscription_schemas import SUBSCRIPTION, UPCOMING_CHARGES
from shared.domain.billing_calendar import Interval, due
from shared.domain.charge_journal import claimed, unresolved
from shared.domain.dunning import Dunning
from shared.domain.epoch import Epoch
from shared.domain.money import Money
from shared.domain.payment import DAY
from shared.domain.subscription import Attention, SubscriptionStatus, indexed
from shared.domain.subscription_changes import paused, stopping
from shared.domain.subscription_periods import stopped_before_start
from shared.domain.upcoming import upcoming
from tests.support.builders import (
    EMAIL,
    NOW,
    PRICE,
    a_payment,
    a_schedule,
    a_subscription,
    an_authorization,
    at,
    some_terms,
)

DUE = due(a_schedule(), 1)
"""28 February, 09:00 in Lagos."""
LATER = due(a_schedule(), 2)


def shown(subscription, now=NOW):
    """What is shown, checked against what is promised."""
    answer = present_subscription(subscription, now)
    assert set(answer) == set(SUBSCRIPTION.fields)
    assert not list(Draft202012Validator(SUBSCRIPTION.schema()).iter_errors(answer))
    return answer


def past_due(**over):
    """One whose charge was refused, and is tried again in a day."""
    given = {
        "status": SubscriptionStatus.PAST_DUE,
        "dunning": Dunning(DUE, DUE + 14 * DAY, 1, 0, "insufficient_funds", "Insufficient Funds"),
        "charge_at": DUE + DAY,
        "attempt": 2,
    }
    return indexed(a_subscription(**given | over))


def test_the_next_charge_is_told_in_both_clocks():
    answer = shown(a_subscription())
    assert answer["next_charge_at"] == "2026-02-28T08:00:00Z"
    assert answer["next_charge_local"] == "2026-02-28T09:00:00+01:00"


def test_a_month_end_shows_the_day_it_comes_back_to_and_a_week_none():
    assert shown(a_subscription())["schedule"]["anchor_day"] == 31
    february = a_schedule(anchor_at=at("2026-02-28T09:00"), anchor_day=31)
    assert shown(a_subscription(schedule=february, next_index=1))["schedule"]["anchor_day"] == 31
    assert shown(a_subscription(schedule=a_schedule(interval=Interval.WEEKLY)))["schedule"]["anchor_day"] is None


def test_limits_are_shown_as_they_were_agreed():
    answer = shown(a_subscription(charges=12, charged=3, end_at=at("2027-01-31T09:00")))
    assert (answer["charges"], answer["charges_made"], answer["end_at"]) == (12, 3, "2027-01-31T08:00:00Z")


def test_while_a_charge_is_under_way_the_one_after_it_is_the_next():
    answer = shown(claimed(a_subscription(), 2, DUE), DUE)
    assert answer["last_charge"].endswith(".s1.1.1")
    assert answer["next_charge_at"] == "2026-03-31T08:00:00Z"


def test_new_terms_are_shown_until_they_hold():
    weekly = Epoch(Money(600_000, "NGN"), a_schedule(interval=Interval.WEEKLY, anchor_at=at("2026-03-15T10:00")))
    answer = shown(a_subscription(coming=weekly))
    assert (answer["amount"], answer["schedule"]["interval"]) == ("5000.00", "monthly")
    assert (answer["change"]["starts_at"], answer["change"]["amount"]) == ("2026-03-15T09:00:00Z", "6000.00")
    assert answer["change"]["schedule"]["anchor"] == "2026-03-15T10:00:00"


class TestStoppingWithThePeriod:
    def test_says_when_and_that_nothing_is_charged(self):
        answer = shown(stopping(a_subscription()))
        assert (answer["stops_at"], answer["next_charge_at"]) == ("2026-02-28T08:00:00Z", None)

    def test_counts_the_charge_under_way_as_paid(self):
        answer = shown(stopping(claimed(a_subscription(), 2, DUE)), DUE)
        assert answer["stops_at"] == "2026-03-31T08:00:00Z"

    def test_is_no_more_to_come_once_it_has_stopped(self):
        gone = a_subscription(status=SubscriptionStatus.STOPPED, stops_at_period_end=True, look_at=None)
        assert shown(gone)["stops_at"] is None


class TestPause:
    def test_until_a_date_shows_the_first_charge_after_it(self):
        answer = shown(paused(a_subscription(), DUE + DAY, NOW))
        assert (answer["paused_until"], answer["next_charge_at"]) == ("2026-03-01T08:00:00Z", "2026-03-31T08:00:00Z")

    def test_without_an_end_shows_none(self):
        answer = shown(paused(a_subscription(), None, NOW))
        assert (answer["status"], answer["paused_until"], answer["next_charge_at"]) == ("paused", None, None)


class TestCard:
    def test_shows_what_tells_it_apart_and_nothing_that_can_be_charged(self):
        answer = shown(a_subscription())
        assert answer["card"] == {
            "brand": "visa",
            "last4": "1381",
            "exp_month": "08",
            "exp_year": "2028",
            "expires_before_next_charge": False,
        }
        assert not [word for word in ("AUTH_", "SIG_", EMAIL) if word in json.dumps(answer)]

    @pytest.mark.parametrize(
        ("month", "year", "expected"),
        [("01", "2026", True), ("02", "2026", False), ("12", "2025", True), ("12", "9999", False), ("", "", False)],
    )
    def test_says_whether_it_ends_before_the_next_charge(self, month, year, expected):
        card = an_authorization(exp_month=month, exp_year=year)
        assert shown(a_subscription(authorization=card))["card"]["expires_before_next_charge"] is expected

    def test_does_not_end_before_a_charge_that_never_comes(self):
        card = an_authorization(exp_month="01", exp_year="2026")
        gone = a_subscription(authorization=card, status=SubscriptionStatus.STOPPED, look_at=None)
        assert shown(gone)["card"]["expires_before_next_charge"] is False

    def test_what_is_not_known_of_it_is_null(self):
        bare = an_authorization(brand="", last4="", exp_month="", exp_year="")
        card = shown(a_subscription(authorization=bare))["card"]
        assert [card[name] for name in ("brand", "last4", "exp_month", "exp_year")] == [None] * 4

    def test_is_null_while_there_is_none(self):
        assert shown(stopped_before_start(a_payment(terms=some_terms()), NOW))["card"] is None


class TestPastDue:
    def test_says_why_and_what_happens_next(self):
        answer = shown(past_due(), DUE)
        assert answer["past_due"] == {
            "declines": 1,
            "failure": {"code": "insufficient_funds", "message": "Insufficient Funds", "class": "soft"},
            "next_retry_at": "2026-03-01T08:00:00Z",
            "halts_at": "2026-03-14T08:00:00Z",
            "needs_new_card": False,
        }
        assert answer["next_charge_at"] == answer["past_due"]["next_retry_at"]

    @pytest.mark.parametrize(("code", "declines"), [("expired_card", 1), ("insufficient_funds", 7)])
    def test_says_when_only_a_new_card_helps(self, code, declines):
        dunning = Dunning(DUE, DUE + 14 * DAY, declines, 0, code)
        answer = shown(past_due(dunning=dunning, charge_at=None), DUE)
        assert (answer["past_due"]["needs_new_card"], answer["past_due"]["next_retry_at"]) == (True, None)
        assert answer["past_due"]["failure"]["message"] is None

    def test_forgets_the_old_cards_refusals_with_the_old_card(self):
        owed = shown(past_due(dunning=None, charge_at=DUE + 60), DUE)["past_due"]
        assert (owed["declines"], owed["failure"], owed["halts_at"], owed["needs_new_card"]) == (0, None, None, False)
        assert owed["next_retry_at"] == "2026-02-28T08:01:00Z"

    def test_has_no_refusal_to_tell_where_the_card_only_rests(self):
        resting = Dunning(DUE, DUE + 14 * DAY)
        assert shown(past_due(dunning=resting), DUE)["past_due"]["failure"] is None

    def test_names_no_retry_while_one_is_under_way(self):
        assert shown(claimed(past_due(), 3, DUE + DAY), DUE + DAY)["past_due"]["next_retry_at"] is None

    def test_is_still_told_when_it_was_given_up(self):
        answer = shown(past_due(status=SubscriptionStatus.HALTED, charge_at=None), DUE + 15 * DAY)
        assert (answer["past_due"]["declines"], answer["next_charge_at"]) == (1, None)

    def test_is_null_otherwise(self):
        assert shown(a_subscription())["past_due"] is None


class TestChallenge:
    def waiting(self, url="https://checkout.paystack.com/resume/x"):
        return unresolved(claimed(a_subscription(), 2, DUE), DUE, not_found=False, challenge_url=url)

    def test_says_where_to_confirm_and_until_when(self):
        assert shown(self.waiting(), DUE)["action_required"] == {
            "url": "https://checkout.paystack.com/resume/x",
            "expires_at": "2026-03-01T08:00:00Z",
        }

    @pytest.mark.parametrize(("seconds", "is_open"), [(DAY - 1, True), (DAY, False)])
    def test_is_over_when_its_time_is(self, seconds, is_open):
        assert (shown(self.waiting(), DUE + seconds)["action_required"] is not None) is is_open

    def test_is_null_for_a_charge_that_waits_for_nobody(self):
        assert shown(self.waiting(url=""), DUE)["action_required"] is None


class TestAttention:
    def needing(self, reason):
        return a_subscription(status=SubscriptionStatus.NEEDS_ATTENTION, attention=reason, look_at=None)

    @pytest.mark.parametrize(("now", "missed"), [(DUE, 1), (LATER, 2), (LATER + DAY, 2)])
    def test_counts_the_missed_periods_and_gives_the_choices(self, now, missed):
        assert shown(self.needing(Attention.MISSED_PERIODS), now)["attention"] == {
            "reason": "missed_periods",
            "missed_periods": missed,
            "choices": ["charge_one", "charge_all", "skip_to_next"],
        }

    def test_gives_no_choice_about_money_that_the_merchant_looks_into(self):
        attention = shown(self.needing(Attention.UNCLEAR_MONEY), LATER)["attention"]
        assert attention == {"reason": "unclear_money", "missed_periods": 0, "choices": []}

    def test_is_null_otherwise(self):
        assert shown(a_subscription())["attention"] is None


def test_what_comes_is_told_with_its_offset_which_changes_with_the_clocks():
    london = a_schedule(timezone="Europe/London", anchor_at=at("2026-02-01T09:00", "Europe/London"))
    charges = upcoming(a_subscription(schedule=london), 3, NOW)

    answer = present_upcoming(1, charges)

    assert not list(Draft202012Validator(UPCOMING_CHARGES.schema()).iter_errors(answer))
    assert [one["local"] for one in answer["results"]] == [
        "2026-03-01T09:00:00+00:00",
        "2026-04-01T09:00:00+01:00",
        "2026-05-01T09:00:00+01:00",
    ]
    assert answer["results"][1] == {
        "index": 2,
        "at": "2026-04-01T08:00:00Z",
        "local": "2026-04-01T09:00:00+01:00",
        "timezone": "Europe/London",
        "amount": str(PRICE),
        "currency": "NGN",
    }
