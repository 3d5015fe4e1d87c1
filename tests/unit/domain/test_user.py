"""Names and passwords of users."""

import pytest

from shared.domain.user import normal_username, password_problems, shown_email, unique_email

TOO_SHORT = "This password is too short. It must contain at least 8 characters."
ALL_DIGITS = "This password is entirely numeric."


@pytest.mark.parametrize(
    ("password", "problems"),
    [
        ("correct horse", []),
        ("12345678a", []),
        ("eightchr", []),
        ("short77", [TOO_SHORT]),
        ("12345678", [ALL_DIGITS]),
        ("1234567", [TOO_SHORT, ALL_DIGITS]),
    ],
)
def test_weak_passwords_are_told_every_reason(password, problems):
    assert password_problems(password) == problems


def test_a_name_has_one_spelling():
    assert normal_username("\uff21mina\u2460") == "Amina1"
    assert normal_username("cafe\u0301") == normal_username("caf\u00e9")


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("Amina@Example.COM", "Amina@example.com"),
        ("a@b@Example.COM", "a@b@example.com"),
        ("amina@example.com", "amina@example.com"),
    ],
)
def test_an_address_keeps_the_case_of_its_name_and_not_of_its_domain(email, shown):
    assert shown_email(email) == shown


def test_addresses_that_differ_in_case_are_one():
    assert unique_email("Amina@Example.com") == unique_email("amina@example.COM")
