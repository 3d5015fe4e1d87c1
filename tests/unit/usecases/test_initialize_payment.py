"""Beginning a payment: stored before Paystack is called, and never said to be anything but pending."""

from dataclasses import replace

import pytest

from shared.domain.billing_calendar import Interval
from shared.domain.errors import GatewayRefused, GatewayTimeout, GatewayUnavailable, InvalidInput
from shared.domain.money import Money
from shared.domain.payment import DAY, PaymentStatus
from shared.domain.terms import Terms
from shared.domain.transaction import CheckoutRequest
from shared.usecases.initialize_payment import FURTHEST_START
from tests.support.builders import EMAIL, NOW, OTHER_USER, USER, at
from tests.support.fakes_paystack import Next
from tests.support.fakes_world import CALLBACK_URL, MONTHLY, Crash, crash


def test_returns_a_pending_payment_and_where_to_pay_it(world):
    payment = world.begin(metadata='{"cart":7}')
    assert payment == world.payment(1)
    assert payment.status is PaymentStatus.PENDING
    assert payment.reference == f"dk.{USER}.p1"
    assert payment.authorization_url == f"https://checkout.paystack.com/dk.{USER}.p1"
    assert payment.access_code
    assert (payment.metadata, payment.terms, payment.subscription_id) == ('{"cart":7}', None, None)
    assert world.paystack.taken == []


def test_sends_paystack_what_was_ordered(world):
    world.begin(money=Money(2_000, "GHS"), channels=("card", "bank"), metadata='{"cart":7}')
    assert world.paystack.requests == [
        CheckoutRequest(
            reference=f"dk.{USER}.p1",
            money=Money(2_000, "GHS"),
            email=EMAIL,
            callback_url=CALLBACK_URL,
            channels=("card", "bank"),
            metadata='{"cart":7}',
            is_recurring=False,
        )
    ]


def test_keeps_the_schedule_a_customer_agrees_to(world):
    world.begin()
    payment = world.begin(recurrence=Terms(Interval.WEEKLY, 2, "Europe/London", NOW + DAY))
    assert payment.terms == Terms(Interval.WEEKLY, 2, "Europe/London", NOW + DAY)
    assert (payment.id, payment.subscription_id) == (2, 1)
    assert world.paystack.requests[1].is_recurring
    assert world.subscriptions.stored == {}, "nothing is begun before it is paid"


def test_ids_count_up_for_each_user_apart(world):
    ids = [world.begin(user_id=user).id for user in (USER, USER, OTHER_USER, USER)]
    assert ids == [1, 2, 1, 3]


def test_two_requests_without_a_key_are_two_payments(world):
    assert world.begin().reference != world.begin().reference


@pytest.mark.parametrize("start_at", [NOW - DAY, NOW])
def test_a_start_in_the_past_is_refused_before_anything_is_stored(world, start_at):
    with pytest.raises(InvalidInput) as refused:
        world.begin(recurrence=replace(MONTHLY, start_at=start_at))
    assert refused.value.fields == {"schedule": {"start_at": ["Ensure this time is in the future."]}}
    assert (world.payments.stored, world.paystack.calls) == ({}, [])


def test_a_start_more_than_two_years_ahead_is_refused(world):
    with pytest.raises(InvalidInput) as refused:
        world.begin(recurrence=replace(MONTHLY, start_at=NOW + FURTHEST_START + 1))
    assert refused.value.fields == {"schedule": {"start_at": ["Ensure this time is less than two years ahead."]}}


@pytest.mark.parametrize("start_at", [NOW + 1, NOW + FURTHEST_START])
def test_any_start_in_between_is_taken(world, start_at):
    assert world.begin(recurrence=replace(MONTHLY, start_at=start_at)).terms.start_at == start_at


@pytest.mark.parametrize(
    "terms",
    [
        {"end_at": NOW},
        {"end_at": at("2026-02-28T08:59:59")},
        {"start_at": NOW + DAY, "end_at": NOW + DAY},
        {"start_at": NOW + DAY, "end_at": NOW + DAY - 1},
        {"charge_time": "18:00", "end_at": at("2026-02-28T09:00")},
    ],
)
def test_an_end_before_the_first_charge_is_refused_before_anything_is_stored(world, terms):
    with pytest.raises(InvalidInput) as refused:
        world.begin(recurrence=replace(MONTHLY, **terms))
    assert refused.value.fields == {"schedule": {"end_at": ["No charge would fall before this date."]}}
    assert (world.payments.stored, world.paystack.calls) == ({}, [])


@pytest.mark.parametrize(
    "terms",
    [{"end_at": at("2026-02-28T09:00")}, {"start_at": NOW + DAY, "end_at": NOW + DAY + 1}, {"charges": 1}],
)
def test_an_end_with_one_charge_before_it_is_kept(world, terms):
    assert world.begin(recurrence=replace(MONTHLY, **terms)).terms == replace(MONTHLY, **terms)


@pytest.mark.parametrize(
    ("told", "error", "code"),
    [(Next.DECLINE, GatewayRefused, "gateway_refused"), (Next.NOT_SENT, GatewayUnavailable, "gateway_unavailable")],
)
def test_a_checkout_that_was_not_opened_is_a_failed_payment_with_the_reason(world, told, error, code):
    world.paystack.script("initialize", told)
    with pytest.raises(error):
        world.begin()
    stored = world.payment(1)
    assert (stored.status, stored.failure_code, stored.look_at) == (PaymentStatus.FAILED, code, None)
    assert stored.failure_text
    assert stored.authorization_url == ""


def test_after_a_timeout_the_payment_is_still_pending_and_will_be_looked_at(world):
    world.paystack.script("initialize", Next.LOST_ANSWER)
    with pytest.raises(GatewayTimeout):
        world.begin()
    stored = world.payment(1)
    assert (stored.status, stored.authorization_url) == (PaymentStatus.PENDING, "")
    assert stored.look_at == NOW + 900


def test_the_payment_is_stored_before_paystack_is_asked(world):
    world.payments.after_next_write(crash)
    with pytest.raises(Crash):
        world.begin()
    assert world.payment(1).status is PaymentStatus.PENDING
    assert world.paystack.calls == []
