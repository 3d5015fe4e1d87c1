"""What a reconciliation is to find, and batches of charges (paystack.md 2.6, S31)."""

import json

import pytest

from tests.contract.paystack.helpers import PAYER, Api, Receiver

SCRIPT = {"gateway_response_code": "insufficient_funds"}


def test_a_charge_out_of_nowhere_is_silent_unless_told(api: Api, receiver: Receiver):
    silent = api.control("charges", amount=7000)
    told = api.control("charges", email="KOFI@example.com", reference="theirs", silent=False, currency="GHS")
    api.settle()
    assert [row["reference"] for row in api.deliveries()] == ["theirs"]
    verified = api.verify(silent["reference"])["data"]
    assert (verified["status"], verified["amount"], verified["currency"]) == ("success", 7000, "NGN")
    assert verified["authorization"]["reusable"]
    assert (told["email"], told["currency"], told["amount"]) == ("kofi@example.com", "GHS", 50000)
    assert [row["reference"] for row in api.call("GET", "/transaction").json()["data"]] == [
        "theirs",
        silent["reference"],
    ]


def test_a_charge_out_of_the_past_is_listed_there(api: Api):
    old = api.control("charges", seconds_ago=10 * 86_400, reference="old")
    assert old["paid_at"] == old["created_at"]
    day = api.verify("old")["data"]["created_at"][:10]
    listed = api.call("GET", "/transaction", params={"from": day, "to": day, "status": "success"}).json()
    assert [row["reference"] for row in listed["data"]] == ["old"]


@pytest.mark.parametrize("body", [{"reference": "r1"}, {"amount": 0}, {"currency": "EUR"}, {"silent": 1}, {"x": 1}])
def test_a_charge_that_cannot_be_is_refused(api: Api, paid, body):
    assert api.call("POST", "/_sim/charges", json=body).status_code == 400
    assert api.call("GET", "/transaction").json()["meta"]["total"] == 1


def test_figures_are_made_wrong_and_nobody_is_told(api: Api, receiver: Receiver, paid):
    api.settle()
    api.control("transactions/r1/change", amount=49000, fees=1, currency="GHS", requested_amount=49000)
    data = api.verify("r1")["data"]
    figures = [data[name] for name in ("amount", "requested_amount", "fees", "currency", "status")]
    assert figures == [49000, 49000, 1, "GHS", "success"]
    api.control("transactions/r1/change", status="reversed")
    assert (api.status(), len(api.deliveries())) == ("reversed", 1)


@pytest.mark.parametrize("body", [{"amount": -1}, {"currency": "EUR"}, {"status": "failed"}, {"reference": "x"}])
def test_figures_that_make_no_sense_change_nothing(api: Api, paid, body):
    before = api.verify("r1")
    assert api.call("POST", "/_sim/transactions/r1/change", json={"fees": 7} | body).status_code == 400
    assert api.verify("r1") == before
    assert api.call("POST", "/_sim/transactions/r2/change", json={"fees": 7}).status_code == 404


def bulk(api: Api, *items: object):
    return api.call("POST", "/bulkcharge", data=json.dumps(items), headers={"Content-Type": "application/json"})


def test_s31_a_batch_is_queued_and_only_winners_are_told(api: Api, receiver: Receiver):
    code, poor = api.saved_card(), api.saved_card(email="kofi@example.com")
    api.control("declines", authorization_code=poor, times=None, **SCRIPT)
    api.settle()
    receiver.received.clear()
    answer = bulk(
        api,
        {"authorization": code, "amount": 7000, "reference": "b1"},
        {"authorization": poor, "amount": 7000, "reference": "b2"},
        {"authorization": "AUTH_nobodys00", "amount": 7000, "reference": "b3"},
        {"authorization": code, "amount": 70.5, "reference": "b4"},
        {"authorization": code, "amount": 7000, "reference": "b1"},
    ).json()
    assert (answer["message"], answer["data"]["status"]) == ("Charges have been queued", "active")
    assert answer["data"]["batch_code"].startswith("BCH_")
    assert (answer["data"]["total_charges"], answer["data"]["pending_charges"]) == (5, 5)
    api.settle()
    (event,) = [json.loads(one.body)["data"] for one in receiver.received]
    assert (event["reference"], event["amount"]) == ("b1", 7000)
    shown = {one["variable_name"]: one["value"] for one in event["metadata"]["custom_fields"]}
    assert (shown["bulkcharge_batch_code"], shown["charged_via"]) == (answer["data"]["batch_code"], "Bulkcharge")
    assert [api.status(name) for name in ("b1", "b2")] == ["success", "failed"]
    assert [api.verify(name)["code"] for name in ("b3", "b4")] == ["transaction_not_found"] * 2


@pytest.mark.parametrize(("refusals", "status"), [(4, "success"), (5, "failed")])
def test_s31_a_bank_is_asked_up_to_five_times(api: Api, refusals, status):
    code = api.saved_card()
    api.control("declines", authorization_code=code, times=refusals, **SCRIPT)
    bulk(api, {"authorization": code, "amount": 7000, "reference": "b1"})
    assert api.status("b1") == status
    assert api.verify("b1")["data"]["customer"]["email"] == PAYER
    assert api.call("GET", "/_sim/declines").json()["declines"] == []


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"[1]", b"[" * 100_000, b"[" + b"{}," * 1000 + b"{}]"])
def test_s31_what_is_no_batch_is_refused(api: Api, body):
    answer = api.call("POST", "/bulkcharge", data=body)
    assert (answer.status_code, answer.json()["message"]) == (400, "Invalid batch")
