"""Amounts in requests: exact decimals, and nothing that only looks like one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.api.amounts import Amount
from shared.api.fields import WrongValue

NO_NUMBER = "A valid number is required."


def problems(value):
    with pytest.raises(WrongValue) as wrong:
        Amount().parse(value)
    return wrong.value.problems


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("5000", "5000"),
        ("5000.5", "5000.5"),
        (" 5000.00 ", "5000.00"),
        (5000, "5000"),
        (Decimal("0.1"), "0.1"),
        (0, "0"),
        ("-1", "-1"),
        ("1e3", "1000"),
        ("99999999.99", "99999999.99"),
    ],
)
def test_is_exact(value, amount):
    parsed = Amount().parse(value)
    assert isinstance(parsed, Decimal)
    assert parsed == Decimal(amount)


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "five", "5,000", "5000 NGN", "0x10", "1.2.3", "NaN", "sNaN", "Infinity", "-Infinity", "--1"),
        *(True, False, [], {}, ["5000"], {"amount": 1}, 5000.0, b"5000", "1e99999999999999999999"),
        *(Decimal("NaN"), Decimal("Infinity"), float("nan"), float("inf")),
    ],
)
def test_what_is_no_finite_decimal_is_refused(value):
    assert problems(value) == [NO_NUMBER]


@pytest.mark.parametrize("value", ["0.001", "5000.000", "1e-3", Decimal("1.999")])
def test_three_decimals_are_refused(value):
    assert problems(value) == ["Ensure that there are no more than 2 decimal places."]


@pytest.mark.parametrize("value", ["10000000000", "123456789.01", "1e10", 10**10, "1e999999", "1e-999999", "9" * 999])
def test_enormous_ones_are_refused_without_arithmetic(value):
    assert problems(value) == ["Ensure that there are no more than 10 digits in total."]


def test_endless_texts_are_refused_unread():
    assert problems("9" * 1001) == ["String value too large."]


@given(st.decimals(min_value=0, max_value=99_999_999, places=2))
def test_every_amount_with_two_decimals_is_taken_unchanged(amount):
    assert Amount().parse(str(amount)) == amount
