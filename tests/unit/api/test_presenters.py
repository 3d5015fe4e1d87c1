"""What callers see of payments and users, and what they do not."""

import csv
import io

import pytest

from shared.api.account_schemas import USER
from shared.api.paths import payment_id_in
from shared.api.presenters import present_checkout, present_csv, present_instant, present_payment, present_user
from shared.api.schemas import CHECKOUT, PAYMENT
from shared.domain.errors import PaymentNotFound
from shared.domain.money import Money
from shared.domain.payment import Notice, PaymentStatus, Purpose
from shared.domain.refund import Refund, RefundStatus
from tests.support.builders import EMAIL, NOW, a_payment, a_user, at, some_terms
from tests.support.builders import USER as USER_ID

PAID = a_payment(
    status=PaymentStatus.SUCCESS,
    terms=some_terms(),
    paid_at=at("2026-01-31T09:01"),
    channel="card",
    card_brand="visa",
    card_last4="1381",
    access_code="0peioxfhpn",
    authorization_url="https://checkout.paystack.com/0peioxfhpn",
    metadata='{"cart":7}',
)


def test_a_paid_payment_in_full():
    assert present_payment(PAID) == {
        "id": 1,
        "reference": f"dk.{USER_ID}.p1",
        "status": "success",
        "amount": "5000.00",
        "amount_refunded": "0.00",
        "currency": "NGN",
        "email": EMAIL,
        "created_time": "2026-01-31T08:00:00Z",
        "paid_at": "2026-01-31T08:01:00Z",
        "channel": "card",
        "card": {"brand": "visa", "last4": "1381"},
        "failure": None,
        "subscription": 1,
        "subscription_plan": True,
        "payment_interval": "monthly",
        "purpose": "payment",
        "notice": None,
        "authorization_url": None,
        "metadata": {"cart": 7},
        "refunds": [],
    }


def test_refunds_are_shown_without_what_is_for_staff_alone():
    refund = Refund(
        1, 150_000, NOW, NOW + 60, RefundStatus.PROCESSED, "dk.x.r1", 7, "Fraud?", "staff", failure_text="secret"
    )
    shown = present_payment(a_payment(status=PaymentStatus.PARTIALLY_REFUNDED, refunds=(refund,)))
    assert (shown["status"], shown["amount_refunded"]) == ("partially_refunded", "1500.00")
    assert shown["refunds"] == [
        {
            "id": 1,
            "amount": "1500.00",
            "status": "processed",
            "created_time": "2026-01-31T08:00:00Z",
            "updated_time": "2026-01-31T08:01:00Z",
        }
    ]


def test_what_there_is_not_is_null():
    shown = present_payment(a_payment())
    absent = (
        "paid_at",
        "channel",
        "card",
        "failure",
        "subscription",
        "payment_interval",
        "authorization_url",
        "metadata",
    )
    assert {name: shown[name] for name in absent} == dict.fromkeys(absent)
    assert shown["subscription_plan"] is False


@pytest.mark.parametrize("status", PaymentStatus)
def test_only_a_pending_payment_says_where_it_is_made(status):
    payment = a_payment(status=status, authorization_url="https://checkout.paystack.com/x")
    expected = "https://checkout.paystack.com/x" if status is PaymentStatus.PENDING else None
    assert present_payment(payment)["authorization_url"] == expected


def test_a_failure_is_told_with_its_code():
    failed = a_payment(status=PaymentStatus.FAILED, failure_code="51", failure_text="Insufficient Funds")
    assert present_payment(failed)["failure"] == {"code": "51", "message": "Insufficient Funds"}


def test_a_charge_of_a_subscription_belongs_to_it_without_having_begun_it():
    shown = present_payment(a_payment(subscription_id=3))
    assert (shown["subscription"], shown["subscription_plan"]) == (3, False)


def test_a_card_check_says_so_and_whose_card_it_brings():
    check = a_payment(purpose=Purpose.CARD_CHECK, notice=Notice.NOT_REUSABLE, subscription_id=3)
    assert (present_payment(check)["purpose"], present_payment(check)["notice"]) == ("card_check", "not_reusable")
    assert present_checkout(check)["subscription"] == 3


def test_a_checkout_is_pending_whatever_became_of_it():
    assert present_checkout(PAID) == {
        "id": 1,
        "reference": f"dk.{USER_ID}.p1",
        "access_code": "0peioxfhpn",
        "authorization_url": "https://checkout.paystack.com/0peioxfhpn",
        "status": "pending",
        "amount": "5000.00",
        "currency": "NGN",
        "subscription": 1,
    }
    assert present_checkout(a_payment())["subscription"] is None


def test_a_user_is_shown_without_the_password():
    assert present_user(a_user()) == {"email": EMAIL, "username": "amina", "id": USER_ID}


@pytest.mark.parametrize(
    ("shown", "schema"),
    [(present_payment(PAID), PAYMENT), (present_checkout(PAID), CHECKOUT), (present_user(a_user()), USER)],
)
def test_answers_have_the_fields_of_their_schema(shown, schema):
    assert set(shown) == set(schema.fields)


class TestCsv:
    def rows(self, *payments):
        return list(csv.DictReader(io.StringIO(present_csv(list(payments)))))

    def test_has_a_line_for_each_payment(self):
        [first, second] = self.rows(PAID, a_payment(id=2, money=Money(5, "GHS")))
        assert (first["id"], first["amount"], first["payment_interval"]) == ("1", "5000.00", "monthly")
        assert (second["id"], second["amount"], second["currency"], second["paid_at"]) == ("2", "0.05", "GHS", "")

    def test_has_its_header_even_when_empty(self):
        assert present_csv([]).startswith("id,reference,status,amount,currency,email,created_time,paid_at")

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
    def test_no_cell_is_run_as_a_formula(self, start):
        [row] = self.rows(a_payment(email=f"{start}cmd@example.com"))
        assert row["email"] == f"'{start}cmd@example.com"

    @pytest.mark.parametrize("email", ['a"b,c@example.com', "a\nb@example.com"])
    def test_quotes_and_commas_stay_in_their_cell(self, email):
        [row] = self.rows(a_payment(email=email))
        assert row["email"] == email


def test_instants_are_in_utc():
    assert present_instant(at("2026-11-23T17:25:00", "UTC")) == "2026-11-23T17:25:00Z"


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("10", 10), ("9" * 12, 10**12 - 1)])
def test_a_payment_id_in_a_path(text, number):
    assert payment_id_in(text) == number


@pytest.mark.parametrize(
    "text", ["", "0", "01", "-1", "+1", "1.0", "1e3", "x", "9" * 13, " 1", "1\n", "\u0661", "1/2"]
)
def test_anything_else_in_its_place_is_not_found(text):
    with pytest.raises(PaymentNotFound):
        payment_id_in(text)
