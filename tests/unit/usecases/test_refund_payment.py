"""Staff give money back: once, never more than was taken, whatever is lost or dies on the way."""

import random

import pytest

from shared.domain.alert import AlertKind
from shared.domain.errors import (
    GatewayRefused,
    GatewayUnavailable,
    IdempotencyKeyReused,
    InvalidInput,
    PaymentNotFound,
    WrongState,
)
from shared.domain.money_back import refundable
from shared.domain.payment import PaymentStatus
from shared.domain.refund import RefundStatus
from shared.domain.refund_record import RefundState
from shared.ports import DueItem
from tests.support.builders import OTHER_USER, USER
from tests.support.fakes_paystack import Decline, Next
from tests.support.fakes_world import Crash, crash
from tests.support.fakes_world_staff import STAFF

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


def test_a_part_is_asked_for_under_its_own_name_and_followed_until_it_left(world):
    refund = world.refund(amount=150_000, reason="One was broken.")
    assert (refund.status, refund.note, refund.requested_by) == (S.PENDING, f"{REFERENCE}.r1", STAFF)
    (record,) = world.paystack.live_refunds(REFERENCE)
    assert (record.note, record.amount, record.id) == (refund.note, 150_000, refund.paystack_id)
    assert world.payment().status is P.REFUND_PENDING
    world.paystack.end_refunds(REFERENCE)
    assert look(world).payments == 1
    assert (world.payment().status, statuses(world)) == (P.PARTIALLY_REFUNDED, [S.PROCESSED])
    assert (world.payment().look_at, refundable(world.payment())) == (None, 350_000)
    assert world.alerts.raised == []


def test_the_rest_is_asked_for_with_its_amount(world):
    """Paystack would take a refund without an amount for one of the whole."""
    world.refund(amount=150_000)
    assert world.refund().amount == 350_000
    assert sent(world) == [150_000, 350_000]
    world.paystack.end_refunds(REFERENCE)
    assert world.refresh_refunds(REFERENCE).status is P.REFUNDED


def test_what_cannot_be_is_refused_before_anything_is_sent_or_stored(world):
    stored = world.payment()
    for amount in (4_999, 500_001):
        with pytest.raises(InvalidInput):
            world.refund(amount=amount)
    with pytest.raises(PaymentNotFound):
        world.refund(2)
    with pytest.raises(PaymentNotFound):
        world.refund(user_id=OTHER_USER)
    world.begin()
    with pytest.raises(WrongState):
        world.refund(2)
    assert (world.payment(), world.paystack.count("refund")) == (stored, 0)


class TestKey:
    def test_the_same_request_gets_the_same_refund_as_it_stands_now(self, world):
        first = world.refund(amount=150_000, client_key="k", body_hash="b")
        assert world.refund(amount=150_000, client_key="k", body_hash="b") == first
        world.paystack.end_refunds(REFERENCE)
        world.refresh_refunds(REFERENCE)
        assert world.refund(amount=150_000, client_key="k", body_hash="b").status is S.PROCESSED
        assert world.paystack.count("refund") == 1

    def test_another_request_is_refused(self, world):
        world.refund(amount=150_000, client_key="k", body_hash="b")
        with pytest.raises(IdempotencyKeyReused):
            world.refund(amount=250_000, client_key="k", body_hash="c")
        assert world.paystack.count("refund") == 1

    def test_two_at_the_same_moment_get_one_refund(self, world):
        again = []
        world.payments.before_next_write(
            lambda: again.append(world.refund(amount=150_000, client_key="k", body_hash="b"))
        )
        refund = world.refund(amount=150_000, client_key="k", body_hash="b")
        assert (again, world.paystack.count("refund")) == ([refund], 1)

    def test_one_whose_outcome_is_unknown_is_not_sent_again(self, world):
        world.paystack.script("refund", Next.LOST_ANSWER)
        for _ in range(3):
            assert world.refund(amount=150_000, client_key="k", body_hash="b").status is S.REQUESTED
        assert sent(world) == [150_000]

    @pytest.mark.parametrize("told", [Decline("insufficient_balance"), Next.NOT_SENT])
    def test_one_that_came_to_nothing_starts_anew(self, world, told):
        world.paystack.script("refund", told)
        with pytest.raises((GatewayRefused, GatewayUnavailable)):
            world.refund(amount=150_000, client_key="k", body_hash="b")
        assert world.refund(amount=150_000, client_key="k", body_hash="b").id == 2
        assert sent(world) == [150_000]

    def test_without_keys_each_is_a_refund_of_its_own(self, world):
        assert [world.refund(amount=150_000).id for _ in range(3)] == [1, 2, 3]


class TestRefused:
    def test_paystack_s_reason_is_told_and_the_money_can_be_refunded_again(self, world):
        world.paystack.script("refund", Decline("insufficient_balance"))
        with pytest.raises(GatewayRefused, match="Paystack refused the refund: No"):
            world.refund()
        assert (world.payment().status, statuses(world)) == (P.SUCCESS, [S.FAILED])
        assert refundable(world.payment()) == 500_000

    def test_since_somebody_refunded_it_in_the_dashboard_that_is_taken_into_the_books(self, world):
        world.paystack.refund(REFERENCE)
        with pytest.raises(GatewayRefused, match="fully reversed"):
            world.refund(amount=150_000)
        look(world)
        assert (world.payment().status, statuses(world)) == (P.REFUND_PENDING, [S.FAILED, S.PENDING])
        assert refundable(world.payment()) == 0

    def test_days_later_the_money_can_be_refunded_again_and_a_person_is_told(self, world):
        world.refund()
        world.paystack.end_refunds(REFERENCE, RefundState.FAILED)
        look(world)
        assert (world.payment().status, world.payment().is_final) == (P.SUCCESS, True)
        assert refundable(world.payment()) == 500_000
        assert world.alerts.raised == [(AlertKind.REFUND_NEEDS_ATTENTION, REFERENCE)]

    def test_never_sent_there_is_nothing_to_wait_for(self, world):
        world.paystack.script("refund", Next.NOT_SENT)
        with pytest.raises(GatewayUnavailable):
            world.refund()
        assert (world.payment().is_final, refundable(world.payment())) == (True, 500_000)


@pytest.mark.parametrize("moment", ["before_next_write", "after_next_write"])
@pytest.mark.parametrize("writes", [0, 1])
def test_dying_at_any_write_it_is_sent_at_most_once_and_its_end_is_known(world, writes, moment):
    plan = getattr(world.payments, moment)
    plan(crash) if writes == 0 else world.payments.after_next_write(lambda: plan(crash))
    with pytest.raises(Crash):
        world.refund(amount=150_000)
    was_sent = len(sent(world))
    while world.payment().look_at is not None and statuses(world) != [S.PENDING]:
        look(world)
    assert len(sent(world)) == was_sent == world.paystack.count("refund")
    assert refundable(world.payment()) == 500_000 - 150_000 * was_sent


def test_what_the_due_index_still_shows_of_a_payment_that_is_gone_is_passed_over(world):
    calls = list(world.paystack.calls)
    world.look_at_due(DueItem(USER, 0, payment_id=9))
    assert world.paystack.calls == calls


def test_an_answer_that_is_overtaken_by_the_list_changes_nothing(world):
    def sweep_is_faster():
        world.paystack.end_refunds(REFERENCE)
        world.refresh_refunds(REFERENCE)

    world.payments.after_next_write(lambda: world.payments.before_next_write(sweep_is_faster))
    assert world.refund().status is S.PROCESSED
    assert world.payment().status is P.REFUNDED


@pytest.mark.parametrize("seed", range(20))
def test_fifty_at_once_never_exceed_what_was_taken(world, seed):
    """Each begins in the middle of another one's write, in an order and with amounts and failures of its own."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    tells = [None, None, None, Next.LOST_ANSWER, Next.NOT_SENT, Decline("insufficient_balance")]
    results = {"sent": 0, "refused": 0}

    def one(left):
        if left > 1 and chance.random() < 0.8:
            world.payments.before_next_write(lambda: one(left - 1))
        elif left > 1:
            world.payments.after_next_write(lambda: one(left - 1))
        world.paystack._script["refund"].clear()
        if told := chance.choice(tells):
            world.paystack.script("refund", told)
        try:
            world.refund(amount=chance.randrange(5_000, 60_000))
            results["sent"] += 1
        except (WrongState, InvalidInput, GatewayRefused, GatewayUnavailable):
            results["refused"] += 1

    one(25)
    for _ in range(25):
        one(1)
    assert sum(sent(world)) <= 500_000
    assert sum(results.values()) == 50
    world.refresh_refunds(REFERENCE)
    assert sum(one.amount for one in world.payment().refunds if one.holds_money) == sum(sent(world))
    assert world.paystack.left_to_refund(REFERENCE) == refundable(world.payment()) >= 0
