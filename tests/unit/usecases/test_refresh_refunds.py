"""Refunds are followed in Paystack's list: what was not heard of, what was not asked for, and what comes late."""

from dataclasses import replace

import pytest

from shared.domain.alert import AlertKind
from shared.domain.errors import (
    GatewayUnavailable,
    PaymentNotFound,
)
from shared.domain.money_back import refundable
from shared.domain.payment import DAY, HOUR, MINUTE, PaymentStatus
from shared.domain.refund import LOST_AFTER, RefundStatus
from shared.domain.refund_record import RefundState
from tests.support.builders import OTHER_USER, USER
from tests.support.fakes_paystack import Next
from tests.support.fakes_world import Crash, crash

S, P = RefundStatus, PaymentStatus
REFERENCE = f"dk.{USER}.p1"


@pytest.fixture(autouse=True)
def _paid(world):
    """A customer has paid 5,000.00 NGN."""
    world.begin()
    world.paystack.pay_checkout(REFERENCE)
    world.settle(REFERENCE)


def statuses(world):
    return [one.status for one in world.payment().refunds]


def sent(world):
    """What Paystack gave back or is about to, in subunits."""
    return [one.amount for one in world.paystack.live_refunds(REFERENCE)]


def look(world):
    """The sweep runs when the payment is next to be looked at."""
    world.clock.set(max(world.payment().look_at, world.clock.now()))
    return world.sweep()


class TestUnknown:
    def test_it_is_found_in_the_list_by_its_name_and_never_sent_again(self, world):
        world.paystack.script("refund", Next.LOST_ANSWER)
        assert world.refund(amount=150_000).status is S.REQUESTED
        world.paystack.refund(REFERENCE, replace(world.payment().money, subunits=150_000), "by hand")
        look(world)
        assert [(one.status, one.note) for one in world.payment().refunds] == [
            (S.PENDING, f"{REFERENCE}.r1"),
            (S.PENDING, ""),
        ]
        assert world.paystack.count("refund") == 2

    def test_what_never_arrived_holds_its_amount_until_it_cannot_arrive_any_more(self, world):
        world.payments.after_next_write(crash)
        with pytest.raises(Crash):
            world.refund(amount=150_000)
        looks, began = [], world.clock.now()
        while world.payment().look_at is not None:
            assert refundable(world.payment()) == 350_000
            look(world)
            looks.append(world.clock.now() - began)
        assert looks == [5 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, DAY]
        assert (statuses(world), world.payment().refunds[0].failure_code) == ([S.FAILED], "lost")
        assert (world.payment().status, refundable(world.payment())) == (P.SUCCESS, 500_000)
        assert world.alerts.raised == [(AlertKind.REFUND_NEEDS_ATTENTION, REFERENCE)] * 3
        assert world.paystack.count("refund") == 0

    def test_what_arrives_after_all_counts_even_beyond_what_was_left(self, world):
        world.payments.after_next_write(crash)
        with pytest.raises(Crash):
            world.refund()
        late = world.payment().refunds[0]
        world.clock.advance(LOST_AFTER)
        world.refresh_refunds(REFERENCE)
        world.paystack.refund(REFERENCE, replace(world.payment().money, subunits=late.amount), late.note)
        world.refresh_refunds(REFERENCE)
        assert (statuses(world), refundable(world.payment())) == ([S.PENDING], 0)

    def test_paystack_that_does_not_tell_is_asked_again_in_minutes(self, world):
        world.refund()
        world.paystack.script("fetch_refunds_of", Next.UNKNOWN)
        assert look(world).payments == 1
        assert world.payment().look_at == world.clock.now() + 5 * MINUTE
        world.paystack.script("fetch_refunds_of", Next.UNKNOWN)
        with pytest.raises(GatewayUnavailable):
            world.refresh_refunds(REFERENCE)

    def test_one_that_waits_for_an_account_is_a_person_s_once(self, world):
        world.refund()
        world.paystack.end_refunds(REFERENCE, RefundState.NEEDS_ATTENTION)
        for _ in range(3):
            look(world)
        assert (world.payment().status, statuses(world)) == (P.REFUND_PENDING, [S.NEEDS_ATTENTION])
        assert world.alerts.raised == [(AlertKind.REFUND_NEEDS_ATTENTION, REFERENCE)]


class TestRefresh:
    def test_a_charge_of_a_subscription_is_found_and_refunded_likewise(self, world):
        subscription = world.given()
        world.clock.set(subscription.next_charge_at)
        world.charge()
        payment_id = max(number for _, number in world.payments.stored)
        for number in range(120):  # one of many
            later = {"id": world.payments.new_payment_id(USER), "reference": f"dk.{USER}.s1.{number + 2}.1"}
            world.payments.add_payment(replace(world.payment(), subscription_id=1, **later))
        charge = world.payment(payment_id)
        assert charge.reference == f"dk.{USER}.s1.1.1"
        world.refund(payment_id, 150_000)
        world.paystack.end_refunds(charge.reference)
        assert world.refresh_refunds(charge.reference).status is P.PARTIALLY_REFUNDED
        world.refund(payment_id)
        world.paystack.end_refunds(charge.reference)
        world.clock.advance(DAY)
        world.sweep()
        assert world.payment(payment_id).status is P.REFUNDED

    def test_one_that_is_heard_of_before_its_payment_settles_that_first(self, world):
        second = world.begin()
        world.paystack.pay_checkout(second.reference)
        world.paystack.refund(second.reference)
        assert world.refresh_refunds(second.reference).status is P.REFUND_PENDING

    def test_a_charge_in_flight_that_cannot_be_verified_is_told_of_again(self, world):
        subscription = world.given()
        world.clock.set(subscription.next_charge_at)
        world.paystack.script("charge", Next.LOST_ANSWER)
        world.paystack.script("verify", Next.UNKNOWN, Next.UNKNOWN)
        world.charge()
        with pytest.raises(GatewayUnavailable):
            world.refresh_refunds(f"dk.{USER}.s1.1.1")
        assert world.refresh_refunds(f"dk.{USER}.s1.1.1").status is P.SUCCESS

    def test_a_checkout_that_cannot_be_verified_too(self, world):
        second = world.begin()
        world.paystack.script("verify", Next.UNKNOWN)
        with pytest.raises(GatewayUnavailable):
            world.refresh_refunds(second.reference)

    def test_a_charge_that_our_books_do_not_count_is_none(self, world):
        world.given(next_index=3)
        other = replace(world.payment(), id=2, subscription_id=1, reference=f"dk.{USER}.s1.2.1")
        world.payments.add_payment(other)
        assert world.refresh_refunds(f"dk.{USER}.s1.1.1") is None

    @pytest.mark.parametrize("reference", ["T123", f"dk.{USER}.p9", f"dk.{OTHER_USER}.p1", f"dk.{USER}.s1.1.1"])
    def test_a_reference_that_is_not_ours_is_not_found(self, world, reference):
        with pytest.raises(PaymentNotFound):
            world.refresh_refunds(reference)

    def test_a_payment_that_a_person_looks_at_is_left_to_them(self, world):
        second = world.begin()
        world.paystack.pay_checkout(second.reference, requested_amount=1)
        assert world.refresh_refunds(second.reference).status is P.QUARANTINED
        assert world.paystack.count("fetch_refunds_of") == 0

    def test_a_payment_from_before_paystack_s_number_was_kept_is_verified_once(self, world):
        world.payments.stored[USER, 1] = replace(world.payment(), transaction_id=None)
        world.paystack.script("verify", Next.UNKNOWN)
        with pytest.raises(GatewayUnavailable):
            world.refresh_refunds(REFERENCE)
        world.paystack.refund(REFERENCE)
        verified = world.paystack.count("verify")
        for _ in range(2):
            world.refresh_refunds(REFERENCE)
        assert world.paystack.count("verify") == verified + 1
        assert world.payment().transaction_id == world.paystack.id_of(REFERENCE)

    def test_of_two_at_once_the_newer_news_stays(self, world):
        world.refund()
        world.paystack.end_refunds(REFERENCE, RefundState.PROCESSING)

        def other_is_faster():
            world.paystack.end_refunds(REFERENCE)
            world.refresh_refunds(REFERENCE)

        world.payments.before_next_write(other_is_faster)
        assert world.refresh_refunds(REFERENCE).status is P.REFUNDED
        assert statuses(world) == [S.PROCESSED]

    def test_whoever_cannot_put_it_off_leaves_it_to_who_was_faster(self, world):
        world.refund()
        world.clock.advance(DAY)
        world.paystack.script("fetch_refunds_of", Next.UNKNOWN)
        world.payments.before_next_write(lambda: world.refresh_refunds(REFERENCE))
        world.sweep()
        assert statuses(world) == [S.PENDING]
