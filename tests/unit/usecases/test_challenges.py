"""A charge that its customer must confirm stays in flight with the page's address; nothing is sent meanwhile."""

from dataclasses import replace

import pytest

from shared.domain.alert import AlertKind
from shared.domain.payment import DAY, HOUR, MINUTE, PaymentStatus
from shared.domain.subscription import Attention, SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from tests.support.builders import USER, at
from tests.support.fakes_paystack import Next, State

DUE = at("2026-02-28T09:00")
FIRST, SECOND = f"dk.{USER}.s1.1.1", f"dk.{USER}.s1.1.2"
PAGE = f"https://checkout.paystack.com/resume/{FIRST}"
PAST_DUE, NEEDS_ATTENTION = SubscriptionStatus.PAST_DUE, SubscriptionStatus.NEEDS_ATTENTION


@pytest.fixture(autouse=True)
def _challenged(world):
    """The bank asks the customer to confirm the first charge."""
    world.given()
    world.clock.set(DUE)
    world.paystack.script("charge", Next.PAUSED)
    assert world.charge() is ChargeResult.UNRESOLVED


def charge_at_next_look(world):
    world.clock.set(world.subscription().look_at)
    return world.charge()


def ask_until(world, instant):
    while world.subscription().look_at < instant:
        assert charge_at_next_look(world) is ChargeResult.UNRESOLVED


def lapse(world):
    """The customer leaves the page, and their time goes by."""
    world.paystack.finish(FIRST, State.ABANDONED)
    ask_until(world, DUE + DAY)
    assert charge_at_next_look(world) is ChargeResult.FAILED


def test_stays_in_flight_with_the_pages_address_and_the_customers_time(world):
    flight = world.subscription().in_flight
    assert (str(flight.reference), flight.challenge_url, flight.challenge_expires_at) == (FIRST, PAGE, DUE + DAY)
    assert (world.subscription().status, world.subscription().attempt) == (SubscriptionStatus.ACTIVE, 1)
    assert (USER, 2) not in world.payments.stored


def test_nothing_is_sent_meanwhile_and_nobody_is_alarmed(world):
    ask_until(world, DUE + DAY)
    assert world.paystack.count("charge") == 1
    assert world.paystack.count("verify") > 20
    assert world.alerts.raised == []
    assert world.subscription().in_flight.challenge_url == PAGE


def test_confirmed_it_is_the_periods_charge(world):
    world.clock.advance(HOUR)
    world.paystack.finish(FIRST, State.TAKEN)
    assert world.settle(FIRST).status is PaymentStatus.SUCCESS
    after = world.subscription()
    assert (after.in_flight, after.next_index, after.last_capture_at) == (None, 2, DUE + HOUR)


def test_refused_by_the_bank_it_is_a_decline_like_any_other(world):
    world.paystack.finish(FIRST, State.DECLINED, "pickup_card")
    assert charge_at_next_look(world) is ChargeResult.FAILED
    after = world.subscription()
    assert (after.status, after.charge_at, after.given_up) == (PAST_DUE, None, ())


class TestTime:
    def test_is_not_over_while_the_page_can_still_be_confirmed(self, world):
        ask_until(world, DUE + 3 * DAY)
        assert world.subscription().in_flight is not None
        assert (AlertKind.CHARGE_UNRESOLVED, FIRST) in world.alerts.raised, "a day is over, and no end is in sight"
        assert charge_at_next_look(world) is ChargeResult.UNRESOLVED
        world.paystack.finish(FIRST, State.TAKEN)
        assert charge_at_next_look(world) is ChargeResult.SUCCESS

    def test_is_not_over_before_its_day_although_the_customer_has_left(self, world):
        world.paystack.finish(FIRST, State.ABANDONED)
        ask_until(world, DUE + DAY)
        assert world.subscription().in_flight is not None

    def test_is_over_after_a_day_once_the_customer_has_left(self, world):
        lapse(world)
        after = world.subscription()
        assert DUE + DAY <= world.clock.now() < DUE + DAY + HOUR
        assert (after.status, after.attempt, after.in_flight) == (PAST_DUE, 2, None)
        assert (after.dunning.code, after.dunning.declines) == ("challenge_expired", 1)
        assert after.charge_at == at("2026-03-02T09:00"), "as any soft decline, from the day it was given up"
        assert (world.payment(2).status, world.payment(2).failure_code) == (PaymentStatus.FAILED, "challenge_expired")

    def test_runs_too_where_the_answer_with_the_address_was_lost(self, world):
        flight = world.subscription().in_flight
        world.overwrite(in_flight=replace(flight, challenge_url="", challenge_expires_at=None))
        world.paystack.finish(FIRST, State.ABANDONED)
        first_told = DUE + MINUTE
        ask_until(world, first_told + DAY)
        assert world.subscription().in_flight.challenge_expires_at == first_told + DAY
        assert charge_at_next_look(world) is ChargeResult.FAILED
        assert world.subscription().given_up == (FIRST,)
        assert world.alerts.raised == []


class TestLapsed:
    """Before the period is charged again, Paystack is asked whether the customer has confirmed after all."""

    def test_and_still_left_it_is_charged_again(self, world):
        lapse(world)
        assert charge_at_next_look(world) is ChargeResult.SUCCESS
        assert world.paystack.calls[-2:] == [("verify", FIRST), ("charge", SECOND)]
        assert [row.reference for row in world.paystack.taken] == [SECOND]

    def test_and_paid_after_all_it_is_held_instead_of_charged_twice(self, world):
        lapse(world)
        paid_after_all(world, FIRST)
        assert charge_at_next_look(world) is ChargeResult.NEEDS_ATTENTION
        after = world.subscription()
        assert (after.status, after.attention) == (NEEDS_ATTENTION, Attention.UNCLEAR_MONEY)
        assert (world.is_scheduled(), world.paystack.count("charge")) == (False, 1)
        assert world.alerts.raised == [(AlertKind.PAYMENT_QUARANTINED, FIRST)]
        assert after.given_up == (), "from now on it is that person's"

    @pytest.mark.parametrize("unclear", ["no answer", "open"])
    def test_and_unclear_it_is_asked_about_again_first(self, world, unclear):
        lapse(world)
        if unclear == "open":
            paid_after_all(world, FIRST, state=State.OPEN)
        else:
            world.paystack.script("verify", Next.UNKNOWN)
        assert charge_at_next_look(world) is ChargeResult.UNRESOLVED
        after = world.subscription()
        assert (after.status, after.in_flight, after.look_at) == (PAST_DUE, None, world.clock.now() + 15 * MINUTE)
        assert world.paystack.count("charge") == 1
        paid_after_all(world, FIRST, state=State.ABANDONED)
        assert charge_at_next_look(world) is ChargeResult.SUCCESS

    def test_is_remembered_with_another_card(self, world):
        lapse(world)
        paid_after_all(world, FIRST)
        world.give_card()
        assert world.charge() is ChargeResult.NEEDS_ATTENTION
        assert world.paystack.count("charge") == 1

    def test_is_remembered_where_another_card_came_before_its_time_was_over(self, world):
        world.give_card()
        lapse(world)
        assert world.subscription().charge_at == world.clock.now(), "the new card is tried at once"
        paid_after_all(world, FIRST)
        assert world.charge() is ChargeResult.NEEDS_ATTENTION
        assert world.paystack.count("charge") == 1

    @pytest.mark.parametrize("attempts", [2, 3])
    def test_every_one_of_the_period_is_asked_about(self, world, attempts):
        lapse(world)
        for number in range(2, attempts + 1):
            world.paystack.script("charge", Next.PAUSED)
            charge_at_next_look(world)
            reference = f"dk.{USER}.s1.1.{number}"
            world.paystack.finish(reference, State.ABANDONED)
            while charge_at_next_look(world) is not ChargeResult.FAILED:
                pass
        world.clock.set(world.subscription().look_at)
        calls = len(world.paystack.calls)
        world.charge()
        asked = [("verify", f"dk.{USER}.s1.1.{number}") for number in range(1, attempts + 1)]
        assert world.paystack.calls[calls:-1] == asked

    def test_and_paid_once_its_period_is_over_it_is_held_and_told(self, world):
        lapse(world)
        charge_at_next_look(world)
        assert world.subscription().next_index == 2
        paid_after_all(world, FIRST)
        assert world.settle(FIRST) is None
        assert world.subscription().status is NEEDS_ATTENTION
        assert world.alerts.raised == [(AlertKind.PAYMENT_QUARANTINED, FIRST)]
        assert world.settle(FIRST) is None
        assert len(world.alerts.raised) == 1, "a webhook that comes again tells nothing new"

    def test_one_of_an_earlier_period_is_not_asked_about_any_more(self, world):
        lapse(world)
        charge_at_next_look(world)
        calls = len(world.paystack.calls)
        assert charge_at_next_look(world) is ChargeResult.SUCCESS
        assert world.paystack.calls[calls:] == [("charge", f"dk.{USER}.s1.2.1")]


class TestWhoLeavesMeanwhile:
    def test_is_not_charged_again(self, world):
        world.leave()
        lapse(world)
        after = world.subscription()
        assert (after.status, after.look_at) == (SubscriptionStatus.STOPPED, None)

    def test_and_confirms_all_the_same_has_paid(self, world):
        world.leave()
        world.paystack.finish(FIRST, State.TAKEN)
        assert charge_at_next_look(world) is ChargeResult.SUCCESS
        assert world.subscription().status is SubscriptionStatus.STOPPED


def paid_after_all(world, reference, state=State.TAKEN):
    """Paystack changes its mind about a page that was left: nobody has said that it cannot."""
    paid_at = world.clock.now() if state is State.TAKEN else None
    world.paystack.ledger[reference] = replace(world.paystack.ledger[reference], state=state, paid_at=paid_at)
