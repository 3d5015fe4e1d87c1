"""Paystack's disputes in our words: what is sent, once, and what an answer means."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
import responses

from shared.adapters.paystack.calls import ACT_TIMEOUT
from shared.adapters.paystack.client import PaystackClient
from shared.adapters.paystack.disputes import PaystackDisputes, dispute_record
from shared.domain.dispute_record import (
    DisputeAnswer,
    DisputeRecord,
    DisputeStatus,
    Evidence,
    EvidenceUpload,
    Resolution,
)
from shared.domain.errors import GatewayError, GatewayRefused, GatewayTimeout, GatewayUnavailable
from shared.domain.ledger import Window
from tests.integration.adapters.paystack_wire import listed, sent

BASE = "https://paystack.test"
ROW = {
    "id": 358950,
    "refund_amount": 5800,
    "currency": "NGN",
    "status": "awaiting-merchant-feedback",
    "resolution": None,
    "transaction": {"id": 896467688, "reference": "r1", "amount": 5900, "currency": "NGN", "status": "success"},
    "transaction_reference": None,
    "category": "chargeback",
    "dueAt": "2020-11-25T18:00:00.000Z",
    "resolvedAt": None,
    "messages": [{"sender": "a@b.c", "body": "No value", "createdAt": "2020-11-24T13:46:57.000Z"}],
    "created_at": "2020-11-24T13:46:57.000Z",
    "something": "new",
}
RECORD = DisputeRecord(
    id=358950,
    transaction_id=896467688,
    reference="r1",
    amount=5800,
    currency="NGN",
    status=DisputeStatus.AWAITING_MERCHANT,
    created_at=1606225617,
    due_at=1606327200,
    category="chargeback",
    claim="No value",
)
EVIDENCE = Evidence("ama@example.com", "Ama", "+233200000000", "a gold plan")
ACCEPT = DisputeAnswer(Resolution.ACCEPTED, "They are right", 5800)


@pytest.fixture
def disputes(client: PaystackClient) -> PaystackDisputes:
    return PaystackDisputes(client)


def test_a_dispute_is_read():
    assert dispute_record(ROW) == RECORD


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"refund_amount": None, "currency": None}, "amount", 5900),
        ({"refund_amount": None, "currency": None}, "currency", "NGN"),
        ({"refund_amount": 0}, "amount", 0),
        ({"status": "resolved"}, "status", DisputeStatus.RESOLVED),
        ({"status": "on-the-moon"}, "status", DisputeStatus.UNKNOWN),
        ({"resolution": "auto-accepted"}, "resolution", Resolution.AUTO_ACCEPTED),
        ({"resolution": "on-the-moon"}, "resolution", Resolution.UNKNOWN),
        ({"dueAt": None}, "due_at", None),
        ({"resolvedAt": "2020-11-25T18:00:02.000Z"}, "resolved_at", 1606327202),
        ({"category": None}, "category", ""),
        ({"messages": []}, "claim", ""),
        ({"messages": None}, "claim", ""),
        ({"created_at": None, "createdAt": "2020-11-24T13:46:57.000Z"}, "created_at", 1606225617),
    ],
)
def test_a_dispute_is_read_however_it_is_written(change: dict[str, Any], field: str, value: object):
    assert getattr(dispute_record(ROW | change), field) == value


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"transaction": 896467688},
        {"transaction": {"id": 896467688, "amount": 5900}},
        {"transaction": {"reference": "r1", "amount": 5900}},
        {"refund_amount": None, "transaction": {"id": 896467688, "reference": "r1", "amount": 59.5}},
        {"status": None},
        {"created_at": None},
    ],
)
def test_a_dispute_without_what_it_is_known_by_cannot_be_read(change: dict[str, Any]):
    with pytest.raises(GatewayUnavailable):
        dispute_record(ROW | change)


def test_a_window_of_disputes_is_read_in_pages(disputes: PaystackDisputes, net: responses.RequestsMock):
    net.add("GET", f"{BASE}/dispute", json=listed([ROW], 1, pages=2))

    page = disputes.fetch_disputes(Window(1606176000, 1606262400), 1)

    assert (page.rows, page.is_last) == ((RECORD,), False)
    assert net.calls[0].request.params["from"] == "2020-11-24T00:00:00.000Z"  # type: ignore[attr-defined]


def test_one_dispute_is_fetched_by_its_number(disputes: PaystackDisputes, net: responses.RequestsMock):
    net.add("GET", f"{BASE}/dispute/358950", json={"status": True, "data": ROW})
    net.add("GET", f"{BASE}/dispute/7", status=404, json={"status": False, "message": "Dispute not found"})

    assert disputes.fetch_dispute(358950) == RECORD
    assert disputes.fetch_dispute(7) is None


def test_a_file_is_put_where_paystack_says(disputes: PaystackDisputes, net: responses.RequestsMock):
    where = {"signedUrl": "https://s3.example/x?sig=1", "fileName": "qesp8a4df1xejihd9x5q"}
    net.add("GET", f"{BASE}/dispute/7/upload_url", json={"status": True, "data": where})

    assert disputes.evidence_upload_url(7, "receipt.pdf") == EvidenceUpload(where["signedUrl"], where["fileName"])
    assert net.calls[0].request.params == {"upload_filename": "receipt.pdf"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"status": 404, "json": {"status": False, "message": "Dispute not found"}}, GatewayRefused),
        ({"status": 400, "json": {"status": False, "message": "No"}}, GatewayRefused),
        ({"json": {"status": True, "data": {"fileName": "x"}}}, GatewayUnavailable),
        ({"status": 429, "json": {"status": False}}, GatewayUnavailable),
        ({"body": requests.ReadTimeout()}, GatewayUnavailable),
    ],
    ids=lambda value: str(value)[:60],
)
def test_without_a_place_for_a_file_it_is_said_why(
    disputes: PaystackDisputes, net: responses.RequestsMock, answer: dict[str, Any], error: type[GatewayError]
):
    net.add("GET", f"{BASE}/dispute/7/upload_url", **answer)

    with pytest.raises(error) as raised:
        disputes.evidence_upload_url(7, "receipt.pdf")
    assert type(raised.value) is error


def test_evidence_has_a_number(disputes: PaystackDisputes, net: responses.RequestsMock):
    net.add("POST", f"{BASE}/dispute/7/evidence", json={"status": True, "data": {"id": 21}})

    assert disputes.add_evidence(7, EVIDENCE) == 21
    assert sent(net) == {
        "customer_email": "ama@example.com",
        "customer_name": "Ama",
        "customer_phone": "+233200000000",
        "service_details": "a gold plan",
    }


def test_evidence_without_a_number_may_be_there_all_the_same(disputes: PaystackDisputes, net: responses.RequestsMock):
    net.add("POST", f"{BASE}/dispute/7/evidence", json={"status": True, "data": {}})

    with pytest.raises(GatewayTimeout):
        disputes.add_evidence(7, EVIDENCE)


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (ACCEPT, {"resolution": "merchant-accepted", "message": "They are right", "refund_amount": 5800}),
        (
            DisputeAnswer(Resolution.DECLINED, "It came", 0, "qesp8a4df1xejihd9x5q", 21),
            {
                "resolution": "declined",
                "message": "It came",
                "refund_amount": 0,
                "uploaded_filename": "qesp8a4df1xejihd9x5q",
                "evidence": 21,
            },
        ),
    ],
    ids=["accept", "decline"],
)
def test_a_dispute_is_answered(
    disputes: PaystackDisputes, net: responses.RequestsMock, answer: DisputeAnswer, body: dict[str, Any]
):
    net.add("PUT", f"{BASE}/dispute/7/resolve", json={"status": True, "data": {"status": "resolved"}})

    disputes.resolve_dispute(7, answer)

    assert sent(net) == body
    assert net.calls[0].request.req_kwargs["timeout"][1] == ACT_TIMEOUT  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("answer", "error", "calls"),
    [
        ({"status": 400, "json": {"status": False, "message": "No"}}, GatewayRefused, 1),
        ({"status": 404, "json": {"status": False, "message": "Dispute not found"}}, GatewayRefused, 1),
        ({"status": 422, "json": {"status": False, "message": "No"}}, GatewayRefused, 1),
        ({"status": 401, "json": {"status": False}}, GatewayUnavailable, 1),
        ({"status": 429, "json": {"status": False, "code": "rate_limited"}}, GatewayUnavailable, 1),
        ({"status": 400, "json": {"status": False, "code": "unknown"}}, GatewayTimeout, 1),
        ({"status": 400, "body": "<html>"}, GatewayTimeout, 1),
        ({"status": 502, "body": "<html>"}, GatewayTimeout, 1),
        ({"status": 500, "json": {"status": False, "code": "unknown"}}, GatewayTimeout, 1),
        ({"body": "garbage"}, GatewayTimeout, 1),
        ({"body": requests.ReadTimeout()}, GatewayTimeout, 1),
        ({"body": requests.ConnectionError()}, GatewayTimeout, 1),
        ({"body": requests.ConnectTimeout()}, GatewayUnavailable, 2),
    ],
    ids=lambda value: str(value)[:60],
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_what_may_have_been_done_is_never_sent_again_and_what_was_not_is_said(
    disputes: PaystackDisputes,
    net: responses.RequestsMock,
    method: str,
    answer: dict[str, Any],
    error: type[GatewayError],
    calls: int,
):
    net.add(method, f"{BASE}/dispute/7/{'resolve' if method == 'PUT' else 'evidence'}", **answer)
    act: dict[str, Callable[[], object]] = {
        "PUT": lambda: disputes.resolve_dispute(7, ACCEPT),
        "POST": lambda: disputes.add_evidence(7, EVIDENCE),
    }

    with pytest.raises(error) as raised:
        act[method]()
    assert type(raised.value) is error
    assert len(net.calls) == calls
