"""`initialize-payment` requests: each wrong field is named, and what is right becomes one order."""

from decimal import Decimal

import pytest

from shared.api.bodies import parse_body
from shared.api.orders import MAX_METADATA_LEVELS, _metadata_problem, order_of
from shared.api.request import Request
from shared.api.schemas import INITIALIZE_PAYMENT
from shared.domain.errors import InvalidInput
from shared.domain.money import Money
from tests.support.builders import EMAIL, USER

OWN_CALLBACK = "https://api.example.com/v1/dukka/api/callback/"
REQUIRED = ["This field is required."]
NO_CARD_DATA = ["Card data is never accepted here: the customer enters it on Paystack's page."]
RECURRING = {"subscription_plan": True, "payment_interval": "monthly"}


def order(headers=None, **over):
    body = {"email": EMAIL, "amount": "5000.00"} | over
    given = {name: value for name, value in body.items() if value is not ...}
    parsed = INITIALIZE_PAYMENT.validate(given)
    return order_of(Request(USER, parsed, {}, headers or {}, b"", "https://api.example.com"), OWN_CALLBACK)


def read(raw):
    return parse_body(raw, "", takes_forms=False)


def problems(**over):
    with pytest.raises(InvalidInput) as refused:
        order(**over)
    return refused.value.fields


def test_the_least_that_can_be_asked():
    asked = order()
    assert (asked.user_id, asked.email, asked.money) == (USER, EMAIL, Money(500_000, "NGN"))
    assert (asked.callback_url, asked.channels, asked.metadata) == (OWN_CALLBACK, (), "")
    assert (asked.recurrence, asked.idempotency_key) == (None, "")


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        (..., "This field is required."),
        (None, "This field may not be null."),
        ("", "A valid number is required."),
        ("five", "A valid number is required."),
        ("1_000", "A valid number is required."),
        ("\u0665\u0660\u0660\u0660", "A valid number is required."),
        (True, "A valid number is required."),
        ([5000], "A valid number is required."),
        ({"value": 5000}, "A valid number is required."),
        ("NaN", "A valid number is required."),
        ("Infinity", "A valid number is required."),
        ("-Infinity", "A valid number is required."),
        ("0", "Ensure this value is greater than or equal to 50.00 for NGN."),
        (0, "Ensure this value is greater than or equal to 50.00 for NGN."),
        ("-5000", "Ensure this value is greater than or equal to 50.00 for NGN."),
        ("49.99", "Ensure this value is greater than or equal to 50.00 for NGN."),
        ("5000.001", "Ensure that there are no more than 2 decimal places."),
        ("99999999.99", "Ensure this value is less than or equal to 10000000.00."),
        ("1e30", "Ensure that there are no more than 10 digits in total."),
    ],
)
def test_an_amount_that_cannot_be_charged_is_named(amount, problem):
    assert problems(amount=amount) == {"amount": [problem]}


def test_amounts_keep_every_subunit():
    assert order(amount=Decimal("1234.56"), currency="GHS").money == Money(123_456, "GHS")
    assert order(amount=1234, currency="KES").money == Money(123_400, "KES")


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("email", ..., "This field is required."),
        ("email", None, "This field may not be null."),
        ("email", "amina", "Enter a valid email address."),
        ("currency", "EUR", '"EUR" is not a valid choice.'),
        ("currency", "ngn", '"ngn" is not a valid choice.'),
        ("currency", None, "This field may not be null."),
        ("subscription_plan", "maybe", "Must be a valid boolean."),
        ("subscription_plan", None, "This field may not be null."),
        ("payment_interval", "fortnightly", '"fortnightly" is not a valid choice.'),
        ("callback_url", "javascript:alert(1)", "Enter a valid URL."),
        ("channels", "card", 'Expected a list of items but got type "str".'),
        ("channels", [], "This list may not be empty."),
        ("metadata", "x", "Expected a JSON object."),
        ("metadata", {"a": "x" * 2_048}, "Ensure this object has no more than 2048 bytes as JSON."),
        ("metadata", {"custom_filters": []}, "custom_filters must be an object, as Paystack reads it."),
        ("metadata", {"a": Decimal("1E+999")}, "Ensure that its numbers are not too large for JSON's readers."),
    ],
)
def test_any_other_wrong_field_is_named(field, value, problem):
    assert problems(**{field: value}) == {field: [problem]}


def test_every_wrong_field_is_named_at_once():
    assert set(problems(email="x", amount="x", currency="x", channels=["x"])) == {
        *("email", "amount", "currency", "channels"),
    }
    assert set(problems(amount="1", payment_interval="monthly", metadata={"a": "x" * 9_000})) == {
        *("amount", "subscription_plan", "metadata"),
    }


@pytest.mark.parametrize(
    "field",
    [
        *("ccv", "cvv", "cvc", "pin", "card_number", "card_type", "card_first_six_digit", "card_last_four_digit"),
        *("expiry_month", "expiry_year", "authorization_code", "number", "pan"),
    ],
)
def test_card_data_is_refused(field):
    assert problems(**{field: "408"}) == {field: NO_CARD_DATA}
    assert order(**{field: None}).money == Money(500_000, "NGN")


def test_a_subscription_needs_a_channel_that_can_be_charged_again():
    assert problems(**RECURRING, channels=["ussd", "bank"]) == {
        "channels": ["A subscription needs card: nothing else can be charged again."]
    }
    assert order(**RECURRING).channels == ("card",)
    assert order(**RECURRING, channels=["bank", "card"]).channels == ("bank", "card")


def test_channels_of_a_payment_are_the_customers_choice():
    assert order(channels=["ussd", "bank_transfer"]).channels == ("ussd", "bank_transfer")


def test_metadata_is_kept_as_short_text():
    assert order(metadata={"naïve": ["ключ", Decimal("1.5"), None]}).metadata == '{"naïve":["ключ",1.5,null]}'
    assert order(metadata={}).metadata == ""
    assert len(order(metadata={"a": "x" * 2_040}).metadata) == 2_048


def test_customers_return_where_the_request_says():
    assert order(callback_url="https://shop.example/paid").callback_url == "https://shop.example/paid"


class TestIdempotencyKey:
    @pytest.mark.parametrize(
        ("sent", "key"), [("order-7", "order-7"), ("  order-7 ", "order-7"), ("", ""), ("k" * 255, "k" * 255)]
    )
    def test_is_read_from_its_header(self, sent, key):
        assert order(headers={"idempotency-key": sent}).idempotency_key == key

    def test_that_is_too_long_is_named(self):
        assert problems(headers={"idempotency-key": "k" * 256}) == {
            "Idempotency-Key": ["Ensure this header has no more than 255 characters."]
        }

    def test_the_same_request_has_the_same_hash_however_it_is_written(self):
        one = INITIALIZE_PAYMENT.validate(read(b'{"email":"a@b.co","amount":"50.5"}'))
        same = INITIALIZE_PAYMENT.validate(read(b'{ "amount" : 50.5, "email" : " a@b.co " }'))
        hashes = {order_of(Request(USER, body, {}, {}, b"", ""), OWN_CALLBACK).body_hash for body in (one, same)}
        assert len(hashes) == 1

    @pytest.mark.parametrize(
        "over", [{"amount": "5000.01"}, {"email": "b@b.co"}, {"currency": "GHS"}, RECURRING, {"metadata": {"a": 1}}]
    )
    def test_another_request_has_another_hash(self, over):
        assert order(**over).body_hash != order().body_hash


class TestMetadataForm:
    """Metadata is the merchant's own, within limits that keep it readable to everybody on its way."""

    @pytest.mark.parametrize("levels", [MAX_METADATA_LEVELS, MAX_METADATA_LEVELS + 1])
    def test_may_have_so_many_levels_and_no_more(self, levels):
        value: object = 1
        for _ in range(levels - 1):
            value = [value]
        problem = _metadata_problem({"a": value})
        assert problem == ("" if levels == MAX_METADATA_LEVELS else "Ensure this object has no more than 10 levels.")

    @pytest.mark.parametrize("metadata", [{"cvv": "123"}, {"a": [{"b": {"card_number": "4084084084084081"}}]}])
    def test_may_not_hold_card_data(self, metadata):
        assert "Card data is never accepted here" in _metadata_problem(metadata)
