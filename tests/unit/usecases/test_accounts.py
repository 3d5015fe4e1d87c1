"""Signing up, and seeing oneself."""

from dataclasses import replace

import pytest

from shared.domain.errors import InvalidInput, NotAuthenticated, Throttled
from shared.domain.mail import MailKind
from shared.domain.throttling import PER_ACCOUNT, PER_ADDRESS, Rule
from shared.domain.user import User
from shared.usecases.me import me
from shared.usecases.sign_up import NewUser, sign_up
from tests.support.builders import NOW, USER, a_user
from tests.support.fakes import FakeClock, FakeIds, FakePasswords
from tests.support.fakes_accounts import FakeThrottle
from tests.support.fakes_mail import FakeMailQueue
from tests.support.fakes_stores import FakeUsers

COMMON = frozenset({"password", "1234567"})


@pytest.fixture
def users():
    stored = FakeUsers()
    stored.add_user(a_user())
    return stored


@pytest.fixture
def throttle():
    return FakeThrottle()


class TestSignUp:
    def sign_up(self, users, throttle=None, *, address="203.0.113.7", needs_activation=False, mails=None, **over):
        ids = FakeIds()
        ids.new_user_id()
        given = {"username": "kofi", "email": "kofi@example.com", "password": "correct horse"} | over
        return sign_up(
            NewUser(**given),
            address,
            needs_activation=needs_activation,
            users=users,
            mails=mails or FakeMailQueue(),
            passwords=FakePasswords(),
            common_passwords=COMMON,
            throttle=throttle or FakeThrottle(),
            ids=ids,
            clock=FakeClock(),
        )

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

    @pytest.mark.parametrize("is_down", [False, True])
    def test_an_account_whose_address_must_be_confirmed_is_closed_until_it_is(self, users, is_down):
        mails = FakeMailQueue()
        mails.is_down = is_down
        user = self.sign_up(users, needs_activation=True, mails=mails)
        assert (user.is_active, user.awaits_activation) == (False, True)
        assert mails.requested == ([] if is_down else [(MailKind.ACTIVATION, "kofi@example.com")])

    def test_an_account_is_open_from_the_start_otherwise(self, users):
        mails = FakeMailQueue()
        user = self.sign_up(users, mails=mails)
        assert (user.is_active, user.awaits_activation, mails.requested) == (True, False, [])

    def test_a_name_is_stored_in_its_one_spelling(self, users):
        assert self.sign_up(users, username="\uff2bofi").username == "Kofi"

    @pytest.mark.parametrize("username", ["\ufdfa", "\ufdfa" * 100, "\u2025" * 100])
    def test_a_name_whose_one_spelling_is_no_name_is_refused(self, users, username):
        with pytest.raises(InvalidInput) as refused:
            self.sign_up(users, username=username, email="amina@example.com")
        assert set(refused.value.fields) == {"username", "email"}

    def test_a_weak_password_is_refused_with_every_reason(self, users):
        with pytest.raises(InvalidInput) as refused:
            self.sign_up(users, password="1234567")
        assert len(refused.value.fields["password"]) == 3
        assert users.find_user("kofi") is None

    @pytest.mark.parametrize(
        ("password", "like"), [("kofi.mensah", "username"), ("mail.example.org1", "email address")]
    )
    def test_a_password_like_the_users_names_is_refused(self, users, password, like):
        with pytest.raises(InvalidInput) as refused:
            self.sign_up(users, username="kofi.mensah", email="k@mail.example.org", password=password)
        assert refused.value.fields == {"password": [f"The password is too similar to the {like}."]}

    def test_names_that_are_taken_are_all_told_and_the_password_is_not_judged(self, users):
        with pytest.raises(InvalidInput) as refused:
            self.sign_up(users, username="amina", email="AMINA@example.com", password="1")
        assert set(refused.value.fields) == {"username", "email"}

    def test_names_that_are_taken_are_told_with_what_else_is_wrong(self, users):
        blank = {"password": ["This field may not be blank."]}
        with pytest.raises(InvalidInput) as refused:
            self.sign_up(users, email="AMINA@example.com", password="", problems=blank)
        assert refused.value.fields == {"email": ["user with this email already exists."]} | blank

    def test_without_names_only_what_is_wrong_is_told(self, users):
        wrong = {"username": ["This field is required."], "email": ["This field is required."]}
        with pytest.raises(InvalidInput) as refused:
            self.sign_up(users, username="", email="", problems=wrong)
        assert refused.value.fields == wrong

    def test_one_address_of_mail_is_tried_so_often_in_any_spelling(self, users, throttle):
        for number in range(PER_ACCOUNT[Rule.SIGN_UP].attempts):
            with pytest.raises(InvalidInput):
                self.sign_up(users, throttle, email="Amina@example.com", address=f"2001:db8:{number}::1")
        with pytest.raises(Throttled):
            self.sign_up(users, throttle, email="AMINA@example.com", address="198.51.100.9")

    def test_one_network_address_signs_up_so_many(self, users, throttle):
        for number in range(PER_ADDRESS[Rule.SIGN_UP].attempts):
            with pytest.raises(InvalidInput, match="Invalid"):
                self.sign_up(users, throttle, username="amina", email=f"u{number}@example.com")
        with pytest.raises(Throttled):
            self.sign_up(users, throttle)
        assert users.find_user("kofi") is None

    @pytest.mark.parametrize("names", [{"username": ""}, {"email": ""}, {}])
    def test_an_answer_that_tells_whether_a_name_is_taken_is_counted(self, users, throttle, names):
        problems = {name: ["This field is required."] for name in names}
        with pytest.raises(InvalidInput):
            self.sign_up(users, throttle, password="1234", problems=problems, **names)
        assert sum(throttle.hits.values()) == 2

    def test_without_any_name_nothing_is_counted(self, users, throttle):
        problems = {name: ["This field is required."] for name in ("username", "email")}
        with pytest.raises(InvalidInput):
            self.sign_up(users, throttle, username="", email="", problems=problems)
        assert not throttle.hits


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
