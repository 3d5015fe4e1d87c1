"""The Authorization header: both of its forms, and the old API's words for every other."""

import pytest

from shared import bootstrap
from shared.api.auth import authenticate, require_staff
from shared.domain.errors import NotAuthenticated, PermissionDenied
from shared.domain.token import Token, begun
from tests.support.builders import USER, a_user
from tests.support.fakes import FakeTokens
from tests.support.fakes_stores import FakeUsers


@pytest.fixture
def tokens(monkeypatch):
    fake = FakeTokens()
    monkeypatch.setattr(bootstrap, "tokens", lambda: fake)
    return fake


def refusal(header):
    with pytest.raises(NotAuthenticated) as refused:
        authenticate(header)
    return refused.value


@pytest.mark.parametrize("form", ["JWT {}", "Bearer {}", "  JWT   {}  "])
def test_an_access_token_names_its_user(tokens, form):
    assert authenticate(form.format(tokens.issue_access(USER))).user_id == USER


@pytest.mark.parametrize("header", ["", " ", "jwt {}", "bearer {}", "Token {}", "Basic {}", "{}", "JWT{}"])
def test_without_a_known_form_there_are_no_credentials(tokens, header):
    error = refusal(header.format(tokens.issue_access(USER)))
    assert (error.detail, error.code) == ("Authentication credentials were not provided.", "")


@pytest.mark.parametrize("header", ["JWT", "Bearer ", "JWT {} {}", "Bearer {} x"])
def test_a_form_without_exactly_one_token_is_malformed(tokens, header):
    token = tokens.issue_access(USER)
    error = refusal(header.format(token, token))
    assert error.code == "bad_authorization_header"
    assert error.detail == "Authorization header must contain two space-delimited values"


@pytest.mark.parametrize(("kind", "message"), [(None, "Token is invalid"), ("refresh", "Token has wrong type")])
def test_a_bad_token_is_told_as_the_old_api_did(tokens, kind, message):
    refresh = tokens.issue_refresh(begun(a_user(), tokens.new_stamp()))
    error = refusal(f"JWT {refresh if kind else 'nonsense'}")
    assert (error.detail, error.code) == ("Given token not valid for any token type", "token_not_valid")
    assert error.messages == [{"token_class": "AccessToken", "token_type": "access", "message": message}]


def test_a_token_of_nobody_is_told_apart(tokens):
    def read(token, kind):
        raise NotAuthenticated("Token contained no recognizable user identification", "token_not_valid")

    tokens.read = read
    error = refusal("JWT x")
    assert error.detail == "Token contained no recognizable user identification"
    assert error.messages is None


class TestStaff:
    """The token must claim the role, and the user have it now."""

    @pytest.fixture
    def users(self, monkeypatch):
        fake = FakeUsers()
        monkeypatch.setattr(bootstrap, "users", lambda: fake)
        return fake

    @pytest.mark.parametrize(
        ("role", "stored", "is_let_in"),
        [
            ("staff", {"is_staff": True}, True),
            ("", {"is_staff": True}, False),
            ("admin", {"is_staff": True}, False),
            ("staff", {}, False),
            ("staff", {"is_staff": True, "is_active": False}, False),
            ("staff", None, False),
        ],
    )
    def test_are_let_in(self, users, role, stored, is_let_in):
        if stored is not None:
            users.add_user(a_user(**stored))
        token = Token(USER, "access", "jti", role=role)
        if is_let_in:
            assert require_staff(token) is None
        else:
            with pytest.raises(PermissionDenied, match="You do not have permission to perform this action"):
                require_staff(token)

    def test_the_table_is_not_asked_about_those_who_claim_nothing(self, monkeypatch):
        monkeypatch.setattr(bootstrap, "users", lambda: pytest.fail("the claim alone says no"))
        with pytest.raises(PermissionDenied):
            require_staff(Token(USER, "access", "jti"))
