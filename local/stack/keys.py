"""The stack's secrets: random, kept per checkout, readable by their owner only."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from local.stack.files import write_private

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True)
class Keys:
    """The root key of the local AWS and the simulator's secret key."""

    aws_access_key_id: str
    aws_secret_access_key: str
    paystack_secret_key: str


def load_or_make(state: Path) -> Keys:
    """The keys of this state folder, made on first use.

    Any page open in a browser on this machine can reach the ports: a guessable root key would let it in.
    """
    path = state / "keys.json"
    if path.exists():
        return Keys(**json.loads(path.read_text(encoding="utf-8")))
    keys = Keys(
        aws_access_key_id="AKIA" + "".join(secrets.choice(_BASE32) for _ in range(16)),
        aws_secret_access_key=secrets.token_urlsafe(30),
        paystack_secret_key=f"sk_test_{secrets.token_hex(20)}",
    )
    write_private(path, json.dumps(asdict(keys), indent=2))
    return keys
