"""Paystack's events: only signed bytes are read, and only what verify says is believed."""

import json
from typing import Any

import pytest

from tests.support.builders import USER
from tests.support.events import load_event, signature_of, with_body, with_headers
from tests.support.stack import PAYSTACK_KEY, PREVIOUS_PAYSTACK_KEY, WEBHOOK_QUEUE, Answered, Stack
from tests.support.stack_paystack import Paystack, begin_payment, begin_subscription, wait_for_next_charge

SUCCESS = "receive_webhook/charge_success"
REFERENCE = f"dk.{USER}.p1"


def deliver(stack: Stack, body: str | None = None, key: str = PAYSTACK_KEY) -> Answered:
    event = load_event(SUCCESS, user_id=USER, paystack_key=key)
    if body is not None:
        event = with_headers(with_body(event, body), X_Paystack_Signature=signature_of(body, key))
    return stack.call("receive_webhook", event)


def test_an_event_is_kept_queued_and_answered_without_a_call_of_paystack(stack: Stack, paystack: Paystack):
    begin_payment(stack)
    paystack.pay(REFERENCE)

    answer = deliver(stack)

    assert (answer.status, answer.json) == (200, {"status": "queued"})
    assert stack.items(prefix="PAYMENT#")[0]["status"] == "pending"
    assert paystack.calls("verify") == []
    (kept,) = stack.items(prefix="WEBHOOK")
    assert kept["body"] == load_event(SUCCESS, user_id=USER, paystack_key=PAYSTACK_KEY)["body"]
    (message,) = stack.waiting_webhooks()
    assert json.loads(message["body"]) == {"webhook_id": kept["pk"].removeprefix("WEBHOOK#")}


def test_a_paid_checkout_is_settled_when_its_event_is_processed(stack: Stack, paystack: Paystack):
    begin_payment(stack)
    paystack.pay(REFERENCE)
    deliver(stack)

    assert stack.process_webhooks() == []

    assert stack.items(prefix="PAYMENT#")[0]["status"] == "success"


def test_the_same_event_again_changes_nothing(stack: Stack, paystack: Paystack):
    begin_payment(stack, "subscription")
    paystack.pay(REFERENCE)
    deliver(stack)
    stack.process_webhooks()
    after = stack.dump()

    assert [deliver(stack).json for _ in range(3)] == [{"status": "known"}] * 3
    assert stack.waiting_webhooks() == []
    assert stack.dump() == after


def test_one_that_is_delivered_again_before_it_was_processed_is_settled_once(stack: Stack, paystack: Paystack):
    begin_payment(stack)
    paystack.pay(REFERENCE)

    assert [deliver(stack).json for _ in range(3)] == [{"status": "queued"}] * 3

    assert stack.process_webhooks() == []
    assert len(paystack.calls("verify")) == 1


def test_a_queue_that_is_down_has_the_event_delivered_again(stack: Stack, monkeypatch: pytest.MonkeyPatch):
    stack.configure(monkeypatch, WEBHOOK_QUEUE_URL="https://sqs.eu-west-1.amazonaws.com/123456789012/gone")
    refused = deliver(stack)
    stack.configure(monkeypatch, WEBHOOK_QUEUE_URL=WEBHOOK_QUEUE)

    assert (refused.status, refused.json["code"]) == (503, "queue_unavailable")
    assert (deliver(stack).status, len(stack.waiting_webhooks())) == (200, 1)


class TestAddresses:
    def test_an_address_that_is_named_is_let_in(self, stack: Stack, monkeypatch: pytest.MonkeyPatch):
        stack.configure(monkeypatch, WEBHOOK_ADDRESSES="52.31.139.75, 203.0.113.7")
        assert deliver(stack).status == 200

    def test_another_is_not_whatever_it_claims(self, stack: Stack, monkeypatch: pytest.MonkeyPatch):
        """The gateway's own word counts, and no header."""
        stack.configure(monkeypatch, WEBHOOK_ADDRESSES="52.31.139.75")
        event = load_event(SUCCESS, user_id=USER, paystack_key=PAYSTACK_KEY)
        answer = stack.call("receive_webhook", with_headers(event, X_Forwarded_For="52.31.139.75"))

        assert (answer.status, stack.items(prefix="WEBHOOK")) == (403, [])


def test_an_event_signed_with_the_key_before_is_taken(stack: Stack, paystack: Paystack):
    begin_payment(stack)
    paystack.pay(REFERENCE)

    assert deliver(stack, key=PREVIOUS_PAYSTACK_KEY).json == {"status": "queued"}


def test_a_signed_success_that_verify_does_not_confirm_is_not_believed(stack: Stack):
    begin_payment(stack)
    deliver(stack)
    before = stack.dump()

    (failed,) = stack.process_webhooks()

    assert json.loads(failed["body"])
    assert stack.dump() == before


@pytest.mark.parametrize("change", ["wrong", "empty", "missing", "other key", "other body", "without key", "sha256"])
def test_what_paystack_did_not_sign_is_refused_before_it_is_read(stack: Stack, paystack: Paystack, change: str):
    begin_payment(stack)
    paystack.pay(REFERENCE)
    event = load_event(SUCCESS, user_id=USER, paystack_key=PAYSTACK_KEY)
    signature = event["headers"]["X-Paystack-Signature"]
    if change == "other body":
        event = with_body(event, event["body"].replace("charge.success", "charge.success "))
    else:
        event = with_headers(
            event,
            X_Paystack_Signature={
                "wrong": "0" * 128,
                "empty": "",
                "missing": None,
                "other key": signature_of(event["body"], "sk_test_of_somebody_else"),
                "without key": signature_of(event["body"], ""),
                "sha256": signature[:64],
            }[change],
        )
    before = stack.dump()

    answer = stack.call("receive_webhook", event)

    assert (answer.status, answer.json["code"]) == (401, "invalid_signature")
    assert stack.dump() == before
    assert paystack.calls("verify") == []


@pytest.mark.parametrize("case", ["no_signature", "forged_signature"])
def test_the_event_files_of_forgers_are_refused(stack: Stack, case: str):
    assert stack.call("receive_webhook", stack.event(f"receive_webhook/{case}")).status == 401


def test_the_signature_is_of_the_bytes_and_not_of_their_meaning(stack: Stack, paystack: Paystack):
    begin_payment(stack)
    paystack.pay(REFERENCE)
    event = load_event(SUCCESS, user_id=USER, paystack_key=PAYSTACK_KEY)
    spaced = json.dumps(json.loads(event["body"]), indent=1)

    assert stack.call("receive_webhook", with_body(event, spaced)).status == 401
    assert deliver(stack, spaced).status == 200


def test_upper_case_hex_is_the_same_signature(stack: Stack):
    event = load_event(SUCCESS, user_id=USER, paystack_key=PAYSTACK_KEY)
    shouted = event["headers"]["X-Paystack-Signature"].upper()

    assert stack.call("receive_webhook", with_headers(event, X_Paystack_Signature=shouted)).status == 200


@pytest.mark.parametrize(
    "body",
    [
        '{"event":"transfer.success","data":{"reference":"T-1"}}',
        '{"event":"charge.success"}',
        '{"event":"charge.success","data":null}',
        '{"event":"charge.success","data":[]}',
        '{"event":"charge.success","data":{"reference":17}}',
        '{"event":"charge.success","data":{"reference":"somebody-elses"}}',
        '{"event":"charge.success","data":{"reference":"dk.aaaaaaaaaaaaaaaaaaaa.p1"}}',
        '{"event":["charge.success"]}',
        "[]",
        "null",
        "",
        "not json",
    ],
)
def test_a_signed_event_that_is_not_about_us_is_answered_kept_and_done_with(
    stack: Stack, paystack: Paystack, body: str
):
    answer = deliver(stack, body)

    assert (answer.status, answer.json) == (200, {"status": "queued"})
    assert stack.process_webhooks() == []
    kept, entry = sorted(stack.items(), key=lambda item: "result" in item)
    assert kept.get("body", "") == body
    assert entry["result"] in {"recorded", "not_ours", "unreadable"}
    assert paystack.calls("verify") == []


def test_the_end_of_a_lost_charge_is_learned_from_its_event(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    wait_for_next_charge(stack)
    paystack.fail_next("charge_authorization", "lost_response")
    paystack.fail_next("verify", "status", status=503, times=2)
    assert stack.invoke("charge_subscription", stack.event("charge_subscription/ok")) == {"result": "unresolved"}
    data: dict[str, Any] = {"reference": f"dk.{USER}.s1.1.1", "status": "success"}

    deliver(stack, json.dumps({"event": "charge.success", "data": data}))

    assert stack.process_webhooks() == []
    (subscription,) = stack.items(prefix="SUBSCRIPTION#")
    assert (subscription["next_index"], "in_flight" in subscription) == (2, False)
    assert [item["status"] for item in stack.items(prefix="PAYMENT#")] == ["success", "success"]
