"""A customer pauses and resumes: what was due meanwhile is not charged, by whoever ends the pause."""

import pytest

from shared.domain.errors import Conflict, InvalidInput, SubscriptionNotFound, WrongState
from shared.domain.payment import DAY, HOUR
from shared.domain.subscription import SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from tests.support.builders import NOW, OTHER_USER, USER, at
from tests.support.fakes_paystack import Next, State

S = SubscriptionStatus
DUE = at("2026-02-28T09:00")
NEXT = at("2026-03-31T09:00")
REFERENCE = f"dk.{USER}.s1.1.1"


@pytest.fixture(autouse=True)
def _given(world):
    world.given()


def test_nothing_is_charged_in_a_pause(world):
    world.pause()
    for instant in (DUE, NEXT, NEXT + 900 * DAY):
        world.clock.set(instant)
        assert world.charge() is ChargeResult.ENDED
        assert world.sweep().subscriptions == 0
    assert world.paystack.calls == []


def test_by_hand_what_was_due_is_left_out(world):
    world.pause()
    world.clock.set(DUE + DAY)
    assert world.resume().charge_at == NEXT
    assert world.charge() is ChargeResult.NOT_DUE
    world.clock.set(NEXT)
    assert world.charge() is ChargeResult.SUCCESS
    assert [row.reference for row in world.paystack.taken] == [f"dk.{USER}.s1.2.1"]


@pytest.mark.parametrize(("until", "first"), [(DUE, DUE), (DUE + 1, NEXT), (DUE - 1, DUE)])
def test_by_itself_the_first_due_from_its_end_on_is_charged(world, until, first):
    world.pause(until=until)
    world.clock.set(until - 1)
    assert world.charge() is ChargeResult.NOT_DUE
    world.clock.set(until)
    assert world.charge() is ChargeResult.RESUMED
    assert world.subscription().status is S.ACTIVE
    world.clock.set(max(first, until))
    assert world.charge() is ChargeResult.SUCCESS
    assert world.paystack.taken[-1].paid_at == first


def test_by_itself_late_what_was_due_since_is_charged(world):
    world.pause(until=DUE - DAY)
    world.clock.set(DUE + 5 * HOUR)
    assert [world.charge(), world.charge()] == [ChargeResult.RESUMED, ChargeResult.SUCCESS]


class TestInFlight:
    @pytest.fixture(autouse=True)
    def _under_way(self, world):
        world.clock.set(DUE)
        world.paystack.script("charge", Next.PENDING)
        world.charge()
        world.pause(until=DUE + 10 * DAY)

    def look(self, world):
        world.clock.set(world.subscription().look_at)
        return world.charge()

    def test_a_charge_under_way_is_the_last_one_before(self, world):
        world.paystack.finish(REFERENCE, State.TAKEN)
        assert self.look(world) is ChargeResult.SUCCESS
        assert (world.subscription().status, world.subscription().look_at) == (S.PAUSED, DUE + 10 * DAY)
        assert self.look(world) is ChargeResult.RESUMED
        assert world.subscription().charge_at == NEXT

    def test_refused_it_is_not_tried_again(self, world):
        world.paystack.finish(REFERENCE, State.DECLINED)
        assert self.look(world) is ChargeResult.FAILED
        assert (world.subscription().status, world.subscription().look_at) == (S.PAUSED, DUE + 10 * DAY)
        self.look(world)
        assert (world.subscription().charge_at, world.subscription().next_index) == (NEXT, 2)

    def test_never_made_it_is_not_sent_but_dropped_and_remembered(self, world):
        del world.paystack.ledger[REFERENCE]
        while world.subscription().in_flight:
            assert self.look(world) is ChargeResult.UNRESOLVED
        after = world.subscription()
        assert (after.status, after.given_up, after.look_at) == (S.PAUSED, (REFERENCE,), DUE + 10 * DAY)
        assert world.paystack.count("charge") == 1

    def test_that_turns_out_paid_long_after_it_was_dropped_holds_the_subscription(self, world):
        row = world.paystack.ledger.pop(REFERENCE)
        while world.subscription().in_flight:
            self.look(world)
        self.look(world)
        world.clock.set(NEXT)
        assert world.charge() is ChargeResult.SUCCESS
        world.paystack.ledger[REFERENCE] = row
        world.paystack.finish(REFERENCE, State.TAKEN)
        assert world.settle(REFERENCE) is None
        assert world.subscription().status is S.NEEDS_ATTENTION
        assert len(world.alerts.raised) == 1 + sum(kind == "charge_unresolved" for kind, _ in world.alerts.raised)

    def test_still_unknown_when_the_pause_is_over_it_is_waited_for(self, world):
        while world.clock.now() < DUE + 11 * DAY:
            assert self.look(world) is ChargeResult.UNRESOLVED
        assert world.subscription().status is S.PAUSED
        world.paystack.finish(REFERENCE, State.TAKEN)
        assert [self.look(world), self.look(world)] == [ChargeResult.SUCCESS, ChargeResult.RESUMED]


class TestRefused:
    @pytest.mark.parametrize(("user", "number"), [(OTHER_USER, 1), (USER, 2)])
    def test_what_is_not_the_callers_own_is_not_found(self, world, user, number):
        for act in (world.pause, world.resume):
            with pytest.raises(SubscriptionNotFound):
                act(user_id=user, number=number)

    def test_a_wrong_state_or_time_changes_nothing(self, world):
        before = world.subscription()
        with pytest.raises(WrongState):
            world.resume()
        with pytest.raises(InvalidInput):
            world.pause(until=NOW)
        world.overwrite(status=S.PAST_DUE)
        with pytest.raises(WrongState):
            world.pause()
        assert world.subscription().version == before.version + 1
        assert world.is_scheduled()

    def test_of_two_changes_at_once_one_wins_and_the_other_hears_of_it(self, world):
        world.subscriptions.before_next_write(lambda: world.pause(until=NOW + DAY))
        with pytest.raises(Conflict, match="at the same moment"):
            world.pause()
        assert world.subscription().resume_at == NOW + DAY
        assert world.scheduler.single_calls == {(USER, 1, NOW + DAY)}
