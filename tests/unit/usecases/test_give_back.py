"""A card check is given back once, whatever is lost, dies or is refused on the way."""

import pytest

from shared.domain.alert import AlertKind
from shared.domain.errors import PaymentNotFound
from shared.domain.payment import DAY, HOUR, MINUTE, PaymentStatus
from shared.domain.refund import RefundStatus
from shared.domain.refund_record import RefundState
from shared.domain.webhook import WebhookResult
from tests.support.builders import USER
from tests.support.fakes_paystack import OTHER_CARD, Decline, Next
from tests.support.fakes_world import Crash, crash
from tests.support.fakes_world_webhooks import an_event

SUCCESS, PENDING, REFUNDED = PaymentStatus.SUCCESS, PaymentStatus.REFUND_PENDING, PaymentStatus.REFUNDED
REFERENCE = f"dk.{USER}.p2"


@pytest.fixture(autouse=True)
def _paid(world):
    """The customer has paid a card check."""
    world.given()
    payment = world.begin_card()
    assert payment.reference == REFERENCE
    world.paystack.pay_checkout(REFERENCE, authorization=OTHER_CARD)


def check(world):
    return world.payment(2)


def look(world):
    """The sweep runs when the payment is next to be looked at."""
    world.clock.set(max(check(world).look_at, world.clock.now()))
    world.sweep()
    return check(world).status


def test_is_asked_for_at_once_noted_first_and_looked_at_in_a_day(world):
    world.settle(REFERENCE)
    assert world.paystack.refunded == [REFERENCE]
    assert (check(world).status, len(check(world).refunds)) == (PENDING, 1)
    assert check(world).look_at == world.clock.now() + DAY


def test_arrived_it_is_over(world):
    world.settle(REFERENCE)
    world.paystack.end_refunds(REFERENCE)
    assert look(world) is REFUNDED
    assert check(world).is_final
    assert world.paystack.count("refund") == 1


def test_on_its_way_it_is_looked_at_daily_for_as_long_as_it_takes(world):
    world.settle(REFERENCE)
    for _ in range(20):
        began = world.clock.now()
        assert look(world) is PENDING
        assert world.clock.now() == began + DAY
    assert world.paystack.count("refund") == 1


def test_meanwhile_nobody_asks_paystack(world):
    world.settle(REFERENCE)
    calls = len(world.paystack.calls)
    world.clock.advance(DAY - 1)
    assert world.settle(REFERENCE).status is PENDING
    assert len(world.paystack.calls) == calls


@pytest.mark.parametrize(("told", "status", "asked"), [(Next.LOST_ANSWER, PENDING, 1), (Next.NOT_SENT, SUCCESS, 2)])
def test_without_an_answer_it_is_asked_about_and_asked_for_again_only_where_it_must_be(world, told, status, asked):
    world.paystack.script("refund", told)
    world.settle(REFERENCE)
    assert (check(world).status, check(world).look_at) == (status, world.clock.now() + 5 * MINUTE)
    assert look(world) is PENDING
    assert world.paystack.count("refund") == asked
    assert world.paystack.refunded == [REFERENCE]
    assert world.alerts.raised == []


def test_that_paystack_cannot_be_asked_about_waits(world):
    world.settle(REFERENCE)
    world.clock.advance(DAY)
    world.paystack.script("fetch_refunds_of", Next.UNKNOWN)
    assert world.settle(REFERENCE).status is PENDING
    assert check(world).look_at == world.clock.now() + 5 * MINUTE
    assert world.paystack.count("refund") == 1


def test_that_was_given_back_by_a_person_is_over(world):
    world.paystack.script("refund", Next.NOT_SENT)
    world.settle(REFERENCE)
    world.paystack.refund(REFERENCE)
    world.paystack.end_refunds(REFERENCE)
    assert look(world) is REFUNDED


def test_given_back_by_somebody_else_at_that_moment_paystack_s_list_tells(world):
    world.payments.after_next_write(lambda: world.payments.after_next_write(lambda: world.paystack.refund(REFERENCE)))
    world.settle(REFERENCE)
    assert look(world) is PENDING
    world.paystack.end_refunds(REFERENCE)
    assert look(world) is REFUNDED
    assert world.paystack.refunded == [REFERENCE]
    assert [one.status for one in check(world).refunds] == [RefundStatus.FAILED, RefundStatus.PROCESSED]
    assert world.alerts.raised == []


class TestRefused:
    def test_a_person_is_told_and_it_stays_paid(self, world):
        world.paystack.script("refund", Decline("insufficient_balance"))
        assert world.settle(REFERENCE).status is SUCCESS
        assert look(world) is SUCCESS
        assert check(world).is_final
        assert world.paystack.count("refund") == 1
        assert world.alerts.raised == [(AlertKind.REFUND_NEEDS_ATTENTION, REFERENCE)]

    def test_after_five_that_came_to_nothing_too(self, world):
        world.paystack.script("refund", *[Next.NOT_SENT] * 5)
        world.settle(REFERENCE)
        for _ in range(5):
            assert look(world) is SUCCESS
        assert check(world).is_final
        assert world.paystack.count("refund") == 5
        assert world.alerts.raised == [(AlertKind.REFUND_NEEDS_ATTENTION, REFERENCE)]

    def test_that_failed_days_later_is_asked_for_again(self, world):
        world.settle(REFERENCE)
        world.paystack.end_refunds(REFERENCE, RefundState.FAILED)
        assert look(world) is PENDING
        assert (world.paystack.refunded, len(check(world).refunds)) == ([REFERENCE], 2)
        assert world.alerts.raised == []


class TestCrash:
    @pytest.mark.parametrize("writes", [0, 1, 2])
    @pytest.mark.parametrize("moment", ["before_next_write", "after_next_write"])
    def test_at_every_write_it_is_given_back_once(self, world, writes, moment):
        plan = getattr(world.payments, moment)

        def die_later(left):
            if left == 0:
                plan(crash)
            else:
                world.payments.after_next_write(lambda: die_later(left - 1))

        die_later(writes)
        with pytest.raises(Crash):
            world.settle(REFERENCE)
        for _ in range(8):
            look(world)
        assert world.paystack.refunded == [REFERENCE]
        assert check(world).status is PENDING

    def test_between_the_note_and_the_call_it_is_called_once_it_cannot_arrive_any_more(self, world):
        world.payments.after_next_write(lambda: world.payments.after_next_write(crash))
        with pytest.raises(Crash):
            world.settle(REFERENCE)
        assert (check(world).status, len(check(world).refunds)) == (PENDING, 1)
        looks = []
        began = world.clock.now()
        while world.paystack.count("refund") == 0:
            assert look(world) is PENDING
            looks.append(world.clock.now() - began)
        assert looks == [5 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, DAY]
        assert [one.failure_code for one in check(world).refunds] == ["lost", ""]
        assert world.alerts.raised == [(AlertKind.REFUND_NEEDS_ATTENTION, REFERENCE)] * 2, "after two hours, and six"


def test_two_at_once_ask_for_it_once(world):
    world.payments.after_next_write(lambda: world.payments.before_next_write(lambda: world.settle(REFERENCE)))
    world.settle(REFERENCE)
    assert world.paystack.count("refund") == 1
    assert check(world).status is PENDING


def test_one_whose_payment_vanished_meanwhile_is_not_asked_for(world):
    world.payments.after_next_write(lambda: world.payments.before_next_write(world.payments.stored.clear))
    with pytest.raises(PaymentNotFound):
        world.settle(REFERENCE)
    assert world.paystack.count("refund") == 0


def test_its_webhook_is_answered_once_the_card_is_taken(world):
    """The refund takes days; Paystack need not tell of the payment again."""
    for delivery in (1, 2):
        body = an_event("charge.success", reference=REFERENCE, delivery=delivery)
        assert world.deliver(body) == [WebhookResult.SETTLED]
    assert check(world).status is PENDING
