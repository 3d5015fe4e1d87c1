"""Disputes: raised, reminded of, answered by the merchant or by the clock (paystack.md 5.3, S24, S29)."""

import json
from typing import Any

import pytest

from local.paystack_simulator import state_file
from local.paystack_simulator.settings import Settings
from local.paystack_simulator.simulator import Simulator
from tests.contract.paystack.helpers import PAYER, Api, Receiver

HOUR = 3600
ACCEPT = {"resolution": "merchant-accepted", "message": "They are right", "refund_amount": 50000}
EVIDENCE = {
    "customer_email": PAYER,
    "customer_name": "Ama",
    "customer_phone": "+233200000000",
    "service_details": "a gold plan",
}


def begin(api: Api, **claim: Any) -> int:
    number: int = api.control("disputes", reference="r1", **claim)["id"]
    return number


def fetched(api: Api, number: int) -> dict[str, Any]:
    return api.call("GET", f"/dispute/{number}").json()["data"]


def resolve(api: Api, number: int, **body: Any):
    return api.call("PUT", f"/dispute/{number}/resolve", json=body)


def upload(api: Api, number: int, name: str = "receipt.pdf") -> str:
    """The name of a file that was put where Paystack said."""
    place = api.call("GET", f"/dispute/{number}/upload_url", params={"upload_filename": name}).json()["data"]
    assert api.call("PUT", place["signedUrl"], data=b"%PDF").status_code == 200
    return place["fileName"]


def events(api: Api) -> list[str]:
    api.settle()
    return [row["event"].removeprefix("charge.dispute.") for row in api.deliveries(reference="r1")[1:]]


def test_s24_a_dispute_is_raised_and_told(api: Api, receiver: Receiver, paid):
    number = begin(api, message="No value")
    assert number > 2**32
    (event,) = api.deliveries(reference="r1", event="charge.dispute.create")
    data = json.loads(event["body"])["data"]
    assert data | fetched(api, number) == data | {
        "transaction": fetched(api, number)["transaction"],
        "createdAt": data["created_at"],
        "updatedAt": data["updated_at"],
    }
    assert (data["id"], data["status"], data["resolution"]) == (number, "awaiting-merchant-feedback", None)
    assert (data["refund_amount"], data["currency"], data["category"]) == (50000, "NGN", "chargeback")
    assert (data["transaction_reference"], data["transaction"]["reference"]) == (None, "r1")
    assert (data["transaction"]["id"], data["transaction"]["status"]) == (paid, "success")
    assert [one["body"] for one in data["messages"]] == ["No value"]
    assert (data["last4"], data["customer"]["email"]) == ("4081", PAYER)
    assert api.status() == "success"


def test_s24_nobody_answers_so_it_is_accepted_at_its_due_time(api: Api, receiver: Receiver, paid):
    number = begin(api)
    api.control("clock/advance", seconds=16 * HOUR - 60)
    assert (events(api), api.status()) == (["create", "remind", "remind", "remind"], "success")
    api.control("clock/advance", seconds=120)
    assert events(api) == ["create", "remind", "remind", "remind", "resolve"]
    row = fetched(api, number)
    assert (row["status"], row["resolution"], row["resolvedAt"]) == ("resolved", "auto-accepted", row["dueAt"])
    assert api.status() == "reversed"
    told = json.loads(api.deliveries(event="charge.dispute.resolve")[0]["body"])["data"]
    assert (told["resolution"], told["transaction"]["status"]) == ("auto-accepted", "reversed")
    api.control("clock/advance", seconds=100 * HOUR)
    assert events(api)[-1] == "resolve"


def test_s24_one_jump_of_the_clock_meets_every_reminder_at_its_time(api: Api, receiver: Receiver, paid):
    begin(api)
    api.control("clock/advance", seconds=200 * HOUR)
    assert events(api) == ["create", "remind", "remind", "remind", "resolve"]


def test_s24_times_are_settings_and_0_is_never(api: Api, receiver: Receiver, paid):
    api.control("settings", dispute_due_seconds=0, dispute_remind_seconds=0)
    number = begin(api)
    api.control("clock/advance", seconds=1000 * HOUR)
    assert (fetched(api, number)["dueAt"], events(api)) == (None, ["create"])
    api.control("settings", dispute_remind_seconds=HOUR)
    begin(api, due_in_seconds=1.5 * HOUR)
    api.control("clock/advance", seconds=3 * HOUR)
    assert events(api) == ["create", "create", "remind", "resolve"]


def test_s24_the_merchant_accepts_a_part(api: Api, receiver: Receiver, paid):
    number = begin(api, amount=30000)
    answer = resolve(api, number, **ACCEPT | {"refund_amount": 20000}).json()
    assert answer["message"] == "Dispute successfully resolved"
    data = answer["data"]
    assert (data["status"], data["resolution"], data["refund_amount"]) == ("resolved", "merchant-accepted", 20000)
    assert (data["transaction"], data["message"]["body"]) == (paid, "They are right")
    assert (events(api), api.status()) == (["create", "resolve"], "reversed")
    (refund,) = api.call("GET", "/refund", params={"transaction": paid}).json()["data"]
    assert (refund["amount"], refund["status"], refund["dispute"]) == (20000, "processed", number)
    assert api.refund(amount=30000).status_code == 200
    assert api.refund(amount=5000).json()["code"] == "transaction_reversed"


def test_s24_the_merchant_declines_with_a_file(api: Api, receiver: Receiver, paid):
    number = begin(api)
    body = {"resolution": "declined", "message": "It came", "refund_amount": 0}
    assert resolve(api, number, **body).json()["code"] == "missing_params"
    assert resolve(api, number, **body, uploaded_filename="made-up").json()["code"] == "invalid_params"
    name = upload(api, number)
    answer = resolve(api, number, **body, uploaded_filename=name).json()["data"]
    assert (answer["resolution"], answer["attachments"]) == ("declined", name)
    assert (events(api), api.status()) == (["create", "resolve"], "success")
    assert api.call("GET", "/refund").json()["data"] == []


def test_s24_fraud_is_declined_with_evidence_besides(api: Api, paid):
    number = begin(api, category="fraud")
    body = {
        "resolution": "declined",
        "message": "It was she",
        "refund_amount": 0,
        "uploaded_filename": upload(api, number),
    }
    assert resolve(api, number, **body).json()["message"] == "Invalid evidence"
    missing = api.call("POST", f"/dispute/{number}/evidence", json=EVIDENCE | {"customer_name": ""})
    assert missing.json()["message"] == "customer_name is required"
    first, again = (
        api.call("POST", f"/dispute/{number}/evidence", json=EVIDENCE | more).json()
        for more in ({}, {"delivery_address": "3 Market Street"})
    )
    assert first["message"] == "Evidence created"
    assert (again["data"]["id"], again["data"]["dispute"]) == (first["data"]["id"], number)
    assert again["data"]["delivery_address"] == "3 Market Street"
    answer = resolve(api, number, **body, evidence=again["data"]["id"])
    assert answer.json()["data"]["evidence"] == again["data"]["id"]


def test_s24_an_upload_address_works_for_half_an_hour(api: Api, paid):
    number = begin(api)
    place = api.call("GET", f"/dispute/{number}/upload_url", params={"upload_filename": "a.JPG"}).json()["data"]
    api.control("clock/advance", seconds=31 * 60)
    assert api.call("PUT", place["signedUrl"], data=b"x").status_code == 403
    assert api.call("PUT", "/uploads/nothing", data=b"x").status_code == 403
    for name in ("a.exe", ""):
        refused = api.call("GET", f"/dispute/{number}/upload_url", params={"upload_filename": name})
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_params")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"resolution": ""}, "resolution is required"),
        ({"message": None}, "message is required"),
        ({"refund_amount": None}, "refund_amount is required"),
        ({"resolution": "auto-accepted"}, "Invalid resolution"),
        ({"refund_amount": 0}, "Invalid Amount Sent"),
        ({"refund_amount": 100.5}, '"amount" must be an integer'),
        ({"refund_amount": 50001}, "Total refund amount cannot exceed original transaction amount"),
    ],
)
def test_s24_other_answers_are_refused_and_change_nothing(api: Api, paid, body, message):
    number = begin(api)
    before = fetched(api, number)
    answer = resolve(api, number, **ACCEPT | body)
    assert (answer.status_code, answer.json()["message"]) == (400, message)
    assert (fetched(api, number), api.status()) == (before, "success")


def test_s24_a_dispute_is_answered_once(api: Api, paid):
    number = begin(api)
    assert resolve(api, number, **ACCEPT).status_code == 200
    again = resolve(api, number, **ACCEPT)
    assert (again.status_code, again.json()["message"]) == (400, "Dispute has already been resolved")
    assert len(api.simulator.refunds.listed()) == 1


@pytest.mark.parametrize("path", ["1", "r1"])
def test_s24_unknown_disputes_are_404(api: Api, path):
    calls = [("GET", ""), ("GET", "/upload_url"), ("POST", "/evidence"), ("PUT", "/resolve")]
    for method, what in calls:
        answer = api.call(method, f"/dispute/{path}{what}", json=ACCEPT)
        assert (answer.status_code, answer.json()["message"]) == (404, "Dispute not found")
    wrong = {"Authorization": "Bearer sk_test_wrong"}
    assert api.call("PUT", f"/dispute/{path}/resolve", json=ACCEPT, headers=wrong).status_code == 401


def test_what_was_given_back_before_is_not_given_back_again(api: Api, paid):
    api.refund(amount=30000)
    number = begin(api)
    assert resolve(api, number, **ACCEPT).status_code == 200
    assert [one.amount for one in api.simulator.refunds.listed()] == [30000, 20000]
    assert api.control("disputes", reference="r1")["status"] == "awaiting-merchant-feedback"
    assert api.control(f"disputes/{number}/complete")["id"] == number
    assert len(api.simulator.refunds.listed()) == 2


def test_s29_disputes_are_listed_in_pages_by_status_window_and_number(api: Api, paid):
    first, second = begin(api), begin(api)
    resolve(api, first, **ACCEPT)
    listed = api.call("GET", "/dispute").json()
    assert listed["message"] == "Disputes retrieved"
    assert [row["id"] for row in listed["data"]] == [second, first]
    assert listed["meta"] == {"total": 2, "skipped": 0, "perPage": 50, "page": 1, "pageCount": 1}
    for query, found in [
        ({"perPage": 1, "page": 2}, [first]),
        ({"status": "resolved"}, [first]),
        ({"status": "awaiting-merchant-feedback", "transaction": paid}, [second]),
        ({"transaction": "r1"}, []),
        ({"to": "2020-01-01"}, []),
    ]:
        assert [row["id"] for row in api.call("GET", "/dispute", params=query).json()["data"]] == found


def test_the_controls_of_disputes(api: Api, receiver: Receiver, paid):
    number = begin(api)
    api.control(f"disputes/{number}/remind")
    assert api.control(f"disputes/{number}/complete", resolution="declined")["resolution"] == "declined"
    api.control(f"disputes/{number}/remind")
    assert api.control(f"disputes/{number}/complete")["resolution"] == "declined"
    assert events(api) == ["create", "remind", "resolve"]
    assert api.call("GET", "/_sim/disputes", params={"reference": "r2"}).json() == {"disputes": []}
    assert api.call("POST", "/_sim/disputes/1/remind", json={}).status_code == 404
    api.initialize(reference="open")
    for body in ({"reference": "open"}, {"reference": "r1", "amount": 50001}, {"reference": "r1", "category": "x"}):
        assert api.call("POST", "/_sim/disputes", json=body).status_code == 400


def test_s18_s19_an_answer_that_is_lost_is_given_all_the_same(api: Api, paid):
    number = begin(api)
    api.control("faults", endpoint="dispute_resolve", fault="status", status=504, after_commit=True)
    assert resolve(api, number, **ACCEPT).status_code == 504
    assert fetched(api, number)["status"] == "resolved"
    upload(api, number)
    api.call("POST", f"/dispute/{number}/evidence", json=EVIDENCE)
    api.call("GET", "/dispute")
    endpoints = {row["endpoint"] for row in api.call("GET", "/_sim/requests").json()["requests"]}
    names = {"dispute_resolve", "dispute_fetch", "dispute_upload_url", "dispute_evidence", "dispute_list"}
    assert names <= endpoints


def test_disputes_come_back_from_the_state_file_and_go_on(api: Api, tmp_path, paid):
    number = begin(api)
    upload(api, number)
    path = tmp_path / "state.json"
    state_file.save(api.simulator, path)
    again = Simulator(Settings(secret_key=api.running.secret_key))
    state_file.load(again, path)
    assert again.snapshot() == api.simulator.snapshot()
    again.clock.advance(17 * HOUR)
    assert [one.resolution for one in again.disputes.listed()] == ["auto-accepted"]
    api.control("reset")
    api.control("clock/advance", seconds=17 * HOUR)
    assert api.call("GET", "/dispute").json()["data"] == []
    assert api.deliveries() == []
