"""Amounts: exact, within Paystack's limits, and shown with two decimals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.money import MAXIMUM, MINIMUM, AmountRefused, Money


@pytest.mark.parametrize(
    ("amount", "currency", "subunits"),
    [
        ("5000", "NGN", 500_000),
        ("5000.00", "NGN", 500_000),
        ("50", "NGN", 5_000),
        ("0.10", "GHS", 10),
        ("1.5", "ZAR", 150),
        ("3", "KES", 300),
        ("2.01", "USD", 201),
        ("1", "XOF", 100),
        ("1E+3", "NGN", 100_000),
        ("10000000", "NGN", 1_000_000_000),
    ],
)
def test_takes_major_units_times_100_in_every_currency(amount, currency, subunits):
    assert Money.from_major(Decimal(amount), currency) == Money(subunits, currency)


@pytest.mark.parametrize(
    ("amount", "currency", "problem"),
    [
        ("49.99", "NGN", "Ensure this value is greater than or equal to 50.00 for NGN."),
        ("0.09", "GHS", "Ensure this value is greater than or equal to 0.10 for GHS."),
        ("0.99", "ZAR", "Ensure this value is greater than or equal to 1.00 for ZAR."),
        ("2.99", "KES", "Ensure this value is greater than or equal to 3.00 for KES."),
        ("1.99", "USD", "Ensure this value is greater than or equal to 2.00 for USD."),
        ("0", "XOF", "Ensure this value is greater than or equal to 1.00 for XOF."),
        ("-5000", "NGN", "Ensure this value is greater than or equal to 50.00 for NGN."),
        ("10000000.01", "NGN", "Ensure this value is less than or equal to 10000000.00."),
        ("100.5", "XOF", "XOF has no decimal places."),
        ("100.001", "NGN", "Ensure that there are no more than 2 decimal places."),
    ],
)
def test_refuses_what_paystack_would_not_charge_as_agreed(amount, currency, problem):
    with pytest.raises(AmountRefused) as refused:
        Money.from_major(Decimal(amount), currency)
    assert str(refused.value) == problem


@given(st.sampled_from(sorted(MINIMUM)), st.data())
def test_its_text_means_the_same_amount(currency, data):
    step = 100 if currency == "XOF" else 1
    subunits = data.draw(st.integers(MINIMUM[currency] // step, MAXIMUM // step)) * step
    money = Money(subunits, currency)
    assert Money.from_major(Decimal(str(money)), currency) == money


@pytest.mark.parametrize(
    ("subunits", "text"), [(5, "0.05"), (100, "1.00"), (123_456, "1234.56"), (500_000, "5000.00")]
)
def test_shows_two_decimals(subunits, text):
    assert str(Money(subunits, "NGN")) == text
