"""The page after paying: what became of the payment, and nothing personal."""

import pytest

from shared.api.receipt import RECEIPT_HEADERS, receipt_page
from shared.domain.money import Money
from shared.domain.payment import Notice, PaymentStatus, Purpose
from tests.support.builders import EMAIL, USER, a_payment


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (PaymentStatus.SUCCESS, "Payment received"),
        (PaymentStatus.PENDING, "Payment not complete yet"),
        (PaymentStatus.FAILED, "Payment failed"),
        (PaymentStatus.ABANDONED, "Payment not made"),
        (PaymentStatus.QUARANTINED, "We are checking this payment"),
    ],
)
def test_says_what_became_of_it(status, title):
    page = receipt_page(a_payment(status=status))
    assert f"<h1>{title}</h1>" in page
    assert f"<dd>{status.value}</dd>" in page


@pytest.mark.parametrize("status", PaymentStatus)
def test_says_that_it_was_paid_only_when_it_was(status):
    is_said = "Payment received" in receipt_page(a_payment(status=status))
    assert is_said is (status is PaymentStatus.SUCCESS)


def test_shows_amount_and_reference():
    page = receipt_page(a_payment(money=Money(123_456, "GHS")))
    assert "<dd>GHS 1234.56</dd>" in page
    assert f"<dd>dk.{USER}.p1</dd>" in page


def test_shows_nothing_personal():
    payment = a_payment(card_brand="visa", card_last4="1381", failure_text="Insufficient", metadata='{"a":"secret"}')
    page = receipt_page(payment)
    assert not [word for word in (EMAIL, "visa", "1381", "Insufficient", "secret") if word in page]


def test_text_from_outside_is_escaped():
    page = receipt_page(a_payment(reference='<script>alert("x")</script>', money=Money(100, "<b>")))
    assert "<script>" not in page
    assert "<b>" not in page


def test_runs_no_scripts_and_cannot_be_framed():
    policy = RECEIPT_HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("status", [PaymentStatus.SUCCESS, PaymentStatus.REFUND_PENDING, PaymentStatus.REFUNDED])
@pytest.mark.parametrize(
    ("notice", "title"),
    [(None, "Card saved"), (Notice.NOT_REUSABLE, "Card not saved"), (Notice.TRIAL_USED, "Trial not begun")],
)
def test_a_card_check_says_what_became_of_the_card_and_that_it_is_given_back(status, notice, title):
    page = receipt_page(a_payment(status=status, purpose=Purpose.CARD_CHECK, notice=notice))
    assert f"<h1>{title}</h1>" in page
    assert "given back to you" in page


def test_an_unpaid_card_check_is_as_any_unpaid_payment():
    assert "not complete yet" in receipt_page(a_payment(purpose=Purpose.CARD_CHECK))


def test_a_payment_that_cannot_be_charged_again_says_so():
    page = receipt_page(a_payment(status=PaymentStatus.SUCCESS, notice=Notice.NOT_REUSABLE))
    assert "Payment received" in page
    assert "nothing more will be charged" in page
