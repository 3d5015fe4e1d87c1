"""A charge whose end is not known: never assumed failed, never doubled, asked about until it is known."""

from itertools import pairwise

import pytest

from shared.domain.payment import DAY, HOUR, MINUTE
from shared.domain.subscription import SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from tests.support.builders import USER, at
from tests.support.fakes_paystack import Next, State
from tests.support.fakes_world import Crash, crash

DUE = at("2026-02-28T09:00")
REFERENCE = f"dk.{USER}.s1.1.1"
CHARGE, VERIFY = ("charge", REFERENCE), ("verify", REFERENCE)


@pytest.fixture(autouse=True)
def _due(world):
    world.given()
    world.clock.set(DUE)


def charge_at_next_look(world):
    world.clock.set(world.subscription().look_at)
    return world.charge()


def run_until_settled(world, limit=50):
    """Invoke the charge function as the sweep would, until nothing is in flight."""
    results = []
    while world.subscription().in_flight and len(results) < limit:
        results.append(charge_at_next_look(world))
    return results


def test_a_lost_answer_is_asked_about_at_once(world):
    world.paystack.script("charge", Next.LOST_ANSWER)
    assert world.charge() is ChargeResult.SUCCESS
    assert world.paystack.calls == [CHARGE, VERIFY]


def test_a_decline_whose_answer_was_lost_is_a_decline(world):
    world.paystack.script("charge", Next.PENDING)
    world.charge()
    world.paystack.finish(REFERENCE, State.DECLINED)
    assert charge_at_next_look(world) is ChargeResult.FAILED
    assert (world.subscription().status, world.subscription().attempt) == (SubscriptionStatus.PAST_DUE, 2)


@pytest.mark.parametrize("outcome", [Next.PENDING, Next.LOST_ANSWER])
def test_without_an_end_it_stays_in_flight_under_its_reference(world, outcome):
    world.paystack.script("charge", outcome)
    world.paystack.script("verify", Next.UNKNOWN)
    assert world.charge() is ChargeResult.UNRESOLVED
    after = world.subscription()
    assert (after.status, after.attempt, after.next_index) == (SubscriptionStatus.ACTIVE, 1, 1)
    assert str(after.in_flight.reference) == REFERENCE
    assert after.look_at == after.in_flight.ask_at == DUE + MINUTE
    assert (USER, 2) not in world.payments.stored, "no payment before its end is known"


def test_is_asked_about_after_1_5_and_15_minutes_then_hourly_for_ever(world):
    world.paystack.script("charge", Next.PENDING)
    world.charge()
    asked_at = []
    for _ in range(30):
        charge_at_next_look(world)
        asked_at.append(world.clock.now() - DUE)
    assert asked_at[:4] == [MINUTE, 6 * MINUTE, 21 * MINUTE, HOUR + 21 * MINUTE]
    assert {later - sooner for sooner, later in pairwise(asked_at[3:])} == {HOUR}
    assert world.paystack.count("charge") == 1
    world.paystack.finish(REFERENCE, State.TAKEN)
    assert charge_at_next_look(world) is ChargeResult.SUCCESS


def test_in_between_it_is_left_alone(world):
    world.paystack.script("charge", Next.PENDING)
    world.charge()
    calls = list(world.paystack.calls)
    world.clock.advance(MINUTE - 1)
    assert world.charge() is ChargeResult.NOT_DUE
    assert world.paystack.calls == calls


def test_a_charge_that_was_never_sent_is_sent_again_under_the_same_reference(world):
    world.paystack.script("charge", Next.NOT_SENT)
    assert world.charge() is ChargeResult.UNRESOLVED
    assert run_until_settled(world) == [ChargeResult.UNRESOLVED, ChargeResult.SUCCESS]
    assert world.paystack.calls == [CHARGE, VERIFY, VERIFY, VERIFY, CHARGE]
    assert world.clock.now() == DUE + 6 * MINUTE
    assert [row.reference for row in world.paystack.taken] == [REFERENCE]


def test_a_charge_that_paystack_sees_late_is_not_sent_again(world):
    world.paystack.lag = 90
    world.paystack.script("charge", Next.LAGGING)
    assert world.charge() is ChargeResult.UNRESOLVED
    assert run_until_settled(world) == [ChargeResult.UNRESOLVED, ChargeResult.SUCCESS]
    assert world.paystack.count("charge") == 1


def test_a_charge_seen_later_than_that_is_refused_by_its_used_reference_and_found(world):
    world.paystack.lag = HOUR
    world.paystack.script("charge", Next.LAGGING)
    world.charge()
    assert run_until_settled(world)[-1] is ChargeResult.SUCCESS
    assert world.paystack.count("charge") > 1
    assert len(world.paystack.taken) == 1


def test_no_answer_between_two_not_founds_starts_the_count_anew(world):
    world.paystack.script("charge", Next.NOT_SENT)
    world.charge()
    world.paystack.script("verify", Next.UNKNOWN)
    charge_at_next_look(world)
    assert world.subscription().in_flight.not_found_at is None
    charge_at_next_look(world)
    assert world.paystack.count("charge") == 1
    charge_at_next_look(world)
    assert world.paystack.count("charge") == 2


def test_one_sent_again_waits_for_its_lease_like_the_first(world):
    world.paystack.script("charge", Next.NOT_SENT)
    world.charge()
    charge_at_next_look(world)
    world.clock.set(world.subscription().look_at)
    world.subscriptions.after_next_write(crash)
    with pytest.raises(Crash):
        world.charge()
    assert world.paystack.count("charge") == 1
    world.clock.advance(3 * MINUTE - 1)
    assert world.charge() is ChargeResult.NOT_DUE


class TestCrash:
    """The process dies; the next one goes on from the journal."""

    def crash_after_claim(self, world):
        world.subscriptions.after_next_write(crash)
        with pytest.raises(Crash):
            world.charge()

    def test_after_the_claim_the_charge_is_asked_about_before_it_is_sent(self, world):
        self.crash_after_claim(world)
        assert world.charge() is ChargeResult.NOT_DUE, "the dead one might still be running"
        world.clock.advance(3 * MINUTE)
        assert world.charge() is ChargeResult.UNRESOLVED
        assert world.paystack.calls == [VERIFY]
        assert run_until_settled(world)[-1] is ChargeResult.SUCCESS
        assert [row.reference for row in world.paystack.taken] == [REFERENCE]

    @pytest.mark.parametrize("outcome", [None, Next.DECLINE])
    def test_after_the_call_its_end_is_found(self, world, outcome):
        if outcome:
            world.paystack.script("charge", outcome)
        world.payments.before_next_write(crash)
        with pytest.raises(Crash):
            world.charge()
        world.clock.advance(3 * MINUTE)
        expected = ChargeResult.FAILED if outcome else ChargeResult.SUCCESS
        assert world.charge() is expected
        assert world.paystack.count("charge") == 1
        assert world.payment(2).reference == REFERENCE

    def test_between_payment_and_subscription_the_second_finds_the_payment(self, world):
        world.payments.after_next_write(crash)
        with pytest.raises(Crash):
            world.charge()
        stored = world.payment(2)
        assert world.subscription().in_flight is not None
        world.clock.advance(3 * MINUTE)
        assert world.charge() is ChargeResult.SUCCESS
        assert world.payment(2) == stored
        assert (world.subscription().next_index, world.paystack.count("charge")) == (2, 1)


class TestStoppedMeanwhile:
    def test_a_charge_in_flight_still_ends_and_is_the_last(self, world):
        world.paystack.script("charge", Next.PENDING)
        world.charge()
        self.stop(world)
        world.paystack.finish(REFERENCE, State.TAKEN)
        assert charge_at_next_look(world) is ChargeResult.SUCCESS
        after = world.subscription()
        assert (after.status, after.look_at, after.in_flight) == (SubscriptionStatus.STOPPED, None, None)

    def test_one_that_was_never_created_is_not_sent_again_and_dropped_after_a_day(self, world):
        world.paystack.script("charge", Next.NOT_SENT)
        world.charge()
        self.stop(world)
        results = run_until_settled(world)
        assert set(results) == {ChargeResult.UNRESOLVED}
        after = world.subscription()
        assert (after.status, after.look_at) == (SubscriptionStatus.STOPPED, None)
        assert DUE + DAY <= world.clock.now() <= DUE + DAY + HOUR
        assert world.paystack.count("charge") == 1

    def stop(self, world):
        world.overwrite(status=SubscriptionStatus.STOPPED)
