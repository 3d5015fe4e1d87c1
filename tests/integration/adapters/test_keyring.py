"""Keys in Secrets Manager: read once, read again after some minutes, never without a current one."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from shared.adapters import keyring as keyring_module
from shared.adapters.keyring import MAX_AGE, Keyring


class CountingClient:
    """The real client, with its reads counted."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.reads = 0

    def get_secret_value(self, **request: str) -> Any:
        """Read, and count."""
        self.reads += 1
        return self._client.get_secret_value(**request)

    def store(self, secret: object) -> None:
        """Change the secret."""
        self._client.put_secret_value(SecretId="keys", SecretString=json.dumps(secret))


@pytest.fixture
def client() -> Iterator[CountingClient]:
    with mock_aws():
        real = boto3.client("secretsmanager", region_name="us-east-1")
        real.create_secret(Name="keys", SecretString='{"current": "new", "previous": "old"}')
        yield CountingClient(real)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    instant = [1_800_000_000.0]
    monkeypatch.setattr(keyring_module.time, "time", lambda: instant[0])
    return instant


@pytest.mark.usefixtures("now")
def test_the_current_key_comes_first(client: CountingClient):
    keyring = Keyring(client, "keys")  # type: ignore[arg-type]

    assert (keyring.current, keyring.all) == ("new", ["new", "old"])


@pytest.mark.parametrize(
    "secret", [{"current": "new"}, {"current": "new", "previous": ""}, {"current": "new", "x": 1}]
)
def test_there_need_be_no_previous_key(client: CountingClient, secret: dict[str, Any]):
    client.store(secret)

    assert Keyring(client, "keys").all == ["new"]  # type: ignore[arg-type]


def test_the_keys_are_read_once_and_again_when_they_are_old(client: CountingClient, now: list[float]):
    keyring = Keyring(client, "keys")  # type: ignore[arg-type]
    assert [keyring.current for _ in range(3)] == ["new"] * 3
    client.store({"current": "newer", "previous": "new"})

    now[0] += MAX_AGE
    assert (keyring.current, client.reads) == ("new", 1)
    now[0] += 1
    assert (keyring.all, client.reads) == (["newer", "new"], 2)


@pytest.mark.parametrize("secret", [{}, {"current": ""}, {"current": None}, {"previous": "old"}])
def test_a_secret_without_a_current_key_is_an_error(client: CountingClient, secret: dict[str, Any]):
    client.store(secret)

    with pytest.raises(ValueError, match="no current key"):
        _ = Keyring(client, "keys").current  # type: ignore[arg-type]


def test_a_broken_rotation_does_not_leave_the_old_keys_in_use_unnoticed(client: CountingClient, now: list[float]):
    keyring = Keyring(client, "keys")  # type: ignore[arg-type]
    assert keyring.current == "new"
    client.store({"current": ""})
    now[0] += MAX_AGE + 1

    with pytest.raises(ValueError, match="no current key"):
        _ = keyring.current
