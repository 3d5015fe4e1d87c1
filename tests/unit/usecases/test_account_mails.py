"""Mails that open an account or let a password be set anew, and what their links do."""

from dataclasses import replace

import pytest

from shared.domain.errors import ActivationIsOff, InvalidInput, MailUnavailable, StaleToken, Throttled
from shared.domain.mail import MailKind, account_mail
from shared.domain.throttling import PER_ACCOUNT, PER_ADDRESS, Rule
from shared.domain.user import uid_of
from shared.usecases.activation import activation
from shared.usecases.resend_activation import resend_activation
from shared.usecases.reset_password import reset_password
from shared.usecases.reset_password_confirm import reset_password_confirm
from shared.usecases.send_account_mail import MailResult, send_account_mail
from tests.support.builders import USER, a_user
from tests.support.fakes import FakeClock, FakePasswords
from tests.support.fakes_accounts import FakeThrottle
from tests.support.fakes_mail import THREE_DAYS, FakeLinks, FakeMailer, FakeMailQueue
from tests.support.fakes_stores import FakeUsers

RESET, ACTIVATION = MailKind.PASSWORD_RESET, MailKind.ACTIVATION
PAGES = {
    RESET: "https://shop.example/#/reset/{uid}/{token}",
    ACTIVATION: "https://shop.example/#/activate/{uid}/{token}",
}
UNCONFIRMED = a_user(is_active=False, awaits_activation=True)
IP = "203.0.113.7"
NEW = "vT7_marble-oven"
BAD_TOKEN = {"token": ["Invalid token for given user."]}
BAD_UID = {"uid": ["Invalid user id or user doesn't exist."]}


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def links(clock):
    return FakeLinks(clock)


@pytest.fixture
def users():
    stored = FakeUsers()
    stored.add_user(a_user())
    return stored


def resend(email, address, **ports):
    return resend_activation(email, address, needs_activation=True, **ports)


class TestAsking:
    @pytest.mark.parametrize("email", ["amina@example.com", "nobody@example.com"])
    def test_is_the_same_whoever_has_the_address(self, email):
        mails, throttle = FakeMailQueue(), FakeThrottle()
        assert reset_password(email, IP, throttle=throttle, mails=mails) is None
        assert resend_activation(email, IP, needs_activation=True, throttle=throttle, mails=mails) is None
        assert mails.requested == [(RESET, email), (ACTIVATION, email)]

    def test_for_an_activation_that_nobody_needs_is_refused(self):
        mails, throttle = FakeMailQueue(), FakeThrottle()
        with pytest.raises(ActivationIsOff):
            resend_activation("amina@example.com", IP, needs_activation=False, throttle=throttle, mails=mails)
        assert mails.requested == []
        assert not throttle.hits

    def test_while_mails_cannot_be_handed_on_says_so(self):
        mails = FakeMailQueue()
        mails.is_down = True
        with pytest.raises(MailUnavailable):
            reset_password("amina@example.com", IP, throttle=FakeThrottle(), mails=mails)

    @pytest.mark.parametrize(("rule", "ask"), [(Rule.RESET, reset_password), (Rule.RESEND, resend)])
    def test_is_let_in_so_often_for_an_address_in_any_spelling(self, rule, ask):
        mails, throttle = FakeMailQueue(), FakeThrottle()
        for number in range(PER_ACCOUNT[rule].attempts):
            ask("Amina@example.com", f"2001:db8:{number}::1", throttle=throttle, mails=mails)
        with pytest.raises(Throttled):
            ask("AMINA@EXAMPLE.com", "198.51.100.9", throttle=throttle, mails=mails)
        assert len(mails.requested) == PER_ACCOUNT[rule].attempts

    @pytest.mark.parametrize(("rule", "ask"), [(Rule.RESET, reset_password), (Rule.RESEND, resend)])
    def test_is_let_in_so_often_from_one_network_address(self, rule, ask):
        mails, throttle = FakeMailQueue(), FakeThrottle()
        for number in range(PER_ADDRESS[rule].attempts):
            ask(f"a{number}@example.com", IP, throttle=throttle, mails=mails)
        with pytest.raises(Throttled):
            ask("another@example.com", IP, throttle=throttle, mails=mails)


class TestSending:
    def send(self, users, links, kind, email="amina@example.com"):
        mailer = FakeMailer()
        result = send_account_mail(kind, email, pages=PAGES, users=users, links=links, mailer=mailer)
        assert (result is MailResult.SENT) == bool(mailer.sent)
        return mailer.sent

    @pytest.mark.parametrize(("kind", "user"), [(RESET, a_user()), (ACTIVATION, UNCONFIRMED)])
    @pytest.mark.parametrize("email", ["amina@example.com", "AMINA@EXAMPLE.com"])
    def test_brings_a_good_link_to_the_address_as_it_was_given(self, users, links, kind, user, email):
        users.stored[USER] = user
        [mail] = self.send(users, links, kind, email)
        link = PAGES[kind].replace("{uid}", uid_of(USER)).replace("{token}", links.issue_link_token(kind, user))
        assert mail == account_mail(kind, "amina@example.com", link)
        assert links.is_link_token(kind, user, mail.text.split("/")[-1].split("\n")[0])

    @pytest.mark.parametrize(
        ("kind", "user"),
        [
            (RESET, a_user(is_active=False)),
            (RESET, UNCONFIRMED),
            (ACTIVATION, a_user()),
            (ACTIVATION, a_user(is_active=False)),
        ],
    )
    def test_is_not_done_for_who_has_no_use_for_it(self, users, links, kind, user):
        users.stored[USER] = user
        assert self.send(users, links, kind) == []

    @pytest.mark.parametrize("kind", MailKind)
    @pytest.mark.parametrize("email", ["nobody@example.com", "", "x" * 3_000 + "@example.com"])
    def test_is_not_done_for_nobody(self, users, links, kind, email):
        assert self.send(users, links, kind, email) == []


@pytest.mark.parametrize("kind", MailKind)
def test_a_mail_has_the_link_in_text_and_in_html_and_nothing_of_the_users_own(kind):
    mail = account_mail(kind, "amina@example.com", 'https://shop.example/?a=1&b="2"')
    assert mail.to == "amina@example.com"
    assert '\n\nhttps://shop.example/?a=1&b="2"\n\n' in mail.text
    assert 'href="https://shop.example/?a=1&amp;b=&quot;2&quot;"' in mail.html
    assert "amina" not in mail.subject + mail.text + mail.html
    assert "three days" in mail.text
    assert "three days" in mail.html


class TestNewPassword:
    def confirm(self, users, links, token=None, uid=None, password=NEW):
        reset_password_confirm(
            uid_of(USER) if uid is None else uid,
            links.issue_link_token(RESET, users.stored[USER]) if token is None else token,
            password,
            users=users,
            links=links,
            passwords=FakePasswords(),
            common_passwords=frozenset({"iloveyou1"}),
        )

    def refusal(self, *args, **over):
        with pytest.raises(InvalidInput) as refused:
            self.confirm(*args, **over)
        return refused.value.fields

    def test_is_set_and_every_login_ends_in_one_write(self, users, links):
        self.confirm(users, links)
        assert users.get_user(USER) == a_user(password_hash="hash of vT7_marble-oven", token_generation=1, version=1)

    def test_is_set_once(self, users, links):
        token = links.issue_link_token(RESET, a_user())
        self.confirm(users, links, token)
        assert self.refusal(users, links, token, password="Zk9-quart-lamp") == BAD_TOKEN
        assert users.get_user(USER).password_hash == "hash of vT7_marble-oven"

    def test_is_set_once_by_two_at_one_moment(self, users, links):
        users.before_next_write(lambda: users.stored.update({USER: a_user(version=1)}))
        assert self.refusal(users, links) == BAD_TOKEN

    def test_is_not_set_after_three_days(self, users, links, clock):
        token = links.issue_link_token(RESET, a_user())
        clock.advance(THREE_DAYS + 1)
        assert self.refusal(users, links, token) == BAD_TOKEN

    @pytest.mark.parametrize("token", ["abc-def", "", "x" * 5_000])
    def test_needs_the_token(self, users, links, token):
        assert self.refusal(users, links, token) == BAD_TOKEN

    def test_is_not_set_with_a_link_that_activates(self, users, links):
        assert self.refusal(users, links, links.issue_link_token(ACTIVATION, a_user())) == BAD_TOKEN

    @pytest.mark.parametrize("uid", ["!!", "zz", "MQ", "", uid_of("b" * 20)])
    def test_needs_a_user(self, users, links, uid):
        assert self.refusal(users, links, "abc-def", uid) == BAD_UID

    def test_is_judged_before_the_link_is(self, users, links):
        told = self.refusal(users, links, "abc-def", "zz", "iloveyou1")
        assert told == {"new_password": ["This password is too common."]}

    def test_may_not_be_like_the_users_names(self, users, links):
        told = self.refusal(users, links, password="amina.12")
        assert told == {"new_password": ["The password is too similar to the username."]}
        assert users.get_user(USER) == a_user()


class TestActivation:
    def test_opens_the_account(self, users, links):
        users.stored[USER] = UNCONFIRMED
        activation(uid_of(USER), links.issue_link_token(ACTIVATION, UNCONFIRMED), users=users, links=links)
        assert users.get_user(USER) == a_user(version=1)

    @pytest.mark.parametrize("user", [a_user(), a_user(is_active=False)])
    def test_of_an_account_that_does_not_wait_for_it_is_stale(self, users, links, user):
        users.stored[USER] = user
        with pytest.raises(StaleToken, match="Stale token for given user"):
            activation(uid_of(USER), links.issue_link_token(ACTIVATION, user), users=users, links=links)
        assert users.get_user(USER) == user

    def test_needs_the_link(self, users, links):
        users.stored[USER] = UNCONFIRMED
        for uid, token, told in (
            (uid_of(USER), "abc", BAD_TOKEN),
            (uid_of(USER), links.issue_link_token(RESET, UNCONFIRMED), BAD_TOKEN),
            ("zz", "abc", BAD_UID),
        ):
            with pytest.raises(InvalidInput) as refused:
                activation(uid, token, users=users, links=links)
            assert refused.value.fields == told
        assert users.get_user(USER) == UNCONFIRMED

    def test_of_an_address_that_was_changed_since_does_not_count(self, users, links):
        token = links.issue_link_token(ACTIVATION, UNCONFIRMED)
        users.stored[USER] = replace(UNCONFIRMED, email="another@example.com")
        with pytest.raises(InvalidInput):
            activation(uid_of(USER), token, users=users, links=links)
