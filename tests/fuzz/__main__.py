"""Lets Schemathesis, which is not ours, try the endpoints of accounts on a deployed stack.

None may answer 500, nor anything else that docs/openapi.json does not promise.

`make fuzz` runs it on a stack of its own, `python -m tests.fuzz --stack .local/stack.json` on one that is there.
"""

import argparse
import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import requests

from local.stack import toolchain

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "openapi.json"
ACCOUNTS = "^/(auth|api/token)/"
PASSWORD = "Zk9-quart-lamp"


def access_token(api: str) -> str:
    """Sign somebody up and log them in."""
    name = f"u{uuid.uuid4().hex[:12]}"
    body = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    requests.post(f"{api}/auth/users/", json=body, timeout=60).raise_for_status()
    answer = requests.post(f"{api}/auth/jwt/create/", json=body, timeout=60)
    answer.raise_for_status()
    return str(answer.json()["access"])


def main() -> int:
    """Return what Schemathesis ends with: 0 when nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", default=os.environ.get("DUKKA_STACK", ".local/stack.json"))
    parser.add_argument("--examples", type=int, default=50, help="for each method and path")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    api = json.loads(Path(options.stack).read_text(encoding="utf-8"))["api"]
    known = toolchain.tools()
    environment = ["run", "--no-project", "--quiet", "--python", known["python"]]
    fuzz = [
        "schemathesis",
        "--config-file",
        str(HERE / "schemathesis.toml"),
        "run",
        str(DOCUMENT),
        "--url",
        api,
        "--include-path-regex",
        ACCOUNTS,
    ]
    limits = ["--max-examples", str(options.examples), "--seed", str(options.seed)]
    calling = ["-H", f"Authorization: JWT {access_token(api)}", "--request-timeout", "60", "--workers", "2"]
    return subprocess.run(
        [
            *(known["uv"], *environment, "--with-requirements", str(HERE / "requirements.txt")),
            *(*fuzz, *limits, *calling, "--phases", "examples,coverage,fuzzing", "--continue-on-failure"),
        ],
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
