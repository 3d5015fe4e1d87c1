"""What customers see of their payments, and come back to after paying."""

import pytest

from shared.domain.errors import PaymentNotFound
from shared.domain.payment import PaymentStatus
from shared.ports import PaymentFilter
from shared.usecases.get_payment import get_payment
from shared.usecases.list_payments import list_payments
from shared.usecases.payment_callback import payment_callback
from tests.support.builders import OTHER_USER, USER, a_payment
from tests.support.fakes_paystack import Next


class TestOne:
    def get(self, world, user=USER, payment=1):
        return get_payment(user, payment, payments=world.payments, settle=world.settle)

    def test_that_is_pending_is_settled_first(self, world):
        payment = world.begin()
        world.paystack.pay_checkout(payment.reference)
        assert self.get(world).status is PaymentStatus.SUCCESS

    def test_that_cannot_be_verified_now_is_shown_pending(self, world):
        payment = world.begin()
        world.paystack.script("verify", Next.UNKNOWN)
        assert self.get(world) == payment

    @pytest.mark.parametrize("status", ["success", "quarantined"])
    def test_that_has_ended_is_shown_as_it_is_stored(self, world, status):
        status = PaymentStatus(status)
        world.payments.add_payment(a_payment(status=status))
        assert self.get(world) == a_payment(status=status)
        assert world.paystack.calls == []

    @pytest.mark.parametrize("status", [PaymentStatus.FAILED, PaymentStatus.ABANDONED])
    def test_that_was_given_up_and_paid_after_all_is_settled(self, world, status):
        payment = world.begin()
        world.payments.replace_payment(payment.moved_to(status))
        world.paystack.pay_checkout(payment.reference)
        assert self.get(world).status is PaymentStatus.SUCCESS

    def test_of_a_declined_charge_is_shown_as_it_is_stored_while_paystack_is_down(self, world):
        charge = a_payment(reference=f"dk.{USER}.s1.1.1", subscription_id=1, status=PaymentStatus.FAILED)
        world.payments.add_payment(charge)
        world.given()
        world.paystack.script("verify", Next.UNKNOWN)
        assert self.get(world) == charge

    def test_whose_end_is_settled_elsewhere_is_shown_as_it_is_stored(self, world):
        charge = a_payment(reference=f"dk.{USER}.s1.1.1", subscription_id=1)
        world.payments.add_payment(charge)
        world.given()
        assert self.get(world) == charge

    @pytest.mark.parametrize(("user", "payment"), [(OTHER_USER, 1), (USER, 2)])
    def test_that_is_not_theirs_is_not_found(self, world, user, payment):
        world.begin()
        with pytest.raises(PaymentNotFound):
            self.get(world, user, payment)


class TestHistory:
    def test_is_their_own_newest_first_page_by_page(self, world):
        for user in (USER, OTHER_USER, USER, USER):
            world.begin(user_id=user)
        page = list_payments(USER, 2, None, PaymentFilter(), payments=world.payments)
        assert ([one.id for one in page.payments], page.next_before) == ([3, 2], 2)
        assert {one.user_id for one in page.payments} == {USER}
        rest = list_payments(USER, 2, page.next_before, PaymentFilter(), payments=world.payments)
        assert ([one.id for one in rest.payments], rest.next_before) == ([1], None)

    def test_shows_what_is_wanted_alone(self, world):
        world.begin()
        wanted = PaymentFilter(status=PaymentStatus.SUCCESS)
        assert list_payments(USER, 2, None, wanted, payments=world.payments).payments == []


class TestCallback:
    def test_settles_the_checkout(self, world):
        payment = world.begin()
        world.paystack.pay_checkout(payment.reference)
        assert payment_callback(payment.reference, settle=world.settle).status is PaymentStatus.SUCCESS

    def test_the_visit_itself_proves_nothing(self, world):
        payment = world.begin()
        assert payment_callback(payment.reference, settle=world.settle).status is PaymentStatus.PENDING

    @pytest.mark.parametrize("reference", ["", "T123", f"dk.{USER}.p9", f"dk.{OTHER_USER}.p1", f"dk.{USER}.s1.1.1"])
    def test_of_anything_else_is_not_found(self, world, reference):
        world.begin()
        world.given()
        calls = list(world.paystack.calls)
        with pytest.raises(PaymentNotFound):
            payment_callback(reference, settle=world.settle)
        assert world.paystack.calls == calls

    def test_without_an_answer_is_not_found(self):
        with pytest.raises(PaymentNotFound):
            payment_callback(f"dk.{USER}.p1", settle=lambda _: None)
