"""Signing up, logging in, staying logged in."""

from dataclasses import replace

import pytest

from shared.domain.errors import InvalidInput, NotAuthenticated
from shared.domain.user import User
from shared.usecases.create_token import TokenPair, create_token
from shared.usecases.me import me
from shared.usecases.refresh_token import refresh_token
from shared.usecases.sign_up import sign_up
from shared.usecases.verify_token import verify_token
from tests.support.builders import NOW, USER, a_user
from tests.support.fakes import FakeClock, FakeIds, FakePasswords, FakeTokens
from tests.support.fakes_stores import FakeUsers

WRONG = "No active account found with the given credentials"


@pytest.fixture
def users():
    stored = FakeUsers()
    stored.add_user(a_user())
    return stored


@pytest.fixture
def tokens():
    return FakeTokens()


class TestSignUp:
    def sign_up(self, users, **over):
        ids = FakeIds()
        ids.new_user_id()
        given = {"username": "kofi", "email": "kofi@example.com", "password": "correct horse"} | over
        return sign_up(**given, users=users, passwords=FakePasswords(), ids=ids, clock=FakeClock())

    def test_stores_a_new_user_with_a_hash_and_no_password(self, users):
        user = self.sign_up(users, username="Kofi", email="Kofi@Example.COM")
        assert user == User(
            id=user.id,
            username="Kofi",
            email="Kofi@example.com",
            password_hash="hash of correct horse",
            created_at=NOW,
            is_active=True,
        )
        assert users.get_user(user.id) == users.find_user("Kofi") == user

    def test_a_name_is_stored_in_its_one_spelling(self, users):
        assert self.sign_up(users, username="\uff2bofi").username == "Kofi"

    def test_a_weak_password_is_refused_with_every_reason(self, users):
        with pytest.raises(InvalidInput) as refused:
            self.sign_up(users, password="1234")
        assert len(refused.value.fields["password"]) == 2
        assert users.find_user("kofi") is None

    def test_names_that_are_taken_are_all_told(self, users):
        with pytest.raises(InvalidInput) as refused:
            self.sign_up(users, username="amina", email="AMINA@example.com")
        assert set(refused.value.fields) == {"username", "email"}


class TestLogIn:
    def log_in(self, users, tokens, **over):
        given = {"username": "amina", "password": "secret"} | over
        return create_token(**given, users=users, passwords=FakePasswords(), tokens=tokens)

    def test_gives_an_access_and_a_refresh_token(self, users, tokens):
        pair = self.log_in(users, tokens)
        assert isinstance(pair, TokenPair)
        assert tokens.read(pair.access, "access") == tokens.read(pair.refresh, "refresh") == USER

    def test_finds_the_name_in_any_of_its_spellings(self, users, tokens):
        assert tokens.read(self.log_in(users, tokens, username="\uff41mina").access) == USER

    @pytest.mark.parametrize(
        ("username", "password"), [("amina", "wrong"), ("nobody", "secret"), ("Amina", "secret")]
    )
    def test_wrong_names_and_wrong_passwords_are_told_alike(self, users, tokens, username, password):
        with pytest.raises(NotAuthenticated, match=WRONG):
            self.log_in(users, tokens, username=username, password=password)
        assert tokens.valid == {}

    def test_an_inactive_user_is_told_the_same(self, users, tokens):
        users.stored[USER] = replace(a_user(), is_active=False)
        with pytest.raises(NotAuthenticated, match=WRONG):
            self.log_in(users, tokens)

    def test_the_password_is_checked_even_when_there_is_no_user(self, users, tokens):
        asked = []

        class Passwords(FakePasswords):
            def verify_password(self, password, password_hash):
                asked.append(password_hash)
                return super().verify_password(password, password_hash)

        with pytest.raises(NotAuthenticated):
            create_token("nobody", "secret", users=users, passwords=Passwords(), tokens=tokens)
        assert asked == [None]


class TestRefresh:
    def test_gives_a_new_access_token(self, users, tokens):
        access = refresh_token(tokens.issue(USER, "refresh"), users=users, tokens=tokens)
        assert tokens.read(access, "access") == USER

    @pytest.mark.parametrize("kind", ["access", None])
    def test_takes_a_valid_refresh_token_alone(self, users, tokens, kind):
        token = tokens.issue(USER, kind) if kind else "nonsense"
        with pytest.raises(NotAuthenticated):
            refresh_token(token, users=users, tokens=tokens)

    @pytest.mark.parametrize("gone", [True, False])
    def test_of_a_user_who_is_gone_or_inactive_is_refused(self, users, tokens, gone):
        if gone:
            users.stored.clear()
        else:
            users.stored[USER] = replace(a_user(), is_active=False)
        with pytest.raises(NotAuthenticated) as refused:
            refresh_token(tokens.issue(USER, "refresh"), users=users, tokens=tokens)
        assert refused.value.code == "no_active_account"


class TestVerify:
    @pytest.mark.parametrize("kind", ["access", "refresh"])
    def test_takes_a_valid_token_of_any_kind(self, tokens, kind):
        assert verify_token(tokens.issue(USER, kind), tokens=tokens) is None

    def test_refuses_any_other(self, tokens):
        with pytest.raises(NotAuthenticated):
            verify_token("nonsense", tokens=tokens)


class TestMe:
    def test_shows_the_caller(self, users):
        assert me(USER, users=users) == a_user()

    def test_one_who_is_gone_is_not_found(self, users):
        with pytest.raises(NotAuthenticated) as refused:
            me("b" * 20, users=users)
        assert refused.value.code == "user_not_found"

    def test_one_who_is_inactive_is_refused(self, users):
        users.stored[USER] = replace(a_user(), is_active=False)
        with pytest.raises(NotAuthenticated) as refused:
            me(USER, users=users)
        assert refused.value.code == "user_inactive"
