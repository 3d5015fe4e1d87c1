"""Password hashes, tokens and ids: the fakes and the real ones keep the same promises."""

import re

import pytest

from shared.adapters.passwords import Argon2Passwords
from shared.adapters.system import RandomIds, SystemClock
from shared.adapters.tokens import JwtTokens
from shared.domain.errors import NotAuthenticated
from tests.support.builders import OTHER_USER, USER
from tests.support.fakes import FakeClock, FakeIds, FakePasswords, FakeTokens


class FixedKeys:
    """A keyring that was read already."""

    current = "k" * 64
    all = ("k" * 64, "previous" * 8)


def jwt_tokens():
    return JwtTokens(FixedKeys(), lambda kind: 900 if kind == "access" else 86_400, FakeClock())


@pytest.fixture(params=[FakeTokens, jwt_tokens], ids=["fake", "jwt"])
def tokens(request):
    return request.param()


@pytest.fixture(params=[FakePasswords, Argon2Passwords], ids=["fake", "argon2"])
def passwords(request):
    return request.param()


@pytest.fixture(params=[FakeIds, RandomIds], ids=["fake", "random"])
def ids(request):
    return request.param()


class TestTokens:
    @pytest.mark.parametrize("kind", ["access", "refresh"])
    @pytest.mark.parametrize("asked", ["same", None])
    def test_name_their_user(self, tokens, kind, asked):
        token = tokens.issue(USER, kind)
        assert tokens.read(token, kind if asked else None) == USER

    def test_of_two_users_are_apart(self, tokens):
        mine, theirs = tokens.issue(USER, "access"), tokens.issue(OTHER_USER, "access")
        assert (tokens.read(mine), tokens.read(theirs)) == (USER, OTHER_USER)

    def test_are_never_the_same_twice(self, tokens):
        assert tokens.issue(USER, "access") != tokens.issue(USER, "access")

    @pytest.mark.parametrize(("kind", "asked"), [("access", "refresh"), ("refresh", "access")])
    def test_are_good_for_their_kind_alone(self, tokens, kind, asked):
        with pytest.raises(NotAuthenticated, match="Token has wrong type") as refused:
            tokens.read(tokens.issue(USER, kind), asked)
        assert refused.value.code == "token_not_valid"

    @pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "é"])
    def test_that_were_never_issued_are_refused(self, tokens, token):
        with pytest.raises(NotAuthenticated, match="Token is invalid") as refused:
            tokens.read(token, "access")
        assert refused.value.code == "token_not_valid"


class TestPasswords:
    def test_only_the_right_one_belongs_to_the_hash(self, passwords):
        made = passwords.hash_password("correct horse")
        assert made != "correct horse"
        assert passwords.verify_password("correct horse", made)
        assert not passwords.verify_password("correct horsf", made)
        assert not passwords.verify_password("", made)

    @pytest.mark.parametrize("made", [None, "", "no hash at all"])
    def test_nothing_belongs_to_no_hash(self, passwords, made):
        assert passwords.verify_password("correct horse", made) is False


class TestIds:
    def test_are_20_base32_characters_and_never_the_same(self, ids):
        made = [ids.new_user_id() for _ in range(50)]
        assert len(set(made)) == 50
        assert all(re.fullmatch("[a-z2-7]{20}", one) for one in made)


@pytest.mark.parametrize("clock", [FakeClock, SystemClock])
def test_clocks_tell_whole_seconds_of_this_century(clock):
    now = clock().now()
    assert isinstance(now, int)
    assert 1_760_000_000 < now < 4_102_444_800


def test_the_fake_clock_moves_when_it_is_told_to():
    clock = FakeClock(100)
    clock.advance(5)
    assert clock.now() == 105
    clock.set(7)
    assert clock.now() == 7
