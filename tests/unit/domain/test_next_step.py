"""What is to be done with a subscription at a given moment."""

import pytest

from shared.domain.billing_calendar import due
from shared.domain.dunning import begun
from shared.domain.next_step import Step, next_step
from shared.domain.payment import DAY
from shared.domain.subscription import SubscriptionStatus
from tests.support.builders import NOW, a_subscription, an_authorization, at
from tests.unit.domain.lives import DUE, HELD, POLICY, a_flight, daily

PAST_DUE, PAUSED = SubscriptionStatus.PAST_DUE, SubscriptionStatus.PAUSED


@pytest.mark.parametrize(("later", "step"), [(-1, Step.WAIT), (0, Step.CLAIM), (27 * DAY, Step.CLAIM)])
def test_nothing_is_charged_before_its_time(later, step):
    assert next_step(a_subscription(), DUE + later) is step


def test_nothing_is_charged_before_it_is_to_be_charged():
    waiting = a_subscription(charge_at=DUE + DAY)
    assert next_step(waiting, DUE + DAY - 1) is Step.WAIT
    assert next_step(waiting, DUE + DAY) is Step.CLAIM


@pytest.mark.parametrize("status", SubscriptionStatus)
def test_a_charge_in_flight_is_taken_up_at_its_time_in_any_state(status):
    flight = a_flight()
    flying = a_subscription(status=status, in_flight=flight, resume_at=DUE)
    assert next_step(flying, flight.ask_at - 1) is Step.WAIT
    assert next_step(flying, flight.ask_at) is Step.RESOLVE


@pytest.mark.parametrize("status", HELD)
def test_only_active_and_past_due_ones_are_charged(status):
    assert next_step(a_subscription(status=status), DUE) is Step.ENDED


def test_nothing_is_charged_without_a_card():
    assert next_step(a_subscription(authorization=None), DUE) is Step.ENDED


@pytest.mark.parametrize(("later", "step"), [(-1, Step.WAIT), (0, Step.END_PAUSE), (90 * DAY, Step.END_PAUSE)])
def test_a_pause_ends_at_its_time(later, step):
    assert next_step(a_subscription(status=PAUSED, resume_at=DUE), DUE + later) is step


class TestMissed:
    def test_with_two_periods_missed_the_customer_is_asked(self):
        subscription = a_subscription()
        second = due(subscription.schedule, 2)
        assert next_step(subscription, second - 1) is Step.CLAIM
        assert next_step(subscription, second) is Step.ASK_CUSTOMER

    def test_a_period_that_is_being_retried_was_not_missed(self):
        assert next_step(daily(1, status=PAST_DUE), NOW + 9 * DAY) is Step.CLAIM

    def test_one_who_has_agreed_to_pay_them_all_is_not_asked_again(self):
        assert next_step(daily(1, is_catching_up=True), NOW + 9 * DAY) is Step.CLAIM

    def test_what_would_be_due_after_its_end_is_not_missed(self):
        ending = daily(1, end_at=NOW + 2 * DAY - 1)
        assert next_step(ending, NOW + 9 * DAY) is Step.CLAIM


@pytest.mark.parametrize(("later", "step"), [(-1, Step.WAIT), (0, Step.STOP), (99 * DAY, Step.STOP)])
def test_one_that_is_to_stop_with_its_period_stops_when_the_next_is_due(later, step):
    assert next_step(a_subscription(stops_at_period_end=True), DUE + later) is step


@pytest.mark.parametrize(("later", "step"), [(-1, Step.WAIT), (0, Step.HALT), (99 * DAY, Step.HALT)])
def test_without_another_try_it_is_halted_when_the_grace_is_over(later, step):
    waiting = a_subscription(status=PAST_DUE, charge_at=None, dunning=begun(POLICY, "Africa/Lagos", DUE))
    assert next_step(waiting, at("2026-03-14T09:00") + later) is step


class TestCardThatEnds:
    """Good through February: not for the charge of 31 March."""

    ENDS = at("2026-03-01T00:00")
    CARD = an_authorization(exp_month="02", exp_year="2026")

    @pytest.mark.parametrize(
        ("told", "days", "step"),
        [
            (0, 30, Step.TELL_CARD_EXPIRES),
            (0, 31, Step.WAIT),
            (30, 8, Step.WAIT),
            (30, 7, Step.TELL_CARD_EXPIRES),
            (7, 2, Step.WAIT),
            (7, 1, Step.TELL_CARD_EXPIRES),
            (1, -1, Step.WAIT),
        ],
    )
    def test_is_told_of_at_each_of_its_times(self, told, days, step):
        one = a_subscription(authorization=self.CARD, next_index=2, card_notice=told)
        assert next_step(one, self.ENDS - days * DAY) is step

    def test_is_not_told_of_instead_of_a_charge(self):
        one = a_subscription(authorization=self.CARD, next_index=2)
        assert next_step(one, one.charge_at) is Step.CLAIM
