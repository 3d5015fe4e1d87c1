"""A customer answers for missed periods, has a retry made, or agrees to other terms: by the domain's own rules."""

from itertools import pairwise

import pytest

from shared.domain.billing_calendar import Interval
from shared.domain.errors import Conflict, InvalidInput, SubscriptionNotFound, WrongState
from shared.domain.money import Money
from shared.domain.payment import DAY, HOUR
from shared.domain.subscription import Attention, SubscriptionStatus, needing_attention
from shared.domain.subscription_changes import CatchUp
from shared.usecases.charge_subscription import ChargeResult
from shared.usecases.get_subscription import get_subscription
from shared.usecases.list_subscriptions import list_subscriptions
from tests.support.builders import NOW, OTHER_USER, USER, a_schedule, at
from tests.support.fakes_paystack import Decline, Next, State

S = SubscriptionStatus
LATE = NOW + 9 * DAY + 5 * HOUR
STRANGERS = pytest.mark.parametrize(("user", "number"), [(OTHER_USER, 1), (USER, 2)])


def indexes(world):
    return [int(row.reference.split(".")[3]) for row in world.paystack.taken]


def charge_for(world, hours):
    for _ in range(hours):
        world.charge()
        world.clock.advance(HOUR)


class TestCatchUp:
    @pytest.fixture(autouse=True)
    def _asked(self, world):
        """Nine days were missed."""
        world.given(schedule=a_schedule(interval=Interval.DAILY))
        world.clock.set(LATE)
        assert world.charge() is ChargeResult.NEEDS_ATTENTION
        assert not world.is_scheduled()

    @pytest.mark.parametrize(
        ("choice", "charged", "is_at_once"),
        [
            (CatchUp.CHARGE_ONE, [9, 10, 11], True),
            (CatchUp.CHARGE_ALL, [1, 2, 3], True),
            (CatchUp.SKIP_TO_NEXT, [10, 11], False),
        ],
    )
    def test_charges_what_was_chosen_and_goes_on(self, world, choice, charged, is_at_once):
        stored = world.catch_up(choice)
        assert stored == world.subscription()
        assert world.is_scheduled()
        assert world.queue.requested == ([(USER, 1)] if is_at_once else [])
        charge_for(world, 60)
        assert indexes(world) == charged

    def test_all_are_charged_one_every_twenty_hours_until_none_is_left(self, world):
        world.catch_up(CatchUp.CHARGE_ALL)
        charge_for(world, 24 * 60)
        assert indexes(world) == list(range(1, 70))[: len(indexes(world))]
        assert not world.subscription().is_catching_up
        paid = [row.paid_at for row in world.paystack.taken]
        assert min(later - earlier for earlier, later in pairwise(paid)) == 20 * HOUR

    def test_is_answered_once(self, world):
        world.catch_up(CatchUp.SKIP_TO_NEXT)
        with pytest.raises(WrongState):
            world.catch_up(CatchUp.CHARGE_ALL)
        assert world.subscription().next_index == 10

    def test_is_not_the_customers_to_answer_where_money_is_unclear(self, world):
        world.subscriptions.stored[USER, 1] = held = needing_attention(world.subscription(), Attention.UNCLEAR_MONEY)
        for choice in CatchUp:
            with pytest.raises(WrongState):
                world.catch_up(choice)
        assert world.subscription() == held

    @STRANGERS
    def test_is_not_somebody_elses_to_answer(self, world, user, number):
        with pytest.raises(SubscriptionNotFound):
            world.catch_up(CatchUp.CHARGE_ALL, user_id=user, number=number)

    def test_of_two_answers_at_once_one_wins(self, world):
        world.subscriptions.before_next_write(lambda: world.catch_up(CatchUp.SKIP_TO_NEXT))
        with pytest.raises(Conflict):
            world.catch_up(CatchUp.CHARGE_ALL)
        assert (world.subscription().next_index, world.queue.requested) == (10, [])


class TestRetry:
    DUE = at("2026-02-28T09:00")

    @pytest.fixture(autouse=True)
    def _refused(self, world):
        world.given()
        world.clock.set(self.DUE)
        world.paystack.script("charge", Decline("insufficient_funds"))
        world.charge()
        world.clock.advance(5 * HOUR)

    def test_is_made_by_the_charge_function_at_once(self, world):
        assert world.retry().charge_at == self.DUE + 5 * HOUR
        assert world.queue.requested == [(USER, 1)]
        assert world.charge() is ChargeResult.SUCCESS
        assert [row.reference for row in world.paystack.taken] == [f"dk.{USER}.s1.1.2"]

    def test_refused_again_the_ladder_goes_on_as_before(self, world):
        world.retry()
        world.paystack.script("charge", Decline("insufficient_funds"))
        world.charge()
        assert world.subscription().charge_at == at("2026-03-01T09:00")

    def test_revives_a_halted_one(self, world):
        while world.subscription().look_at is not None:
            world.paystack.script("charge", Decline("insufficient_funds"))
            world.clock.set(world.subscription().look_at)
            world.charge()
        assert (world.subscription().status, world.is_scheduled()) == (S.HALTED, False)
        world.retry()
        assert (world.charge(), world.subscription().status) == (ChargeResult.SUCCESS, S.ACTIVE)
        assert world.is_scheduled()

    def test_is_not_made_while_nothing_is_owed(self, world):
        world.overwrite(status=S.ACTIVE)
        with pytest.raises(WrongState):
            world.retry()
        assert world.queue.requested == []

    @STRANGERS
    def test_is_not_for_somebody_else(self, world, user, number):
        with pytest.raises(SubscriptionNotFound):
            world.retry(user, number)


class TestChange:
    START = at("2026-03-10T12:00")

    @pytest.fixture(autouse=True)
    def _given(self, world):
        world.given()

    def test_is_stored_and_charged_from_its_date_on(self, world):
        assert world.change(money=Money(900_000, "NGN"), start_at=self.START) == world.subscription()
        while world.clock.now() < self.START:
            world.clock.set(world.subscription().look_at)
            world.charge()
        charged = [(row.reference[-3:], row.money.subunits) for row in world.paystack.taken]
        assert charged == [("1.1", 500_000), ("3.1", 900_000)]

    def test_with_the_next_charge_no_number_is_used_twice(self, world):
        for subunits in (600_000, 700_000, 800_000):
            world.change(money=Money(subunits, "NGN"))
        world.clock.set(world.subscription().look_at)
        world.charge()
        [row] = world.paystack.taken
        assert (row.reference, row.money.subunits) == (f"dk.{USER}.s1.4.1", 800_000)

    @pytest.mark.parametrize(
        ("over", "terms", "error"),
        [
            ({"status": S.PAST_DUE}, {}, WrongState),
            ({"status": S.STOPPED}, {}, WrongState),
            ({}, {"start_at": NOW}, InvalidInput),
        ],
    )
    def test_refused_it_changes_nothing(self, world, over, terms, error):
        world.overwrite(**over)
        before = world.subscription()
        with pytest.raises(error):
            world.change(money=Money(1, "NGN"), **terms)
        assert world.subscription() == before

    def test_is_refused_while_a_charge_is_under_way(self, world):
        world.clock.set(world.subscription().look_at)
        world.paystack.script("charge", Next.PENDING)
        world.charge()
        with pytest.raises(WrongState, match="under way"):
            world.change(money=Money(1, "NGN"))
        world.paystack.finish(f"dk.{USER}.s1.1.1", State.TAKEN)
        world.clock.set(world.subscription().look_at)
        world.charge()
        assert world.change(money=Money(1, "NGN")).next_index == 3

    @STRANGERS
    def test_is_not_for_somebody_else(self, world, user, number):
        with pytest.raises(SubscriptionNotFound):
            world.change(user, number, money=Money(1, "NGN"))

    def test_of_two_at_once_one_wins(self, world):
        world.subscriptions.before_next_write(lambda: world.change(money=Money(1, "NGN")))
        with pytest.raises(Conflict):
            world.change(money=Money(2, "NGN"))
        assert world.subscription().money == Money(1, "NGN")


class TestShow:
    def test_one_is_shown_to_its_own_user(self, world):
        one = world.given()
        assert get_subscription(USER, 1, subscriptions=world.subscriptions) == one
        for user, number in ((OTHER_USER, 1), (USER, 2)):
            with pytest.raises(SubscriptionNotFound):
                get_subscription(user, number, subscriptions=world.subscriptions)

    def test_all_are_listed_newest_first_page_by_page(self, world):
        for number in (1, 2, 3):
            world.given(id=number)
        world.given(user_id=OTHER_USER)
        first = list_subscriptions(USER, 2, None, subscriptions=world.subscriptions)
        rest = list_subscriptions(USER, 2, first.next_before, subscriptions=world.subscriptions)
        assert [[one.id for one in page.subscriptions] for page in (first, rest)] == [[3, 2], [1]]
        assert rest.next_before is None
