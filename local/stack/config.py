"""Where things are and what the caller asked for: the one module here that reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.stack.errors import StackError

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".local"
DEFAULT_PORT = 8000
STACK_NAME = "dukka-local"
REGION = "us-east-1"
PAYSTACK = "https://api.paystack.co"
HIGHEST_PORT = 65535


@dataclass(frozen=True)
class Config:
    """One stack as the caller wants it; None means "not said"."""

    state: Path
    port: int | None = None
    aws_port: int | None = None
    paystack_port: int | None = None
    paystack_base_url: str | None = None
    paystack_secret_key: str | None = None

    @property
    def logs(self) -> Path:
        """The folder of this stack's logs."""
        return self.state / "logs"

    @property
    def manifest(self) -> Path:
        """The file that tells others where everything is."""
        return self.state / "stack.json"


def environment() -> dict[str, str]:
    """A copy of this process's environment."""
    return dict(os.environ)  # noqa: TID251 - the tools' own settings, nothing that ships


def read(env: Mapping[str, str]) -> Config:
    """Read the variables of docs and Makefile, and refuse what cannot work."""
    base_url = env.get("PAYSTACK_BASE_URL", "").rstrip("/") or None
    secret_key = env.get("PAYSTACK_SECRET_KEY") or None
    if secret_key and secret_key.startswith("sk_live_"):
        raise StackError(
            "PAYSTACK_SECRET_KEY is a live key, which moves real money: "
            "give the local stack a test key (sk_test_...)."
        )
    if base_url and not secret_key:
        raise StackError("PAYSTACK_BASE_URL needs PAYSTACK_SECRET_KEY beside it: the key that address accepts.")
    return Config(
        state=(ROOT / env.get("DUKKA_STATE", ".local")).resolve(),
        port=_port(env, "DUKKA_PORT"),
        aws_port=_port(env, "DUKKA_AWS_PORT"),
        paystack_port=_port(env, "DUKKA_PAYSTACK_PORT"),
        # A test key alone means Paystack's own test mode.
        paystack_base_url=base_url or (PAYSTACK if secret_key else None),
        paystack_secret_key=secret_key,
    )


def _port(env: Mapping[str, str], name: str) -> int | None:
    text = env.get(name, "")
    if not text:
        return None
    if not text.isdecimal() or int(text) > HIGHEST_PORT:
        raise StackError(f"{name}={text} is not a port: give a number up to {HIGHEST_PORT}, or 0 for any free one.")
    return int(text)
