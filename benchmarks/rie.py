"""A function under the AWS Lambda Runtime Interface Emulator: the real runtime client, without Docker."""

import json
import os
import platform
import signal
import socket
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import samcli

from benchmarks.table import ROOT, WORK

EMULATOR = "aws-lambda-rie-arm64" if platform.machine() in {"aarch64", "arm64"} else "aws-lambda-rie-x86_64"
MEASURED = ROOT / "benchmarks" / "measured.py"
SECONDS = 60
OK = 200


@dataclass(frozen=True)
class Built:
    """A function as it was built: where its code is, what else is on its path, and its handler."""

    code: Path
    paths: tuple[Path, ...]
    handler: str
    python: Path


@dataclass(frozen=True)
class Taken:
    """CPU milliseconds of the initialization, the first call and a warm one; the largest memory in MiB."""

    init: float
    first: float
    warm: float
    memory: float

    @property
    def cold(self) -> float:
        """CPU milliseconds until the first answer."""
        return self.init + self.first


def measure(built: Built, event: Mapping[str, Any], environment: Mapping[str, str], calls: int) -> Taken:
    """Start the function, call it `calls` times and read its marks; raise RuntimeError when it does not answer."""
    marks = WORK / "marks"
    with _running(built, {**environment, "BENCH_MARKS": str(marks)}) as url:
        for _ in range(calls):
            _call(url, event)
    lines = [[int(word) for word in line.split()] for line in marks.read_text(encoding="ascii").splitlines()]
    cpu = [nanoseconds / 1_000_000 for nanoseconds, _ in lines]
    steps = [after - before for before, after in pairwise(cpu)]
    return Taken(cpu[0], steps[0], statistics.median(steps[1:] or steps), max(kb for _, kb in lines) / 1_024)


@contextmanager
def _running(built: Built, environment: Mapping[str, str]) -> Iterator[str]:
    port, runtime_port = _free_port(), _free_port()
    emulator = Path(samcli.__file__).parent / "local" / "rapid" / EMULATOR
    log = WORK / "rie.log"
    command = [
        *(str(emulator), "--runtime-interface-emulator-address", f"127.0.0.1:{port}"),
        *("--runtime-api-address", f"127.0.0.1:{runtime_port}", "--log-level", "info"),
        *(str(built.python), "-s", str(MEASURED), built.handler),
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=lambda_environment(built, environment),
            cwd=built.code,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_open(port)
        yield f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations"
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # a session of its own: the emulator and its function
        process.wait()


def lambda_environment(built: Built, environment: Mapping[str, str]) -> dict[str, str]:
    """What Lambda itself sets, and the function's own variables."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PYTHONPATH": os.pathsep.join(str(path) for path in (*built.paths, WORK / "runtime")),
        "PYTHONDONTWRITEBYTECODE": "1",  # Lambda's file system is read-only
        "LAMBDA_TASK_ROOT": str(built.code),
        "_HANDLER": built.handler,
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "ASIAEXAMPLEEXAMPLE00",
        "AWS_SECRET_ACCESS_KEY": "example-example-example-example-example0",
        "AWS_SESSION_TOKEN": "example" * 60,
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "_X_AMZN_TRACE_ID": "Root=1-65f0a1b2-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1",
        **environment,
    }


def _call(url: str, event: Mapping[str, Any]) -> None:
    request = urllib.request.Request(url, json.dumps(event).encode(), {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310 - our own address
        answer = json.load(response)
    status = answer.get("statusCode", OK)
    if "errorMessage" in answer or status >= OK + 100:
        raise RuntimeError(f"the function failed: {json.dumps(answer)[:500]}")


def _wait_until_open(port: int) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("the emulator did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
