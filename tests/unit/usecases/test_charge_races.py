"""Two at the same moment: one claims, the other leaves it alone; a stop is never undone."""

import pytest

from shared.domain.charge_journal import claimed
from shared.domain.payment import MINUTE, PaymentStatus
from shared.domain.subscription import SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from tests.support.builders import USER, a_payment, at
from tests.support.fakes_paystack import Next

DUE = at("2026-02-28T09:00")
REFERENCE = f"dk.{USER}.s1.1.1"


@pytest.fixture(autouse=True)
def _due(world):
    world.given()
    world.clock.set(DUE)


def stop(world):
    world.overwrite(status=SubscriptionStatus.STOPPED, look_at=None)


def test_of_two_invocations_at_once_one_charges(world):
    world.subscriptions.before_next_write(world.charge)
    assert world.charge() is ChargeResult.LOST_RACE
    assert world.paystack.count("charge") == 1
    assert world.subscription().next_index == 2


def test_a_stop_just_before_the_claim_wins(world):
    world.subscriptions.before_next_write(lambda: stop(world))
    assert world.charge() is ChargeResult.LOST_RACE
    assert world.subscription().status is SubscriptionStatus.STOPPED
    assert world.paystack.calls == []


@pytest.mark.parametrize(
    ("told", "result", "payment"),
    [(None, ChargeResult.SUCCESS, PaymentStatus.SUCCESS), (Next.DECLINE, ChargeResult.FAILED, PaymentStatus.FAILED)],
)
def test_a_stop_just_after_the_claim_lets_that_charge_end_and_stays(world, told, result, payment):
    if told:
        world.paystack.script("charge", told)
    said = []
    world.subscriptions.after_next_write(lambda: said.append(world.stop(payment_id=2)))
    world.payments.add_payment(_first_payment(world))
    assert world.charge() is result
    after = world.subscription()
    assert (after.status, after.in_flight, after.look_at) == (SubscriptionStatus.STOPPED, None, None)
    assert world.payment(3).status is payment
    assert [str(one.in_flight.reference) for one in said] == [REFERENCE]


def _first_payment(world):
    """Some payment of the subscription for the customer to stop by: their second."""
    return a_payment(id=world.payments.new_payment_id(USER), subscription_id=1, status=PaymentStatus.SUCCESS)


def test_a_stop_while_the_end_is_unknown_stays_and_the_charge_is_still_asked_about(world):
    world.paystack.script("charge", Next.PENDING)
    world.subscriptions.after_next_write(lambda: world.overwrite(status=SubscriptionStatus.STOPPED))
    assert world.charge() is ChargeResult.UNRESOLVED
    after = world.subscription()
    assert after.status is SubscriptionStatus.STOPPED
    assert (str(after.in_flight.reference), after.look_at) == (REFERENCE, DUE + MINUTE)


def test_a_webhook_that_settles_it_first_is_not_settled_again(world):
    world.payments.after_next_write(lambda: world.settle(REFERENCE))
    assert world.charge() is ChargeResult.SUCCESS
    after = world.subscription()
    assert (after.next_index, after.version) == (2, 2)
    assert [one.status for one in world.payments.stored.values()] == [PaymentStatus.SUCCESS]


def test_one_settled_meanwhile_whose_next_charge_is_in_flight_already_is_left_alone(world):
    def settle_and_claim_the_next():
        world.settle(REFERENCE)
        world.overwrite(in_flight=claimed(world.subscription(), 9, DUE).in_flight)

    world.payments.after_next_write(settle_and_claim_the_next)
    assert world.charge() is ChargeResult.SUCCESS
    after = world.subscription()
    assert str(after.in_flight.reference) == f"dk.{USER}.s1.2.1"
    assert after.next_index == 2


def test_two_that_resume_at_once_send_it_again_once(world):
    world.paystack.script("charge", Next.NOT_SENT)
    world.charge()
    world.clock.set(world.subscription().look_at)
    world.charge()
    world.clock.set(world.subscription().look_at)
    world.subscriptions.before_next_write(world.charge)
    assert world.charge() is ChargeResult.LOST_RACE
    assert world.paystack.count("charge") == 2, "the first, never sent, and one more"
    assert len(world.paystack.taken) == 1


def test_a_stop_before_it_is_sent_again_wins(world):
    world.paystack.script("charge", Next.NOT_SENT)
    world.charge()
    world.clock.set(world.subscription().look_at)
    world.charge()
    world.clock.set(world.subscription().look_at)
    world.subscriptions.before_next_write(lambda: world.overwrite(status=SubscriptionStatus.STOPPED))
    assert world.charge() is ChargeResult.LOST_RACE
    assert world.paystack.count("charge") == 1


def test_a_stop_before_two_missed_periods_are_asked_about_wins(world):
    world.clock.set(at("2026-04-30T09:00"))
    world.subscriptions.before_next_write(lambda: stop(world))
    assert world.charge() is ChargeResult.LOST_RACE
    assert world.subscription().status is SubscriptionStatus.STOPPED


def test_a_subscription_that_vanishes_meanwhile_leaves_the_payment(world):
    world.payments.after_next_write(world.subscriptions.stored.clear)
    assert world.charge() is ChargeResult.SUCCESS
    assert world.payment(2).status is PaymentStatus.SUCCESS
