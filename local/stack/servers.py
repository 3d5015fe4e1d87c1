"""The three servers of the stack: MiniStack, the Paystack simulator and the reverse proxy."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from local.stack import toolchain
from local.stack.config import REGION, ROOT
from local.stack.keys import Keys
from local.stack.ports import HOST
from local.stack.processes import Service

# What functions need to reach Paystack over TLS from behind a company's gateway; nothing else is inherited.
_PASSED_ON = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "https_proxy")


def clean_environment(env: Mapping[str, str], state: Path) -> dict[str, str]:
    """The few variables a server of the stack gets from its caller."""
    passed = {name: env[name] for name in _PASSED_ON if name in env}
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(state),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        **passed,
    }


def ministack(env: Mapping[str, str], state: Path, port: int, keys: Keys) -> Service:
    """The local AWS: functions run as children of it, inherit its environment and each other's nothing."""
    folder = state / "aws"
    return Service(
        name="MiniStack, the local AWS",
        command=[str(toolchain.MINISTACK_PYTHON), "-m", "ministack"],
        env={
            **clean_environment(env, state),
            "GATEWAY_PORT": str(port),
            "BIND_HOST": HOST,
            "AUTH": "true",
            "AWS_ACCESS_KEY_ID": keys.aws_access_key_id,
            "AWS_SECRET_ACCESS_KEY": keys.aws_secret_access_key,
            "MINISTACK_REGION": REGION,
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(folder / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(folder / "s3"),
            "TMPDIR": str(folder / "tmp"),
        },
        health_url=f"http://{HOST}:{port}/_ministack/health",
        cwd=folder,
    )


def prepare_ministack(state: Path) -> None:
    """Make MiniStack's folders; its workers' temporary ones are never removed by itself."""
    shutil.rmtree(state / "aws" / "tmp", ignore_errors=True)
    for name in ("state", "s3", "tmp"):
        (state / "aws" / name).mkdir(parents=True, exist_ok=True)


def simulator(env: Mapping[str, str], state: Path, port: int, api: str, secret_key: str) -> Service:
    """The stand-in for Paystack, which calls our webhook through the public address."""
    url = f"http://{HOST}:{port}"
    return Service(
        name="the Paystack simulator",
        command=[
            *(str(toolchain.DEV_PYTHON), "-m", "local.paystack_simulator"),
            *("--host", HOST, "--port", str(port), "--secret-key", secret_key),
            *("--webhook-url", f"{api}/dukka/api/webhooks/paystack/"),
            *("--public-url", url, "--state", str(state / "paystack.json")),
        ],
        env=clean_environment(env, state),
        health_url=f"{url}/_sim/health",
        cwd=ROOT,
    )


def proxy(env: Mapping[str, str], state: Path, port: int, upstream: str) -> Service:
    """The fixed address of the API, whatever id and stage API Gateway gave it."""
    return Service(
        name="the reverse proxy",
        command=[
            str(toolchain.DEV_PYTHON),
            "-m",
            "local.stack.proxy",
            "--port",
            str(port),
            "--upstream",
            upstream,
        ],
        env=clean_environment(env, state),
        health_url=f"http://{HOST}:{port}/_proxy/health",
        cwd=ROOT,
    )
