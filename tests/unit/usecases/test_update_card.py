"""Another card: a small checkout proves it, it is the subscription's, and what is owed is charged to it, once."""

import pytest

from shared.domain.errors import GatewayRefused, GatewayTimeout, GatewayUnavailable, SubscriptionNotFound, WrongState
from shared.domain.money import Money
from shared.domain.payment import HOUR, Notice, PaymentStatus, Purpose
from shared.domain.subscription import SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from tests.support.builders import EMAIL, OTHER_USER, USER, an_authorization, at
from tests.support.fakes_paystack import OTHER_CARD, Decline, Next, State
from tests.support.fakes_world import Crash, crash

S = SubscriptionStatus
DUE = at("2026-02-28T09:00")


@pytest.fixture(autouse=True)
def _given(world):
    world.given()
    world.clock.set(DUE)


@pytest.fixture
def owing(world):
    """The card was lost: the first charge was refused for good."""
    world.paystack.script("charge", Decline("pickup_lost_card"))
    world.charge()
    assert world.subscription().charge_at is None
    world.clock.advance(HOUR)


def charged(world):
    return [(row.reference, row.authorization.code) for row in world.paystack.taken if row.is_charge]


class TestCheckout:
    def test_asks_for_a_card_that_can_be_charged_again_and_the_least_money(self, world):
        payment = world.begin_card("new@example.com")
        [request] = world.paystack.requests
        assert (request.money, request.channels, request.is_recurring) == (Money(5_000, "NGN"), ("card",), True)
        assert (request.email, request.callback_url) == ("new@example.com", world.callback_url)
        assert payment == world.payment(2)
        assert (payment.status, payment.purpose, payment.subscription_id) == (
            PaymentStatus.PENDING, Purpose.CARD_CHECK, 1,
        )  # fmt: skip
        assert payment.authorization_url

    def test_is_made_with_the_address_of_the_old_card_unless_another_is_given(self, world):
        assert world.begin_card().email == EMAIL

    @pytest.mark.parametrize("status", [S.STOPPED, S.COMPLETED])
    def test_is_not_for_one_that_has_ended(self, world, status):
        world.overwrite(status=status)
        with pytest.raises(WrongState):
            world.begin_card()
        assert (world.payments.stored, world.paystack.calls) == ({}, [])

    @pytest.mark.parametrize(("user", "number"), [(OTHER_USER, 1), (USER, 2)])
    def test_is_not_for_somebody_else(self, world, user, number):
        with pytest.raises(SubscriptionNotFound):
            world.begin_card(user_id=user, number=number)

    @pytest.mark.parametrize(
        ("told", "error", "status"),
        [
            (Next.DECLINE, GatewayRefused, PaymentStatus.FAILED),
            (Next.NOT_SENT, GatewayUnavailable, PaymentStatus.FAILED),
            (Next.LOST_ANSWER, GatewayTimeout, PaymentStatus.PENDING),
        ],
    )
    def test_that_cannot_be_opened_is_a_failed_one(self, world, told, error, status):
        world.paystack.script("initialize", told)
        with pytest.raises(error):
            world.begin_card()
        assert world.payment(2).status is status


class TestPaid:
    def test_the_card_is_the_subscriptions_with_the_address_it_was_saved_under(self, world):
        payment = world.begin_card("new@example.com")
        world.paystack.pay_checkout(payment.reference, authorization=OTHER_CARD)
        world.settle(payment.reference)
        after = world.subscription()
        assert (after.authorization, after.email, after.card_payment_id) == (OTHER_CARD, "new@example.com", 2)
        world.charge()
        assert charged(world) == [(f"dk.{USER}.s1.1.1", OTHER_CARD.code)]

    def test_what_is_owed_is_charged_to_it_at_once_and_once(self, world, owing):
        world.give_card()
        assert world.queue.requested == [(USER, 1)]
        assert world.charge() is ChargeResult.SUCCESS
        assert world.charge() is ChargeResult.NOT_DUE
        assert charged(world) == [(f"dk.{USER}.s1.1.2", "AUTH_other")]
        assert world.subscription().status is S.ACTIVE

    def test_a_halted_one_is_revived_with_its_schedule(self, world, owing):
        world.clock.set(world.subscription().look_at)
        assert world.charge() is ChargeResult.HALTED
        world.give_card()
        assert world.is_scheduled()
        assert world.charge() is ChargeResult.SUCCESS

    def test_what_is_not_owed_is_not_charged(self, world):
        world.clock.set(DUE - HOUR)
        world.give_card()
        assert world.queue.requested == []
        assert world.charge() is ChargeResult.NOT_DUE

    @pytest.mark.parametrize("reusable", [an_authorization(reusable=False), None])
    def test_with_what_cannot_be_charged_again_it_changes_nothing_and_says_so(self, world, owing, reusable):
        before = world.subscription()
        payment = world.begin_card()
        world.paystack.pay_checkout(payment.reference, authorization=reusable)
        settled = world.settle(payment.reference)
        assert (settled.notice, settled.subscription_id) == (Notice.NOT_REUSABLE, 1)
        assert world.subscription() == before
        assert world.paystack.refunded == [payment.reference]

    def test_of_something_else_changes_nothing(self, world):
        before = world.subscription()
        payment = world.begin_card()
        world.paystack.pay_checkout(payment.reference, authorization=OTHER_CARD, requested_amount=1)
        assert world.settle(payment.reference).status is PaymentStatus.QUARANTINED
        assert world.subscription() == before

    def test_after_the_customer_has_left_it_is_given_back_and_changes_nothing(self, world):
        payment = world.begin_card()
        world.leave()
        before = world.subscription()
        world.paystack.pay_checkout(payment.reference, authorization=OTHER_CARD)
        world.settle(payment.reference)
        assert world.subscription() == before
        assert world.paystack.refunded == [payment.reference]

    def test_of_a_subscription_that_is_gone_it_is_given_back(self, world):
        payment = world.begin_card()
        world.paystack.pay_checkout(payment.reference, authorization=OTHER_CARD)
        world.subscriptions.stored.clear()
        world.settle(payment.reference)
        assert world.paystack.refunded == [payment.reference]


class TestTheSameCard:
    def test_under_a_newer_code_takes_the_olders_place(self, world, owing):
        world.give_card(code="AUTH_newer", signature=an_authorization().signature)
        assert world.subscription().card == an_authorization().signature
        assert world.charge() is ChargeResult.SUCCESS
        assert charged(world) == [(f"dk.{USER}.s1.1.2", "AUTH_newer")]

    def test_given_while_its_charge_was_refused_is_tried_under_its_newer_code(self, world):
        world.paystack.script("charge", Next.PENDING)
        world.charge()
        world.give_card(code="AUTH_newer", signature=an_authorization().signature)
        world.paystack.finish(f"dk.{USER}.s1.1.1", State.DECLINED, "pickup_card")
        world.clock.set(world.subscription().look_at)
        assert world.charge() is ChargeResult.FAILED
        assert world.charge() is ChargeResult.SUCCESS
        assert charged(world) == [(f"dk.{USER}.s1.1.2", "AUTH_newer")]


class TestInFlight:
    @pytest.fixture(autouse=True)
    def _under_way(self, world):
        world.paystack.script("charge", Next.PENDING)
        world.charge()
        world.give_card()

    @pytest.mark.parametrize(("state", "taken"), [(State.TAKEN, 1), (State.DECLINED, 2)])
    def test_the_charge_under_way_is_waited_for_and_the_period_paid_once(self, world, state, taken):
        assert world.charge() is ChargeResult.NOT_DUE
        world.paystack.finish(f"dk.{USER}.s1.1.1", state)
        world.clock.set(world.subscription().look_at)
        world.charge()
        world.charge()
        assert charged(world) == [
            (f"dk.{USER}.s1.1.1", an_authorization().code) if taken == 1 else (f"dk.{USER}.s1.1.2", "AUTH_other")
        ]

    def test_one_that_was_never_made_is_made_with_the_new_card(self, world):
        del world.paystack.ledger[f"dk.{USER}.s1.1.1"]
        while world.subscription().in_flight:
            world.clock.set(world.subscription().look_at)
            world.charge()
        assert charged(world) == [(f"dk.{USER}.s1.1.1", "AUTH_other")]


class TestTwoCheckouts:
    def paid(self, world, payment, code):
        card = an_authorization(code=code, signature=f"SIG_{code}")
        world.paystack.pay_checkout(payment.reference, authorization=card)
        return world.settle(payment.reference)

    def test_the_newer_one_holds_whichever_is_paid_first(self, world):
        older, newer = world.begin_card(), world.begin_card()
        self.paid(world, newer, "newer")
        after = world.subscription()
        self.paid(world, older, "older")
        assert world.subscription() == after
        assert after.authorization.code == "newer"
        assert sorted(world.paystack.refunded) == [older.reference, newer.reference]

    def test_paid_in_order_the_last_one_holds(self, world):
        older, newer = world.begin_card(), world.begin_card()
        self.paid(world, older, "older")
        self.paid(world, newer, "newer")
        assert world.subscription().authorization.code == "newer"

    def test_settled_at_once_the_newer_one_holds(self, world, owing):
        older, newer = world.begin_card(), world.begin_card()
        world.subscriptions.before_next_write(lambda: self.paid(world, newer, "newer"))
        self.paid(world, older, "older")
        assert world.subscription().authorization.code == "newer"
        world.charge()
        assert charged(world) == [(f"dk.{USER}.s1.1.2", "newer")]


class TestCrash:
    @pytest.mark.parametrize("moment", ["before_next_write", "after_next_write"])
    @pytest.mark.parametrize("store", ["subscriptions", "payments"])
    def test_at_every_write_the_sweep_finishes_it(self, world, owing, store, moment):
        payment = world.begin_card()
        world.paystack.pay_checkout(payment.reference, authorization=OTHER_CARD)
        getattr(getattr(world, store), moment)(crash)
        with pytest.raises(Crash):
            world.settle(payment.reference)
        for _ in range(4):
            look_at = world.payment(payment.id).look_at
            world.clock.set(max(world.clock.now(), look_at))
            world.sweep()
            world.charge()
        assert world.paystack.refunded == [payment.reference]
        assert charged(world) == [(f"dk.{USER}.s1.1.2", OTHER_CARD.code)]
        assert world.subscription().card_payment_id == payment.id
