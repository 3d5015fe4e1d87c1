"""Stopping: once it has answered nothing more is claimed, whatever happens at the same moment."""

from dataclasses import replace

import pytest

from shared.domain.charge_journal import claimed
from shared.domain.errors import NoSubscription, PaymentNotFound
from shared.domain.payment import DAY, PaymentStatus
from shared.domain.subscription import SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from shared.usecases.stop_now import stop_now
from tests.support.builders import NOW, OTHER_USER, USER, a_payment, an_authorization, some_terms
from tests.support.fakes_paystack import State
from tests.support.fakes_world import MONTHLY

STOPPED = SubscriptionStatus.STOPPED


@pytest.fixture
def running(world):
    return world.subscribe()


def test_stops_the_subscription_that_the_payment_began(world, running):
    ended = replace(running, status=STOPPED, look_at=None, charge_at=None, version=running.version + 1)
    assert world.stop(payment_id=1) == world.subscription() == ended
    assert not world.is_scheduled()


def test_nothing_is_charged_afterwards(world, running):
    world.stop()
    world.clock.set(running.next_charge_at)
    assert world.charge() is ChargeResult.ENDED
    assert world.sweep().subscriptions == 0
    assert world.paystack.count("charge") == 0


def test_any_of_its_payments_stops_it(world, running):
    world.clock.set(running.next_charge_at)
    world.charge()
    assert world.stop(payment_id=2).id == 1
    assert world.subscription().status is STOPPED


def test_stops_that_one_alone(world, running):
    for number in range(2, 22):
        world.begin(recurrence=MONTHLY)
        world.paystack.pay_checkout(f"dk.{USER}.p{number}")
        world.settle(f"dk.{USER}.p{number}")
    world.stop(payment_id=1)
    stopped = [number for (_, number), one in world.subscriptions.stored.items() if one.status is STOPPED]
    assert stopped == [1]


def test_repeating_it_is_harmless(world, running):
    first = world.stop()
    after = world.subscription()
    assert world.stop() == first
    assert world.subscription() == after


@pytest.mark.parametrize(("user", "payment"), [(OTHER_USER, 1), (USER, 2), (USER, 10)])
def test_somebody_elses_and_missing_payments_are_equally_not_found(world, running, user, payment):
    with pytest.raises(PaymentNotFound):
        world.stop(user, payment)
    assert world.subscription() == running


def test_a_one_time_payment_has_nothing_to_stop(world):
    world.begin()
    with pytest.raises(NoSubscription):
        world.stop()


def test_a_payment_with_what_cannot_be_charged_again_has_nothing_to_stop(world):
    payment = world.begin(recurrence=MONTHLY)
    world.paystack.pay_checkout(payment.reference, authorization=an_authorization(reusable=False))
    world.settle(payment.reference)
    with pytest.raises(NoSubscription):
        world.stop()


@pytest.mark.parametrize(
    "over",
    [
        {"status": PaymentStatus.QUARANTINED, "terms": some_terms()},
        {"status": PaymentStatus.SUCCESS, "terms": some_terms()},
        {"status": PaymentStatus.REFUNDED, "terms": some_terms()},
        {"status": PaymentStatus.FAILED, "subscription_id": 1},
    ],
)
def test_a_subscription_that_was_never_begun_and_never_will_be_cannot_be_stopped(world, over):
    world.payments.add_payment(a_payment(**over))
    with pytest.raises(NoSubscription):
        world.stop()
    assert world.subscriptions.stored == {}


def test_a_schedule_that_cannot_be_removed_does_not_keep_it_from_stopping(world, running):
    world.scheduler.is_down = True
    assert world.stop().status is STOPPED
    assert world.subscription().status is STOPPED
    world.scheduler.is_down = False
    assert world.charge() is ChargeResult.ENDED, "the schedule's next call removes it"
    assert not world.is_scheduled()


def last(stopped):
    """The charge under way that a stop's answer names."""
    return str(stopped.in_flight.reference)


class TestInFlight:
    def test_a_charge_under_way_is_named_and_is_the_last(self, world, running):
        world.subscriptions.replace_subscription(claimed(running, 2, NOW))
        assert last(world.stop()) == f"dk.{USER}.s1.1.1"
        assert last(world.stop()) == f"dk.{USER}.s1.1.1", "also when asked again"
        assert world.subscription().look_at is not None, "its end is still looked for"

    def test_of_two_writes_at_once_the_stop_is_not_lost(self, world, running):
        world.subscriptions.before_next_write(
            lambda: world.subscriptions.replace_subscription(claimed(running, 2, NOW))
        )
        assert last(world.stop()) == f"dk.{USER}.s1.1.1"
        assert world.subscription().status is STOPPED

    def test_two_stops_at_once_agree(self, world, running):
        world.subscriptions.before_next_write(world.stop)
        assert world.stop() == world.subscription()
        assert world.subscription().version == running.version + 1


class TestBeforePaying:
    def test_paying_afterwards_begins_nothing(self, world):
        payment = world.begin(recurrence=MONTHLY)
        assert world.stop().in_flight is None
        world.paystack.pay_checkout(payment.reference)
        settled = world.settle(payment.reference)
        assert settled.status is PaymentStatus.SUCCESS, "money taken is never denied"
        assert world.subscription().status is STOPPED
        assert world.scheduler.schedules == {}
        world.clock.advance(400 * DAY)
        assert world.charge() is ChargeResult.ENDED
        assert world.paystack.count("charge") == 0

    def test_repeating_it_is_harmless(self, world):
        world.begin(recurrence=MONTHLY)
        assert world.stop() == world.stop()

    def test_a_failed_checkout_can_be_stopped_since_it_can_still_be_paid(self, world):
        payment = world.begin(recurrence=MONTHLY)
        world.paystack.finish(payment.reference, State.DECLINED)
        world.settle(payment.reference)
        world.stop()
        world.paystack.pay_checkout(payment.reference)
        world.settle(payment.reference)
        assert world.subscription().status is STOPPED

    def test_one_that_is_begun_at_the_same_moment_is_stopped(self, world):
        payment = world.begin(recurrence=MONTHLY)
        world.paystack.pay_checkout(payment.reference)
        world.subscriptions.before_next_write(lambda: world.settle(payment.reference))
        world.stop()
        assert world.subscription().status is STOPPED
        assert world.subscription().authorization is not None


class TestStopNow:
    def test_leaves_a_stopped_one_as_it_is(self, world):
        subscription = world.given(status=SubscriptionStatus.STOPPED, look_at=None)
        assert stop_now(subscription, world.subscriptions, world.scheduler) == world.subscription() == subscription
        assert not world.is_scheduled()

    def test_stops_what_is_stored_however_often_that_changes(self, world):
        subscription = world.given()
        world.subscriptions.before_next_write(lambda: world.overwrite(last_capture_at=7))
        ended = stop_now(subscription, world.subscriptions, world.scheduler)
        assert ended == world.subscription()
        assert (ended.status, ended.last_capture_at) == (SubscriptionStatus.STOPPED, 7)

    def test_of_one_that_is_gone_is_no_trouble(self, world):
        subscription = world.given()
        world.subscriptions.before_next_write(world.subscriptions.stored.clear)
        assert stop_now(subscription, world.subscriptions, world.scheduler) == subscription

    def test_does_without_the_scheduler(self, world):
        subscription = world.given()
        world.scheduler.is_down = True
        assert stop_now(subscription, world.subscriptions, world.scheduler).status is SubscriptionStatus.STOPPED
