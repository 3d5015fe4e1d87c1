"""How refunds go on: paystack.md section 6, S20, S21, S23."""

import json

import pytest

from local.paystack_simulator import state_file
from local.paystack_simulator.settings import Settings
from local.paystack_simulator.simulator import Simulator
from tests.contract.paystack.helpers import ACCOUNT, PAYER, Api, Receiver

STEP = 300


def _after(api: Api, steps: int) -> str:
    """The status of the one refund after so many steps."""
    api.control("clock/advance", seconds=steps * STEP + 1)
    (refund,) = api.call("GET", "/_sim/refunds", params={"reference": "r1"}).json()["refunds"]
    return refund["status"]


def _events(api: Api) -> list[str]:
    return [row["event"] for row in api.deliveries(reference="r1") if row["event"] != "charge.success"]


def test_s20_a_whole_refund_is_queued_and_told_in_full(api: Api, paid):
    answer = api.refund()
    assert (answer.status_code, answer.json()["status"]) == (200, True)
    assert answer.json()["message"] == "Refund has been queued for processing"
    data = answer.json()["data"]
    assert (data["status"], data["amount"], data["currency"], data["fully_deducted"]) == (
        "pending",
        50000,
        "NGN",
        False,
    )
    assert (data["transaction"]["id"], data["transaction"]["reference"]) == (paid, "r1")
    assert data["id"] > 2**32
    assert (data["customer_note"], data["merchant_note"]) == (
        "Refund for transaction r1",
        "Refund for transaction r1 by merchant@example.com",
    )
    assert api.status() == "reversal-pending"


def test_s20_a_refund_goes_on_by_the_clock_and_the_transaction_follows(api: Api, receiver: Receiver, paid):
    api.refund()
    assert (_after(api, 0), api.status()) == ("pending", "reversal-pending")
    assert (_after(api, 1), api.status()) == ("processing", "reversal-pending")
    assert (_after(api, 1), api.status()) == ("processed", "reversed")
    assert _after(api, 100) == "processed"
    api.settle()
    assert _events(api) == ["refund.pending", "refund.processing", "refund.processed"]
    assert api.verify("r1")["data"]["paid_at"]


def test_s20_one_jump_of_the_clock_meets_every_step_at_its_time(api: Api, receiver: Receiver, paid):
    api.refund()
    assert _after(api, 50) == "processed"
    assert _events(api) == ["refund.pending", "refund.processing", "refund.processed"]
    (refund,) = api.simulator.refunds.listed()
    assert refund.refunded_at == pytest.approx(refund.created_at + 2 * STEP)


def test_s20_without_steps_a_refund_stays_pending_as_seen_in_test_mode(api: Api, paid):
    api.control("settings", refund_step_seconds=0)
    api.refund()
    assert (_after(api, 100), api.status()) == ("pending", "reversal-pending")


def test_s20_events_differ_in_the_type_of_the_amount_and_in_the_id(api: Api, receiver: Receiver):
    api.paid("refund_attention")
    number = api.refund().json()["data"]["id"]
    _after(api, 2)
    bodies = [json.loads(row["body"])["data"] for row in api.deliveries(reference="r1")[1:]]
    assert [one["amount"] for one in bodies] == ["50000", "50000", 50000]
    assert [one.get("id") for one in bodies] == [None, None, str(number)]
    assert all(one["transaction_reference"] == "r1" and "reference" not in one for one in bodies)
    assert bodies[0] == {
        "status": "pending",
        "transaction_reference": "r1",
        "refund_reference": None,
        "amount": "50000",
        "currency": "NGN",
        "processor": "instant-transfer",
        "customer": {"first_name": None, "last_name": None, "email": PAYER},
        "integration": 412829,
        "domain": "test",
    }
    assert bodies[2]["refund_reference"].startswith("TRF_")
    assert "processor" not in bodies[2]


def test_s21_a_part_that_is_given_back_makes_it_reversed_once_nothing_is_on_its_way(api: Api, paid):
    api.refund(amount=20000)
    api.control("clock/advance", seconds=2 * STEP + 1)
    assert api.status() == "reversed"
    api.refund(amount=20000)
    assert api.status() == "reversal-pending"


def test_s23_a_failed_refund_makes_the_transaction_a_success_again(api: Api, receiver: Receiver):
    api.paid("refund_fails")
    api.refund()
    assert (_after(api, 2), api.status()) == ("failed", "success")
    assert _events(api)[-1] == "refund.failed"
    assert api.refund().status_code == 200


def test_s23_one_that_needs_attention_is_tried_again_with_an_account(api: Api, receiver: Receiver):
    api.paid("refund_attention")
    number = api.refund().json()["data"]["id"]
    path = f"/refund/retry_with_customer_details/{number}"
    early = api.call("POST", path, json=ACCOUNT)
    assert early.status_code == 422
    assert early.json() == {
        "status": False,
        "message": 'Invalid Refund state, refund status should be "needs-attention"',
        "meta": {"nextStep": "Ensure that the value(s) you're passing are valid."},
        "type": "validation_error",
        "code": "invalid_params",
    }
    assert (_after(api, 2), api.status()) == ("needs-attention", "reversal-pending")
    assert api.call("POST", path, json={}).json()["code"] == "missing_params"
    answer = api.call("POST", path, json=ACCOUNT).json()
    assert answer["message"] == "Refund retried and has been queued for processing"
    assert (answer["data"]["status"], answer["data"]["id"]) == ("processing", number)
    assert (_after(api, 1), api.status()) == ("processed", "reversed")
    assert "1234567890" not in repr(api.simulator.snapshot())
    assert api.call("POST", "/refund/retry_with_customer_details/1", json=ACCOUNT).status_code == 404


@pytest.mark.parametrize("target", ["r1", None])
def test_s23_any_refund_can_be_scripted(api: Api, paid, target):
    script = {"reference": target} if target else {}
    api.control("refund_outcomes", outcome="failed", **script)
    assert [row["outcome"] for row in api.call("GET", "/_sim/refund_outcomes").json()["refund_outcomes"]] == [
        "failed"
    ]
    api.refund()
    assert _after(api, 2) == "failed"


def test_scripts_of_refunds_can_be_taken_back(api: Api, paid):
    api.control("refund_outcomes", outcome="failed", reference="r1", times=None)
    api.control("refund_outcomes", outcome="failed")
    left = api.call("DELETE", "/_sim/refund_outcomes", json={"reference": "r1"}).json()["refund_outcomes"]
    assert [row["target"] for row in left] == ["*"]
    assert api.call("DELETE", "/_sim/refund_outcomes").json() == {"refund_outcomes": []}


@pytest.mark.parametrize("outcome", ["processed", "failed", "needs-attention"])
def test_a_refund_can_be_ended_now_and_once(api: Api, paid, outcome):
    number = api.refund().json()["data"]["id"]
    assert api.control(f"refunds/{number}/complete", outcome=outcome)["status"] == outcome
    assert _after(api, 10) == outcome
    assert _events(api) == ["refund.pending", "refund.processing", f"refund.{outcome}"]
    again = api.control(f"refunds/{number}/complete")["status"]
    assert again == (outcome if outcome == "failed" else "processed")
    assert api.call("POST", "/_sim/refunds/1/complete", json={}).status_code == 404


def test_refunds_come_back_from_the_state_file_and_go_on(api: Api, tmp_path, paid):
    api.refund(amount=20000)
    api.control("refund_outcomes", outcome="failed")
    path = tmp_path / "state.json"
    state_file.save(api.simulator, path)
    again = Simulator(Settings(secret_key=api.running.secret_key))
    state_file.load(again, path)
    assert again.snapshot() == api.simulator.snapshot()
    again.clock.advance(2 * STEP)
    assert [one.status for one in again.refunds.listed()] == ["processed"]


def test_reset_forgets_refunds(api: Api, paid):
    api.refund()
    api.control("reset")
    api.control("clock/advance", seconds=10 * STEP)
    assert api.call("GET", "/refund").json()["data"] == []
    assert api.deliveries() == []
