"""Settling a checkout: only Paystack's verify makes it paid, once, and only for what was agreed."""

import pytest

from shared.domain.alert import AlertKind
from shared.domain.errors import Conflict, PaymentNotFound
from shared.domain.money import Money
from shared.domain.payment import DAY, PaymentStatus
from tests.support.builders import NOW, OTHER_USER, USER, a_payment, read_again
from tests.support.fakes_paystack import Next, State


def test_a_paid_checkout_becomes_paid(world):
    payment = world.begin()
    world.clock.advance(60)
    world.paystack.pay_checkout(payment.reference)
    settled = world.settle(payment.reference)
    assert settled == world.payment(1)
    assert (settled.status, settled.paid_at, settled.look_at) == (PaymentStatus.SUCCESS, NOW + 60, None)
    assert (settled.channel, settled.card_brand, settled.card_last4) == ("card", "visa", "1381")
    assert world.subscriptions.stored == {}


def test_one_that_nobody_paid_stays_as_it_is(world):
    payment = world.begin()
    assert world.settle(payment.reference) == payment
    assert world.payment(1).version == payment.version


def test_it_is_settled_once_however_often_it_is_asked(world):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference)
    first = world.settle(payment.reference)
    assert world.settle(payment.reference) == first
    assert world.paystack.count("verify") == 1
    assert world.payment(1).version == first.version


@pytest.mark.parametrize(
    "over",
    [
        {"money": Money(499_999, "NGN"), "requested_amount": 499_999},
        {"money": Money(500_000, "GHS")},
        {"requested_amount": 1},
    ],
    ids=["amount", "currency", "requested amount"],
)
def test_a_payment_of_something_else_is_quarantined_and_begins_nothing(world, over):
    payment = world.begin(recurrence=None)
    world.paystack.pay_checkout(payment.reference, **over)
    assert world.settle(payment.reference).status is PaymentStatus.QUARANTINED
    assert world.payment(1).paid_at is None
    assert world.settle(payment.reference).status is PaymentStatus.QUARANTINED, "for ever"
    assert world.alerts.raised == [(AlertKind.PAYMENT_QUARANTINED, payment.reference)]


def test_an_answer_about_another_reference_is_quarantined(world):
    mine, other = world.begin(), world.begin()
    world.paystack.pay_checkout(other.reference)
    world.paystack.ledger[mine.reference] = world.paystack.ledger[other.reference]
    assert world.settle(mine.reference).status is PaymentStatus.QUARANTINED


def test_a_refused_one_has_failed_and_can_still_be_paid(world):
    payment = world.begin()
    world.paystack.finish(payment.reference, State.DECLINED)
    failed = world.settle(payment.reference)
    assert (failed.status, failed.failure_code) == (PaymentStatus.FAILED, "insufficient_funds")
    world.paystack.pay_checkout(payment.reference)
    assert world.settle(payment.reference).status is PaymentStatus.SUCCESS


def test_no_answer_is_no_failure(world):
    payment = world.begin()
    world.paystack.script("verify", Next.UNKNOWN)
    assert world.settle(payment.reference) == payment


def test_one_unpaid_for_two_days_is_given_up_and_money_that_comes_later_still_counts(world):
    payment = world.begin()
    world.clock.set(NOW + 2 * DAY)
    assert world.settle(payment.reference).status is PaymentStatus.ABANDONED
    world.paystack.pay_checkout(payment.reference)
    assert world.settle(payment.reference).status is PaymentStatus.SUCCESS


@pytest.mark.parametrize(
    "reference",
    ["", "T123", f"dk.{USER}.p2", f"dk.{OTHER_USER}.p1", f"dk.{USER}.s1.1.1", "dk.short.p1"],
)
def test_a_reference_that_is_not_ours_is_not_found_and_never_asked_about(world, reference):
    world.begin()
    calls = list(world.paystack.calls)
    with pytest.raises(PaymentNotFound):
        world.settle(reference)
    assert world.paystack.calls == calls


def test_a_charges_payment_is_not_settled_by_a_checkouts_reference(world):
    world.payments.add_payment(a_payment(reference=f"dk.{USER}.s1.1.1", subscription_id=1))
    with pytest.raises(PaymentNotFound):
        world.settle(f"dk.{USER}.p1")


def test_whoever_comes_second_gets_what_the_first_stored(world):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference)
    world.payments.before_next_write(lambda: world.settle(payment.reference))
    settled = world.settle(payment.reference)
    assert settled == world.payment(1) == read_again(payment, **_paid(settled))


def _paid(settled):
    names = ("status", "paid_at", "channel", "card_brand", "card_last4", "look_at", "transaction_id")
    return {name: getattr(settled, name) for name in names}


def test_a_payment_that_vanishes_meanwhile_is_an_error(world):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference)
    world.payments.before_next_write(world.payments.stored.clear)
    with pytest.raises(Conflict, match="changed by somebody else"):
        world.settle(payment.reference)
