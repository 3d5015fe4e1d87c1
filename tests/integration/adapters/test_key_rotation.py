"""The runbook's rotation of the signing key logs nobody out, whatever each running function still remembers."""

import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from shared.adapters import keyring as keyring_module
from shared.adapters.keyring import MAX_AGE, Keyring
from shared.adapters.tokens import JwtTokens
from shared.domain.errors import NotAuthenticated
from shared.domain.token import begun
from tests.support.builders import a_user
from tests.support.fakes import FakeClock

OLD, NEW = "the old signing key, thirty-two bytes", "the new signing key, thirty-two bytes"
DAY = 86_400
LIFETIMES = {"access": 900, "refresh": 14 * DAY}
FUNCTIONS, STEP = 7, 47


@dataclass
class SecretsManager:
    """Holds one secret, as the operator last put it."""

    keys: dict[str, str]

    def get_secret_value(self, **_: str) -> dict[str, str]:
        return {"SecretString": json.dumps(self.keys)}


@dataclass
class Deployment:
    """Several running functions, each of which has read the keys at another moment."""

    clock: FakeClock
    secrets: SecretsManager = field(default_factory=lambda: SecretsManager({"current": OLD}))
    issued: list[tuple[int, str]] = field(default_factory=list)
    refused: int = 0

    def __post_init__(self) -> None:
        keyrings: list[Any] = [Keyring(self.secrets, "keys") for _ in range(FUNCTIONS)]  # type: ignore[arg-type]
        self.functions = []
        for keyring in keyrings:
            self.functions.append(JwtTokens(keyring, LIFETIMES.__getitem__, self.clock))
            self.clock.advance(MAX_AGE // FUNCTIONS)
            assert keyring.current == OLD

    def run(self, seconds: int, step: int = STEP) -> None:
        """Let time pass; at each step every function issues a token, and every function reads every good token."""
        end = self.clock.now() + seconds
        while self.clock.now() < end:
            for function in self.functions:
                family = begun(a_user(), function.new_stamp())
                self.issued.append((family.expires_at, function.issue_refresh(family)))
            self.issued = [one for one in self.issued[-8 * FUNCTIONS :] if one[0] > self.clock.now()]
            for function in self.functions:
                for _, token in self.issued:
                    self.read(function, token)
            self.clock.advance(min(step, end - self.clock.now()))

    def read(self, function: JwtTokens, token: str) -> None:
        try:
            function.read(token, "refresh")
        except NotAuthenticated:
            self.refused += 1


@pytest.fixture
def deployment(monkeypatch: pytest.MonkeyPatch) -> Deployment:
    clock = FakeClock()
    monkeypatch.setattr(keyring_module, "time", SimpleNamespace(time=clock.now))
    return Deployment(clock)


def test_the_three_steps_of_the_runbook_refuse_no_good_token(deployment: Deployment):
    deployment.run(3 * STEP)
    first = deployment.issued[0]

    deployment.secrets.keys = {"current": OLD, "previous": NEW}
    deployment.run(MAX_AGE + 1)
    deployment.secrets.keys = {"current": NEW, "previous": OLD}
    deployment.run(2 * MAX_AGE)
    deployment.clock.set(first[0] - 1)
    deployment.read(deployment.functions[0], first[1])
    deployment.run(DAY, step=DAY // 4)
    deployment.secrets.keys = {"current": NEW}
    deployment.run(2 * MAX_AGE)

    assert deployment.refused == 0
    signed_now = deployment.functions[-1].issue_access(a_user().id)
    deployment.secrets.keys = {"current": OLD}
    deployment.clock.advance(MAX_AGE + 1)
    with pytest.raises(NotAuthenticated, match="Token is invalid"):
        deployment.functions[0].read(signed_now)


def test_without_the_first_step_good_tokens_would_be_refused(deployment: Deployment):
    """Why there are three: a function that has not read the new key yet meets a token signed with it."""
    deployment.secrets.keys = {"current": NEW, "previous": OLD}
    deployment.run(2 * MAX_AGE)

    assert deployment.refused > 0


def test_a_key_that_leaked_is_replaced_at_once_and_logs_everybody_out(deployment: Deployment):
    deployment.run(STEP)
    deployment.secrets.keys = {"current": NEW}
    deployment.clock.advance(MAX_AGE + 1)

    for _, token in deployment.issued:
        for function in deployment.functions:
            with pytest.raises(NotAuthenticated, match="Token is invalid"):
                function.read(token)
