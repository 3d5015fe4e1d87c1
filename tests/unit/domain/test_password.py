"""What is wrong with a password, as Django's validators tell it."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.password import is_similar, password_problems

SHORT = "This password is too short. It must contain at least 8 characters."
COMMON = "This password is too common."
NUMERIC = "This password is entirely numeric."
AMINA = {"username": "amina", "email address": "amina.bello@example.com"}


def told(password, attributes=AMINA):
    return password_problems(password, attributes, {"password", "1234567", "iloveyou1"})


@pytest.mark.parametrize("password", ["Zk9-quart-lamp", "correct horse battery", "пароль-ключ-79", "aZ9-" * 16_000])
def test_a_good_one_has_no_problems(password):
    assert told(password) == []


@pytest.mark.parametrize(
    ("password", "problems"),
    [
        ("Zk9-qua", [SHORT]),
        ("PassWord", [COMMON]),
        (" iloveyou1 ", [COMMON]),
        ("83910472651139", [NUMERIC]),
        ("\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668", [NUMERIC]),
        ("²²²²²²²²", [NUMERIC]),
        ("1234567", [SHORT, COMMON, NUMERIC]),
        ("amina", ["The password is too similar to the username.", SHORT]),
        ("AMINA12", ["The password is too similar to the username.", SHORT]),
        ("example123", ["The password is too similar to the email address."]),
        ("elpmaxe.ANIMA@1", ["The password is too similar to the email address."]),
        ("amina.bello@example.com", ["The password is too similar to the email address."]),
    ],
)
def test_every_problem_is_told_in_its_order(password, problems):
    assert told(password) == problems


def test_there_may_be_nothing_to_be_like():
    assert told("example123", {}) == told("example123", {"username": "", "email address": ""}) == []


@given(st.text("abcde.@- ", min_size=1, max_size=30), st.text("abcde.@- ", max_size=30))
def test_likeness_is_that_of_difflib(password, value):
    parts = [*(part for part in value.replace("@", " ").replace(".", " ").replace("-", " ").split(" ")), value]
    expected = bool(value) and any(
        not (len(password) >= 10 * len(part) and len(part) < 0.35 * len(password))
        and SequenceMatcher(a=password, b=part).quick_ratio() >= 0.7
        for part in parts
    )
    assert is_similar(password, value) is expected


def test_a_very_long_password_is_compared_at_once():
    assert not is_similar("x" * 60_000, "amina")
    assert is_similar("x" * 60_000, "x" * 60_000)
