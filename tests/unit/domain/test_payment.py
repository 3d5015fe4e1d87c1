"""A payment's states: what each answer of Paystack does to each of them, and nothing moves backwards."""

from dataclasses import replace
from itertools import permutations

import pytest

from shared.domain.errors import Conflict
from shared.domain.money import Money
from shared.domain.payment import DAY, HOUR, MINUTE, Payment, PaymentStatus, new_attempt, new_checkout
from shared.domain.reference import ChargeReference
from shared.domain.transaction import NOT_FOUND, UNKNOWN, Outcome, OutcomeKind
from tests.support.builders import (
    EMAIL,
    NOW,
    PRICE,
    USER,
    a_payment,
    an_authorization,
    declined_outcome,
    some_terms,
    success,
)

PENDING, SUCCESS, FAILED, ABANDONED, QUARANTINED, *GOING_BACK = PaymentStatus
PAID = (SUCCESS, *GOING_BACK)
NOT_FINAL = Outcome(OutcomeKind.PENDING)
LEFT = Outcome(OutcomeKind.ABANDONED)
ALLOWED = {
    *((PENDING, SUCCESS), (PENDING, FAILED), (PENDING, ABANDONED), (PENDING, QUARANTINED)),
    *((FAILED, SUCCESS), (FAILED, QUARANTINED)),
    *((ABANDONED, SUCCESS), (ABANDONED, FAILED), (ABANDONED, QUARANTINED)),
    *permutations(PAID, 2),
}


@pytest.mark.parametrize("to", PaymentStatus)
@pytest.mark.parametrize("of", PaymentStatus)
def test_the_whole_table_of_transitions(of, to):
    payment = a_payment(status=of, look_at=NOW)
    if (of, to) in ALLOWED:
        assert payment.moved_to(to) == replace(payment, status=to, look_at=None)
    else:
        with pytest.raises(Conflict):
            payment.moved_to(to)


@pytest.mark.parametrize("status", PaymentStatus)
def test_money_that_was_taken_stays_taken_whatever_is_given_back(status):
    assert a_payment(status=status).is_paid is (status in PAID)


@pytest.mark.parametrize("status", PaymentStatus)
def test_what_was_paid_or_quarantined_is_settled_and_final_once_nothing_is_left_to_be_done(status):
    is_settled = status in {*PAID, QUARANTINED}
    assert a_payment(status=status).is_settled is is_settled
    assert a_payment(status=status, look_at=None).is_final is is_settled
    assert not a_payment(status=status, look_at=NOW).is_final


@pytest.mark.parametrize("status", [PENDING, FAILED, ABANDONED])
def test_money_taken_makes_it_paid_whatever_it_was(status):
    payment = a_payment(status=status, failure_code="51", failure_text="Insufficient Funds", look_at=NOW)
    assert payment.settled(success(), NOW + 90) == replace(
        payment,
        status=SUCCESS,
        paid_at=NOW + 60,
        channel="card",
        card_brand="visa",
        card_last4="1381",
        failure_code="",
        failure_text="",
        look_at=None,
    )


def test_paid_without_a_card_and_a_time_is_paid_now_without_a_card():
    paid = a_payment().settled(success(authorization=None, paid_at=None, channel="ussd"), NOW + 90)
    assert (paid.status, paid.paid_at, paid.channel) == (SUCCESS, NOW + 90, "ussd")
    assert (paid.card_brand, paid.card_last4) == ("", "")


@pytest.mark.parametrize("status", [PENDING, FAILED, ABANDONED])
@pytest.mark.parametrize(
    "outcome",
    [
        success(amount=499_999, requested_amount=499_999),
        success(requested_amount=499_999),
        success(currency="GHS"),
        success(reference="dk.other"),
        Outcome(OutcomeKind.SUCCEEDED),
    ],
)
def test_anything_but_what_was_agreed_is_quarantined_and_never_paid(status, outcome):
    settled = a_payment(status=status).settled(outcome, NOW)
    assert (settled.status, settled.paid_at, settled.look_at) == (QUARANTINED, None, None)


@pytest.mark.parametrize("status", [PENDING, ABANDONED])
def test_a_refusal_is_kept_with_its_reason(status):
    payment = a_payment(status=status)
    assert payment.settled(declined_outcome(), NOW) == replace(
        payment, status=FAILED, failure_code="insufficient_funds", failure_text="Insufficient Funds", look_at=None
    )


def test_a_second_refusal_changes_nothing():
    failed = a_payment(status=FAILED, failure_code="05")
    assert failed.settled(declined_outcome(), NOW) is failed


@pytest.mark.parametrize("status", PaymentStatus)
def test_no_answer_changes_nothing(status):
    payment = a_payment(status=status, look_at=NOW + 60)
    assert payment.settled(UNKNOWN, NOW + 59) is payment


def test_no_answer_puts_the_next_look_off_and_never_gives_a_payment_up():
    payment = a_payment(look_at=NOW)
    assert payment.settled(UNKNOWN, NOW + 10 * DAY) == replace(payment, look_at=NOW + 10 * DAY + 300)


@pytest.mark.parametrize("status", [*PAID, QUARANTINED])
@pytest.mark.parametrize("outcome", [success(), declined_outcome()])
def test_a_final_payment_refuses_every_other_end(status, outcome):
    with pytest.raises(Conflict):
        a_payment(status=status).settled(outcome, NOW)


@pytest.mark.parametrize("outcome", [NOT_FINAL, LEFT, NOT_FOUND])
class TestNotPaidYet:
    @pytest.mark.parametrize(
        ("age", "next_age"),
        [
            (15 * MINUTE, 2 * HOUR),
            (2 * HOUR - 1, 2 * HOUR),
            (2 * HOUR, DAY),
            (DAY - 1, DAY),
            (DAY, 2 * DAY),
            (2 * DAY - 1, 2 * DAY),
        ],
    )
    def test_is_looked_at_ever_less_often(self, outcome, age, next_age):
        payment = a_payment()
        assert payment.settled(outcome, NOW + age) == replace(payment, look_at=NOW + next_age)

    def test_is_left_alone_before_its_time(self, outcome):
        payment = a_payment()
        assert payment.settled(outcome, payment.look_at - 1) is payment

    @pytest.mark.parametrize("age", [2 * DAY, 9 * DAY])
    def test_is_given_up_after_two_days(self, outcome, age):
        payment = a_payment(look_at=NOW + DAY)
        assert payment.settled(outcome, NOW + age) == replace(payment, status=ABANDONED, look_at=None)

    @pytest.mark.parametrize("status", [FAILED, ABANDONED, QUARANTINED, *PAID])
    def test_says_nothing_new_about_one_that_ended(self, outcome, status):
        payment = a_payment(status=status, look_at=NOW)
        assert payment.settled(outcome, NOW + 9 * DAY) is payment

    def test_never_gives_up_one_that_nobody_is_to_look_at(self, outcome):
        attempt = new_attempt(ChargeReference(USER, 1, 1, 1), 2, PRICE, EMAIL, NOW)
        assert attempt.settled(outcome, NOW + 9 * DAY) is attempt


def test_a_new_checkout_is_pending_and_looked_at_in_a_quarter_of_an_hour():
    assert new_checkout(USER, 7, Money(10_000, "GHS"), EMAIL, NOW, metadata='{"cart":1}') == Payment(
        user_id=USER,
        id=7,
        reference=f"dk.{USER}.p7",
        money=Money(10_000, "GHS"),
        email=EMAIL,
        created_at=NOW,
        status=PENDING,
        look_at=NOW + 900,
        metadata='{"cart":1}',
    )


def test_a_checkout_with_terms_belongs_to_the_subscription_it_is_to_begin():
    payment = new_checkout(USER, 7, PRICE, EMAIL, NOW, terms=some_terms(), subscription_id=3)
    assert (payment.subscription_id, payment.terms) == (3, some_terms())


def test_an_attempt_belongs_to_its_subscription_and_is_not_in_the_due_index():
    attempt = new_attempt(ChargeReference(USER, 3, 2, 4), 9, PRICE, EMAIL, NOW)
    assert (attempt.reference, attempt.id) == (f"dk.{USER}.s3.2.4", 9)
    assert (attempt.subscription_id, attempt.terms, attempt.look_at) == (3, None, None)
    assert (attempt.status, attempt.money, attempt.created_at) == (PENDING, PRICE, NOW)


def test_a_payment_remembers_the_card_it_was_paid_with():
    paid = a_payment().settled(success(authorization=an_authorization(brand="verve", last4="0000")), NOW)
    assert (paid.card_brand, paid.card_last4) == ("verve", "0000")
