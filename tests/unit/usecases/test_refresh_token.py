"""Staying logged in, logging out, and what becomes of a refresh token that two have."""

from dataclasses import dataclass, field

import pytest

from shared.domain.client import Client
from shared.domain.errors import InvalidInput, NotAuthenticated, TokenReused, TokenRevoked
from shared.domain.token import RETRY_SECONDS, begun
from shared.usecases.blacklist_token import blacklist_token
from shared.usecases.refresh_token import refresh_token
from shared.usecases.verify_token import verify_token
from tests.support.builders import NOW, USER, a_user
from tests.support.fakes import FakeClock, FakeTokens
from tests.support.fakes_accounts import FakeFamilies
from tests.support.fakes_stores import FakeUsers

DAY = 86_400
PHONE, THIEF = Client("203.0.113.7", "phone"), Client("198.51.100.9", "phone")


@dataclass
class Session:
    """A user who is logged in."""

    clock: FakeClock = field(default_factory=FakeClock)
    users: FakeUsers = field(default_factory=FakeUsers)
    families: FakeFamilies = field(default_factory=FakeFamilies)

    def __post_init__(self):
        self.tokens = FakeTokens(self.clock)
        self.users.add_user(a_user())

    def log_in(self):
        family = begun(self.users.get_user(USER), self.tokens.new_stamp())
        self.families.add_family(family)
        return self.tokens.issue_refresh(family)

    def refresh(self, token, client=PHONE, late=0):
        """A function may begin a request so many seconds after it arrived."""
        arrived_at = self.clock.now() - late
        return refresh_token(token, client, arrived_at, users=self.users, families=self.families, tokens=self.tokens)

    def next(self, token, client=PHONE):
        return self.refresh(token, client).refresh

    def verify(self, token):
        return verify_token(token, users=self.users, families=self.families, tokens=self.tokens)

    def log_out(self, token):
        return blacklist_token(token, families=self.families, tokens=self.tokens)

    def is_good(self, token):
        try:
            self.verify(token)
        except (NotAuthenticated, InvalidInput):
            return False
        return True

    def change(self, **over):
        """The user is changed, or gone."""
        self.users.stored[USER] = a_user(**over)


@pytest.fixture
def session():
    return Session()


@pytest.fixture
def first(session):
    return session.log_in()


class TestRefresh:
    def test_gives_an_access_token_and_the_next_refresh_token(self, session, first):
        pair = session.refresh(first)
        assert session.tokens.read(pair.access, "access").user_id == USER
        assert session.tokens.read(pair.refresh, "refresh").user_id == USER
        assert pair.refresh != first
        assert session.is_good(pair.refresh)
        assert not session.is_good(first)

    def test_goes_on_for_ever_while_it_is_used_in_time(self, session, first):
        token = first
        for _ in range(10):
            session.clock.advance(14 * DAY - 1)
            token = session.next(token)
        assert session.is_good(token)
        session.clock.advance(14 * DAY)
        with pytest.raises(NotAuthenticated, match="Token is expired"):
            session.refresh(token)

    @pytest.mark.parametrize("token", ["access", "nonsense"])
    def test_takes_a_valid_refresh_token_alone(self, session, token):
        with pytest.raises(NotAuthenticated):
            session.refresh(session.tokens.issue_access(USER) if token == "access" else token)

    @pytest.mark.parametrize(("is_staff", "role"), [(True, "staff"), (False, "")])
    def test_the_role_is_the_present_one(self, session, first, is_staff, role):
        session.change(is_staff=is_staff)
        assert session.tokens.read(session.refresh(first).access).role == role

    @pytest.mark.parametrize("gone", [True, False])
    def test_of_a_user_who_is_gone_or_inactive_is_refused(self, session, first, gone):
        session.users.stored.clear() if gone else session.change(is_active=False)
        with pytest.raises(NotAuthenticated, match=r"No active account found for the given token\.") as refused:
            session.refresh(first)
        assert refused.value.code == ""

    def test_after_a_new_password_every_login_is_over(self, session, first):
        other = session.log_in()
        session.change(token_generation=1)
        for token in (first, other):
            with pytest.raises(TokenRevoked, match="Token is blacklisted") as refused:
                session.refresh(token)
            assert refused.value.code == "token_not_valid"
        assert session.is_good(session.log_in())

    def test_a_family_that_is_not_stored_has_ended(self, session, first):
        session.families.stored.clear()
        with pytest.raises(TokenRevoked):
            session.refresh(first)


class TestTheSameTokenAgain:
    @pytest.mark.parametrize("after", [0, RETRY_SECONDS])
    def test_from_the_same_client_at_once_gets_the_same_successor(self, session, first, after):
        successor = session.next(first)
        session.clock.advance(after)
        assert session.next(first) == session.next(first) == successor
        assert session.is_good(successor)
        assert next(iter(session.families.stored.values())).version == 1

    @pytest.mark.parametrize(("late", "ends"), [(1, False), (28, False), (0, True)])
    def test_it_is_the_arrival_that_is_in_time_and_not_the_function(self, session, first, late, ends):
        successor = session.next(first)
        session.clock.advance(RETRY_SECONDS + 1)
        if ends:
            with pytest.raises(TokenReused):
                session.refresh(first, late=late)
        else:
            assert session.refresh(first, late=late).refresh == successor

    def test_the_repeated_one_gets_an_access_token_too(self, session, first):
        session.next(first)
        assert session.tokens.read(session.refresh(first).access, "access").user_id == USER

    @pytest.mark.parametrize(("after", "client"), [(RETRY_SECONDS + 1, PHONE), (0, THIEF)])
    def test_later_or_from_another_client_ends_the_family(self, session, first, after, client):
        successor, other_login = session.next(first), session.log_in()
        session.clock.advance(after)
        with pytest.raises(TokenReused, match="Token is blacklisted"):
            session.refresh(first, client)
        for token in (first, successor):
            with pytest.raises(TokenRevoked):
                session.refresh(token)
        assert session.is_good(other_login)

    def test_a_thief_who_was_first_is_logged_out_by_the_owner(self, session, first):
        stolen = session.next(first, THIEF)
        with pytest.raises(TokenReused):
            session.refresh(first, PHONE)
        assert not session.is_good(stolen)

    def test_of_an_older_token_than_the_last_ends_the_family(self, session, first):
        third = session.next(session.next(first))
        with pytest.raises(TokenReused):
            session.refresh(first)
        assert not session.is_good(third)

    def test_of_an_inactive_user_ends_the_family_as_well(self, session, first):
        session.next(first)
        session.change(is_active=False)
        with pytest.raises(TokenReused):
            session.refresh(first, THIEF)
        assert not session.families.stored


class TestTwoAtOnce:
    """The other one's write comes between our read and our write."""

    def test_of_the_same_client_get_the_same_successor(self, session, first):
        theirs = []
        session.families.before_next_write(lambda: theirs.append(session.next(first)))
        assert [session.next(first)] == theirs

    def test_of_two_clients_end_the_family(self, session, first):
        theirs = []
        session.families.before_next_write(lambda: theirs.append(session.next(first, THIEF)))
        with pytest.raises(TokenReused):
            session.refresh(first)
        assert not session.is_good(theirs[0])

    def test_a_log_out_wins(self, session, first):
        session.families.before_next_write(lambda: session.log_out(first))
        with pytest.raises(TokenRevoked):
            session.refresh(first)
        assert not session.families.stored


class TestLogOut:
    def test_ends_the_family_and_no_other(self, session, first):
        other = session.log_in()
        session.log_out(first)
        with pytest.raises(TokenRevoked):
            session.refresh(first)
        assert session.is_good(other)

    def test_by_a_token_that_was_replaced_ends_what_followed_it(self, session, first):
        successor = session.next(first)
        session.log_out(first)
        assert not session.is_good(successor)

    def test_again_says_so_and_changes_nothing(self, session, first):
        session.log_out(first)
        with pytest.raises(TokenRevoked, match="Token is blacklisted") as refused:
            session.log_out(first)
        assert refused.value.code == "token_not_valid"

    def test_takes_a_refresh_token_alone(self, session, first):
        with pytest.raises(NotAuthenticated, match="Token has wrong type"):
            session.log_out(session.tokens.issue_access(USER))
        assert session.is_good(first)

    def test_access_tokens_live_on(self, session, first):
        access = session.refresh(first).access
        session.log_out(first)
        assert session.is_good(access)


class TestVerify:
    def test_takes_the_present_tokens(self, session, first):
        assert session.verify(first) is None
        assert session.verify(session.tokens.issue_access(USER)) is None

    def test_refuses_what_is_no_token(self, session):
        with pytest.raises(NotAuthenticated):
            session.verify("nonsense")

    @pytest.mark.parametrize("over", [{"token_generation": 1}, {"is_active": False}], ids=repr)
    def test_of_a_refresh_token_asks_for_its_user(self, session, first, over):
        session.change(**over)
        with pytest.raises(InvalidInput) as refused:
            session.verify(first)
        assert refused.value.fields == {"non_field_errors": ["Token is blacklisted"]}

    def test_of_an_access_token_asks_for_nothing(self, session):
        access = session.tokens.issue_access(USER)
        session.users.stored.clear()
        session.clock.set(NOW + 15 * 60 - 1)
        assert session.verify(access) is None

    def test_does_not_use_a_token_up_and_ends_no_family(self, session, first):
        successor = session.next(first)
        assert not session.is_good(first)
        assert session.is_good(successor)
