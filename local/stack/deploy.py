"""Builds and deploys the real template with the real SAM, when something changed."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Mapping
from pathlib import Path

from local.stack import toolchain
from local.stack.aws import LocalAws
from local.stack.config import ROOT, TOOLS
from local.stack.errors import StackError
from local.stack.files import fingerprint, lock, write_private
from local.stack.processes import run_logged
from local.stack.progress import step

SOURCES = ("template.yaml", "samconfig.toml", "functions", "shared")
BUILD = TOOLS / "build"
_SAM = toolchain.DEV / "bin" / "sam"
_BUILD_MARK = TOOLS / "build.fingerprint"


def build_environment(env: Mapping[str, str]) -> dict[str, str]:
    """What shared/Makefile needs to build the layer for this machine."""
    known = toolchain.tools()
    return {
        **env,
        "DUKKA_UV": known["uv"],
        "DUKKA_PYTHON": known["python"],
        "DUKKA_LAYER_PYTHON": known["version"],
        "DUKKA_LAYER_PLATFORM": "native",
    }


def parameters(api: str, paystack: str, secret_key: str) -> dict[str, str]:
    """The template's parameters for a stack on this machine."""
    return {
        "Environment": "local",
        "PaystackSecretKey": secret_key,
        "PaystackBaseUrl": paystack,
        "AllowedOrigins": api,
        "ApiUrl": api,
        "CallbackUrl": f"{api}/dukka/api/callback/",
        "MailSender": "dukka@example.com",
        "PasswordResetUrl": f"{api}/#/password/reset/confirm/{{uid}}/{{token}}",
        "ActivationUrl": f"{api}/#/activate/{{uid}}/{{token}}",
        "SweepRate": "rate(1 minute)",
        "AddressLimitFactor": "10",  # everybody here has the same address
        "AuthRequestsPerSecond": "100",
        "DeletionProtection": "false",
    }


def bring_up_to_date(aws: LocalAws, values: Mapping[str, str], state: Path, env: Mapping[str, str]) -> bool:
    """Build and deploy unless exactly this is deployed already; say whether there was anything to do."""
    source = fingerprint(ROOT, SOURCES, sys.platform, platform.machine(), toolchain.tools()["version"])
    wanted = fingerprint(ROOT, (), source, json.dumps(dict(values), sort_keys=True), aws.endpoint)
    if aws.fingerprint() == wanted:
        return False
    # Stacks of one checkout share the build: a second must neither build over it nor deploy half of it.
    with lock(TOOLS / "build.lock"):
        _build(source, state / "logs" / "build.log", env)
        _deploy(aws, values, state, env)
    if sender := values.get("MailSender"):
        aws.verify_sender(sender)
    aws.remember_fingerprint(wanted)
    return True


def _build(source: str, log: Path, env: Mapping[str, str]) -> None:
    if (BUILD / "template.yaml").exists() and _BUILD_MARK.exists() and _BUILD_MARK.read_text() == source:
        return
    _BUILD_MARK.unlink(missing_ok=True)
    with step("Building the functions and the layer (sam build)"):
        _sam(["build", "--config-env", "local"], log, build_environment({**env, "SAM_CLI_TELEMETRY": "0"}))
    _BUILD_MARK.write_text(source)


def _deploy(aws: LocalAws, values: Mapping[str, str], state: Path, env: Mapping[str, str]) -> None:
    # A file, not the command line: the key is nobody else's on this machine to read.
    file = state / "parameters.yaml"
    write_private(file, json.dumps(values))
    with step("Deploying the template (sam deploy)"):
        aws.remove_dead_stack()
        aws.remember_fingerprint("")
        command = ["deploy", "--config-env", "local", "--template-file", str(BUILD / "template.yaml")]
        _sam(
            [*command, "--parameter-overrides", f"file://{file}"],
            state / "logs" / "deploy.log",
            aws.environment(env),
        )


def _sam(arguments: list[str], log: Path, env: Mapping[str, str]) -> None:
    # Named, because SAM looks for it beside the template, which here is the built one.
    config_file = ["--config-file", str(ROOT / "samconfig.toml")]
    if run_logged([str(_SAM), *arguments, *config_file], log, env, ROOT):
        raise StackError(f"'sam {arguments[0]}' failed: its log says why.", log)
