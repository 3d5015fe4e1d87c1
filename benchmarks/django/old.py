"""The twin: gunicorn with one worker and SQLite, and its worker of background tasks, driven and measured."""

import http.client
import json
import signal
import socket
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.django import machines
from benchmarks.django.environment import HOME, TWIN, python, variables
from benchmarks.django.server import Json

STARTS_WITHIN = 60
WORKS_FOR = 10.0
"""Seconds in which the charges of a backlog are counted."""


class Twin:
    """One installation of it, with an empty database."""

    def __init__(self, gateway: str, name: str = "twin") -> None:
        self.gateway = gateway
        self.port = _free_port()
        self._database = HOME / f"{name}.sqlite3"
        self._env = variables(gateway, self._database)
        for path in HOME.glob(f"{name}.sqlite3*"):
            path.unlink()
        self._manage("migrate", "--run-syncdb", "--verbosity", "0")

    def _manage(self, *arguments: str) -> str:
        return machines.run([python(), "manage.py", *arguments], self._env, TWIN)

    def bench(self, verb: str, *values: object) -> Any:
        """Put the tables into a state, or ask what is in them."""
        return json.loads(self._manage("bench", verb, *map(str, values)))

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        """Gunicorn, while it is needed."""
        command = [str(python()), "-m", "gunicorn", "--workers", "1", "--timeout", "120"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--log-level", "error", "wsgi"]
        process = subprocess.Popen(command, cwd=TWIN, env=self._env, stdout=subprocess.DEVNULL)
        try:
            yield process
        finally:
            machines.stop(process)

    @contextmanager
    def working(self) -> Iterator[subprocess.Popen[bytes]]:
        """The worker of background tasks, while it is needed."""
        command = [str(python()), "manage.py", "process_tasks", "--sleep", "0.5"]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, cwd=TWIN, env=self._env, stdout=quiet, stderr=quiet)
        try:
            yield process
        finally:
            machines.stop(process, signal.SIGKILL)

    def request(self, method: str, path: str, body: Json | None = None, token: str = "") -> tuple[int, bytes]:
        """One request, on a connection of its own: gunicorn's plain worker keeps none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"JWT {token}"} if token else {})
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def is_answering(self) -> bool:
        """Whether it serves."""
        try:
            return self.request("GET", "/auth/users/me/")[0] == 401
        except OSError:
            return False


def measure(gateway: str, lengths: list[int], backlogs: list[int]) -> Json:
    """Return what `benchmarks.django.ours` returns, of the twin, with its start and its memory."""
    twin = Twin(gateway)
    measured: Json = {}
    with twin.serving() as server:
        if not machines.until(twin.is_answering, STARTS_WITHIN):
            raise RuntimeError("the twin does not serve")
        measured["start"] = {"cpu_ms": machines.cpu_seconds(server.pid) * 1_000}
        measured["memory"] = {"start": machines.megabytes(server.pid)}
        measured |= _requests(twin, server.pid)
        token = _token(twin)
        for length in lengths:
            twin.bench("history", "amina", length)
            times = max(3, min(40, 4_000 // length))
            measured[f"history {length}"] = _timed(
                times, server.pid, lambda: twin.request("GET", "/dukka/api/payments-history/", token=token)
            )
        measured["memory"]["end"] = machines.megabytes(server.pid)
    measured["charges"] = {str(backlog): _charges(twin, backlog) for backlog in backlogs}
    return measured


def _requests(twin: Twin, pid: int) -> Json:
    names = iter(range(10**6))
    secret = "correct horse battery"  # noqa: S105

    def sign_up() -> tuple[int, bytes]:
        name = f"u{next(names)}"
        account = {"username": name, "email": f"{name}@example.com", "password": secret}
        return twin.request("POST", "/auth/users/", account)

    account = {"username": "amina", "email": "amina@example.com", "password": secret}
    twin.request("POST", "/auth/users/", account)
    login = {"username": "amina", "password": secret}
    token = _token(twin)
    order = {"email": "amina@example.com", "amount": "5000.00"}
    return {
        "sign-up": _timed(5, pid, sign_up),
        "login": _timed(5, pid, lambda: twin.request("POST", "/auth/jwt/create/", login)),
        "me": _timed(60, pid, lambda: twin.request("GET", "/auth/users/me/", token=token)),
        "initialize": _timed(60, pid, lambda: twin.request("POST", "/dukka/api/initialize-payment/", order, token)),
    }


def _token(twin: Twin) -> str:
    login = {"username": "amina", "password": "correct horse battery"}
    return str(json.loads(twin.request("POST", "/auth/jwt/create/", login)[1])["access"])


def _timed(times: int, pid: int, call: Callable[[], tuple[int, bytes]]) -> Json:
    """Return the worker's CPU and the median wall time of a request, in milliseconds; the first one is left out."""
    status, _ = call()
    wall, ran = [], machines.cpu_seconds(pid)
    for _ in range(times):
        began = time.perf_counter()
        status, _ = call()
        wall.append((time.perf_counter() - began) * 1_000)
    if status >= 400:
        raise RuntimeError(f"the twin answered {status}")
    return {"cpu_ms": (machines.cpu_seconds(pid) - ran) / times * 1_000, "ms": statistics.median(wall)}


def _charges(twin: Twin, backlog: int) -> Json:
    """Return the charges a second of its worker while that many are due, counted at the gateway."""
    twin.bench("due", backlog)
    machines.ask(twin.gateway, "/_reset")
    with twin.working() as worker:
        machines.until(lambda: _booked(twin) > 0, 30)
        first, began, ran = _booked(twin), time.perf_counter(), machines.cpu_seconds(worker.pid)
        machines.until(lambda: _booked(twin) >= backlog, WORKS_FOR, every=0.1)
        seconds, cpu = time.perf_counter() - began, machines.cpu_seconds(worker.pid) - ran
        done = _booked(twin) - first
    return {"per_second": done / seconds, "cpu_ms": cpu / max(1, done) * 1_000}


def _booked(twin: Twin) -> int:
    return len(machines.ask(twin.gateway, "/_seen")["booked"])


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
