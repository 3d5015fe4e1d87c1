"""What a reconciliation finds, and does about it, on every fake joined."""

from dataclasses import replace

import pytest

from shared.domain.difference import DifferenceKind, DifferenceStatus, Done
from shared.domain.money import Money
from shared.domain.payment import HOUR, PaymentStatus
from shared.domain.reconciliation import RunStatus
from shared.domain.refund_record import RefundState
from shared.domain.subscription import Attention
from tests.support.builders import USER
from tests.support.fakes_paystack import Next, State
from tests.support.fakes_world import PRICE, World
from tests.support.reconciled import TILL, compared, paid, the_difference, told


@pytest.fixture
def world() -> World:
    return World()


def test_books_that_agree_have_no_difference_and_their_sums(world: World):
    paid(world)
    paid(world)
    world.begin()

    run = compared(world)

    assert run.status is RunStatus.FINISHED
    assert world.found(run) == []
    assert (run.counts.transactions, run.counts.taken) == (3, {"NGN": 2 * PRICE.subunits})
    assert run.counts.fees == {"NGN": 1_800}
    assert run.counts.pending == 1
    assert world.alerts.raised == []


def test_a_planted_orphan_is_recorded_without_its_person_and_told_once(world: World):
    world.paystack.plant(TILL, Money(700_000, "NGN"), "ama@example.com")

    run = compared(world)
    difference = the_difference(world, run)

    assert (difference.kind, difference.done, difference.status) == (
        DifferenceKind.ORPHAN,
        Done.NOTHING,
        DifferenceStatus.OPEN,
    )
    assert (difference.theirs.amount, difference.theirs.currency) == (700_000, "NGN")
    assert "ama@example.com" not in repr(difference)
    assert told(world) == [difference.id]
    assert run.counts.differences == {"orphan": 1}
    assert run.counts.new_differences == 1


def test_what_an_earlier_run_found_is_counted_and_not_told_again(world: World):
    world.paystack.plant(TILL, Money(700_000, "NGN"), "ama@example.com")
    first = compared(world)

    second = compared(world)

    assert second.id != first.id
    assert second.counts.differences == {"orphan": 1}
    assert second.counts.new_differences == 0
    assert the_difference(world, second).run_id == first.id
    assert len(told(world)) == 1


def test_a_missed_webhook_is_settled_and_nobody_need_look(world: World):
    payment = paid(world, is_heard_of=False)

    difference = the_difference(world, compared(world))

    assert world.payments.get_payment(USER, payment.id).status is PaymentStatus.SUCCESS
    assert (difference.kind, difference.done) == (DifferenceKind.MISSED, Done.SETTLED)
    assert difference.status is DifferenceStatus.RESOLVED
    assert world.alerts.raised == []


def test_a_missed_webhook_of_a_checkout_given_up_is_settled(world: World):
    payment = world.begin()
    world.payments.stored[USER, payment.id] = replace(payment, status=PaymentStatus.ABANDONED, look_at=None)
    world.paystack.pay_checkout(payment.reference)

    difference = the_difference(world, compared(world))

    assert world.payments.get_payment(USER, payment.id).status is PaymentStatus.SUCCESS
    assert (difference.kind, difference.done) == (DifferenceKind.MISSED, Done.SETTLED)


def test_a_checkout_begun_before_the_window_is_asked_about(world: World):
    payment = world.begin()
    world.clock.advance(5 * HOUR)
    world.paystack.pay_checkout(payment.reference)

    run = compared(world)

    assert world.payments.get_payment(USER, payment.id).status is PaymentStatus.SUCCESS
    assert run.counts.transactions == 0
    assert run.counts.pending == 1
    assert the_difference(world, run).kind is DifferenceKind.MISSED


@pytest.mark.parametrize(
    ("over", "kind"),
    [
        ({"money": Money(PRICE.subunits - 1, "NGN"), "requested_amount": None}, DifferenceKind.AMOUNT),
        ({"money": Money(PRICE.subunits, "GHS")}, DifferenceKind.CURRENCY),
        ({"fees": 901}, DifferenceKind.FEES),
    ],
)
def test_a_wrong_figure_of_what_is_settled_is_recorded_and_told_once(world: World, over, kind):
    payment = paid(world)
    world.paystack.change(payment.reference, **over)

    difference = the_difference(world, compared(world))
    compared(world)

    assert (difference.kind, difference.done, difference.status) == (kind, Done.NOTHING, DifferenceStatus.OPEN)
    assert difference.ours.amount == PRICE.subunits
    assert told(world) == [payment.reference]
    assert world.payments.get_payment(USER, payment.id) == payment


def test_a_wrong_amount_that_nobody_heard_of_is_quarantined_and_told(world: World):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference, money=Money(100, "NGN"), requested_amount=100)

    difference = the_difference(world, compared(world))

    assert world.payments.get_payment(USER, payment.id).status is PaymentStatus.QUARANTINED
    assert (difference.kind, difference.done) == (DifferenceKind.AMOUNT, Done.QUARANTINED)
    assert told(world) == [payment.reference]


def test_what_paystack_took_back_altogether_is_a_difference_of_state(world: World):
    payment = paid(world)
    world.paystack.change(payment.reference, state=State.DECLINED)

    difference = the_difference(world, compared(world))

    assert (difference.kind, difference.theirs.state, difference.ours.state) == (
        DifferenceKind.STATE,
        "declined",
        "success",
    )
    assert told(world) == [payment.reference]


def test_a_refund_that_nobody_heard_of_is_taken_into_the_books(world: World):
    payment = paid(world)
    world.paystack.add_refund(payment.reference, 10_000, RefundState.PROCESSED)

    run = compared(world)

    stored = world.payments.get_payment(USER, payment.id)
    assert stored.status is PaymentStatus.PARTIALLY_REFUNDED
    assert [one.amount for one in stored.refunds] == [10_000]
    assert {(one.kind, one.done) for one in world.found(run)} == {(DifferenceKind.MISSED_REFUND, Done.REFRESHED)}
    assert run.counts.refunded == {"NGN": 10_000}
    assert world.alerts.raised == []


def test_a_refund_of_which_the_books_have_another_amount_is_told(world: World):
    payment = paid(world)
    refund = world.paystack.add_refund(payment.reference, 10_000, RefundState.PROCESSED)
    world.refresh_refunds(payment.reference)
    world.paystack.refunds[refund.id] = replace(refund, amount=20_000)

    difference = the_difference(world, compared(world))

    assert (difference.kind, difference.done) == (DifferenceKind.AMOUNT, Done.REFRESHED)
    assert (difference.theirs.amount, difference.ours.amount) == (20_000, 10_000)
    assert told(world) == [payment.reference]


def test_a_refund_on_its_way_is_followed_and_is_no_difference(world: World):
    payment = paid(world)
    refund = world.paystack.add_refund(payment.reference, 10_000, RefundState.PENDING)
    world.refresh_refunds(payment.reference)
    world.paystack.refunds[refund.id] = replace(refund, state=RefundState.PROCESSED)

    assert world.found(compared(world)) == []
    assert world.payments.get_payment(USER, payment.id).status is PaymentStatus.PARTIALLY_REFUNDED


def test_a_refund_of_a_charge_that_we_do_not_know_is_told_once(world: World):
    world.paystack.plant(TILL, Money(700_000, "NGN"), "ama@example.com")
    refund = world.paystack.add_refund(TILL, 100, RefundState.PROCESSED)
    world.paystack.refunds[refund.id] = replace(refund, reference="")

    kinds = [one.kind for one in world.found(compared(world))]
    compared(world)

    assert kinds == [DifferenceKind.ORPHAN, DifferenceKind.ORPHAN_REFUND]
    assert len(told(world)) == 2


def test_a_charge_in_flight_is_ours(world: World):
    world.clock.set(world.given().next_charge_at)
    world.paystack.script("charge", Next.LOST_ANSWER)
    world.paystack.script("verify", Next.UNKNOWN)
    world.charge()
    assert world.subscription().in_flight

    run = compared(world)

    assert [one.kind for one in world.found(run)] == [DifferenceKind.MISSED]
    assert world.subscription().in_flight is None


def test_money_of_an_attempt_that_had_failed_is_booked_and_the_subscription_held(world: World):
    world.clock.set(world.given().next_charge_at)
    world.paystack.script("charge", Next.DECLINE)
    world.charge()
    (failed,) = [one for one in world.payments.stored.values() if one.status is PaymentStatus.FAILED]
    world.paystack.change(failed.reference, state=State.TAKEN, paid_at=world.clock.now())

    difference = the_difference(world, compared(world))

    assert (difference.kind, difference.done) == (DifferenceKind.LATE, Done.BOOKED_AND_HELD)
    assert world.payments.get_payment(USER, failed.id).status is PaymentStatus.SUCCESS
    assert world.subscription().attention is Attention.UNCLEAR_MONEY
    assert told(world) == [failed.reference]


def test_a_charge_under_a_reference_of_our_form_that_we_do_not_have_is_an_orphan(world: World):
    payment = paid(world)
    del world.payments.stored[USER, payment.id]

    difference = the_difference(world, compared(world))

    assert difference.kind is DifferenceKind.ORPHAN
    assert told(world) == [payment.reference]
