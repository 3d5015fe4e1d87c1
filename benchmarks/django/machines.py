"""Processes of the bench: started, measured and stopped by their ids."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.table import ROOT

SECONDS_TO_STOP = 10


@contextmanager
def stub(module: str, *arguments: str) -> Iterator[str]:
    """A stub while it is needed; its address."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("a pipe was asked for")
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            stop(process)


def run(command: Sequence[str | Path], env: Mapping[str, str], cwd: Path = ROOT, seconds: float = 300) -> str:
    """Run a command to its end and return what it printed; raise with its error when it failed."""
    done = subprocess.run(
        [*map(str, command)], env=dict(env), cwd=cwd, capture_output=True, text=True, timeout=seconds, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command[-1]} failed:\n{done.stderr[-2_000:]}")
    return done.stdout


def ask(base: str, path: str, body: Any = None) -> Any:
    """Ask a stub."""
    import requests

    return requests.post(f"{base}{path}", data=json.dumps(body or {}), timeout=30).json()


def stop(process: subprocess.Popen[Any], how: int = signal.SIGTERM) -> None:
    """End a process of ours, and what it started."""
    for pid in [*children(process.pid), process.pid]:
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            continue
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        if parent == pid:
            found += [int(path.parent.name), *children(int(path.parent.name))]
    return found


def cpu_seconds(pid: int) -> float:
    """CPU of a process and of what it started, user and system, to the nanosecond where the kernel tells."""
    total = 0
    for one in (pid, *children(pid)):
        for path in Path(f"/proc/{one}/task").glob("*/schedstat"):
            try:
                total += int(path.read_text(encoding="utf-8").split()[0])
            except (OSError, ValueError, IndexError):
                continue
    return total / 1e9


def megabytes(pid: int) -> float:
    """Peak resident memory of a process and of what it started."""
    total = 0
    for one in (pid, *children(pid)):
        try:
            text = Path(f"/proc/{one}/status").read_text(encoding="utf-8")
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in text.splitlines() if line.startswith("VmHWM")), 0)
    return total / 1024


def until(is_true: Any, seconds: float, every: float = 0.02) -> bool:
    """Wait until something is true; whether it came to that."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if is_true():
            return True
        time.sleep(every)
    return False
