"""A card that was refused too often of late is left alone, whichever subscription wants it."""

import pytest

from shared.domain.alert import AlertKind
from shared.domain.dunning import CardDeclines
from shared.domain.errors import SchedulerUnavailable
from shared.domain.payment import DAY, HOUR, PaymentStatus
from shared.domain.subscription import SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from tests.support.builders import NOW, OTHER_USER, USER, an_authorization, at
from tests.support.fakes_paystack import OTHER_CARD, Decline
from tests.support.fakes_world import Crash, crash

S = SubscriptionStatus
DUE = at("2026-02-28T09:00")
CARD, CODE = an_authorization().instrument, an_authorization().code


def refused_before(world, number, first=DUE - 10 * DAY, user=USER, card=CARD):
    """The card was refused so often, once an hour, with payments of other numbers."""
    times = tuple(first + hour * HOUR for hour in range(number))
    world.cards.declines[user, card] = CardDeclines(times, payment_ids=tuple(range(1_000, 1_000 + number)))


def declines(world, user=USER):
    return world.cards.get_declines(user, CARD).declined_at


@pytest.fixture(autouse=True)
def _due(world):
    world.given()
    world.clock.set(DUE)


class TestWithheld:
    def test_nothing_is_sent_and_the_subscription_waits_until_the_card_is_free(self, world):
        refused_before(world, 20)
        assert world.charge() is ChargeResult.WITHHELD
        after = world.subscription()
        assert (after.status, after.in_flight, after.attempt) == (S.PAST_DUE, None, 1)
        assert world.paystack.calls == []
        assert after.charge_at is None, "twenty days are longer than the grace"

    def test_free_within_the_grace_it_is_charged_then(self, world):
        free_at = DUE + 5 * DAY
        refused_before(world, 20, first=free_at - 30 * DAY)
        assert world.charge() is ChargeResult.WITHHELD
        assert world.subscription().charge_at == world.subscription().look_at == free_at
        assert world.scheduler.single_calls == {(USER, 1, free_at)}
        world.clock.set(free_at - 1)
        assert world.charge() is ChargeResult.NOT_DUE
        world.clock.set(free_at)
        assert world.charge() is ChargeResult.SUCCESS
        assert [row.reference for row in world.paystack.taken] == [f"dk.{USER}.s1.1.1"]

    def test_not_free_before_the_grace_is_over_it_is_halted(self, world):
        refused_before(world, 20)
        world.charge()
        world.clock.set(world.subscription().look_at)
        assert world.charge() is ChargeResult.HALTED
        assert world.paystack.calls == []

    def test_asked_for_by_hand_it_is_withheld_too(self, world):
        refused_before(world, 20)
        world.charge()
        world.retry()
        assert world.charge() is ChargeResult.WITHHELD

    @pytest.mark.parametrize(("number", "result"), [(19, ChargeResult.SUCCESS), (20, ChargeResult.WITHHELD)])
    def test_nineteen_times_are_not_too_often(self, world, number, result):
        refused_before(world, number)
        assert world.charge() is result

    @pytest.mark.parametrize(
        ("over", "result"),
        [
            ({"user": OTHER_USER}, ChargeResult.SUCCESS),
            ({"card": OTHER_CARD.instrument}, ChargeResult.SUCCESS),
            ({}, ChargeResult.WITHHELD),
        ],
    )
    def test_only_this_users_own_card_counts(self, world, over, result):
        refused_before(world, 20, **over)
        assert world.charge() is result

    def test_another_card_is_charged_at_once(self, world):
        refused_before(world, 20)
        world.charge()
        world.give_card()
        assert world.charge() is ChargeResult.SUCCESS


class TestCounting:
    def test_every_decline_counts_and_no_success(self, world):
        world.paystack.script("charge", Decline("insufficient_funds"))
        world.charge()
        assert declines(world) == (DUE,)
        world.clock.set(world.subscription().look_at)
        assert world.charge() is ChargeResult.SUCCESS
        assert declines(world) == (DUE,)

    def test_all_subscriptions_on_one_card_count_together_also_at_one_moment(self, world):
        for number in range(2, 26):
            world.given(id=number, payment_id=number, authorization=an_authorization(code=f"AUTH_{number}"))
            world.paystack.refusing[f"AUTH_{number}"] = "insufficient_funds"
        results = [world.charge(USER, number) for number in range(2, 26)]
        assert results == [ChargeResult.FAILED] * 20 + [ChargeResult.WITHHELD] * 4
        assert declines(world) == (DUE,) * 20

    def test_of_two_refused_at_once_both_are_counted(self, world):
        world.given(id=2)
        world.paystack.refusing[CODE] = "insufficient_funds"
        world.cards.before_next_write(lambda: world.charge(USER, 2))
        world.charge()
        assert declines(world) == (DUE, DUE)

    @pytest.mark.parametrize("moment", ["before the count", "after the count", "before the subscription"])
    def test_a_crash_counts_nothing_twice(self, world, moment):
        world.paystack.script("charge", Decline("insufficient_funds"))
        if moment == "before the count":
            world.cards.before_next_write(crash)
        elif moment == "after the count":
            world.cards.after_next_write(crash)
        else:
            world.subscriptions.after_next_write(lambda: world.subscriptions.before_next_write(crash))
        with pytest.raises(Crash):
            world.charge()
        world.clock.set(world.subscription().in_flight.ask_at)
        assert world.charge() is ChargeResult.FAILED
        assert declines(world) == (DUE,)
        assert (world.subscription().attempt, world.subscription().dunning.declines) == (2, 1)
        assert world.payment(2).status is PaymentStatus.FAILED

    def test_seven_declines_of_a_period_are_enough(self, world):
        world.paystack.refusing[CODE] = "bank_unavailable"
        world.charge()
        for _ in range(6):
            world.retry()
            world.charge()
        assert world.subscription().charge_at is None
        assert world.subscription().dunning.declines == world.paystack.count("charge") == 7

    def test_of_a_charge_that_moved_to_another_card_that_one_is_counted(self, world):
        world.paystack.refusing["AUTH_other"] = "insufficient_funds"
        world.paystack.refusing[CODE] = "insufficient_funds"
        world.charge()
        world.give_card()
        world.charge()
        assert [len(one.declined_at) for one in world.cards.declines.values()] == [1, 1]
        assert {card for _, card in world.cards.declines} == {CARD, "SIG_other"}


@pytest.mark.parametrize(("code", "is_told"), [("insufficient_funds", False), ("unknown", True), ("brand_new", True)])
def test_a_reason_that_is_in_no_class_is_told_so_that_somebody_adds_it(world, code, is_told):
    world.paystack.script("charge", Decline(code))
    world.charge()
    told = (AlertKind.DECLINE_UNCLASSIFIED, f"dk.{USER}.s1.1.1")
    assert world.alerts.raised == ([told] if is_told else [])
    if is_told:
        assert world.subscription().charge_at == at("2026-03-03T09:00"), "with care: the second of the days"


def test_a_decline_with_the_scheduler_away_is_a_decline(world):
    world.scheduler.is_down = True
    world.paystack.script("charge", Decline("insufficient_funds"))
    assert world.charge() is ChargeResult.FAILED
    with pytest.raises(SchedulerUnavailable):
        world.scheduler.wake_once(world.subscription(), NOW)
