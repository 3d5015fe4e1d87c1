"""The Authorization header: both of its forms, and the old API's words for every other."""

import pytest

from shared import bootstrap
from shared.api.auth import authenticate
from shared.domain.errors import NotAuthenticated
from tests.support.builders import USER
from tests.support.fakes import FakeTokens


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
    assert authenticate(form.format(tokens.issue(USER, "access"))) == USER


@pytest.mark.parametrize("header", ["", " ", "jwt {}", "bearer {}", "Token {}", "Basic {}", "{}", "JWT{}"])
def test_without_a_known_form_there_are_no_credentials(tokens, header):
    error = refusal(header.format(tokens.issue(USER, "access")))
    assert (error.detail, error.code) == ("Authentication credentials were not provided.", "")


@pytest.mark.parametrize("header", ["JWT", "Bearer ", "JWT {} {}", "Bearer {} x"])
def test_a_form_without_exactly_one_token_is_malformed(tokens, header):
    token = tokens.issue(USER, "access")
    error = refusal(header.format(token, token))
    assert error.code == "bad_authorization_header"
    assert error.detail == "Authorization header must contain two space-delimited values"


@pytest.mark.parametrize(("kind", "message"), [(None, "Token is invalid"), ("refresh", "Token has wrong type")])
def test_a_bad_token_is_told_as_the_old_api_did(tokens, kind, message):
    error = refusal(f"JWT {tokens.issue(USER, kind) if kind else 'nonsense'}")
    assert (error.detail, error.code) == ("Given token not valid for any token type", "token_not_valid")
    assert error.messages == [{"token_class": "AccessToken", "token_type": "access", "message": message}]


def test_a_token_of_nobody_is_told_apart(tokens):
    def read(token, kind):
        raise NotAuthenticated("Token contained no recognizable user identification", "token_not_valid")

    tokens.read = read
    error = refusal("JWT x")
    assert error.detail == "Token contained no recognizable user identification"
    assert error.messages is None
