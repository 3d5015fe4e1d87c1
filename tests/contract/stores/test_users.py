"""Users: found by id and by name, with names that are unique, all or nothing."""

from dataclasses import replace

import pytest

from shared.domain.errors import InvalidInput
from tests.support.builders import OTHER_USER, USER, a_user

KOFI = a_user(id=OTHER_USER, username="kofi", email="kofi@example.com")
USERNAME_TAKEN = {"username": ["A user with that username already exists."]}
EMAIL_TAKEN = {"email": ["user with this email already exists."]}


@pytest.mark.parametrize(
    "user", [a_user(), a_user(is_active=False), a_user(username="ключ@x", email="A@example.com")]
)
def test_is_found_by_id_and_by_name(users, user):
    users.add_user(user)
    assert users.get_user(USER) == user
    assert users.find_user(user.username) == user


def test_nobody_else_is_found(users):
    users.add_user(a_user())
    assert users.get_user(OTHER_USER) is None
    assert users.find_user("kofi") is None
    assert users.find_user("Amina") is None
    assert users.find_user("amina@example.com") is None


@pytest.mark.parametrize(
    ("over", "taken"),
    [
        ({"username": "amina"}, USERNAME_TAKEN),
        ({"email": "amina@example.com"}, EMAIL_TAKEN),
        ({"email": "AMINA@Example.com"}, EMAIL_TAKEN),
        ({"username": "amina", "email": "Amina@example.com"}, USERNAME_TAKEN | EMAIL_TAKEN),
    ],
)
def test_every_name_that_is_taken_is_told_and_nothing_is_stored(users, over, taken):
    users.add_user(a_user())
    with pytest.raises(InvalidInput) as refused:
        users.add_user(replace(KOFI, **over))
    assert refused.value.fields == taken
    assert users.get_user(OTHER_USER) is None
    assert users.find_user("amina") == a_user()


def test_a_refused_sign_up_leaves_its_other_name_free(users):
    users.add_user(a_user())
    with pytest.raises(InvalidInput):
        users.add_user(replace(KOFI, email="amina@example.com"))
    users.add_user(KOFI)
    assert users.find_user("kofi") == KOFI


def test_names_that_differ_in_case_are_two(users):
    users.add_user(a_user())
    users.add_user(replace(KOFI, username="Amina"))
    assert (users.find_user("amina").id, users.find_user("Amina").id) == (USER, OTHER_USER)
