"""The control API, the state file and the command line."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from local.paystack_simulator import state_file
from local.paystack_simulator.guide import CALLS
from local.paystack_simulator.server import running_simulator
from local.paystack_simulator.settings import Settings
from local.paystack_simulator.simulator import Simulator
from tests.contract.paystack.helpers import Api, Receiver

ROOT = Path(__file__).parents[3]
README = ROOT / "local" / "paystack_simulator" / "README.md"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("faults", {"endpoint": "verify", "fault": "magic"}, "fault"),
        ("faults", {"endpoint": "nowhere", "fault": "reset"}, "endpoint"),
        ("faults", {"endpoint": "verify", "fault": "status", "status": 200}, "status"),
        ("faults", {"endpoint": "verify", "fault": "status", "status": 600}, "status"),
        ("faults", {"endpoint": "verify", "fault": "delay", "seconds": -1}, "seconds"),
        ("faults", {"endpoint": "verify", "fault": "reset", "times": 0}, "times"),
        ("faults", {"endpoint": "verify", "fault": "refuse", "after_commit": True}, "after_commit"),
        ("faults", {"endpoint": "verify", "fault": "reset", "tims": 1}, "tims"),
        ("declines", {"gateway_response_code": "approved"}, "gateway_response_code"),
        ("declines", {"shape": 200}, "shape"),
        ("declines", {"outcome": "maybe"}, "outcome"),
        ("declines", {"email": ""}, "email"),
        ("verify_lag", {}, "seconds"),
        ("clock/advance", {"seconds": "1"}, "seconds"),
        ("settings", {"webhook_url": "ftp://x/y"}, "webhook_url"),
        ("settings", {"secret_key": "pk_test_x"}, "secret_key"),
        ("settings", {"currencies": ["EUR"]}, "currencies"),
        ("settings", {"fee_bearer": "nobody"}, "fee_bearer"),
        ("settings", {"rate_limit": True}, "rate_limit"),
        ("settings", {"webhook_timeout_seconds": 0}, "webhook_timeout_seconds"),
        ("settings", {"colour": "red"}, "colour"),
        ("webhooks/release", {"order": [99]}, "order"),
        ("webhooks/inject", {"signature": "nice"}, "signature"),
        ("pay/r1", {"card_number": 4084}, "card_number"),
        ("transactions/r1/complete", {"outcome": "left"}, "outcome"),
        ("transactions/r1/complete", {"outcome": "failed", "response_code": "999"}, "response_code"),
        ("declines", {"response_code": "00"}, "response_code"),
        ("declines", {"response_code": "54", "gateway_response_code": "do_not_honor"}, "gateway_response_code"),
        ("declines", {"outcome": "failed", "then": "success"}, "then"),
        ("declines", {"outcome": "success", "after_seconds": 5}, "then"),
        ("declines", {"outcome": "queued", "then": "maybe"}, "then"),
        ("declines", {"outcome": "queued", "after_seconds": -1}, "after_seconds"),
        ("authorizations", {}, "email"),
        ("authorizations", {"email": "ama@example.com", "channel": "ussd"}, "channel"),
        ("authorizations", {"email": "ama@example.com", "card_number": "4111111111111111"}, "card_number"),
        ("authorizations", {"email": "ama@example.com", "expiry": "01/20"}, "expiry"),
        ("refund_outcomes", {"reference": "r1"}, "outcome"),
        ("refund_outcomes", {"outcome": "lost"}, "outcome"),
        ("refunds/1/complete", {"outcome": "pending"}, "outcome"),
        ("settings", {"honours_queue": "yes"}, "honours_queue"),
        ("settings", {"challenge_timeout_seconds": -1}, "challenge_timeout_seconds"),
    ],
)
def test_a_wrong_control_body_is_400_and_names_the_field(api: Api, path, body, field):
    before = api.simulator.settings
    answer = api.call("POST", f"/_sim/{path}", json=body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert field in answer.json()["message"]
    assert api.simulator.settings == before


@pytest.mark.parametrize("sent", ["[1]", "{", '"x"'])
def test_a_control_body_that_is_no_object_is_400(api: Api, sent):
    answer = api.call("POST", "/_sim/clock/advance", data=sent)
    assert (answer.status_code, answer.json()["field"]) == (400, "body")


def test_the_guide_lists_every_control_route_and_the_readme_too(api: Api):
    listed = {
        (call["method"], call["path"])
        for call in api.call("GET", "/_sim/", headers={"Accept": "application/json"}).json()["calls"]
    }
    app = api.running.app
    rules = (rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/_sim"))
    served = {
        (method, re.sub(r"<(\w+:)?number>", "<id>", rule.rule).replace("<path:", "<"))
        for rule in rules
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert listed == served
    readme = README.read_text(encoding="utf-8")
    assert [c for c in CALLS if f"`{c.method} {c.path}`" not in readme] == []


def test_the_guide_is_a_page_for_people(api: Api):
    page = api.call("GET", "/_sim/", headers={"Accept": "text/html"})
    assert "<table>" in page.text
    assert api.call("GET", "/").headers["Location"] == "/_sim/"


def test_health_needs_no_key(api: Api):
    assert requests.get(f"{api.running.url}/_sim/health", timeout=5).json()["status"] == "ok"


def test_scripts_and_instruments_can_be_read_back(api: Api):
    code = api.saved_card()
    fault = api.control("faults", endpoint="verify", fault="delay")
    script = api.control("declines", authorization_code=code, outcome="paused")
    assert api.call("GET", "/_sim/faults").json() == {"faults": [fault]}
    assert (fault["seconds"], fault["after_commit"], fault["times"]) == (30, True, 1)
    assert api.call("GET", "/_sim/declines").json() == {"declines": [script]}
    saved = api.call("GET", "/_sim/authorizations", params={"email": "AMA@example.com"}).json()
    assert [(row["authorization_code"], row["active"]) for row in saved["authorizations"]] == [(code, True)]
    nobody = api.call("GET", "/_sim/authorizations", params={"email": "kofi@example.com"}).json()
    assert nobody == {"authorizations": []}


def test_paying_from_outside_reports_a_bad_card_form(api: Api):
    api.initialize(reference="r1")
    answer = api.call("POST", "/_sim/pay/r1", json={"expiry": "01/20"})
    assert (answer.status_code, answer.json()["status"]) == (400, "abandoned")
    assert "expired" in answer.json()["message"]


def test_reset_forgets_all_but_ids_and_settings(api: Api):
    api.control("settings", fee_bearer="customer")
    code = api.saved_card()
    before = api.simulator.ledger.transactions()[0].id
    api.control("faults", endpoint="*", fault="status", times=None)
    api.control("declines", authorization_code=code, times=None)
    api.control("reset")
    assert api.initialize(reference="r1").status_code == 200
    assert api.verify("r1")["data"]["id"] > before
    assert api.charge(code).json()["message"] == "Authorization code is invalid"
    assert api.deliveries() == []
    assert api.call("GET", "/_sim/settings").json()["fee_bearer"] == "customer"


def test_a_transaction_can_be_completed_from_outside_once(api: Api):
    api.initialize(reference="r1", channels=["mobile_money"])
    assert api.control("transactions/r1/complete")["status"] == "success"
    assert api.control("transactions/r1/complete", outcome="failed")["status"] == "success"
    api.initialize(reference="r2")
    api.control("transactions/r2/complete", outcome="failed", gateway_response_code="suspected_fraud")
    assert api.verify("r2")["data"]["gateway_response"] == "Denied by fraud system"
    assert api.call("POST", "/_sim/transactions/none/complete", json={}).status_code == 404


def test_a_changed_key_is_the_only_key(api: Api):
    old = {"Authorization": f"Bearer {api.running.secret_key}"}
    api.control("settings", secret_key="sk_live_new")
    assert api.call("GET", "/transaction", headers=old).status_code == 401
    api.initialize(reference="r1")
    assert api.verify("r1")["data"]["domain"] == "live"


def test_the_state_comes_back_from_its_file(api: Api, tmp_path: Path):
    code = api.saved_card()
    api.charge(code, reference="r1")
    api.control("webhooks/inject", event="x")
    api.control("declines", authorization_code=code, gateway_response_code="expired_card")
    api.control("clock/advance", seconds=5000)
    path = tmp_path / "deep" / "state.json"
    state_file.save(api.simulator, path)
    again = Simulator(Settings(secret_key=api.running.secret_key))
    state_file.load(again, path)
    kept, restored = api.simulator.snapshot(), again.snapshot()
    assert restored == kept
    assert restored["declines"][0]["gateway_response_code"] == "expired_card"
    state_file.load(again, tmp_path / "absent.json")
    assert again.snapshot() == kept


def test_neither_card_number_nor_cvv_is_kept_anywhere(api: Api, receiver: Receiver):
    card = {"card_number": "4084084084084081", "cvv": "408", "expiry": "12/30"}
    code = api.initialize().json()["data"]["access_code"]
    api.checkout(code, **card | {"card_number": "507850785078507804", "cvv": "884"})
    api.checkout(code, **card)
    api.settle()
    kept = repr(api.simulator.snapshot()) + repr(api.simulator.requests.listed())
    assert "4084084084084081" not in kept
    assert "507850785078507804" not in kept
    assert "'884'" not in kept


def test_two_simulators_at_once_share_nothing():
    with running_simulator() as one, running_simulator(secret_key="sk_test_two") as two:
        assert one.url != two.url
        Api(one).initialize(reference="r1")
        assert Api(two).verify("r1")["code"] == "transaction_not_found"


def _launch(*options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "local.paystack_simulator", *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_command_line_serves_on_a_free_port_and_keeps_its_state(tmp_path: Path, sign):
    state = tmp_path / "state.json"
    with _launch("--secret-key", "sk_test_cli", "--currencies", "GHS,USD", "--state", str(state)) as process:
        url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())[0]
        answer = requests.post(
            f"{url}/transaction/initialize",
            json={"email": "ama@example.com", "amount": 100, "reference": "r1"},
            headers={"Authorization": "Bearer sk_test_cli"},
            timeout=5,
        )
        assert answer.json()["data"]["authorization_url"].startswith(f"{url}/checkout/")
        process.send_signal(sign)
        assert process.wait(10) == 0
    kept = json.loads(state.read_text(encoding="utf-8"))["ledger"]["transactions"]
    assert [(row["reference"], row["currency"]) for row in kept] == [("r1", "GHS")]


def test_the_command_line_refuses_a_wrong_option():
    with _launch("--secret-key", "nonsense") as process:
        assert process.wait(10) == 2
        assert "secret_key" in process.stderr.read()
