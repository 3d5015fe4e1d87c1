"""Password hashes, tokens and ids: the fakes and the real ones keep the same promises."""

import re
from dataclasses import replace

import pytest

from shared.adapters.passwords import Argon2Passwords
from shared.adapters.system import RandomIds, SystemClock
from shared.adapters.tokens import JwtTokens
from shared.domain.errors import NotAuthenticated
from shared.domain.token import RefreshFamily, Token
from tests.support.builders import NOW, OTHER_USER, USER
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


FAMILY = RefreshFamily(USER, "family", 0, "jti", NOW, NOW + 86_400)


class TestTokens:
    @pytest.mark.parametrize("asked", ["access", None])
    @pytest.mark.parametrize("role", ["", "staff"])
    def test_for_access_name_their_user_and_role(self, tokens, asked, role):
        said = tokens.read(tokens.issue_access(USER, role), asked)
        assert said == Token(USER, "access", said.jti, role=role)

    @pytest.mark.parametrize("asked", ["refresh", None])
    def test_for_refresh_name_their_user_and_family(self, tokens, asked):
        assert tokens.read(tokens.issue_refresh(FAMILY), asked) == Token(USER, "refresh", "jti", "family")

    def test_of_two_users_are_apart(self, tokens):
        mine, theirs = tokens.issue_access(USER), tokens.issue_access(OTHER_USER)
        assert (tokens.read(mine).user_id, tokens.read(theirs).user_id) == (USER, OTHER_USER)

    def test_for_access_are_never_the_same_twice(self, tokens):
        assert tokens.issue_access(USER) != tokens.issue_access(USER)

    def test_for_refresh_are_the_same_for_the_same_family(self, tokens):
        assert tokens.issue_refresh(FAMILY) == tokens.issue_refresh(FAMILY)
        assert tokens.issue_refresh(FAMILY) != tokens.issue_refresh(replace(FAMILY, jti="next"))

    def test_stamps_begin_now_and_are_never_the_same_twice(self, tokens):
        first, second = tokens.new_stamp(), tokens.new_stamp()
        assert (first.issued_at, second.issued_at) == (NOW, NOW)
        assert first.expires_at == second.expires_at > NOW
        assert first.jti != second.jti

    @pytest.mark.parametrize("asked", ["refresh", None])
    def test_are_good_until_exactly_their_end(self, tokens, asked):
        assert tokens.read(tokens.issue_refresh(replace(FAMILY, expires_at=NOW + 1)), asked)
        with pytest.raises(NotAuthenticated, match="Token is expired") as refused:
            tokens.read(tokens.issue_refresh(replace(FAMILY, expires_at=NOW)), asked)
        assert refused.value.code == "token_not_valid"

    def test_are_good_for_their_kind_alone(self, tokens):
        for token, asked in ((tokens.issue_access(USER), "refresh"), (tokens.issue_refresh(FAMILY), "access")):
            with pytest.raises(NotAuthenticated, match="Token has wrong type") as refused:
                tokens.read(token, asked)
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

    def test_a_new_hash_need_not_be_made_anew(self, passwords):
        assert not passwords.needs_rehash(passwords.hash_password("correct horse"))

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
