"""Deploys to AWS with samconfig.toml's settings and the secrets of the caller's environment."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

from local.stack import toolchain
from local.stack.config import ROOT, environment
from local.stack.files import write_private

# The template's secret parameters by the variables they come from.
SECRET_KEY, PREVIOUS_SECRET_KEY = "PAYSTACK_SECRET_KEY", "PAYSTACK_PREVIOUS_SECRET_KEY"


def overrides(samconfig: str, name: str, env: Mapping[str, str]) -> dict[str, str]:
    """The parameters of one environment: the file's, and the secrets.

    A key that is not given keeps its deployed value; a previous key that is not given is retired.
    """
    pairs = tomllib.loads(samconfig)[name]["deploy"]["parameters"]["parameter_overrides"]
    settings = dict(pair.split("=", 1) for pair in pairs)
    key = {"PaystackSecretKey": env[SECRET_KEY]} if env.get(SECRET_KEY) else {}
    return settings | key | {"PaystackPreviousSecretKey": env.get(PREVIOUS_SECRET_KEY, "")}


def main(name: str) -> int:
    """Run sam deploy; the secrets go through a file that only we can read and that is deleted after."""
    env = environment()
    values = overrides((ROOT / "samconfig.toml").read_text(encoding="utf-8"), name, env)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "parameters.yaml"
        write_private(file, json.dumps(values))
        command = [str(toolchain.DEV / "bin" / "sam"), "deploy", "--config-env", name]
        return subprocess.run(
            [*command, "--parameter-overrides", f"file://{file}"], cwd=ROOT, env=env, check=False
        ).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
