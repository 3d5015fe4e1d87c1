"""A reconciliation in its steps: pages, limits, outages, and what it leaves to people."""

import pytest

from shared.domain.alert import AlertKind
from shared.domain.difference import DifferenceKind, Done
from shared.domain.money import Money
from shared.domain.payment import DAY, HOUR, PaymentStatus
from shared.domain.reconciliation import MOST_FAILURES, RunStatus
from tests.support.builders import USER
from tests.support.fakes_paystack import Next
from tests.support.fakes_world import EMAIL, PRICE, World
from tests.support.reconciled import compared, paid, the_difference, told


@pytest.fixture
def world() -> World:
    return World()


def test_more_than_a_page_is_compared_in_full(world: World):
    world.paystack.page_size = 3
    for number in range(10):
        world.paystack.plant(f"till-{number}", Money(100, "NGN"), EMAIL)

    run = compared(world)

    assert run.counts.transactions == 10
    assert run.counts.differences == {"orphan": 10}


def test_one_call_asks_no_more_than_the_rate_limit_allows_and_the_next_goes_on(world: World):
    world.paystack.page_size = 1
    for number in range(400):
        world.paystack.plant(f"till-{number}", Money(100, "NGN"), EMAIL)
    world.clock.advance(1)
    run = world.start_reconciliation(world.clock.now() - HOUR, world.clock.now())

    world.reconcile()

    assert 100 <= len(world.paystack.calls) <= 200
    assert world.reconciliations.runs[run.id].is_under_way
    assert world.finish_reconciliation(run).counts.differences == {"orphan": 400}


def test_while_paystack_does_not_answer_the_run_waits_longer_each_time(world: World):
    world.clock.advance(1)
    run = world.start_reconciliation(world.clock.now() - HOUR, world.clock.now())
    world.paystack.script("fetch_transactions", *[Next.UNKNOWN] * 3)
    waits = []
    for _ in range(3):
        world.reconcile()
        waits.append(world.reconciliations.runs[run.id].busy_until - world.clock.now())
        world.reconcile()
        world.clock.advance(waits[-1])

    assert waits == [60, 120, 240]
    assert world.paystack.count("fetch_transactions") == 3
    assert world.finish_reconciliation(run).failures == 0


def test_a_run_that_paystack_never_answers_is_given_up_and_told(world: World):
    world.clock.advance(1)
    run = world.start_reconciliation(world.clock.now() - HOUR, world.clock.now())
    world.paystack.script("fetch_transactions", *[Next.UNKNOWN] * MOST_FAILURES)

    began, given_up = world.clock.now(), world.finish_reconciliation(run)

    assert given_up.status is RunStatus.FAILED
    assert given_up.ended_at - began > DAY - HOUR
    assert world.alerts.raised == [(AlertKind.RECONCILIATION_FAILED, run.id)]


def test_what_somebody_quarantined_before_is_recorded_and_not_told_again(world: World):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference, money=Money(100, "NGN"), requested_amount=100)
    world.settle(payment.reference)

    difference = the_difference(world, compared(world))

    assert (difference.kind, difference.done) == (DifferenceKind.AMOUNT, Done.NOTHING)
    assert told(world) == []


def test_a_charge_of_our_form_that_no_subscription_has_an_attempt_for_holds_it(world: World):
    subscription = world.given()
    world.paystack.plant(f"dk.{USER}.s{subscription.id}.0.9", PRICE, EMAIL)

    run = compared(world)

    assert [one.kind for one in world.found(run)] == [DifferenceKind.ORPHAN]
    assert len(told(world)) == 1


def test_while_verify_says_nothing_the_step_is_made_again_later(world: World):
    payment = paid(world, is_heard_of=False)
    world.clock.advance(1)
    run = world.start_reconciliation(world.clock.now() - HOUR, world.clock.now())
    world.paystack.script("verify", *[Next.UNKNOWN] * 3)

    run = world.finish_reconciliation(run)

    assert world.payments.get_payment(USER, payment.id).status is PaymentStatus.SUCCESS
    assert the_difference(world, run).done is Done.SETTLED
