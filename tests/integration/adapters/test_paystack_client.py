"""Calls to Paystack: which are repeated, which never, and what each failure means."""

import json
import socket
from collections.abc import Callable, Iterator
from http.client import RemoteDisconnected
from typing import Any

import pytest
import requests
import responses
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
)

from shared.adapters.paystack import client as client_module
from shared.adapters.paystack.client import CONNECT_TIMEOUT, MAX_IDLE, Answer, NeverSent, NoAnswer, PaystackClient
from tests.support.stack import PAYSTACK_KEY
from tests.support.stack_paystack import Paystack

BASE = "https://paystack.test"
OK = {"status": True, "message": "ok", "data": {"reference": "r1"}}
_POOL = HTTPConnectionPool("paystack.test")


def _connecting(reason: Exception) -> requests.ConnectionError:
    return requests.ConnectionError(MaxRetryError(_POOL, "/", reason))


NEVER_SENT = {
    "refused": lambda: _connecting(NewConnectionError(_POOL, "refused")),  # type: ignore[arg-type]
    "no such host": lambda: _connecting(NameResolutionError("paystack.test", _POOL, socket.gaierror())),  # type: ignore[arg-type]
    "connect timeout": lambda: requests.ConnectTimeout(MaxRetryError(_POOL, "/", ConnectTimeoutError())),
}
NO_ANSWER = {
    "read timeout": requests.ReadTimeout,
    "reset": lambda: requests.ConnectionError(ProtocolError("aborted", ConnectionResetError(104, "reset"))),
    "closed": lambda: requests.ConnectionError(ProtocolError("aborted", RemoteDisconnected())),
    "half a body": requests.exceptions.ChunkedEncodingError,
    "bad encoding": requests.exceptions.ContentDecodingError,
    "tls failure": requests.exceptions.SSLError,
}
STATUSES = [200, 201, 301, 302, 400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504]


@pytest.fixture
def net() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def client() -> PaystackClient:
    return PaystackClient(f"{BASE}/", lambda: PAYSTACK_KEY)


def send(client: PaystackClient, method: str) -> Answer:
    if method == "GET":
        return client.get("/transaction/verify/r1", 1)
    return client.post("/transaction/charge_authorization", {"amount": 5}, 1)


def answers(net: responses.RequestsMock, *outcomes: Any) -> None:
    """Answer the calls in turn: a status, or what the network does."""
    for outcome in outcomes:
        for method in ("GET", "POST"):
            for path in ("/transaction/verify/r1", "/transaction/charge_authorization"):
                how = {"status": outcome, "json": OK} if isinstance(outcome, int) else {"body": outcome}
                net.add(method, f"{BASE}{path}", **how)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("status", STATUSES)
def test_only_a_read_that_met_a_server_error_is_repeated_and_once(
    client: PaystackClient, net: responses.RequestsMock, method: str, status: int
):
    answers(net, status, status, status)

    assert send(client, method).status == status
    assert len(net.calls) == (2 if method == "GET" and status >= 500 else 1)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("make", NEVER_SENT.values(), ids=NEVER_SENT)
def test_a_call_that_was_never_sent_is_repeated_once(
    client: PaystackClient, net: responses.RequestsMock, method: str, make: Callable[[], Exception]
):
    answers(net, make(), 200)
    assert send(client, method).status == 200
    assert len(net.calls) == 2


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("make", NEVER_SENT.values(), ids=NEVER_SENT)
def test_a_call_that_cannot_be_sent_says_so_after_two_tries(
    client: PaystackClient, net: responses.RequestsMock, method: str, make: Callable[[], Exception]
):
    answers(net, make(), make(), 200)

    with pytest.raises(NeverSent):
        send(client, method)
    assert len(net.calls) == 2


@pytest.mark.parametrize("make", NO_ANSWER.values(), ids=NO_ANSWER)
def test_an_act_that_may_have_arrived_is_never_repeated(
    client: PaystackClient, net: responses.RequestsMock, make: Callable[[], Exception]
):
    answers(net, make(), 200)

    with pytest.raises(NoAnswer):
        send(client, "POST")
    assert len(net.calls) == 1


@pytest.mark.parametrize("make", NO_ANSWER.values(), ids=NO_ANSWER)
def test_a_read_without_an_answer_is_repeated_once(
    client: PaystackClient, net: responses.RequestsMock, make: Callable[[], Exception]
):
    answers(net, make(), 200)
    assert send(client, "GET").status == 200
    net.reset()
    answers(net, make(), make(), 200)

    with pytest.raises(NoAnswer):
        send(client, "GET")
    assert len(net.calls) == 2


def test_an_act_that_was_not_sent_and_then_lost_is_not_tried_a_third_time(
    client: PaystackClient, net: responses.RequestsMock
):
    answers(net, NEVER_SENT["refused"](), NO_ANSWER["reset"](), 200)

    with pytest.raises(NoAnswer):
        send(client, "POST")
    assert len(net.calls) == 2


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"null", b'"ok"', b'{"status":', b"\xff\xfe", b"NaN"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_answer_that_is_no_json_object_is_empty_and_not_repeated(
    client: PaystackClient, net: responses.RequestsMock, method: str, content: bytes
):
    answers(net, content)

    answer = send(client, method)

    assert (answer.body, answer.data, answer.code, answer.message) == ({}, {}, "", "")
    assert not answer.is_readable
    assert len(net.calls) == 1


@pytest.mark.parametrize("read_timeout", [8, 15, 45])
def test_every_call_has_its_timeouts_and_follows_no_redirect(
    client: PaystackClient, net: responses.RequestsMock, read_timeout: float
):
    answers(net, 302)
    client.get("/transaction/verify/r1", read_timeout)
    client.post("/transaction/charge_authorization", {}, read_timeout)

    sent = [call.request.req_kwargs for call in net.calls]  # type: ignore[attr-defined]
    assert [one["timeout"] for one in sent] == [(CONNECT_TIMEOUT, read_timeout)] * 2
    assert len(net.calls) == 2


def test_a_redirect_takes_the_key_nowhere_else(client: PaystackClient, net: responses.RequestsMock):
    net.add("GET", f"{BASE}/transaction/verify/r1", status=302, headers={"Location": "https://evil.test/"})
    elsewhere = net.add("GET", "https://evil.test/", json=OK)

    assert send(client, "GET").status == 302
    assert elsewhere.call_count == 0


def test_the_key_is_asked_for_on_each_call(net: responses.RequestsMock):
    keys = iter(["sk_test_old_key", "sk_test_new_key"])
    rotating = PaystackClient(BASE, lambda: next(keys))
    answers(net, 200)

    send(rotating, "GET")
    send(rotating, "POST")

    assert [call.request.headers["Authorization"] for call in net.calls] == [
        "Bearer sk_test_old_key",
        "Bearer sk_test_new_key",
    ]


def test_a_body_is_sent_as_json_and_parameters_in_the_address(client: PaystackClient, net: responses.RequestsMock):
    answers(net, 200)
    send(client, "POST")
    net.add("GET", f"{BASE}/transaction", json=OK)
    client.get("/transaction", 1, {"perPage": "100"})

    assert json.loads(net.calls[0].request.body) == {"amount": 5}  # type: ignore[arg-type]
    assert net.calls[1].request.url == f"{BASE}/transaction?perPage=100"


@pytest.mark.parametrize(("idle", "closed"), [(0, 0), (MAX_IDLE, 0), (MAX_IDLE + 1, 1), (86_400, 1)])
def test_a_connection_that_stood_idle_is_not_trusted(
    client: PaystackClient, net: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch, idle: int, closed: int
):
    answers(net, 200)
    now = [1_000_000.0]
    monkeypatch.setattr(client_module.time, "time", lambda: now[0])
    send(client, "POST")
    closings: list[bool] = []
    monkeypatch.setattr(client._session, "close", lambda: closings.append(True))

    now[0] += idle
    send(client, "POST")

    assert len(closings) == closed


def test_the_machines_own_proxy_settings_do_not_matter(paystack: Paystack, monkeypatch: pytest.MonkeyPatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    real = PaystackClient(paystack.running.url, lambda: PAYSTACK_KEY)

    assert real.get("/transaction/verify/unknown", 5).code == "transaction_not_found"


def test_a_real_closed_port_is_a_call_never_sent():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    unreachable = PaystackClient(f"http://127.0.0.1:{port}", lambda: PAYSTACK_KEY)

    with pytest.raises(NeverSent):
        unreachable.post("/transaction/charge_authorization", {}, 1)


@pytest.mark.parametrize("fault", ["reset", "lost_response", "reset_mid_body"])
def test_a_real_connection_that_breaks_is_no_answer_and_one_call(paystack: Paystack, fault: str):
    real = PaystackClient(paystack.running.url, lambda: PAYSTACK_KEY)
    paystack.fail_next("initialize", fault, times=5)

    with pytest.raises(NoAnswer):
        real.post("/transaction/initialize", {"email": "a@example.com", "amount": 500_000, "reference": "r1"}, 5)
    assert len(paystack.calls("initialize")) == 1


def test_a_real_slow_answer_is_no_answer_and_one_call(paystack: Paystack):
    real = PaystackClient(paystack.running.url, lambda: PAYSTACK_KEY)
    paystack.fail_next("initialize", "delay", seconds=1)

    with pytest.raises(NoAnswer):
        real.post("/transaction/initialize", {"email": "a@example.com", "amount": 500_000, "reference": "r1"}, 0.1)
    assert len(paystack.calls("initialize")) == 1
