"""Which charges count as the one that was asked for."""

import pytest

from tests.support.builders import PRICE, a_payment, a_transaction

REFERENCE = a_payment().reference


@pytest.mark.parametrize(
    ("over", "covers"),
    [
        ({}, True),
        ({"reference": "dk.other"}, False),
        ({"currency": "GHS"}, False),
        ({"amount": 499_999, "requested_amount": 499_999}, False),
        ({"requested_amount": 500_001}, False),
        ({"requested_amount": 499_999}, False),
        ({"amount": 499_999}, False),  # asked for in full, paid in part
        ({"amount": 507_500, "fees": 7_500}, True),  # the customer bears the fees
        ({"amount": 507_500}, True),  # asked for in full, paid with more
        ({"requested_amount": None}, True),
        ({"requested_amount": None, "amount": 507_500, "fees": 7_500}, True),
        ({"requested_amount": None, "amount": 507_500, "fees": None}, False),
        ({"requested_amount": None, "amount": 500_000, "fees": 7_500}, True),
        ({"requested_amount": None, "amount": 507_500, "fees": 7_499}, False),
        ({"requested_amount": None, "amount": 499_999}, False),
        ({"requested_amount": 0, "amount": 500_000}, False),
    ],
)
def test_covers_what_was_asked_and_nothing_less(over, covers):
    assert a_transaction(**over).covers(REFERENCE, PRICE) is covers
