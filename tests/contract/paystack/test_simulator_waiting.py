"""Charges that are not over at once: a challenge, direct debit, a queue (paystack.md S13-S15)."""

import threading

import pytest

from local.paystack_simulator import state_file
from local.paystack_simulator.cards import BY_KEY
from local.paystack_simulator.settings import Settings
from local.paystack_simulator.simulator import Simulator
from tests.contract.paystack.helpers import PAYER, TIMEOUT, Api, Receiver

HOUR = 3600


def _paused(api: Api, script=None, **body) -> str:
    """The address at which the charge `r1` is confirmed."""
    code = api.saved_card()
    api.control("declines", authorization_code=code, outcome="paused", **script or {})
    return api.charge(code, reference="r1", **body).json()["data"]["authorization_url"]


def _decide(api: Api, url: str, decision: str):
    return api.call("POST", url, data={"decision": decision}, headers={"Accept": "application/json"})


def test_s13_a_challenged_charge_is_paused_without_a_status(api: Api):
    code = api.saved_card()
    api.control("declines", authorization_code=code, outcome="paused")
    answer = api.charge(code, reference="r1")
    data = answer.json()["data"]
    assert (answer.status_code, answer.json()["status"]) == (200, True)
    assert answer.json()["message"] == "Please, redirect your customer to the authorization url provided"
    assert data == {
        "authorization_url": f"{api.running.url}/checkout/resume/{data['access_code']}",
        "reference": "r1",
        "access_code": data["access_code"],
        "paused": True,
    }
    assert api.status() == "ongoing"
    row = api.call("GET", "/_sim/transactions", params={"reference": "r1"}).json()["transactions"][0]
    assert row["challenge_url"] == data["authorization_url"]


def test_s13_confirming_the_page_pays_redirects_and_sends_the_event(api: Api, receiver: Receiver):
    url = _paused(api, callback_url="https://shop.example/back")
    page = api.call("GET", url).text
    assert ("Confirm this payment" in page, "NGN 500.00" in page, PAYER in page) == (True, True, True)
    answer = api.call("POST", url, data={"decision": "approve"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "https://shop.example/back?trxref=r1&reference=r1"
    assert api.status() == "success"
    api.settle()
    assert len(api.deliveries(reference="r1")) == 1


def test_s13_cancelling_the_page_fails_and_goes_to_the_cancel_action(api: Api, receiver: Receiver):
    url = _paused(api, metadata={"cancel_action": "https://shop.example/cart"})
    cancelled = api.call("POST", url, data={"decision": "cancel"})
    assert cancelled.headers["Location"] == "https://shop.example/cart"
    data = api.verify("r1")["data"]
    assert (data["status"], data["gateway_response_code"]) == ("failed", "customer_cancellation")
    api.settle()
    assert api.deliveries(reference="r1") == []


def test_s13_what_was_decided_once_stays(api: Api):
    url = _paused(api)
    assert [_decide(api, url, one).json()["status"] for one in ("cancel", "approve")] == ["failed", "failed"]
    assert "Payment failed" in api.call("GET", url).text


@pytest.mark.parametrize("decision", ["", "maybe"])
def test_s13_no_decision_decides_nothing(api: Api, decision):
    url = _paused(api)
    assert _decide(api, url, decision).status_code == 400
    assert "Choose" in api.call("POST", url, data={"decision": decision}).text
    assert api.status() == "ongoing"


@pytest.mark.parametrize(("setting", "script"), [(None, None), (600, None), (None, {"after_seconds": 600})])
def test_s13_a_challenge_is_over_when_its_time_is(api: Api, receiver: Receiver, setting, script):
    if setting:
        api.control("settings", challenge_timeout_seconds=setting)
    url = _paused(api, script)
    limit = HOUR if setting is None and script is None else 600
    api.control("clock/advance", seconds=limit - 60)
    assert api.status() == "ongoing"
    api.control("clock/advance", seconds=61)
    assert api.status() == "abandoned"
    late = _decide(api, url, "approve")
    assert (late.status_code, late.json()["status"]) == (400, "abandoned")
    assert "Session timeout exceeded" in late.json()["message"]
    for page in (api.call("GET", url), api.call("POST", url, data={"decision": "cancel"})):
        assert (page.status_code, "Session timeout exceeded" in page.text) == (400, True)
    assert api.call("POST", "/_sim/transactions/r1/complete", json={}).status_code == 400
    assert api.status() == "abandoned"
    api.settle()
    assert api.deliveries(reference="r1") == []


def test_s13_a_challenge_without_a_limit_waits_for_ever(api: Api):
    api.control("settings", challenge_timeout_seconds=0)
    url = _paused(api)
    api.control("clock/advance", seconds=1000 * HOUR)
    assert _decide(api, url, "approve").json()["status"] == "success"


@pytest.mark.parametrize("outcome", ["success", "failed", "abandoned"])
def test_s13_a_script_can_end_a_challenge(api: Api, outcome):
    _paused(api)
    assert api.control("transactions/r1/complete", outcome=outcome)["status"] == outcome
    assert api.status() == outcome


def test_only_a_challenge_can_be_left(api: Api):
    api.initialize(reference="r1")
    refused = api.call("POST", "/_sim/transactions/r1/complete", json={"outcome": "abandoned"})
    assert (refused.status_code, "waits for its payer" in refused.json()["message"]) == (400, True)
    api.control("pay/r1")
    assert api.control("transactions/r1/complete", outcome="abandoned")["status"] == "success"


def test_s13_the_bank_may_refuse_what_its_customer_has_confirmed(api: Api):
    url = _paused(api, {"then": "failed", "gateway_response_code": "do_not_honor"})
    assert _decide(api, url, "approve").json()["status"] == "failed"
    assert api.verify("r1")["data"]["gateway_response_code"] == "do_not_honor"


def test_s13_a_challenge_is_no_checkout_and_a_checkout_no_challenge(api: Api):
    url = _paused(api)
    code = url.rsplit("/", 1)[-1]
    card = {"card_number": "4084084084084081", "cvv": "408", "expiry": "12/30"}
    refused = api.checkout(code, **card)
    assert (refused.status_code, "its own page" in refused.json()["message"]) == (400, True)
    assert "Confirm this payment" in api.call("GET", f"/checkout/{code}").text
    assert api.status() == "ongoing"
    checkout = api.initialize(reference="r2").json()["data"]["access_code"]
    assert api.call("GET", f"/checkout/resume/{checkout}").status_code == 404
    assert _decide(api, f"/checkout/resume/{checkout}", "approve").status_code == 404


def test_s13_one_card_asks_for_every_charge(api: Api):
    code = api.saved_card(card_number=BY_KEY["challenged"].number)
    assert [api.charge(code).json()["data"]["paused"] for _ in range(2)] == [True, True]


def _mandate(api: Api, way: str) -> str:
    if way == "control":
        return api.control("authorizations", email=PAYER, channel="direct_debit")["authorization_code"]
    recurring = {"custom_filters": {"recurring": True}}
    first = api.initialize(reference="first", channels=["bank"], metadata=recurring).json()["data"]
    api.checkout(first["access_code"], channel="bank")
    return api.verify("first")["data"]["authorization"]["authorization_code"]


@pytest.mark.parametrize(("outcome", "events"), [("success", 1), ("failed", 0)])
@pytest.mark.parametrize("way", ["checkout", "control"])
def test_s14_a_direct_debit_is_processing_until_it_is_completed(api: Api, receiver: Receiver, way, outcome, events):
    data = api.charge(_mandate(api, way), reference="r1").json()["data"]
    assert (data["status"], data["gateway_response"]) == ("processing", "Transaction in progress")
    assert (data["fees"], data["authorization"]["channel"]) == (None, "direct_debit")
    assert api.control("transactions/r1/complete", outcome=outcome)["status"] == outcome
    assert api.status() == outcome
    api.settle()
    assert len(api.deliveries(reference="r1")) == events


@pytest.mark.parametrize(("script", "status", "events"), [({}, "success", 1), ({"outcome": "failed"}, "failed", 0)])
def test_s14_a_direct_debit_ends_by_the_clock(api: Api, receiver: Receiver, script, status, events):
    code = _mandate(api, "control")
    if script:
        api.control("declines", authorization_code=code, **script)
    assert api.charge(code, reference="r1").json()["data"]["status"] == "processing"
    api.control("clock/advance", seconds=HOUR - 60)
    assert api.status() == "processing"
    api.control("clock/advance", seconds=61)
    data = api.verify("r1")["data"]
    assert (data["status"], data["response_code"]) == (status, None)
    if status == "success":
        assert (data["gateway_response"], data["message"]) == ("Payment successful", "madePayment")
    api.settle()
    assert len(api.deliveries(reference="r1")) == events


def test_s14_without_a_time_it_stays_in_progress(api: Api):
    api.control("settings", processing_seconds=0)
    api.charge(_mandate(api, "control"), reference="r1")
    api.control("clock/advance", seconds=1000 * HOUR)
    assert api.status() == "processing"


def test_s14_any_charge_can_be_scripted_to_stay_in_progress_and_to_end_as_told(api: Api):
    code = api.saved_card()
    told = {"outcome": "processing", "then": "failed", "response_code": "912", "after_seconds": 30}
    api.control("declines", authorization_code=code, **told)
    assert api.charge(code, reference="r1").json()["data"]["status"] == "processing"
    api.control("clock/advance", seconds=31)
    data = api.verify("r1")["data"]
    assert (data["status"], data["gateway_response_code"]) == ("failed", "bank_unavailable")


@pytest.mark.parametrize("moved", [0, 60])
def test_what_ends_by_the_clock_ends_without_anybody_looking(api: Api, receiver: Receiver, moved):
    code = api.saved_card()
    api.settle()
    arrived = threading.Event()
    receiver.before_answer = arrived.set
    api.control("declines", authorization_code=code, outcome="processing", after_seconds=moved + 0.1)
    api.charge(code, reference="r1")
    api.control("clock/advance", seconds=moved)
    assert arrived.wait(TIMEOUT)
    assert api.simulator.ledger.find("r1").status == "success"


@pytest.mark.parametrize("honoured", [False, True])
def test_s15_queue_is_ignored_as_in_test_mode_unless_told(api: Api, receiver: Receiver, honoured):
    code = api.saved_card()
    api.control("settings", honours_queue=honoured)
    first = api.charge(code, reference="r1", queue=True).json()["data"]["status"]
    assert first == ("queued" if honoured else "success")
    assert api.charge(code).json()["data"]["status"] == "success"
    assert api.status() == first
    api.control("clock/advance", seconds=61)
    assert api.status() == "success"
    api.settle()
    assert len(api.deliveries(reference="r1")) == 1


def test_s15_a_queued_charge_may_fail_and_can_be_scripted_without_asking(api: Api):
    code = api.saved_card()
    api.control("declines", authorization_code=code, outcome="queued", then="failed")
    assert api.charge(code, reference="r1").json()["data"]["status"] == "queued"
    api.control("clock/advance", seconds=61)
    data = api.verify("r1")["data"]
    assert (data["status"], data["gateway_response_code"]) == ("failed", "insufficient_funds")


def test_what_was_to_happen_still_does_after_a_restart(api: Api, tmp_path):
    _paused(api)
    path = tmp_path / "state.json"
    state_file.save(api.simulator, path)
    again = Simulator(Settings(secret_key=api.running.secret_key))
    state_file.load(again, path)
    again.clock.advance(HOUR)
    assert again.ledger.find("r1").status == "abandoned"
    assert api.status() == "ongoing"
