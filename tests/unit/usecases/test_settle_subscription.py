"""What a paid checkout begins: first the subscription, then its schedule, then the payment says success."""

from dataclasses import replace

import pytest

from shared.domain.alert import AlertKind
from shared.domain.billing_calendar import due
from shared.domain.charge_journal import claimed
from shared.domain.errors import GatewayUnavailable
from shared.domain.payment import DAY, PaymentStatus
from shared.domain.subscription import SubscriptionStatus
from shared.usecases.settle_charge import settle_charge
from tests.support.builders import NOW, PRICE, a_subscription, an_authorization, at, success
from tests.support.fakes_paystack import Next, State
from tests.support.fakes_world import MONTHLY, Crash, crash


def paid_subscription_checkout(world, recurrence=MONTHLY, **row):
    payment = world.begin(recurrence=recurrence)
    world.clock.advance(60)
    world.paystack.pay_checkout(payment.reference, **row)
    return payment


def test_begins_an_active_subscription_with_its_schedule(world):
    payment = paid_subscription_checkout(world)
    settled = world.settle(payment.reference)
    begun = world.subscription()
    assert (settled.status, settled.subscription_id) == (PaymentStatus.SUCCESS, 1)
    assert (begun.status, begun.money, begun.payment_id) == (SubscriptionStatus.ACTIVE, PRICE, 1)
    assert begun.authorization == an_authorization()
    assert (begun.next_index, begun.next_charge_at) == (1, at("2026-02-28T09:01"))
    assert world.scheduler.schedules == {(begun.user_id, 1): begun}


def test_charges_with_the_address_that_the_card_was_saved_under(world):
    payment = paid_subscription_checkout(world, email="card@example.com")
    world.settle(payment.reference)
    assert world.subscription().email == "card@example.com"


def test_falls_back_to_our_address_where_paystack_names_none(world):
    payment = paid_subscription_checkout(world, email="")
    world.settle(payment.reference)
    assert world.subscription().email == payment.email


@pytest.mark.parametrize("authorization", [None, an_authorization(reusable=False)])
def test_what_cannot_be_charged_again_is_paid_and_begins_nothing(world, authorization):
    payment = paid_subscription_checkout(world, authorization=authorization)
    settled = world.settle(payment.reference)
    assert (settled.status, settled.subscription_id) == (PaymentStatus.SUCCESS, None)
    assert (world.subscriptions.stored, world.scheduler.schedules) == ({}, {})


def test_a_mismatch_begins_nothing(world):
    payment = paid_subscription_checkout(world, requested_amount=1)
    assert world.settle(payment.reference).status is PaymentStatus.QUARANTINED
    assert (world.subscriptions.stored, world.scheduler.schedules) == ({}, {})


def test_a_checkout_finished_after_its_start_begins_with_the_next_due_date(world):
    start = NOW + DAY
    payment = world.begin(recurrence=replace(MONTHLY, start_at=start))
    world.clock.set(start + 40 * DAY)
    world.paystack.pay_checkout(payment.reference)
    world.settle(payment.reference)
    begun = world.subscription()
    assert (due(begun.schedule, 0), begun.next_index) == (start, 2)
    assert begun.next_charge_at > world.clock.now()


def test_a_schedule_that_cannot_be_made_now_does_not_hold_up_the_payment(world):
    payment = paid_subscription_checkout(world)
    world.scheduler.is_down = True
    assert world.settle(payment.reference).status is PaymentStatus.SUCCESS
    assert world.subscription().status is SubscriptionStatus.ACTIVE


class TestCrash:
    def test_after_the_subscription_was_stored_is_finished_by_the_next_one(self, world):
        payment = paid_subscription_checkout(world)
        world.subscriptions.after_next_write(crash)
        with pytest.raises(Crash):
            world.settle(payment.reference)
        begun = world.subscription()
        assert world.payment(1).status is PaymentStatus.PENDING
        assert world.payment(1).look_at is not None, "the sweep still finds it"

        world.clock.advance(DAY)
        assert world.settle(payment.reference).status is PaymentStatus.SUCCESS
        assert world.subscription() == begun
        assert world.is_scheduled()

    def test_before_anything_was_stored_changes_nothing(self, world):
        payment = paid_subscription_checkout(world)
        world.subscriptions.before_next_write(crash)
        with pytest.raises(Crash):
            world.settle(payment.reference)
        assert (world.subscriptions.stored, world.payment(1)) == ({}, payment)

    def test_before_the_payment_was_stored_is_finished_by_the_sweep(self, world):
        payment = paid_subscription_checkout(world)
        world.payments.before_next_write(crash)
        with pytest.raises(Crash):
            world.settle(payment.reference)
        world.clock.set(payment.look_at)
        assert world.sweep().payments == 1
        assert world.payment(1).status is PaymentStatus.SUCCESS

    def test_one_that_moved_on_meanwhile_is_not_set_back(self, world):
        payment = paid_subscription_checkout(world)
        world.subscriptions.after_next_write(crash)
        with pytest.raises(Crash):
            world.settle(payment.reference)
        world.clock.set(world.subscription().next_charge_at)
        world.charge()
        advanced = world.subscription()
        world.settle(payment.reference)
        assert world.subscription() == advanced
        assert advanced.next_index == 2


def test_two_at_once_begin_one_subscription(world):
    payment = paid_subscription_checkout(world)
    world.subscriptions.before_next_write(lambda: world.settle(payment.reference))
    assert world.settle(payment.reference).status is PaymentStatus.SUCCESS
    assert len(world.subscriptions.stored) == 1
    assert world.subscription().version == 0


class TestSettleACharge:
    """By webhook, of the charge that is in flight."""

    def test_ends_it_once(self, world):
        world.given()
        world.clock.set(world.subscription().next_charge_at)
        world.paystack.script("charge", Next.LOST_ANSWER)
        world.paystack.script("verify", Next.UNKNOWN)
        world.charge()
        reference = str(world.subscription().in_flight.reference)
        settled = world.settle(reference)
        assert (settled.status, settled.reference) == (PaymentStatus.SUCCESS, reference)
        assert (world.subscription().in_flight, world.subscription().next_index) == (None, 2)
        after = world.subscription()
        assert world.settle(reference) is None
        assert world.subscription() == after

    def test_is_of_one_in_flight(self, world):
        with pytest.raises(ValueError, match="in flight"):
            settle_charge(world.given(), success(), books=world.books, now=NOW)
        assert world.payments.stored == {}

    def test_that_has_not_ended_stays_in_flight(self, world):
        world.given()
        world.clock.set(world.subscription().next_charge_at)
        world.paystack.script("charge", Next.PENDING)
        world.charge()
        flight = world.subscription().in_flight
        assert world.settle(str(flight.reference)) is None
        assert world.subscription().in_flight.reference == flight.reference

    def test_of_an_earlier_period_is_left_alone(self, world):
        subscription = world.given()
        assert world.settle(f"dk.{subscription.user_id}.s1.0.1") is None
        assert world.subscription() == subscription
        assert world.paystack.calls == []

    def test_of_an_earlier_attempt_does_not_touch_the_one_in_flight(self, world):
        flying = claimed(a_subscription(attempt=2), 3, NOW)
        world.given(attempt=2, in_flight=flying.in_flight)
        before = world.subscription()
        assert world.settle(f"dk.{before.user_id}.s1.1.1") is None
        assert (world.subscription(), world.alerts.raised) == (before, [])


class TestLateMoney:
    """A charge that had failed, or was dropped, turns out taken: nobody charges its period again by themselves."""

    @pytest.fixture
    def declined(self, world):
        world.given()
        world.clock.set(world.subscription().next_charge_at)
        world.paystack.script("charge", Next.DECLINE)
        world.charge()
        reference = world.payment(2).reference
        world.paystack.finish(reference, State.TAKEN)
        return reference

    def test_freezes_the_subscription_and_is_told(self, world, declined):
        assert world.settle(declined) is None
        assert world.subscription().status is SubscriptionStatus.NEEDS_ATTENTION
        assert world.alerts.raised == [(AlertKind.PAYMENT_QUARANTINED, declined)]
        world.clock.advance(30 * DAY)
        world.charge()
        assert world.paystack.count("charge") == 1

    def test_leaves_a_later_attempt_in_flight_to_its_end(self, world, declined):
        world.clock.set(world.subscription().look_at)
        world.paystack.script("charge", Next.LOST_ANSWER)
        world.paystack.script("verify", Next.UNKNOWN)
        world.charge()
        world.settle(declined)
        assert world.subscription().in_flight.reference.attempt == 2
        world.clock.set(world.subscription().in_flight.ask_at)
        assert world.charge() == "success"
        assert world.subscription().status is SubscriptionStatus.NEEDS_ATTENTION

    def test_that_cannot_be_verified_now_is_asked_about_again(self, world, declined):
        world.paystack.script("verify", Next.UNKNOWN)
        with pytest.raises(GatewayUnavailable):
            world.settle(declined)

    def test_of_a_stopped_subscription_is_told_too(self, world, declined):
        world.stop(payment_id=2)
        world.settle(declined)
        assert world.subscription().status is SubscriptionStatus.STOPPED
        assert world.alerts.raised == [(AlertKind.PAYMENT_QUARANTINED, declined)]
