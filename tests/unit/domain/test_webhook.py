"""Events: which are known, what each is to make us look at, and what tells two apart."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.webhook import EVENTS, Look, WebhookResult, WebhookState, webhook_of
from tests.support.builders import NOW
from tests.support.fakes_world_webhooks import an_event

DOCUMENTED = (
    *("charge.success", "charge.dispute.create", "charge.dispute.remind", "charge.dispute.resolve"),
    *("refund.pending", "refund.processing", "refund.processed", "refund.failed", "refund.needs-attention"),
    *("subscription.create", "subscription.not_renew", "subscription.disable", "subscription.expiring_cards"),
    *("invoice.create", "invoice.update", "invoice.payment_failed"),
    *("customeridentification.success", "customeridentification.failed"),
    *("dedicatedaccount.assign.success", "dedicatedaccount.assign.failed"),
    *("direct_debit.authorization.created", "direct_debit.authorization.active"),
    *("preauthorization.reserve.success", "preauthorization.capture.success", "preauthorization.capture.failed"),
    *("preauthorization.release.success", "preauthorization.release.failed"),
    *("paymentrequest.pending", "paymentrequest.success"),
    *("transfer.success", "transfer.failed", "transfer.reversed", "bank.transfer.rejected"),
)
"""Section 5 of docs/paystack.md."""
LOOKS = {name: look for name, look in EVENTS.items() if look is not Look.RECORD}


def read(body):
    found = webhook_of(body, NOW)
    return found.event, found.subject, found.status


def test_every_event_that_paystack_documents_is_known_and_no_other():
    assert sorted(EVENTS) == sorted(DOCUMENTED)


def test_money_that_came_went_back_or_is_disputed_is_looked_at_and_nothing_else():
    assert {
        "charge.success": Look.SETTLE,
        **dict.fromkeys([name for name in DOCUMENTED if name.startswith("refund.")], Look.REFUNDS),
        **dict.fromkeys([name for name in DOCUMENTED if name.startswith("charge.dispute.")], Look.DISPUTE),
    } == LOOKS


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (an_event("charge.success", id=7, reference="dk.x.p1", status="success"), ("dk.x.p1", "success")),
        (an_event("refund.failed", transaction_reference="T", status="failed"), ("T", "failed")),
        (an_event("charge.dispute.create", id=7, status="pending", transaction={"reference": "T"}), ("7", "pending")),
        (an_event("transfer.success", reference="T-1", transfer_code="TRF_1"), ("T-1", "")),
        (an_event("invoice.create", invoice_code="INV_1", status="failed"), ("INV_1", "failed")),
        (an_event("subscription.create", subscription_code="SUB_1"), ("SUB_1", "")),
        (an_event("bank.transfer.rejected", bank_transfer={"transaction_id": 12}), ("12", "")),
        (an_event("dedicatedaccount.assign.success", dedicated_account={"id": 3}), ("3", "")),
        (an_event("something.new", id=5_000_000_000), ("5000000000", "")),
        (an_event("something.new", customer_code="CUS_1", id=None), ("CUS_1", "")),
        (json.dumps({"event": "subscription.expiring_cards", "data": [{"brand": "visa"}]}).encode(), ("", "")),
    ],
)  # fmt: skip
def test_an_event_says_what_it_is_about(body, told):
    assert read(body)[1:] == told


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"not JSON", b"\xff\xfe\x00", b"null", b"[]", b'"charge.success"', b"7", b"NaN", b"[" * 100_000),
        *(
            b"{}",
            b'{"event": 7.5}',
            b'{"event": ["charge.success"], "data": {"reference": "dk"}}',
            b'{"event": true}',
        ),
        *(b'{"event": "a b"}', b'{"event": "\\ud800"}', json.dumps({"event": "x" * 201}).encode()),
    ],
)
def test_what_is_no_event_says_nothing(body):
    assert read(body) == ("", "", "")
    assert webhook_of(body, NOW).look is None


@pytest.mark.parametrize(
    "data",
    [
        *(None, [], {}, {"reference": None}, {"reference": 7.5}, {"reference": ""}, {"reference": "two words"}),
        *(
            {"reference": "\ud800"},
            {"reference": True},
            {"reference": -1},
            {"reference": 10**18},
            {"reference": ["dk"]},
        ),
        {"reference": "x" * 201},
    ],
)
def test_a_known_event_that_does_not_say_what_it_is_about_is_not_looked_at(data):
    found = webhook_of(json.dumps({"event": "charge.success", "data": data}).encode(), NOW)
    assert (found.event, found.subject, found.look) == ("charge.success", "", None)


@pytest.mark.parametrize(
    ("number", "look"), [(7, Look.DISPUTE), ("7", Look.DISPUTE), ("seven", None), ("", None), ("²", None)]
)
def test_a_dispute_is_looked_at_by_its_number(number, look):
    assert webhook_of(an_event("charge.dispute.remind", id=number), NOW).look is look


def test_an_event_that_nobody_documents_is_not_looked_at():
    assert webhook_of(an_event("charge.failed", reference="dk"), NOW).look is None


def test_the_same_bytes_are_the_same_event_whenever_they_come():
    body = an_event("charge.success", reference="dk", status="success")
    first, again = webhook_of(body, NOW), webhook_of(body, NOW + 99)
    assert first.id == again.id
    assert re.fullmatch("[0-9a-f]{32}", first.id)
    assert first.received_at == NOW


def test_other_bytes_another_event():
    bodies = [
        an_event("charge.success", reference="dk", status="success"),
        an_event("charge.success", reference="dk", status="failed"),
        an_event("charge.success", reference="dj", status="success"),
        an_event("charge.success", reference="dk", status="success", amount=1),
        an_event("transfer.success", reference="dk", status="success"),
        b"", b" ", b"not JSON",
    ]  # fmt: skip
    assert len({webhook_of(body, NOW).id for body in bodies}) == len(bodies)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda one: st.lists(one) | st.dictionaries(st.sampled_from(["event", "data", "id", "reference"]), one),
).map(lambda one: json.dumps(one).encode())


@given(st.binary(max_size=60) | JSON)
def test_whatever_is_signed_can_be_kept(body):
    found = webhook_of(body, NOW)
    assert all(text.isascii() and len(text) <= 200 for text in (found.event, found.subject, found.status))


def test_an_event_ends_and_begins_again():
    fresh = webhook_of(an_event("charge.success", reference="dk"), NOW)
    ended = fresh.processed(WebhookResult.SETTLED, NOW + 5)
    assert (fresh.is_processed, ended.is_processed, ended.result, ended.processed_at) == (
        False,
        True,
        "settled",
        NOW + 5,
    )
    assert ended.state is WebhookState.PROCESSED
    assert replace(ended.again(), version=fresh.version) == fresh


def test_the_docs_say_of_every_event_what_becomes_of_it():
    text = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text(encoding="utf-8")
    assert [name for name in EVENTS if f"`{name}`" not in text] == []
