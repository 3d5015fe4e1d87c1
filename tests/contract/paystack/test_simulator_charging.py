"""Charging saved instruments: paystack.md S11, S12, S16, S17, S26."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.contract.paystack.helpers import PAYER, Api, Receiver

MISMATCH = (
    "Email does not match Authorization code. Authorization may be inactive or belong to a different "
    "email. Please confirm."
)


def test_s11_an_approved_charge_answers_at_once_and_sends_an_off_session_event(api: Api, receiver: Receiver):
    code = api.saved_card()
    api.settle()
    answer = api.charge(code, reference="r1", amount=70000, metadata={"plan": 3})
    body = answer.json()
    assert (answer.status_code, body["status"], body["message"]) == (200, True, "Charge attempted")
    data = body["data"]
    assert (data["status"], data["gateway_response"], data["amount"]) == ("success", "Approved", 70000)
    assert (data["ip_address"], data["log"], data["metadata"]) == (None, None, {"plan": "3"})
    assert not {"paid_at", "requested_amount", "created_at"} & set(data)
    api.settle()
    event = api.deliveries(reference="r1")[0]
    assert event["event"] == "charge.success"
    assert '"entry_point":"charge"' in event["body"]
    assert '"ip_address":null,"log":null' in event["body"]
    assert len(receiver.received) == 2


def test_s11_a_charge_gives_back_the_same_code_and_makes_a_reference(api: Api):
    code = api.saved_card()
    data = api.charge(code).json()["data"]
    assert data["authorization"]["authorization_code"] == code
    assert len(data["reference"]) == 15
    assert len(api.simulator.ledger.authorizations()) == 1


def test_s12_a_scripted_decline_is_200_with_failed_inside_and_sends_no_event(api: Api, receiver: Receiver):
    code = api.saved_card()
    api.control("declines", authorization_code=code, gateway_response_code="expired_card", times=2)
    answer = api.charge(code, reference="r1")
    data = answer.json()["data"]
    assert (answer.status_code, answer.json()["status"]) == (200, True)
    assert (data["status"], data["gateway_response"], data["fees"]) == ("failed", "Expired card", None)
    assert (data["gateway_response_code"], data["response_code"]) == ("expired_card", "54")
    verified = api.verify("r1")["data"]
    assert (verified["status"], verified["gateway_response_code"]) == ("failed", "expired_card")
    assert verified["paid_at"] is None
    assert api.charge(code).json()["data"]["status"] == "failed"
    assert api.charge(code).json()["data"]["status"] == "success"
    api.settle()
    assert api.deliveries(reference="r1") == []


def test_s12_the_other_shape_is_400_and_keeps_the_row(api: Api):
    code = api.saved_card()
    api.control("declines", email=PAYER, shape="400")
    answer = api.charge(code, reference="r1")
    assert answer.status_code == 400
    assert answer.json() == {
        "status": False,
        "message": "Charge attempted",
        "data": {"status": "failed", "message": "Insufficient Funds"},
    }
    assert api.verify("r1")["data"]["status"] == "failed"
    assert api.charge(code, reference="r1").json()["code"] == "duplicate_reference"


def test_s12_a_script_without_an_end_lasts_until_removed_and_meets_its_target_alone(api: Api):
    code, other = api.saved_card(), api.saved_card("kofi@example.com")
    api.control("declines", authorization_code=code, times=None)
    assert [api.charge(code).json()["data"]["status"] for _ in range(3)] == ["failed"] * 3
    assert api.charge(other, email="kofi@example.com").json()["data"]["status"] == "success"
    api.call("DELETE", "/_sim/declines", json={"authorization_code": code})
    assert api.charge(code).json()["data"]["status"] == "success"


def test_s16_an_unknown_code_is_refused_and_the_reference_stays_free(api: Api):
    answer = api.charge("AUTH_nothing", reference="r1")
    assert (answer.status_code, answer.json()["message"]) == (400, "Authorization code is invalid")
    assert api.verify("r1")["code"] == "transaction_not_found"
    assert api.charge(api.saved_card(), reference="r1").json()["data"]["status"] == "success"


def test_s16_another_email_is_refused_and_the_reference_stays_free(api: Api):
    code = api.saved_card()
    answer = api.charge(code, reference="r1", email="kofi@example.com")
    assert (answer.status_code, answer.json()) == (400, {"status": False, "message": MISMATCH})
    assert api.charge(code, reference="r1").status_code == 200


def test_s16_s26_a_deactivated_code_is_refused_and_leaves_the_customer_but_not_old_verifies(api: Api):
    code = api.saved_card()
    reference = api.simulator.ledger.transactions()[0].reference
    path = "/customer/authorization/deactivate"
    answer = api.call("POST", path, json={"authorization_code": code})
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": True, "message": "Authorization has been deactivated"},
    )
    assert api.charge(code, reference="r1").json()["message"] == MISMATCH
    assert api.simulator.ledger.find("r1") is None
    assert api.call("GET", f"/customer/{PAYER}").json()["data"]["authorizations"] == []
    assert api.verify(reference)["data"]["authorization"]["reusable"] is True


def test_s26_deactivating_an_unknown_code_is_404(api: Api):
    path = "/customer/authorization/deactivate"
    answer = api.call("POST", path, json={"authorization_code": "AUTH_nothing"})
    assert (answer.status_code, answer.json()["message"]) == (404, "Authorization code not found.")
    assert api.call("POST", path, json={}).json()["code"] == "missing_params"


@pytest.mark.parametrize("kind", ["initialize", "charge"])
def test_s17_of_many_calls_at_once_with_one_reference_exactly_one_wins(api: Api, kind):
    code = api.saved_card()
    before = len(api.simulator.ledger.transactions())

    def attempt(_: int) -> int:
        if kind == "charge":
            return api.charge(code, reference="r1").status_code
        return api.initialize(reference="r1").status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(attempt, range(16)))
    assert sorted(statuses) == [200] + [400] * 15
    assert len(api.simulator.ledger.transactions()) == before + 1


def test_s17_a_charge_on_an_initialized_reference_is_a_duplicate_and_spends_no_script(api: Api):
    code = api.saved_card()
    api.initialize(reference="r1")
    api.control("declines", authorization_code=code)
    assert api.charge(code, reference="r1").json()["code"] == "duplicate_reference"
    assert api.charge(code, reference="r2").json()["data"]["status"] == "failed"


def test_an_expired_saved_card_is_declined(api: Api):
    code = api.saved_card()
    api.control("clock/advance", seconds=6 * 366 * 86400)
    data = api.charge(code).json()["data"]
    assert (data["status"], data["gateway_response_code"]) == ("failed", "expired_card")


def test_the_log_counts_charges_and_transactions_say_how_they_were_made(api: Api):
    code = api.saved_card()
    api.charge(code, reference="r1")
    api.charge("AUTH_nothing", reference="r2")
    query = {"endpoint": "charge_authorization"}
    log = api.call("GET", "/_sim/requests", params=query).json()
    assert [(row["reference"], row["status"]) for row in log["requests"]] == [("r1", 200), ("r2", 400)]
    rows = api.call("GET", "/_sim/transactions", params={"reference": "r1"}).json()["transactions"]
    assert [row["source"] for row in rows] == ["charge_authorization"]
