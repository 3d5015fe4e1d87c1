"""Families of refresh tokens: which token is good, and what becomes of one that is not."""

from dataclasses import replace

import pytest

from shared.domain.token import (
    RETRY_SECONDS,
    Presented,
    Stamp,
    begun,
    is_alive,
    presented,
    role_of,
    rotated,
)
from tests.support.builders import NOW, USER, a_user

DAYS = 14 * 86_400
FIRST = begun(a_user(token_generation=3), Stamp("first", NOW, NOW + DAYS))
LATER = NOW + 600
SECOND = rotated(FIRST, Stamp("second", LATER, LATER + DAYS), "phone")


def test_a_login_begins_a_family_with_one_token():
    assert (FIRST.user_id, FIRST.id, FIRST.jti, FIRST.generation) == (USER, "first", "first", 3)
    assert (FIRST.issued_at, FIRST.expires_at) == (NOW, NOW + DAYS)
    assert presented(FIRST, "first", "anybody", NOW) is Presented.CURRENT


def test_a_rotation_replaces_the_token_and_begins_its_time_anew():
    assert (SECOND.jti, SECOND.previous_jti, SECOND.id) == ("second", "first", "first")
    assert (SECOND.issued_at, SECOND.expires_at) == (LATER, LATER + DAYS)
    assert presented(SECOND, "second", "anybody", LATER + DAYS) is Presented.CURRENT


@pytest.mark.parametrize(
    ("jti", "mark", "after", "expected"),
    [
        ("first", "phone", 0, Presented.REPEATED),
        ("first", "phone", RETRY_SECONDS, Presented.REPEATED),
        ("first", "phone", RETRY_SECONDS + 1, Presented.REUSED),
        ("first", "thief", 0, Presented.REUSED),
        ("first", "", 0, Presented.REUSED),
        ("older", "phone", 0, Presented.REUSED),
        ("", "phone", 0, Presented.REUSED),
    ],
)
def test_a_replaced_token_is_taken_from_its_client_for_ten_seconds(jti, mark, after, expected):
    assert presented(SECOND, jti, mark, LATER + after) is expected


def test_a_token_of_two_rotations_ago_is_never_taken_again():
    third = rotated(SECOND, Stamp("third", LATER, LATER + DAYS), "phone")
    assert presented(third, "first", "phone", LATER) is Presented.REUSED


def test_before_the_first_rotation_no_other_token_is_a_repeated_one():
    assert presented(FIRST, "", "", NOW) is Presented.REUSED


@pytest.mark.parametrize(
    ("user", "alive"),
    [
        (a_user(token_generation=3), True),
        (a_user(token_generation=4), False),
        (a_user(token_generation=3, is_active=False), False),
        (None, False),
    ],
)
def test_a_family_lives_while_its_user_is_active_and_has_that_password(user, alive):
    assert is_alive(FIRST, user) is alive


def test_only_staff_have_a_role():
    assert (role_of(a_user()), role_of(replace(a_user(), is_staff=True))) == ("", "staff")
