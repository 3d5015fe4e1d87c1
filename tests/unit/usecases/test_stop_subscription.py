"""A customer stops a subscription, at once or with its period, and has its card forgotten if they wish."""

import pytest

from shared.domain.errors import Conflict, InvalidInput, SubscriptionNotFound
from shared.domain.subscription import SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from shared.usecases.stop_subscription import Stop
from tests.support.builders import OTHER_USER, USER, an_authorization, at
from tests.support.fakes_paystack import OTHER_CARD, Next, State

S = SubscriptionStatus
DUE, NEXT = at("2026-02-28T09:00"), at("2026-03-31T09:00")
CODE = an_authorization().code


@pytest.fixture(autouse=True)
def _given(world):
    world.given()


def test_at_once_nothing_more_is_claimed(world):
    assert world.leave() == Stop(world.subscription())
    assert (world.subscription().status, world.is_scheduled()) == (S.STOPPED, False)
    world.clock.set(DUE)
    assert world.charge() is ChargeResult.ENDED


def test_repeating_it_is_harmless(world):
    first = world.leave()
    assert world.leave() == first == world.leave(later=True)


@pytest.mark.parametrize("status", sorted(set(S) - {S.ACTIVE, S.STOPPED, S.COMPLETED}))
@pytest.mark.parametrize("later", [False, True])
def test_one_that_is_not_active_has_no_period_to_wait_for(world, status, later):
    world.overwrite(status=status)
    assert world.leave(later=later).subscription.status is S.STOPPED


def test_of_a_completed_one_says_so(world):
    world.overwrite(status=S.COMPLETED)
    assert world.leave().subscription.status is S.COMPLETED


class TestWithThePeriod:
    def test_it_stops_when_the_next_charge_would_be_due(self, world):
        assert world.leave(later=True) == Stop(world.subscription())
        assert (world.subscription().status, world.is_scheduled()) == (S.ACTIVE, True)
        world.clock.set(DUE)
        assert world.charge() is ChargeResult.STOPPED
        assert (world.subscription().status, world.is_scheduled()) == (S.STOPPED, False)
        assert world.paystack.calls == []

    def test_taken_back_it_is_charged(self, world):
        world.leave(later=True)
        assert not world.resume().stops_at_period_end
        world.clock.set(DUE)
        assert world.charge() is ChargeResult.SUCCESS

    def test_a_charge_under_way_that_is_refused_is_the_last(self, world):
        world.clock.set(DUE)
        world.paystack.script("charge", Next.PENDING)
        world.charge()
        world.leave(later=True)
        world.paystack.finish(f"dk.{USER}.s1.1.1", State.DECLINED)
        world.clock.set(world.subscription().look_at)
        assert world.charge() is ChargeResult.FAILED
        assert (world.subscription().status, world.is_scheduled()) == (S.STOPPED, False)

    def test_a_charge_under_way_that_is_paid_is_the_last(self, world):
        world.clock.set(DUE)
        world.paystack.script("charge", Next.PENDING)
        world.charge()
        world.leave(later=True)
        world.paystack.finish(f"dk.{USER}.s1.1.1", State.TAKEN)
        world.clock.set(world.subscription().look_at)
        assert world.charge() is ChargeResult.SUCCESS
        world.clock.set(NEXT)
        assert world.charge() is ChargeResult.STOPPED
        assert len(world.paystack.taken) == 1

    def test_also_while_charging_is_off(self, world):
        world.leave(later=True)
        world.switch.on = False
        world.clock.set(DUE)
        assert world.charge() is ChargeResult.STOPPED

    def test_of_two_changes_at_once_one_wins_and_the_other_hears_of_it(self, world):
        world.subscriptions.before_next_write(world.pause)
        with pytest.raises(Conflict, match="at the same moment"):
            world.leave(later=True)
        assert world.subscription().status is S.PAUSED


class TestForgetTheCard:
    def test_ends_it_at_paystack(self, world):
        assert world.leave(forget_card=True).is_card_forgotten is True
        assert world.paystack.deactivated == {CODE}

    def test_under_every_code_that_it_has(self, world):
        world.given(id=2, authorization=an_authorization(code="AUTH_newer"), status=S.COMPLETED)
        world.given(id=3, authorization=OTHER_CARD, status=S.STOPPED)
        assert world.leave(forget_card=True).is_card_forgotten is True
        assert world.paystack.deactivated == {CODE, "AUTH_newer"}

    @pytest.mark.parametrize("status", [S.ACTIVE, S.PAUSED, S.HALTED])
    def test_not_while_another_subscription_needs_it(self, world, status):
        world.given(id=2, authorization=an_authorization(code="AUTH_newer"), status=status)
        assert world.leave(forget_card=True).is_card_forgotten is False
        assert world.paystack.deactivated == set()

    def test_also_when_another_of_their_cards_is_in_use_and_somebody_elses_same_one(self, world):
        world.given(id=2, authorization=OTHER_CARD)
        world.given(user_id=OTHER_USER)
        assert world.leave(forget_card=True).is_card_forgotten is True

    def test_over_many_pages_of_subscriptions(self, world):
        for number in range(2, 103):
            world.given(id=number, status=S.STOPPED, authorization=OTHER_CARD)
        world.given(id=103)
        assert world.leave(forget_card=True, number=103).is_card_forgotten is False
        assert world.leave(forget_card=True, number=1).is_card_forgotten is True

    @pytest.mark.parametrize("told", [Next.NOT_SENT, Next.LOST_ANSWER, Next.DECLINE])
    def test_that_paystack_does_not_do_now_can_be_asked_for_again(self, world, told):
        world.paystack.script("deactivate", told)
        assert world.leave(forget_card=True).is_card_forgotten is False
        assert world.subscription().status is S.STOPPED
        assert world.leave(forget_card=True).is_card_forgotten is True

    def test_one_that_was_stopped_before_it_had_a_card_has_none(self, world):
        world.overwrite(authorization=None)
        assert world.leave(forget_card=True).is_card_forgotten is False
        assert world.paystack.count("deactivate") == 0

    def test_is_not_for_one_that_goes_on_for_a_while(self, world):
        before = world.subscription()
        with pytest.raises(InvalidInput) as refused:
            world.leave(later=True, forget_card=True)
        assert list(refused.value.fields) == ["forget_card"]
        assert world.subscription() == before


@pytest.mark.parametrize(("user", "number"), [(OTHER_USER, 1), (USER, 2)])
def test_what_is_not_the_callers_own_is_not_found(world, user, number):
    with pytest.raises(SubscriptionNotFound):
        world.leave(user_id=user, number=number)
