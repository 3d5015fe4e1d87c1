"""The layer between the socket and the API: logs calls, counts limits, and carries out scripted faults."""

import io
import json
import os
import socket
import struct
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.test import run_wsgi_app

from local.paystack_simulator.faults import Fault
from local.paystack_simulator.ratelimit import Allowance
from local.paystack_simulator.requestlog import Entry
from local.paystack_simulator.simulator import Simulator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LARGEST_BODY = 1_000_000
_EXACT = {
    ("POST", "/transaction/initialize"): "initialize",
    ("POST", "/transaction/charge_authorization"): "charge_authorization",
    ("GET", "/transaction"): "list",
    ("POST", "/customer/authorization/deactivate"): "deactivate",
    ("POST", "/refund"): "refund",
    ("GET", "/refund"): "refund_list",
    ("GET", "/dispute"): "dispute_list",
    ("POST", "/bulkcharge"): "bulk_charge",
}
_BY_PREFIX = (
    ("GET", "/transaction/verify/", "verify"),
    ("GET", "/transaction/", "fetch"),
    ("GET", "/customer/", "customer"),
    ("POST", "/refund/retry_with_customer_details/", "refund_retry"),
    ("GET", "/refund/", "refund_fetch"),
    ("POST", "/dispute/", "dispute_evidence"),
    ("PUT", "/dispute/", "dispute_resolve"),
    ("GET", "/dispute/", "dispute_fetch"),
)
_NAMED_BY = {"refund": "transaction", "deactivate": "authorization_code"}
"""The field by which the log knows what a call is about, where that is not `reference`."""


def endpoint_of(method: str, path: str) -> str | None:
    """The name of the API endpoint that a call is for, or None for pages and controls."""
    if (method, path) in _EXACT:
        return _EXACT[method, path]
    if path.startswith("/dispute/") and path.endswith("/upload_url"):
        return "dispute_upload_url"
    return next((name for verb, prefix, name in _BY_PREFIX if verb == method and path.startswith(prefix)), None)


@dataclass(frozen=True)
class Reply:
    """A whole HTTP answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def send(self, start_response: "StartResponse") -> list[bytes]:
        """Hand the answer to the server."""
        start_response(f"{self.status} {HTTP_STATUS_CODES.get(self.status, 'Unknown')}", self.headers)
        return [self.body]


def _reply(status: int, content_type: str, body: bytes) -> Reply:
    return Reply(status, [("Content-Type", content_type), ("Content-Length", str(len(body)))], body)


def _json_reply(status: int, body: dict[str, Any]) -> Reply:
    return _reply(status, "application/json", json.dumps(body).encode())


class Gateway:
    """The WSGI application in front of Flask (paystack.md S18, S19)."""

    def __init__(self, app: "WSGIApplication", simulator: Simulator) -> None:
        self._app = app
        self._simulator = simulator
        self._effects: dict[str, Callable[[_Call], Reply]] = {
            "refuse": _reset,
            "reset": _reset,
            "lost_response": self._lose,
            "status": _error_status,
            "rate_limit": self._limit,
            "garbage": _garbage,
            "delay": self._delay,
            "reset_mid_body": _reset_mid_body,
        }

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one call, or break off its connection when a fault says so."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        endpoint = endpoint_of(method, path)
        if endpoint is None:
            return self._app(environ, start_response)
        body = _buffer_body(environ)
        entry = self._simulator.requests.add(method, path, endpoint, _reference(endpoint, path, body))
        allowance = self._simulator.limits.count(endpoint, self._simulator.settings.rate_limit)
        if allowance is not None and allowance.refused:
            reply = _limited(allowance)
        else:
            reply = self._answer(_Call(environ, start_response, entry), endpoint)
            reply = Reply(reply.status, reply.headers + (allowance.headers() if allowance else []), reply.body)
        entry.status = reply.status
        return reply.send(start_response)

    def _answer(self, call: "_Call", endpoint: str) -> Reply:
        fault = self._simulator.faults.take(endpoint)
        if fault is None:
            return self._process(call)
        call.entry.fault = fault.kind
        call.fault = fault
        if fault.after_commit:
            call.reply = self._process(call)
        return self._effects[fault.kind](call)

    def _process(self, call: "_Call") -> Reply:
        content, status, headers = run_wsgi_app(self._app, call.environ, buffered=True)
        return Reply(int(status.split()[0]), list(headers), b"".join(content))

    def _lose(self, call: "_Call") -> Reply:
        self._simulator.clock.sleep(call.needed_fault.seconds)
        raise ConnectionAbortedError("the answer is lost on purpose")

    def _delay(self, call: "_Call") -> Reply:
        self._simulator.clock.sleep(call.needed_fault.seconds)
        return call.reply or self._process(call)

    def _limit(self, _call: "_Call") -> Reply:
        mode = self._simulator.settings.rate_limit
        return _limited(Allowance(600 if mode == "live" else 100, 0, 60, refused=True))


@dataclass
class _Call:
    environ: "WSGIEnvironment"
    start_response: "StartResponse"
    entry: Entry
    fault: Fault | None = None
    reply: Reply | None = None

    @property
    def needed_fault(self) -> Fault:
        if self.fault is None:
            raise RuntimeError("an effect without a fault")
        return self.fault


def _buffer_body(environ: "WSGIEnvironment") -> bytes:
    # Read before anything else, so that the log has the reference even of calls that are never processed.
    length = min(int(environ.get("CONTENT_LENGTH") or 0), _LARGEST_BODY)
    if environ.get("wsgi.input_terminated"):  # a chunked body: its length is known only at its end
        body = io.BufferedReader(environ["wsgi.input"]).read(_LARGEST_BODY)
        environ["CONTENT_LENGTH"] = str(len(body))
    else:
        body = environ["wsgi.input"].read(length) if length else b""
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _reference(endpoint: str, path: str, body: bytes) -> str | None:
    if endpoint == "verify":
        return path.removeprefix("/transaction/verify/")
    field = _NAMED_BY.get(endpoint, "reference")
    with suppress(ValueError, RecursionError):
        value = json.loads(body).get(field) if body.startswith(b"{") else None
        return str(value) if isinstance(value, str | int) else None
    return next(iter(parse_qs(body.decode("latin-1")).get(field, [])), None)


def _limited(allowance: Allowance) -> Reply:
    """S19: 429 in the usual envelope with the three headers."""
    body = {"status": False, "message": "Too many requests, please try again later", "code": "rate_limited"}
    reply = _json_reply(429, body)
    return Reply(reply.status, reply.headers + allowance.headers(), reply.body)


def _reset(call: _Call) -> Reply:
    _reset_connection(call.environ)
    raise ConnectionResetError("the connection is reset on purpose")


def _reset_mid_body(call: _Call) -> Reply:
    reply = call.reply or _json_reply(200, {"status": True, "message": "cut off"})
    write = call.start_response(f"{reply.status} Cut", reply.headers)
    write(reply.body[: len(reply.body) // 2])
    return _reset(call)


def _error_status(call: _Call) -> Reply:
    """S18: 500 in JSON as Paystack's own code answers, other errors as a proxy's HTML page."""
    status = call.needed_fault.status
    if status == 500:  # noqa: PLR2004 - the one error which Paystack's own code writes
        body = {"status": False, "message": "An error occurred", "type": "api_error", "code": "unknown"}
        return _json_reply(status, body)
    name = HTTP_STATUS_CODES.get(status, "Error")
    page = f"<html><head><title>{status} {name}</title></head><body><h1>{status} {name}</h1></body></html>"
    return _reply(status, "text/html", page.encode())


def _garbage(_call: _Call) -> Reply:
    return _reply(200, "application/json", b'{"status": true, "message": "Verif\xff\x00')


def _reset_connection(environ: "WSGIEnvironment") -> None:
    """Close the raw socket at once with RST: a linger time of zero seconds does that."""
    connection: socket.socket | None = environ.get("werkzeug.socket")
    if connection is None:
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # Detached, because the server's own file objects would keep a mere close() from taking effect.
    os.close(connection.detach())
