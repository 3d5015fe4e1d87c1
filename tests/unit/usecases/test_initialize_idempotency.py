"""Idempotency-Keys: a repeated request is answered as the first one was, or told to wait, never paid twice."""

from dataclasses import replace

import pytest

from shared.domain.errors import (
    Conflict,
    GatewayError,
    GatewayTimeout,
    IdempotencyKeyInFlight,
    IdempotencyKeyReused,
    InvalidInput,
)
from shared.domain.payment import DAY, PaymentStatus
from shared.usecases.initialize_payment import LEASE
from tests.support.builders import NOW, OTHER_USER
from tests.support.fakes_paystack import Next, gateway_error
from tests.support.fakes_world import MONTHLY, Crash, an_order, crash

KEYED = an_order(idempotency_key="order-7", body_hash="first body")
OTHER_BODY = an_order(idempotency_key="order-7", body_hash="other body")


def die_before_paystack_is_asked(world):
    world.payments.after_next_write(crash)
    with pytest.raises(Crash):
        world.begin(KEYED)


def test_the_same_request_gets_the_same_answer(world):
    first = world.begin(KEYED)
    assert world.begin(KEYED) == first
    assert world.paystack.count("initialize") == 1
    assert len(world.payments.stored) == 1


def test_the_answer_is_repeated_for_a_subscription_too(world):
    recurring = an_order(idempotency_key="order-7", recurrence=MONTHLY)
    assert world.begin(recurring) == world.begin(recurring)


def test_also_after_the_payment_was_made(world):
    first = world.begin(KEYED)
    world.paystack.pay_checkout(first.reference)
    world.settle(first.reference)
    again = world.begin(KEYED)
    assert (again.id, again.status, again.authorization_url) == (1, PaymentStatus.SUCCESS, first.authorization_url)


@pytest.mark.parametrize("answered", [True, False])
def test_the_same_key_with_another_body_is_refused(world, answered):
    if answered:
        world.begin(KEYED)
    else:
        die_before_paystack_is_asked(world)
    calls = list(world.paystack.calls)
    with pytest.raises(IdempotencyKeyReused):
        world.begin(OTHER_BODY)
    assert world.paystack.calls == calls


def test_keys_of_two_customers_are_two_keys(world):
    world.begin(KEYED)
    theirs = world.begin(an_order(idempotency_key="order-7", body_hash="other body", user_id=OTHER_USER))
    assert theirs.user_id == OTHER_USER


def test_two_keys_are_two_payments(world):
    world.begin(KEYED)
    assert world.begin(an_order(idempotency_key="order-8", body_hash="first body")).id == 2


def test_while_the_first_may_still_be_running_the_second_is_told_to_wait(world):
    die_before_paystack_is_asked(world)
    world.clock.advance(LEASE - 1)
    with pytest.raises(IdempotencyKeyInFlight):
        world.begin(KEYED)
    assert world.paystack.count("initialize") == 0


def test_once_the_first_is_certainly_dead_the_key_begins_anew(world):
    die_before_paystack_is_asked(world)
    world.clock.advance(LEASE)
    again = world.begin(KEYED)
    assert (again.id, again.status) == (2, PaymentStatus.PENDING)
    assert world.begin(KEYED) == again
    assert [reference for _, reference in world.paystack.calls] == [again.reference]


def test_of_two_that_take_a_dead_ones_key_one_loses(world):
    die_before_paystack_is_asked(world)
    world.clock.advance(LEASE)
    read_late = world.keys.get_key(KEYED.user_id, "order-7", world.clock.now())
    winner = world.begin(KEYED)
    world.keys.get_key = lambda *_: read_late
    with pytest.raises(IdempotencyKeyInFlight):
        world.begin(KEYED)
    assert [reference for _, reference in world.paystack.calls] == [winner.reference]


def test_of_two_first_requests_at_once_one_is_told_to_wait(world):
    winner = world.begin(KEYED)
    world.keys.get_key = lambda *_: None
    with pytest.raises(IdempotencyKeyInFlight):
        world.begin(KEYED)
    assert [reference for _, reference in world.paystack.calls] == [winner.reference]


@pytest.mark.parametrize("told", [Next.DECLINE, Next.NOT_SENT, Next.LOST_ANSWER])
def test_after_a_failure_the_same_key_begins_anew_at_once(world, told):
    world.paystack.script("initialize", told)
    with pytest.raises(gateway_error(told)):
        world.begin(KEYED)
    again = world.begin(KEYED)
    assert (again.id, again.status) == (2, PaymentStatus.PENDING)
    assert again.authorization_url


def test_after_a_failure_another_body_is_still_refused(world):
    world.paystack.script("initialize", Next.DECLINE)
    with pytest.raises(GatewayError):
        world.begin(KEYED)
    with pytest.raises(IdempotencyKeyReused):
        world.begin(OTHER_BODY)


def test_a_checkout_opened_by_a_lost_answer_can_never_be_paid_through_us(world):
    world.paystack.script("initialize", Next.LOST_ANSWER)
    with pytest.raises(GatewayTimeout):
        world.begin(KEYED)
    world.begin(KEYED)
    assert world.payment(1).authorization_url == ""
    assert world.payment(2).authorization_url


@pytest.mark.parametrize(("age", "payments"), [(7 * DAY, 1), (7 * DAY + 1, 2)])
def test_a_key_is_forgotten_after_seven_days(world, age, payments):
    world.begin(KEYED)
    world.clock.set(NOW + age)
    world.begin(KEYED)
    assert len(world.payments.stored) == payments


class TestStartInThePast:
    SOON = replace(MONTHLY, start_at=NOW + 60)

    def test_a_repeated_request_is_answered_even_once_its_start_has_passed(self, world):
        order = an_order(idempotency_key="order-7", body_hash="first body", recurrence=self.SOON)
        first = world.begin(order)
        world.clock.advance(61)
        assert world.begin(order) == first

    def test_a_first_request_leaves_nothing_behind(self, world):
        world.clock.advance(61)
        with pytest.raises(InvalidInput):
            world.begin(an_order(idempotency_key="order-7", body_hash="first body", recurrence=self.SOON))
        assert (world.payments.stored, world.keys.stored) == ({}, {})
        assert world.begin(OTHER_BODY).id == 1

    def test_a_failure_whose_key_was_taken_up_meanwhile_is_still_told(self, world):
        world.paystack.script("initialize", Next.NOT_SENT)
        world.keys.replace_key = _refuse
        with pytest.raises(GatewayError):
            world.begin(KEYED)


def _refuse(*_):
    raise Conflict
