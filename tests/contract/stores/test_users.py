"""Users: found by id and by name, with names that are unique, all or nothing."""

from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.errors import Conflict, InvalidInput
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


def test_nobody_has_a_name_longer_than_any(users):
    assert users.find_user("x" * 60_000) is users.find_user_by_email("x" * 60_000) is None


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


def test_a_change_is_stored_over_the_version_that_was_read(users):
    users.add_user(a_user())
    changed = users.replace_user(replace(users.get_user(USER), password_hash="another", token_generation=1))
    assert changed == a_user(password_hash="another", token_generation=1, version=1)
    assert users.get_user(USER) == users.find_user("amina") == changed


@pytest.mark.parametrize("version", [0, 2])
def test_a_change_of_another_version_is_refused(users, version):
    users.add_user(a_user())
    users.replace_user(a_user(is_staff=True))
    with pytest.raises(Conflict):
        users.replace_user(a_user(version=version, password_hash="another"))
    assert users.get_user(USER) == a_user(is_staff=True, version=1)


def test_somebody_who_is_gone_is_not_stored_again(users):
    with pytest.raises(Conflict):
        users.replace_user(a_user())
    assert users.get_user(USER) is None


@pytest.mark.parametrize("email", ["amina@example.com", "AMINA@Example.Com"])
def test_is_found_by_address_in_any_case(users, email):
    users.add_user(a_user(email="Amina@example.com"))
    users.add_user(KOFI)
    assert users.find_user_by_email(email).id == USER


def test_a_user_name_is_no_address(users):
    users.add_user(a_user(username="kofi@example.com"))
    assert users.find_user_by_email("kofi@example.com") is None
    assert users.find_user("amina@example.com") is None


class TestByAddress:
    @pytest.mark.parametrize("email", ["amina@example.com", "AMINA@Example.com"])
    def test_a_user_is_found_in_any_spelling(self, users, email):
        users.add_user(a_user())
        assert users.find_user_by_email(email) == a_user()

    @pytest.mark.parametrize("email", ["", "amina", "amina@example.org"])
    def test_nobody_is_found_for_another(self, users, email):
        users.add_user(a_user())
        assert users.find_user_by_email(email) is None


class TestTakenNames:
    @pytest.mark.parametrize(
        ("username", "email", "taken"),
        [
            ("amina", "AMINA@example.com", USERNAME_TAKEN | EMAIL_TAKEN),
            ("amina", "other@example.com", USERNAME_TAKEN),
            ("kofi", "amina@Example.com", EMAIL_TAKEN),
            ("kofi", "kofi@example.com", {}),
            ("", "", {}),
            ("Amina", "", {}),
        ],
    )
    def test_are_told_without_storing_anything(self, users, username, email, taken):
        users.add_user(a_user())
        assert users.taken_names(username, email) == taken


class TestChangeOfAddress:
    def test_takes_the_new_one_and_frees_the_old_one(self, users):
        users.add_user(a_user())
        changed = users.change_email(replace(a_user(), is_active=False), "new@example.com")
        assert changed == a_user(email="new@example.com", is_active=False, version=1)
        assert users.get_user(USER) == users.find_user_by_email("new@example.com") == changed
        assert users.find_user_by_email("amina@example.com") is None
        users.add_user(replace(KOFI, email="amina@example.com"))

    def test_to_another_spelling_of_the_same_keeps_it(self, users):
        users.add_user(a_user())
        changed = users.change_email(a_user(), "Amina@Example.com")
        assert users.find_user_by_email("amina@example.com") == changed
        assert changed.email == "Amina@Example.com"

    def test_to_somebody_elses_is_refused_and_changes_nothing(self, users):
        users.add_user(a_user())
        users.add_user(KOFI)
        with pytest.raises(InvalidInput) as refused:
            users.change_email(a_user(), "KOFI@example.com")
        assert refused.value.fields == EMAIL_TAKEN
        assert users.get_user(USER) == users.find_user_by_email("amina@example.com") == a_user()

    @pytest.mark.parametrize("email", ["new@example.com", "AMINA@example.com"])
    def test_of_a_user_who_was_changed_meanwhile_is_refused(self, users, email):
        users.add_user(a_user())
        stored = users.replace_user(a_user(is_staff=True))
        with pytest.raises(Conflict):
            users.change_email(a_user(), email)
        assert users.get_user(USER) == stored
        assert users.find_user_by_email("new@example.com") is None


class TestDeletion:
    def test_leaves_nothing_and_frees_both_names(self, users):
        users.add_user(a_user())
        users.delete_user(a_user())
        assert users.get_user(USER) is users.find_user("amina") is users.find_user_by_email(a_user().email) is None
        users.add_user(replace(KOFI, username="amina", email="amina@example.com"))

    def test_of_a_user_who_was_changed_meanwhile_is_refused(self, users):
        users.add_user(a_user())
        stored = users.replace_user(a_user(is_staff=True))
        with pytest.raises(Conflict):
            users.delete_user(a_user())
        assert users.get_user(USER) == users.find_user("amina") == stored

    def test_twice_is_refused(self, users):
        users.add_user(a_user())
        users.delete_user(a_user())
        with pytest.raises(Conflict):
            users.delete_user(a_user())


class Busy:
    """A client whose transactions meet others on the same items, a number of times."""

    def __init__(self, client, times):
        self._client = client
        self.left = times

    def __getattr__(self, name):
        return getattr(self._client, name)

    def transact_write_items(self, **request):
        if self.left:
            self.left -= 1
            reasons = [{"Code": "None"}, {"Code": "TransactionConflict"}, {"Code": "None"}]
            error = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
            raise ClientError(error, "TransactWriteItems")
        return self._client.transact_write_items(**request)


class TestRaces:
    def test_a_transaction_that_meets_another_is_made_again(self, dynamodb):
        users = DynamoUsers(Busy(dynamodb, 3), "Users")
        users.add_user(a_user())
        assert users.find_user("amina") == a_user()

    def test_and_given_up_where_it_meets_too_many(self, dynamodb):
        with pytest.raises(Conflict):
            DynamoUsers(Busy(dynamodb, 4), "Users").add_user(a_user())
        assert DynamoUsers(dynamodb, "Users").find_user("amina") is None

    def test_an_id_that_is_taken_is_no_name_that_is_taken(self, dynamodb):
        users = DynamoUsers(dynamodb, "Users")
        users.add_user(a_user())
        with pytest.raises(Conflict):
            users.add_user(replace(KOFI, id=USER))

    def test_another_failure_is_not_hidden(self, dynamodb):
        with pytest.raises(ClientError):
            DynamoUsers(dynamodb, "no-such-table").add_user(a_user())
