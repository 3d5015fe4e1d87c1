"""Payments are stored whole, once, and changed only over the version that was read."""

from dataclasses import replace

import pytest

from shared.domain.errors import Conflict
from shared.domain.money import Money
from shared.domain.payment import PaymentStatus
from shared.ports import PaymentFilter
from tests.support.builders import NOW, OTHER_USER, USER, a_payment, read_again, some_terms

FULL = a_payment(
    status=PaymentStatus.SUCCESS,
    terms=some_terms(start_at=NOW + 5),
    money=Money(123_456, "GHS"),
    access_code="0peioxfhpn",
    authorization_url="https://checkout.paystack.com/0peioxfhpn",
    paid_at=NOW + 1,
    channel="card",
    card_brand="visa",
    card_last4="1381",
    failure_code="51",
    failure_text="Insufficient Funds",
    look_at=NOW + 900,
    metadata='{"naïve":"ключ","n":[1,2,{"a":null}]}',
)
OTHER = f"dk.{USER}.s1.1.1"


@pytest.mark.parametrize("payment", [a_payment(), FULL, a_payment(look_at=None, id=10**12 - 1)])
def test_is_given_back_as_it_was_stored(payments, payment):
    assert payments.add_payment(payment) == payment
    assert payments.get_payment(payment.user_id, payment.id) == payment


@pytest.mark.parametrize(("user", "number"), [(USER, 2), (USER, 10), (OTHER_USER, 1)])
def test_another_one_is_not_there(payments, user, number):
    payments.add_payment(a_payment())
    assert payments.get_payment(user, number) is None


def test_adding_it_again_returns_the_one_that_is_there(payments):
    payments.add_payment(FULL)
    assert payments.add_payment(replace(FULL, status=PaymentStatus.FAILED, paid_at=None)) == FULL
    assert payments.get_payment(USER, 1) == FULL


def test_an_id_is_not_given_to_another_reference(payments):
    payments.add_payment(a_payment())
    with pytest.raises(Conflict):
        payments.add_payment(a_payment(reference=OTHER))
    assert payments.get_payment(USER, 1) == a_payment()


def test_a_change_is_stored_under_the_next_version(payments):
    stored = payments.add_payment(a_payment())
    changed = payments.replace_payment(replace(stored, status=PaymentStatus.FAILED, failure_code="51", look_at=None))
    assert changed == read_again(stored, status=PaymentStatus.FAILED, failure_code="51", look_at=None)
    assert payments.get_payment(USER, 1) == changed
    again = payments.replace_payment(replace(changed, status=PaymentStatus.SUCCESS, failure_code=""))
    assert (again.version, payments.get_payment(USER, 1)) == (2, again)


def test_of_two_changes_of_one_version_the_second_is_refused_and_not_written(payments):
    read = payments.add_payment(a_payment())
    first = payments.replace_payment(replace(read, access_code="first"))
    with pytest.raises(Conflict):
        payments.replace_payment(replace(read, access_code="second"))
    assert payments.get_payment(USER, 1) == first


@pytest.mark.parametrize("version", [0, 1])
def test_one_that_is_not_there_cannot_be_changed(payments, version):
    with pytest.raises(Conflict):
        payments.replace_payment(a_payment(version=version))
    assert payments.get_payment(USER, 1) is None


def test_a_version_from_the_future_is_refused(payments):
    stored = payments.add_payment(a_payment())
    with pytest.raises(Conflict):
        payments.replace_payment(replace(stored, version=1))
    assert payments.get_payment(USER, 1) == stored


class TestCounters:
    def test_count_from_1_for_each_user(self, payments):
        assert [payments.new_payment_id(USER) for _ in range(3)] == [1, 2, 3]
        assert payments.new_payment_id(OTHER_USER) == 1

    def test_a_subscriptions_checkout_takes_one_of_each(self, payments):
        payments.new_payment_id(USER)
        assert payments.new_subscription_id(USER) == (2, 1)
        assert payments.new_subscription_id(USER) == (3, 2)
        assert payments.new_payment_id(USER) == 4
        assert payments.new_subscription_id(OTHER_USER) == (1, 1)

    def test_are_no_payments(self, payments):
        payments.new_subscription_id(USER)
        assert payments.list_payments(USER, 10, None, PaymentFilter()).payments == []


def test_a_closed_account_begins_nothing_more(payments):
    payments.new_payment_id(USER)
    payments.close_account(USER)
    payments.close_account(USER)
    for begin in (payments.new_payment_id, payments.new_subscription_id):
        with pytest.raises(Conflict, match="This account is closed"):
            begin(USER)
    assert payments.new_payment_id(OTHER_USER) == 1


def test_an_account_without_payments_can_be_closed(payments):
    payments.close_account(USER)
    with pytest.raises(Conflict):
        payments.new_payment_id(USER)
