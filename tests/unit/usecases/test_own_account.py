"""Changing one's address and password."""

from contextlib import suppress
from dataclasses import replace

import pytest

from shared.domain.errors import Conflict, InvalidInput, NotAuthenticated, Throttled
from shared.domain.mail import MailKind
from shared.domain.throttling import PER_ACCOUNT, Rule
from shared.usecases.password_check import PasswordCheck
from shared.usecases.set_password import set_password
from shared.usecases.update_me import update_me
from tests.support.builders import OTHER_USER, USER, a_user
from tests.support.fakes import FakePasswords
from tests.support.fakes_accounts import FakeThrottle
from tests.support.fakes_mail import FakeMailQueue
from tests.support.fakes_stores import FakeUsers

COMMON = frozenset({"iloveyou1"})
INVALID = {"current_password": ["Invalid password."]}


@pytest.fixture
def users():
    stored = FakeUsers()
    stored.add_user(a_user())
    return stored


@pytest.fixture
def mails():
    return FakeMailQueue()


class TestAddress:
    def update(self, users, mails, email="", *, needs_activation=False, problems=None, user_id=USER):
        return update_me(
            user_id,
            email,
            problems=problems or {},
            needs_activation=needs_activation,
            users=users,
            mails=mails,
        )

    def test_becomes_another(self, users, mails):
        changed = self.update(users, mails, "New@EXAMPLE.com")
        assert changed == users.get_user(USER) == a_user(email="New@EXAMPLE.com", version=1)
        assert mails.requested == []

    @pytest.mark.parametrize("email", ["", a_user().email])
    def test_stays_without_a_write(self, users, mails, email):
        assert self.update(users, mails, email) == users.get_user(USER) == a_user()

    def test_of_somebody_else_is_refused(self, users, mails):
        users.add_user(a_user(id=OTHER_USER, username="kofi", email="kofi@example.com"))
        with pytest.raises(InvalidInput) as refused:
            self.update(users, mails, "KOFI@example.com")
        assert refused.value.fields == {"email": ["user with this email already exists."]}
        assert users.get_user(USER) == a_user()

    def test_is_decided_again_when_the_user_was_changed_meanwhile(self, users, mails):
        users.before_next_write(lambda: users.stored.update({USER: a_user(is_staff=True, version=1)}))
        changed = self.update(users, mails, "new@example.com")
        assert changed == users.get_user(USER) == a_user(is_staff=True, email="new@example.com", version=2)

    @pytest.mark.parametrize("is_down", [False, True])
    def test_that_must_be_confirmed_closes_the_account_until_it_is(self, users, mails, is_down):
        mails.is_down = is_down
        changed = self.update(users, mails, "new@example.com", needs_activation=True)
        assert (changed.is_active, changed.awaits_activation) == (False, True)
        assert mails.requested == ([] if is_down else [(MailKind.ACTIVATION, "new@example.com")])

    def test_that_stays_need_not_be_confirmed(self, users, mails):
        assert self.update(users, mails, a_user().email, needs_activation=True).is_active
        assert mails.requested == []

    def test_of_who_is_gone_is_no_matter_of_fields(self, users, mails):
        users.stored.clear()
        with pytest.raises(NotAuthenticated):
            self.update(users, mails, problems={"email": ["Enter a valid email address."]})

    def test_that_is_none_is_told(self, users, mails):
        with pytest.raises(InvalidInput) as refused:
            self.update(users, mails, problems={"email": ["Enter a valid email address."]})
        assert refused.value.fields == {"email": ["Enter a valid email address."]}


class TestPassword:
    def change(self, users, new="vT7_marble-oven", current="secret", problems=None, throttle=None):
        set_password(
            USER,
            new,
            current,
            problems=problems or {},
            users=users,
            check=PasswordCheck(FakePasswords(), throttle or FakeThrottle(), "203.0.113.7"),
            common_passwords=COMMON,
        )

    def test_becomes_another_and_ends_every_login_in_one_write(self, users):
        self.change(users)
        assert users.get_user(USER) == a_user(password_hash="hash of vT7_marble-oven", token_generation=1, version=1)

    def test_may_stay_the_same(self, users):
        users.stored[USER] = a_user(password_hash="hash of vT7_marble-oven")
        self.change(users, current="vT7_marble-oven")
        assert users.get_user(USER).token_generation == 1

    @pytest.mark.parametrize("new", ["vT7_marble-oven", "1", "iloveyou1"])
    def test_with_a_wrong_one_only_that_is_told(self, users, new):
        with pytest.raises(InvalidInput) as refused:
            self.change(users, new=new, current="nope")
        assert refused.value.fields == INVALID
        assert users.get_user(USER) == a_user()

    def test_with_a_wrong_one_is_told_together_with_wrong_fields(self, users):
        blank = {"new_password": ["This field may not be blank."]}
        with pytest.raises(InvalidInput) as refused:
            self.change(users, new="", current="nope", problems=blank)
        assert refused.value.fields == blank | INVALID

    def test_is_guessed_only_so_often_and_a_right_one_clears(self, users):
        throttle = FakeThrottle()
        tries = PER_ACCOUNT[Rule.CONFIRM].attempts
        for current in ["nope"] * (tries - 1) + ["secret"] + ["nope"] * tries:
            with suppress(InvalidInput):
                self.change(users, current=current, new="secret-18-oven", throttle=throttle)
            users.stored[USER] = a_user()
        with pytest.raises(Throttled):
            self.change(users, throttle=throttle)
        assert users.get_user(USER) == a_user()

    def test_that_is_missing_is_told(self, users):
        missing = {"current_password": ["This field is required."]}
        with pytest.raises(InvalidInput) as refused:
            self.change(users, current="", problems=missing)
        assert refused.value.fields == missing

    @pytest.mark.parametrize(
        ("new", "problem"),
        [
            ("iloveyou1", "This password is too common."),
            ("amina.12", "The password is too similar to the username."),
            ("example12", "The password is too similar to the email address."),
        ],
    )
    def test_that_is_weak_is_refused(self, users, new, problem):
        with pytest.raises(InvalidInput) as refused:
            self.change(users, new=new)
        assert refused.value.fields == {"new_password": [problem]}
        assert users.get_user(USER) == a_user()

    def test_of_two_changes_at_one_moment_one_is_made(self, users):
        users.before_next_write(lambda: users.stored.update({USER: a_user(version=1)}))
        with pytest.raises(Conflict):
            self.change(users)
        assert users.get_user(USER) == a_user(version=1)

    @pytest.mark.parametrize("stored", [None, replace(a_user(), is_active=False)])
    def test_of_who_is_gone_or_inactive_is_no_matter_of_fields(self, users, stored):
        users.stored = {USER: stored} if stored else {}
        with pytest.raises(NotAuthenticated):
            self.change(users, current="nope", problems={"new_password": ["This field is required."]})
