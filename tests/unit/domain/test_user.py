"""Names and passwords of users."""

import pytest

from shared.domain.user import (
    account_name,
    is_username,
    normal_username,
    shown_email,
    uid_of,
    unique_email,
    user_id_in,
)
from tests.support.builders import USER


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


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("amina", "amina"),
        ("Amina", "Amina"),
        ("\uff41mina", "amina"),
        ("Amina@Example.COM", "amina@example.com"),
        ("AMINA@example.com", "amina@example.com"),
    ],
)
def test_what_one_logs_in_with_has_one_spelling(typed, name):
    assert account_name(typed) == name


@pytest.mark.parametrize("name", ["a", "amina@.+-_", "ọládélé", "ключ", "x" * 150])
def test_letters_of_every_script_and_five_signs_make_a_name(name):
    assert is_username(name)


@pytest.mark.parametrize("name", ["", "two words", "semi;colon", "a\n", "a\x00", "x" * 151, "\ud83d", "😀"])
def test_nothing_else_does(name):
    assert not is_username(name)


def test_a_link_carries_a_users_id_and_gives_it_back():
    assert uid_of("abcdefghijklmnopqrst") == "YWJjZGVmZ2hpamtsbW5vcHFyc3Q"
    assert user_id_in(uid_of(USER)) == USER


@pytest.mark.parametrize(
    "uid", ["", "zz", "MQ", "!!", "é", "\ud83d", "x" * 10_000, "YWJjZGVmZ2hpamtsbW5vcHFyc3QxMjM", "a"]
)
def test_a_link_that_carries_no_id_carries_nothing(uid):
    assert user_id_in(uid) is None
