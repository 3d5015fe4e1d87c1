"""Starts, recognises and stops the stack's own processes, and no others."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from local.stack.errors import StackError
from local.stack.files import write_private

HEALTH_SECONDS = 30.0
STOP_SECONDS = 30.0
POLL_SECONDS = 0.05
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Service:
    """A server to run: how to start it and how to see that it answers."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    health_url: str
    cwd: Path

    def spec(self) -> str:
        """A fingerprint of everything it is started with."""
        text = json.dumps([self.command, dict(self.env), str(self.cwd)], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Record:
    """A process that was started; `born` tells it from a later one with the same number."""

    name: str
    pid: int
    born: str
    spec: str

    def is_running(self) -> bool:
        """Whether that very process still runs."""
        return birth_mark(self.pid) == self.born


def birth_mark(pid: int) -> str | None:
    """What only this life of this process number has; None where nothing (or a zombie) has the number."""
    stat = Path(f"/proc/{pid}/stat")
    if _BOOT_ID.exists():
        try:
            # After the last ")": state is the first field, the start time the twentieth.
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in "ZX" else f"{_BOOT_ID.read_text(encoding='ascii').strip()}:{fields[19]}"
    shown = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    return None if not shown or shown[0].startswith("Z") else " ".join(shown[1:])


def load(state: Path) -> dict[str, Record]:
    """The records of processes that still run; those of a crashed run are dropped."""
    try:
        stored = json.loads((state / "processes.json").read_text(encoding="utf-8"))
        records = {name: Record(**fields) for name, fields in stored.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return {name: record for name, record in records.items() if record.is_running()}


def save(state: Path, records: Mapping[str, Record]) -> None:
    """Keep the records for the next command."""
    write_private(state / "processes.json", json.dumps({k: asdict(v) for k, v in records.items()}, indent=2))


def start(service: Service, log: Path) -> Record:
    """Start a service in a session of its own, so that Ctrl-C reaches only the one who stops it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        child = subprocess.Popen(
            service.command,
            env=dict(service.env),
            cwd=service.cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    # It is found again by its record, from other processes too; no Popen object has to live for that.
    child.returncode = 0
    return Record(service.name, child.pid, birth_mark(child.pid) or "gone", service.spec())


def wait_healthy(service: Service, record: Record, log: Path, seconds: float = HEALTH_SECONDS) -> None:
    """Wait until the service answers its health address, or say why it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answers(service.health_url):
            return
        if not record.is_running():
            raise StackError(f"Could not start {service.name}: it ended at once, and its log says why.", log)
        time.sleep(POLL_SECONDS)
    raise StackError(
        f"Could not start {service.name}: {service.health_url} did not answer within {seconds:.0f} s.", log
    )


def answers(url: str) -> bool:
    """Whether a server answers this address with a 2xx."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a company's proxy
    try:
        with opener.open(url, timeout=2):
            return True
    except (OSError, ValueError, urllib.error.URLError):
        return False


def stop(record: Record, seconds: float = STOP_SECONDS) -> bool:
    """End one of our processes and what it started; False when it had to be forced."""
    if not record.is_running():
        return True
    os.kill(record.pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while record.is_running() and time.monotonic() < deadline:
        _reap(record.pid)
        time.sleep(POLL_SECONDS)
    gently = not record.is_running()
    # The group is the session made in start(): whatever is left of it is ours.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(record.pid, signal.SIGKILL)
    _reap(record.pid)
    return gently


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let no second Ctrl-C cut off the stopping: MiniStack writes its state meanwhile."""
    names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(name, signal.SIG_IGN) for name in names]
    try:
        yield
    finally:
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)


def _reap(pid: int) -> None:
    """Take leave of a child, where it is ours; one started by an earlier command is not."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def run_logged(command: list[str], log: Path, env: Mapping[str, str], cwd: Path) -> int:
    """Run a command to its end with its output in a log; ended with all its children when we are."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        child = subprocess.Popen(
            command,
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return child.wait()
        except BaseException:
            with undisturbed(), suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGTERM)
                child.wait()
            raise
