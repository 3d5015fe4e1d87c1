"""Disputes: heard of, answered once, and what they do to the payment and to its card."""

import pytest

from shared.domain.alert import AlertKind
from shared.domain.dispute import DisputeOutcome
from shared.domain.dispute_record import Resolution
from shared.domain.errors import (
    DisputeNotFound,
    GatewayUnavailable,
    WrongState,
)
from shared.domain.money import Money
from shared.domain.payment import DAY, HOUR, MINUTE, PaymentStatus
from shared.domain.subscription import SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from shared.usecases.list_disputes import list_disputes
from tests.support.builders import EMAIL, USER, an_authorization
from tests.support.fakes_paystack import Next
from tests.support.fakes_world import crash

P, D = PaymentStatus, DisputeOutcome
REFERENCE = f"dk.{USER}.p1"
CARD = an_authorization().instrument


@pytest.fixture(autouse=True)
def _paid(world):
    """A customer has paid 5,000.00 NGN."""
    world.begin()
    world.paystack.pay_checkout(REFERENCE)
    world.settle(REFERENCE)


@pytest.fixture
def dispute(world):
    """Their bank wants it back; we have not heard of it yet."""
    return world.paystack.begin_dispute(REFERENCE).id


def is_frozen(world):
    return world.cards.get_declines(USER, CARD).is_disputed


def decline(world, dispute, evidence=None):
    upload = world.upload(dispute)
    world.paystack.put_file(upload)
    return world.decline(dispute, upload.file_name, evidence)


def test_is_stored_with_its_payment_and_its_time(world, dispute):
    stored = world.refresh_dispute(dispute)
    assert stored == world.disputes.get_dispute(dispute)
    assert (stored.user_id, stored.payment_id, stored.outcome) == (USER, 1, D.OPEN)
    assert stored.due_at == world.clock.now() + 16 * HOUR
    assert stored.look_at == stored.due_at - 6 * HOUR
    assert world.payment().status is P.DISPUTED


def test_told_of_once_more_nothing_is_written(world, dispute):
    stored = world.refresh_dispute(dispute)
    for store in (world.disputes, world.payments, world.cards):
        store.before_next_write(crash)
    assert world.refresh_dispute(dispute) == stored


@pytest.mark.parametrize(
    ("resolution", "outcome", "status"),
    [
        (Resolution.DECLINED, D.WON, P.SUCCESS),
        (Resolution.ACCEPTED, D.LOST, P.REVERSED),
        (Resolution.AUTO_ACCEPTED, D.LOST, P.REVERSED),
        (Resolution.UNKNOWN, D.LOST, P.REVERSED),
    ],
)
def test_its_end_frees_the_card_and_says_whether_the_money_went_back(world, dispute, resolution, outcome, status):
    world.refresh_dispute(dispute)
    assert is_frozen(world)
    world.paystack.end_dispute(dispute, resolution)
    ended = world.refresh_dispute(dispute)
    assert (ended.outcome, ended.look_at, world.payment().status) == (outcome, None, status)
    assert not is_frozen(world)
    assert world.refresh_refunds(REFERENCE).refunds == (), "Paystack's refund of a dispute belongs to the dispute"


class TestUnknown:
    def test_paystack_has_none_of_that_number(self, world):
        with pytest.raises(DisputeNotFound):
            world.refresh_dispute(1)

    @pytest.mark.parametrize("method", ["fetch_dispute", "verify"])
    def test_paystack_does_not_tell(self, world, dispute, method):
        world.paystack.script(method, Next.UNKNOWN)
        with pytest.raises(GatewayUnavailable):
            world.refresh_dispute(dispute)
        assert world.refresh_dispute(dispute).outcome is D.OPEN

    def test_a_charge_that_is_not_ours_is_shown_all_the_same(self, world):
        world.paystack.plant("T1", Money(900, "NGN"), EMAIL)
        number = world.paystack.begin_dispute("T1").id
        assert world.refresh_dispute(number).payment_id is None
        world.paystack.end_dispute(number, Resolution.UNKNOWN)
        assert world.refresh_dispute(number).outcome is D.LOST

    def test_what_was_not_paid_with_a_card_freezes_none(self, world):
        second = world.begin()
        world.paystack.pay_checkout(second.reference, authorization=None)
        stored = world.refresh_dispute(world.paystack.begin_dispute(second.reference).id)
        assert (stored.card, world.payment(2).status) == ("", P.DISPUTED)

    def test_a_payment_that_a_person_looks_at_is_left_to_them(self, world):
        second = world.begin()
        world.paystack.pay_checkout(second.reference, requested_amount=1)
        stored = world.refresh_dispute(world.paystack.begin_dispute(second.reference).id)
        assert (stored.payment_id, world.payment(2).status) == (2, P.QUARANTINED)

    def test_heard_of_before_its_payment_it_settles_that_first(self, world):
        second = world.begin()
        world.paystack.pay_checkout(second.reference)
        world.refresh_dispute(world.paystack.begin_dispute(second.reference).id)
        assert world.payment(2).status is P.DISPUTED


class TestRenewals:
    @pytest.fixture
    def subscribed(self, world):
        subscription = world.subscribe()
        return subscription, world.paystack.begin_dispute(REFERENCE).id

    def test_are_not_charged_while_it_is_open_and_are_afterwards(self, world, subscribed):
        subscription, number = subscribed
        world.refresh_dispute(number)
        world.clock.set(subscription.next_charge_at)
        for _ in range(3):
            assert world.charge() is ChargeResult.CARD_DISPUTED
            world.clock.advance(15 * MINUTE)
        assert world.subscription().status is SubscriptionStatus.ACTIVE
        assert world.paystack.count("charge") == 0
        world.paystack.end_dispute(number, Resolution.DECLINED)
        world.refresh_dispute(number)
        world.sweep()
        assert world.queue.requested
        assert world.charge() is ChargeResult.SUCCESS

    def test_with_another_card_are_charged(self, world, subscribed):
        subscription, number = subscribed
        world.refresh_dispute(number)
        world.give_card()
        world.clock.set(subscription.next_charge_at)
        assert world.charge() is ChargeResult.SUCCESS

    def test_wait_for_the_last_of_several(self, world, subscribed):
        _, first = subscribed
        second = world.paystack.begin_dispute(REFERENCE).id
        for number in (first, second):
            world.refresh_dispute(number)
        world.paystack.end_dispute(first)
        world.refresh_dispute(first)
        assert is_frozen(world)
        world.paystack.end_dispute(second)
        world.refresh_dispute(second)
        assert not is_frozen(world)

    def test_a_card_that_is_refused_elsewhere_meanwhile_stays_frozen(self, world, subscribed):
        _, number = subscribed
        world.refresh_dispute(number)
        kept = world.cards.get_declines(USER, CARD)
        world.cards.put_declines(USER, CARD, kept.added(7, world.clock.now(), world.clock.now()), world.clock.now())
        assert is_frozen(world)
        world.paystack.end_dispute(number)
        world.refresh_dispute(number)
        assert world.cards.get_declines(USER, CARD).payment_ids == (7,)


class TestDue:
    def test_people_are_told_six_hours_before_once(self, world, dispute):
        stored = world.refresh_dispute(dispute)
        world.clock.set(stored.due_at - 6 * HOUR - 1)
        world.sweep()
        assert world.alerts.raised == []
        for moment in (stored.due_at - 6 * HOUR, stored.due_at - HOUR, stored.due_at + 5 * MINUTE):
            world.clock.set(moment)
            world.sweep()
            world.refresh_dispute(dispute)
        assert world.alerts.raised == [(AlertKind.DISPUTE_DUE, REFERENCE)]

    def test_also_while_paystack_does_not_tell_how_it_stands(self, world, dispute):
        stored = world.refresh_dispute(dispute)
        world.clock.set(stored.due_at - HOUR)
        for _ in range(3):
            world.paystack.script("fetch_dispute", Next.UNKNOWN)
            assert world.sweep().disputes == 1
        assert world.alerts.raised == [(AlertKind.DISPUTE_DUE, REFERENCE)]

    def test_of_one_that_was_answered_nobody_is_told(self, world, dispute):
        stored = decline(world, dispute)
        world.clock.set(stored.due_at - HOUR)
        world.sweep()
        assert world.alerts.raised == []

    def test_what_paystack_ended_for_want_of_an_answer_is_found_without_an_event(self, world, dispute):
        stored = world.refresh_dispute(dispute)
        world.clock.set(stored.due_at)
        world.sweep()
        world.paystack.end_dispute(dispute)
        world.clock.advance(5 * MINUTE)
        world.sweep()
        assert (world.disputes.get_dispute(dispute).outcome, world.payment().status) == (D.LOST, P.REVERSED)

    def test_one_that_lasts_is_looked_at_daily(self, world):
        number = world.paystack.begin_dispute(REFERENCE, due_at=None).id
        stored = world.refresh_dispute(number)
        for _ in range(3):
            assert stored.look_at == world.clock.now() + DAY
            world.clock.advance(DAY)
            world.sweep()
            stored = world.disputes.get_dispute(number)


def test_a_refund_is_refused_while_it_is_open(world, dispute):
    world.refresh_dispute(dispute)
    with pytest.raises(WrongState, match="accept the dispute"):
        world.refund()


def test_staff_see_them_newest_first_and_by_outcome(world):
    numbers = [world.paystack.begin_dispute(REFERENCE).id for _ in range(3)]
    for number in numbers:
        world.refresh_dispute(number)
    world.paystack.end_dispute(numbers[1])
    world.refresh_dispute(numbers[1])
    page = list_disputes(2, None, None, store=world.disputes)
    assert ([one.id for one in page.disputes], page.next_before) == ([numbers[2], numbers[1]], numbers[1])
    page = list_disputes(2, None, D.OPEN, store=world.disputes)
    assert ([one.id for one in page.disputes], page.next_before) == ([numbers[2], numbers[0]], None)
