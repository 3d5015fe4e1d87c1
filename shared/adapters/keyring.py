"""Keys in Secrets Manager: `{"current": "...", "previous": "..."}`, read once and kept for some minutes."""

import json
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

MAX_AGE = 300
"""Seconds after which a key is read again, so that a rotation reaches warm functions."""


class Keyring:
    """One secret with the key in use and, while it is being rotated, the one before."""

    def __init__(self, client: "SecretsManagerClient", secret_id: str) -> None:
        self._client = client
        self._secret_id = secret_id
        self._keys: list[str] = []
        self._read_at = 0.0

    def load(self) -> None:
        """Read the keys, so that the first call finds them."""
        self.all  # noqa: B018 - for what it keeps

    @property
    def current(self) -> str:
        """The key to sign and call with."""
        return self.all[0]

    @property
    def all(self) -> list[str]:
        """The keys to check with, the current one first; raise ValueError when the secret holds no current key."""
        if not self._keys or time.time() - self._read_at > MAX_AGE:
            secret = json.loads(self._client.get_secret_value(SecretId=self._secret_id)["SecretString"])
            if not secret.get("current"):
                raise ValueError("the secret holds no current key")
            self._keys = [key for key in (secret["current"], secret.get("previous")) if key]
            self._read_at = time.time()
        return self._keys
