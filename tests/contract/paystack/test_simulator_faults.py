"""Faults on the wire and limits: paystack.md S18, S19."""

import socket
import threading

import pytest
import requests

from tests.contract.paystack.helpers import Api


def _break(api: Api, fault: str, **options) -> None:
    api.control("faults", **{"endpoint": "charge_authorization", "fault": fault} | options)


def test_s18_a_lost_response_has_taken_the_money_and_verify_finds_it(api: Api):
    code = api.saved_card()
    _break(api, "lost_response")
    with pytest.raises(requests.ConnectionError):
        api.charge(code, reference="r1")
    assert api.verify("r1")["data"]["status"] == "success"
    assert api.charge(code, reference="r1").json()["code"] == "duplicate_reference"


@pytest.mark.parametrize(("after_commit", "taken"), [(True, True), (False, False)])
@pytest.mark.parametrize("fault", ["status", "reset", "lost_response", "garbage", "reset_mid_body"])
def test_s18_after_commit_says_whether_a_broken_call_took_effect(api: Api, fault, after_commit, taken):
    code = api.saved_card()
    _break(api, fault, after_commit=after_commit)
    try:
        answer = api.charge(code, reference="r1")
        assert not answer.ok or fault == "garbage"
    except requests.RequestException:
        assert fault in {"reset", "lost_response", "reset_mid_body"}
    assert (api.simulator.ledger.find("r1") is not None) is taken


@pytest.mark.parametrize("status", [502, 503, 504])
def test_s18_proxy_errors_are_html(api: Api, status):
    _break(api, "status", status=status)
    answer = api.charge("AUTH_x")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html")


def test_s18_500_is_the_sample_envelope(api: Api):
    _break(api, "status", status=500)
    answer = api.charge("AUTH_x")
    assert answer.status_code == 500
    assert answer.json() == {
        "status": False,
        "message": "An error occurred",
        "type": "api_error",
        "code": "unknown",
    }


@pytest.mark.parametrize("fault", ["reset", "refuse"])
def test_s18_a_reset_is_a_reset_of_the_socket(api: Api, fault):
    _break(api, fault, endpoint="list")
    host, port = api.running.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(b"GET /transaction HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            raw.recv(100)


def test_s18_a_reset_in_the_body_comes_after_its_first_half(api: Api):
    _break(api, "reset_mid_body", endpoint="list")
    host, port = api.running.url.removeprefix("http://").split(":")
    key = api.running.secret_key.encode()
    received = b""
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(b"GET /transaction HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + b"\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            while part := raw.recv(1000):
                received += part
    assert received.startswith(b"HTTP/1.1 200")
    assert b'"Transactions retrieved"' in received
    assert not received.endswith(b"}\n")


def test_s18_garbage_is_a_200_that_is_no_json(api: Api):
    _break(api, "garbage", endpoint="verify")
    answer = api.call("GET", "/transaction/verify/x")
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize("after_commit", [True, False])
def test_s18_a_slow_answer_waits_on_the_virtual_clock(api: Api, after_commit):
    code = api.saved_card()
    _break(api, "delay", seconds=45, after_commit=after_commit)
    answers: list[requests.Response] = []
    caller = threading.Thread(target=lambda: answers.append(api.charge(code, reference="r1", timeout=20)))
    caller.start()
    while not api.simulator.requests.listed(reference="r1"):
        caller.join(0.01)
    while after_commit and api.simulator.ledger.find("r1") is None:
        caller.join(0.01)
    assert (api.simulator.ledger.find("r1") is not None) is after_commit
    while caller.is_alive():
        api.control("clock/advance", seconds=45)
        caller.join(0.05)
    assert answers[0].json()["data"]["status"] == "success"


def test_s18_verify_lag_hides_a_new_transaction_for_a_while(api: Api):
    api.control("verify_lag", seconds=60)
    api.initialize(reference="r1")
    assert api.verify("r1")["code"] == "transaction_not_found"
    api.control("clock/advance", seconds=60)
    assert api.verify("r1")["data"]["status"] == "abandoned"


def test_s18_faults_last_their_times_and_meet_their_endpoint_alone(api: Api):
    _break(api, "status", endpoint="verify", times=2)
    api.initialize(reference="r1")
    statuses = [api.call("GET", "/transaction/verify/r1").status_code for _ in range(3)]
    assert statuses == [502, 502, 200]
    _break(api, "status", endpoint="*", times=None)
    assert [api.initialize().status_code, api.charge("AUTH_x").status_code] == [502, 502]
    api.call("DELETE", "/_sim/faults")
    assert api.initialize().status_code == 200


def test_s18_the_log_has_the_fault_and_the_reference_of_calls_never_processed(api: Api):
    _break(api, "refuse")
    with pytest.raises(requests.ConnectionError):
        api.charge("AUTH_x", reference="r1")
    row = api.call("GET", "/_sim/requests", params={"reference": "r1"}).json()["requests"][0]
    assert (row["fault"], row["status"], row["endpoint"]) == ("refuse", None, "charge_authorization")


def test_s19_the_test_limit_is_100_a_minute_and_endpoint_with_headers(api: Api):
    api.control("settings", rate_limit="test")
    answers = [api.call("GET", "/transaction/verify/x") for _ in range(101)]
    assert {answer.status_code for answer in answers[:100]} == {400}
    assert answers[0].headers["x-ratelimit-remaining"] == "99"
    limited = answers[100]
    assert (limited.status_code, limited.json()["code"]) == (429, "rate_limited")
    assert limited.headers["x-ratelimit-limit"] == "100"
    assert limited.headers["x-ratelimit-remaining"] == "0"
    assert 0 < int(limited.headers["x-ratelimit-reset"]) <= 60
    assert api.initialize().status_code == 200
    api.control("clock/advance", seconds=60)
    assert api.call("GET", "/transaction/verify/x").status_code == 400


@pytest.mark.parametrize(("path", "limit"), [("/transaction/verify/x", "3000"), ("/transaction", "600")])
def test_s19_the_live_limits(api: Api, path, limit):
    api.control("settings", rate_limit="live")
    assert api.call("GET", path).headers["x-ratelimit-limit"] == limit


def test_s19_a_limit_can_be_scripted_and_has_no_effect_on_money(api: Api):
    code = api.saved_card()
    _break(api, "rate_limit")
    answer = api.charge(code, reference="r1")
    assert (answer.status_code, answer.json()["status"]) == (429, False)
    assert {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"} <= set(answer.headers)
    assert api.charge(code, reference="r1").status_code == 200
