"""Webhooks: signature, retries on the virtual clock, and what a test may do to them: paystack.md S25."""

import hashlib
import hmac
import json
import threading

import pytest

from local.paystack_simulator.deliveries import RETRY_DELAYS
from tests.contract.paystack.helpers import TIMEOUT, Api, Receiver

HOUR = 3600


def _pay(api: Api, reference: str) -> None:
    api.initialize(reference=reference)
    api.control(f"pay/{reference}")


def _states(api: Api) -> list[str]:
    return [delivery["state"] for delivery in api.deliveries()]


def test_the_signature_is_hmac_sha512_of_the_exact_bytes(api: Api, receiver: Receiver):
    api.initialize(reference="r1", email="zoé@example.com", metadata={"name": "Adwoa ☂"})
    api.control("pay/r1")
    api.settle()
    sent = receiver.received[0]
    key = api.running.secret_key.encode()
    expected = hmac.new(key, sent.body, hashlib.sha512).hexdigest()
    assert sent.headers["x-paystack-signature"] == expected
    assert sent.headers["Content-Type"] == "application/json"
    event = json.loads(sent.body)
    assert set(event) == {"event", "data"}
    assert (event["event"], event["data"]["metadata"]) == ("charge.success", {"name": "Adwoa ☂"})
    assert event["data"]["source"]["entry_point"] == "transaction_initialize"
    assert event["data"]["id"] == api.verify("r1")["data"]["id"]


def test_s25_test_mode_retries_hourly_for_ten_hours_with_the_same_bytes(api: Api, receiver: Receiver):
    receiver.answers = [500, 302, 201, 204, 404] + [503] * 20
    _pay(api, "r1")
    for tries in range(1, 12):
        api.settle()
        assert len(receiver.received) == tries
        api.control("clock/advance", seconds=HOUR - 30)
        api.settle()
        assert len(receiver.received) == tries
        api.control("clock/advance", seconds=30)
    api.settle()
    assert len(receiver.received) == 11
    assert _states(api) == ["failed"]
    assert len({call.body for call in receiver.received}) == 1
    assert len({call.headers["x-paystack-signature"] for call in receiver.received}) == 1


def test_s25_live_mode_retries_every_three_minutes_then_hourly(api: Api, receiver: Receiver):
    api.control("settings", secret_key="sk_live_key")
    receiver.answers = [500] * 200
    _pay(api, "r1")
    api.settle()
    for tries in range(2, 6):
        api.control("clock/advance", seconds=180)
        api.settle()
        assert len(receiver.received) == tries
    api.control("clock/advance", seconds=HOUR - 30)
    api.settle()
    assert len(receiver.received) == 5
    api.control("clock/advance", seconds=80 * HOUR)
    api.settle()
    assert len(receiver.received) == 1 + len(RETRY_DELAYS["live"])


def test_s25_only_200_ends_the_retries(api: Api, receiver: Receiver):
    receiver.answers = [202]
    _pay(api, "r1")
    api.settle()
    assert _states(api) == ["pending"]
    api.control("clock/advance", seconds=HOUR)
    api.settle()
    assert _states(api) == ["delivered"]
    assert [attempt["status"] for attempt in api.deliveries()[0]["tries"]] == [202, 200]


def test_s25_a_receiver_that_is_too_slow_counts_as_failed(api: Api, receiver: Receiver):
    go_on = threading.Event()
    receiver.before_answer = lambda: go_on.wait(TIMEOUT)
    api.control("settings", webhook_timeout_seconds=0.1)
    _pay(api, "r1")
    api.settle()
    go_on.set()
    tries = api.deliveries()[0]["tries"]
    assert [(attempt["status"], attempt["error"]) for attempt in tries] == [(None, "ReadTimeout")]


def test_s25_the_schedule_can_be_scaled(api: Api, receiver: Receiver):
    api.control("settings", webhook_retry_scale=0.1)
    receiver.answers = [500]
    _pay(api, "r1")
    api.settle()
    api.control("clock/advance", seconds=HOUR / 10)
    api.settle()
    assert _states(api) == ["delivered"]


def test_s25_a_key_change_leaves_the_signature_of_what_is_on_its_way(api: Api, receiver: Receiver):
    receiver.answers = [500]
    _pay(api, "r1")
    api.settle()
    api.control("settings", secret_key="sk_test_rotated")
    api.control("clock/advance", seconds=HOUR)
    api.settle()
    first, second = (call.headers["x-paystack-signature"] for call in receiver.received)
    assert first == second


def test_s25_held_events_leave_in_the_order_told(api: Api, receiver: Receiver):
    api.control("webhooks/hold")
    for reference in ("a", "b", "c"):
        _pay(api, reference)
    api.settle()
    assert receiver.received == []
    ids = [delivery["id"] for delivery in api.deliveries()]
    api.control("webhooks/release", order=[ids[2], ids[0]])
    api.settle()
    order = [json.loads(call.body)["data"]["reference"] for call in receiver.received]
    assert order == ["c", "a", "b"]


def test_s25_without_orders_events_leave_as_they_happened(api: Api, receiver: Receiver):
    for reference in ("a", "b", "c"):
        _pay(api, reference)
    api.settle()
    order = [json.loads(call.body)["data"]["reference"] for call in receiver.received]
    assert order == ["a", "b", "c"]


def test_s25_a_duplicate_is_the_same_to_the_byte(api: Api, receiver: Receiver):
    _pay(api, "r1")
    number = api.deliveries()[0]["id"]
    api.control(f"webhooks/{number}/duplicate", times=2)
    api.settle()
    assert len(receiver.received) == 3
    assert len({(c.body, c.headers["x-paystack-signature"]) for c in receiver.received}) == 1


def test_s25_events_can_be_dropped_before_and_after_they_happen(api: Api, receiver: Receiver):
    api.control("webhooks/drop_next", times=1)
    _pay(api, "lost")
    api.control("webhooks/hold")
    _pay(api, "lost-too")
    api.control(f"webhooks/{api.deliveries(reference='lost-too')[0]['id']}/drop")
    api.control("webhooks/release")
    _pay(api, "sent")
    api.settle()
    assert [json.loads(c.body)["data"]["reference"] for c in receiver.received] == ["sent"]
    assert _states(api) == ["dropped", "dropped", "delivered"]


def test_s25_an_event_dropped_while_on_its_way_is_not_tried_again(api: Api, receiver: Receiver):
    arrived, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        arrived.set()
        go_on.wait(TIMEOUT)

    receiver.before_answer = wait
    receiver.answers = [500]
    _pay(api, "r1")
    assert arrived.wait(TIMEOUT)
    api.control(f"webhooks/{api.deliveries()[0]['id']}/drop")
    go_on.set()
    api.settle()
    api.control("clock/advance", seconds=HOUR)
    api.settle()
    assert (_states(api), len(receiver.received)) == (["dropped"], 1)


def test_s25_events_can_be_late(api: Api, receiver: Receiver):
    api.control("settings", webhook_delay_seconds=600)
    _pay(api, "r1")
    api.settle()
    assert receiver.received == []
    api.control("clock/advance", seconds=600)
    api.settle()
    assert len(receiver.received) == 1


@pytest.mark.parametrize(("kind", "valid"), [("valid", True), ("wrong", False), ("other_key", False)])
def test_s25_any_event_can_be_injected_with_any_signature(api: Api, receiver: Receiver, kind, valid):
    api.control("webhooks/inject", event="charge.mystery", data={"id": 1}, signature=kind)
    api.settle()
    sent = receiver.received[0]
    assert json.loads(sent.body) == {"event": "charge.mystery", "data": {"id": 1}}
    right = hmac.new(api.running.secret_key.encode(), sent.body, hashlib.sha512).hexdigest()
    assert (sent.headers["x-paystack-signature"] == right) is valid
    assert len(sent.headers["x-paystack-signature"]) == 128


def test_s25_a_raw_body_can_be_injected_without_a_signature(api: Api, receiver: Receiver):
    api.control("webhooks/inject", body="{not json", signature="missing")
    api.settle()
    assert receiver.received[0].body == b"{not json"
    assert "x-paystack-signature" not in receiver.received[0].headers


def test_without_a_url_events_are_noted_as_dropped(api: Api):
    _pay(api, "r1")
    assert [(d["state"], d["reason"]) for d in api.deliveries()] == [("dropped", "no webhook URL is set")]


def test_a_receiver_that_is_down_is_tried_again(api: Api, receiver: Receiver):
    up = receiver.url
    api.control("settings", webhook_url="http://127.0.0.1:9/closed")
    _pay(api, "r1")
    api.settle()
    assert api.deliveries()[0]["tries"][0]["error"] == "ConnectionError"
    api.control("settings", webhook_url=up)
    api.control("clock/advance", seconds=HOUR)
    assert api.control("webhooks/settle", timeout_seconds=TIMEOUT) == {"settled": True}
    assert len(receiver.received) == 1
