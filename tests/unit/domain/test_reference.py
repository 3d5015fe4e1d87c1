"""References name their own item, and nobody else's text is taken for one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.reference import ChargeReference, CheckoutReference, parse_reference
from tests.support.builders import USER

USER_IDS = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=20, max_size=20)
NUMBERS = st.integers(1, 10**12 - 1)


def test_has_the_documented_shape():
    assert str(CheckoutReference(USER, 7)) == f"dk.{USER}.p7"
    assert str(ChargeReference(USER, 2, 13, 4)) == f"dk.{USER}.s2.13.4"


@given(USER_IDS, NUMBERS)
def test_a_checkout_is_found_again(user, payment):
    reference = CheckoutReference(user, payment)
    assert parse_reference(str(reference)) == reference


@given(USER_IDS, NUMBERS, st.integers(0, 999_999), st.integers(1, 9_999))
def test_a_charge_is_found_again(user, subscription, index, attempt):
    reference = ChargeReference(user, subscription, index, attempt)
    assert parse_reference(str(reference)) == reference
    assert re.fullmatch(r"[A-Za-z0-9.=-]{1,100}", str(reference)), "Paystack's charset"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dk",
        "T123456789",
        f"dk.{USER}",
        f"dk.{USER}.p",
        f"dk.{USER}.p0",
        f"dk.{USER}.p01",
        f"dk.{USER}.p-1",
        f"dk.{USER}.p1\n",
        f" dk.{USER}.p1",
        f"dk.{USER}.p1.1",
        f"dk.{USER}.p1234567890123",
        f"dk.{USER}.p\u0661",
        f"dk.{USER[:-1]}.p1",
        f"dk.{USER[:-1]}1.p1",
        f"dk.{USER.upper()}.p1",
        f"DK.{USER}.p1",
        f"dk.{USER}.s1",
        f"dk.{USER}.s1.1",
        f"dk.{USER}.s0.1.1",
        f"dk.{USER}.s1.00.1",
        f"dk.{USER}.s1.1.0",
        f"dk.{USER}.s1.1.1.1",
        f"dk.{USER}.s1.1234567.1",
        f"dk.{USER}.s1.1.12345",
    ],
)
def test_anything_else_is_not_ours(text):
    assert parse_reference(text) is None


@given(st.text())
def test_no_text_at_all_breaks_it(text):
    named = parse_reference(text)
    assert named is None or str(named) == text
