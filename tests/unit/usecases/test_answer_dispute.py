"""A dispute is answered once, whatever is lost, and its end is what Paystack says, whoever is faster."""

from dataclasses import replace

import pytest

from shared.domain.dispute import DisputeOutcome
from shared.domain.dispute_record import DisputeStatus, Evidence, Resolution
from shared.domain.errors import (
    Conflict,
    GatewayRefused,
    GatewayTimeout,
    GatewayUnavailable,
    InvalidInput,
    WrongState,
)
from shared.domain.payment import MINUTE, PaymentStatus
from tests.support.builders import EMAIL, PRICE, USER, an_authorization
from tests.support.fakes_paystack import Next
from tests.support.fakes_world import Crash, crash
from tests.support.fakes_world_staff import STAFF

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


class TestAnswered:
    def test_accepted_the_money_goes_back(self, world, dispute):
        answered = world.accept(dispute)
        assert (answered.outcome, answered.answered_with, answered.answered_by) == (
            D.LOST,
            Resolution.ACCEPTED,
            STAFF,
        )
        assert world.payment().status is P.REVERSED

    def test_accepted_in_part_a_part_goes_back(self, world, dispute):
        world.accept(dispute, 200_000)
        assert world.payment().status is P.PARTIALLY_REFUNDED
        assert world.payment().disputes[0].amount == 200_000

    def test_not_more_than_is_in_dispute_can_be_accepted(self, world, dispute):
        with pytest.raises(InvalidInput) as refused:
            world.accept(dispute, PRICE.subunits + 1)
        assert refused.value.fields == {
            "amount": ["Ensure this value is less than or equal to 5000.00, which is in dispute."]
        }
        assert world.paystack.count("resolve_dispute") == 0

    def test_declined_with_a_file_the_money_stays(self, world, dispute):
        assert decline(world, dispute).outcome is D.WON
        assert (world.payment().status, is_frozen(world)) == (P.SUCCESS, False)

    def test_a_claim_of_fraud_is_declined_with_who_bought_what(self, world):
        number = world.paystack.begin_dispute(REFERENCE, category="fraud").id
        with pytest.raises(GatewayRefused):
            decline(world, number)
        assert not world.disputes.get_dispute(number).is_being_answered(world.clock.now())
        evidence = Evidence(EMAIL, "Amina", "+2348012345678", "Shoes")
        assert decline(world, number, evidence).outcome is D.WON
        assert world.paystack.evidence[number] == evidence

    @pytest.mark.parametrize("told", [Next.DECLINE, Next.NOT_SENT])
    def test_what_paystack_did_not_take_can_be_answered_again_at_once(self, world, dispute, told):
        world.paystack.script("resolve_dispute", told)
        with pytest.raises((GatewayRefused, GatewayUnavailable)):
            world.accept(dispute)
        assert world.accept(dispute).outcome is D.LOST

    def test_without_an_answer_paystack_s_record_tells(self, world, dispute):
        world.paystack.script("resolve_dispute", Next.LOST_ANSWER)
        assert world.accept(dispute).outcome is D.LOST
        assert world.paystack.count("resolve_dispute") == 1

    def test_nothing_is_sent_again_for_half_an_hour_after_one_that_may_have_arrived(
        self, world, dispute, monkeypatch
    ):
        def lost(*_):
            raise GatewayTimeout("Paystack did not answer in time.")

        with monkeypatch.context() as patched:
            patched.setattr(world.paystack, "resolve_dispute", lost)
            answered = world.accept(dispute)
        assert (answered.outcome, answered.answered_with) == (D.OPEN, Resolution.ACCEPTED)
        for _ in range(2):
            with pytest.raises(WrongState, match="An answer was sent"):
                world.upload(dispute)
            world.clock.advance(15 * MINUTE)
        assert world.accept(dispute).outcome is D.LOST

    def test_of_two_at_the_same_moment_one_is_sent(self, world, dispute):
        world.refresh_dispute(dispute)
        world.disputes.before_next_write(lambda: decline(world, dispute))
        with pytest.raises(Conflict):
            world.accept(dispute)
        assert world.paystack.count("resolve_dispute") == 1

    def test_paystack_that_is_gone_after_the_answer_is_asked_later(self, world, dispute):
        world.refresh_dispute(dispute)
        world.disputes.after_next_write(lambda: world.paystack.script("fetch_dispute", Next.UNKNOWN))
        assert world.accept(dispute).outcome is D.OPEN
        world.clock.advance(30 * MINUTE)
        world.sweep()
        assert world.payment().status is P.REVERSED

    @pytest.mark.parametrize("status", sorted(set(DisputeStatus) - {DisputeStatus.AWAITING_MERCHANT}))
    def test_one_that_does_not_wait_for_us_takes_none(self, world, status):
        number = world.paystack.begin_dispute(REFERENCE, status=status).id
        for answer in (world.accept, world.upload, lambda one: world.decline(one, "file")):
            with pytest.raises(WrongState, match=status.value):
                answer(number)
        assert world.paystack.count("resolve_dispute") == 0

    def test_what_was_refused_is_taken_back_over_what_was_stored_meanwhile(self, world, dispute):
        world.refresh_dispute(dispute)
        world.paystack.script("resolve_dispute", Next.DECLINE)

        def changed_meanwhile():
            stored = world.disputes.stored[dispute]
            world.disputes.stored[dispute] = replace(stored, version=stored.version + 1, claim="More")

        world.disputes.after_next_write(lambda: world.disputes.before_next_write(changed_meanwhile))
        with pytest.raises(GatewayRefused):
            world.accept(dispute)
        stored = world.disputes.get_dispute(dispute)
        assert (stored.answered_at, stored.claim) == (None, "More")

    def test_what_was_answered_by_somebody_else_meanwhile_stays(self, world, dispute):
        world.refresh_dispute(dispute)
        world.paystack.script("resolve_dispute", Next.DECLINE)

        def answered_meanwhile():
            stored = world.disputes.stored[dispute]
            world.disputes.stored[dispute] = replace(stored, version=stored.version + 1, answered_at=1)

        world.disputes.after_next_write(lambda: world.disputes.before_next_write(answered_meanwhile))
        with pytest.raises(GatewayRefused):
            world.accept(dispute)
        assert world.disputes.get_dispute(dispute).answered_at == 1


class TestAtOnce:
    def test_old_news_that_comes_late_undoes_nothing(self, world, dispute):
        """Somebody read the dispute while it was open, and goes on when it has ended."""
        world.refresh_dispute(dispute)

        def it_ends():
            world.paystack.end_dispute(dispute, Resolution.DECLINED)
            world.refresh_dispute(dispute)

        for store in (world.payments, world.cards):
            number = world.paystack.begin_dispute(REFERENCE).id
            store.before_next_write(it_ends if store is world.payments else lambda: None)
            world.refresh_dispute(number)
        assert world.disputes.get_dispute(dispute).outcome is D.WON

    @pytest.mark.parametrize("store", ["disputes", "payments", "cards"])
    @pytest.mark.parametrize("moment", ["before_next_write", "after_next_write"])
    @pytest.mark.parametrize("resolution", [Resolution.DECLINED, Resolution.AUTO_ACCEPTED])
    def test_its_end_between_any_two_writes_is_its_end(self, world, dispute, store, moment, resolution):
        def it_ends():
            world.paystack.end_dispute(dispute, resolution)
            world.refresh_dispute(dispute)

        getattr(getattr(world, store), moment)(it_ends)
        world.refresh_dispute(dispute)
        lost = resolution is Resolution.AUTO_ACCEPTED
        assert world.disputes.get_dispute(dispute).outcome is (D.LOST if lost else D.WON)
        assert world.payment().status is (P.REVERSED if lost else P.SUCCESS)
        assert not is_frozen(world)

    @pytest.mark.parametrize("store", ["disputes", "payments", "cards"])
    @pytest.mark.parametrize("moment", ["before_next_write", "after_next_write"])
    def test_whoever_dies_at_a_write_leaves_the_rest_to_the_sweep_or_the_next_event(
        self, world, dispute, store, moment
    ):
        getattr(getattr(world, store), moment)(crash)
        with pytest.raises(Crash):
            world.refresh_dispute(dispute)
        if dispute in world.disputes.stored:
            world.clock.advance(5 * MINUTE)
            world.sweep()
        else:
            world.refresh_dispute(dispute)
        assert world.payment().status is P.DISPUTED
        assert is_frozen(world)
