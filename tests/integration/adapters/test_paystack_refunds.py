"""Paystack's refunds in our words: what is sent, what answers mean, and lists that are read whole or not at all."""

from typing import Any

import pytest
import requests
import responses

from shared.adapters.paystack.calls import ACT_TIMEOUT, READ_TIMEOUT
from shared.adapters.paystack.client import Answer, PaystackClient
from shared.adapters.paystack.refunds import PaystackRefunds, refund_outcome, refund_record
from shared.domain.errors import GatewayUnavailable
from shared.domain.money import Money
from shared.domain.refund_record import RefundKind, RefundOutcome, RefundRecord, RefundState
from tests.integration.adapters.paystack_wire import listed, sent

CREATED = {
    "transaction": {"id": 1004723697, "reference": "r1", "amount": 10000, "currency": "NGN"},
    "integration": 412829,
    "merchant_note": "dk.r.1",
    "status": "pending",
    "currency": "NGN",
    "amount": 4000,
    "id": 3018284,
    "createdAt": "2021-12-07T09:21:17.122Z",
}
"""The refund that a create answers with; the charge is an object there."""
ROW = CREATED | {"transaction": 1004723697, "transaction_reference": "r1", "dispute": None}
"""The same, fetched or listed: the charge is a number."""
RECORD = RefundRecord(
    id=3018284,
    transaction_id=1004723697,
    amount=4000,
    currency="NGN",
    state=RefundState.PENDING,
    created_at=1638868877,
    note="dk.r.1",
    reference="r1",
)


@pytest.fixture
def refunds(client: PaystackClient) -> PaystackRefunds:
    return PaystackRefunds(client)


def made(status: object, http: int = 200, *, outer: object = True) -> Answer:
    message = "Refund has been queued for processing"
    return Answer(http, {"status": outer, "message": message, "data": CREATED | {"status": status}})


def refused(http: int = 400, **body: Any) -> Answer:
    return Answer(http, {"status": False, "message": "No"} | body)


@pytest.mark.parametrize("status", ["pending", "processing", "processed", "needs-attention"])
@pytest.mark.parametrize("http", [200, 201])
def test_a_refund_that_was_made_is_accepted_however_far_it_is(status: str, http: int):
    outcome = refund_outcome(made(status, http))

    assert (outcome.kind, outcome.code) == (RefundKind.ACCEPTED, "")
    assert outcome.refund is not None
    assert (outcome.refund.id, outcome.refund.state) == (3018284, status)


def test_a_refund_that_failed_at_once_is_refused():
    assert refund_outcome(made("failed")).kind is RefundKind.REFUSED


def test_what_was_given_back_before_is_done():
    outcome = refund_outcome(refused(code="transaction_reversed", message="Transaction has been fully reversed"))

    assert outcome == RefundOutcome(
        RefundKind.DONE_BEFORE, "transaction_reversed", "Transaction has been fully reversed"
    )


@pytest.mark.parametrize("http", [400, 404, 422])
@pytest.mark.parametrize("code", ["", "insufficient_balance", "transaction_not_found"])
def test_a_refusal_has_paystacks_code_where_there_is_one(http: int, code: str):
    answer = refused(http, code=code or None)

    assert refund_outcome(answer) == RefundOutcome(RefundKind.REFUSED, code, "No")


@pytest.mark.parametrize(
    "answer",
    [refused(http) for http in (408, 409, 500, 502, 503, 504)]
    + [refused(400, code=code) for code in ("unknown", "rate_limited")]
    + [made(status) for status in ("reversed", "", None, {}, 1)]
    + [made("pending", outer=outer) for outer in (False, None, "true")]
    + [
        made("pending", 202),
        made("pending", 500),
        Answer(200),
        Answer(400),
        Answer(200, {"status": True}),
        Answer(200, {"status": True, "data": []}),
        Answer(200, {"status": True, "data": {"status": "pending", "id": 3018284}}),
        Answer(404, {"message": "no Route matched with those values"}),
    ],
    ids=lambda answer: f"{answer.status} {str(answer.body)[:80]}",
)
def test_whatever_is_odd_is_unknown(answer: Answer):
    assert refund_outcome(answer) == RefundOutcome(RefundKind.UNKNOWN)


@pytest.mark.parametrize("http", [401, 403, 429])
def test_what_never_got_as_far_as_to_be_acted_on_was_not_sent(http: int):
    assert refund_outcome(refused(http)) == RefundOutcome(RefundKind.NOT_SENT)


def test_a_part_is_asked_for_with_its_currency_and_the_note_that_names_it(
    refunds: PaystackRefunds, net: responses.RequestsMock
):
    net.add("POST", "https://paystack.test/refund", json={"status": True, "data": CREATED})

    assert refunds.refund("r1", Money(4000, "NGN"), "dk.r.1") == RefundOutcome(RefundKind.ACCEPTED, refund=RECORD)
    assert sent(net) == {"transaction": "r1", "amount": 4000, "currency": "NGN", "merchant_note": "dk.r.1"}
    assert net.calls[0].request.req_kwargs["timeout"][1] == ACT_TIMEOUT  # type: ignore[attr-defined]


def test_the_charge_is_an_object_or_a_number():
    assert refund_record(CREATED) == refund_record(ROW) == RECORD


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"amount": "4000"}, "amount", 4000),
        ({"status": "needs-attention"}, "state", RefundState.NEEDS_ATTENTION),
        ({"status": "needs_attention"}, "state", RefundState.NEEDS_ATTENTION),
        ({"status": "on-the-moon"}, "state", RefundState.UNKNOWN),
        ({"merchant_note": None}, "note", ""),
        ({"transaction_reference": None}, "reference", ""),
        ({"dispute": 7}, "dispute_id", 7),
        ({"createdAt": None, "created_at": "2021-12-07T09:21:18Z"}, "created_at", 1638868878),
        ({"something": "new"}, "id", 3018284),
    ],
)
def test_a_refund_is_read_however_it_is_written(change: dict[str, Any], field: str, value: object):
    assert getattr(refund_record(ROW | change), field) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", None),
        ("transaction", None),
        ("transaction", {}),
        ("amount", None),
        ("amount", "40.00"),
        ("amount", True),
        ("amount", 4000.0),
        ("currency", None),
        ("status", None),
        ("createdAt", "yesterday"),
    ],
)
def test_a_refund_without_what_it_is_known_by_cannot_be_read(field: str, value: object):
    with pytest.raises(GatewayUnavailable):
        refund_record(ROW | {field: value})


def test_every_page_of_a_charges_refunds_is_read(refunds: PaystackRefunds, net: responses.RequestsMock):
    pages = [listed([ROW | {"id": 2}], 1, pages=2), listed([ROW | {"id": 2}, ROW | {"id": 1}], 2, pages="2")]
    for page in pages:
        net.add("GET", "https://paystack.test/refund", json=page)

    assert [refund.id for refund in refunds.fetch_refunds_of(1004723697)] == [2, 1]
    asked = [call.request.params for call in net.calls]  # type: ignore[attr-defined]
    assert asked == [{"perPage": "100", "page": str(page), "transaction": "1004723697"} for page in (1, 2)]
    assert net.calls[0].request.req_kwargs["timeout"][1] == READ_TIMEOUT  # type: ignore[attr-defined]


def test_a_charge_with_endless_refunds_is_an_error(refunds: PaystackRefunds, net: responses.RequestsMock):
    net.add("GET", "https://paystack.test/refund", json=listed([ROW], 1, pages=10_000))

    with pytest.raises(GatewayUnavailable):
        refunds.fetch_refunds_of(1004723697)
    assert len(net.calls) == 20


@pytest.mark.parametrize(
    "answer",
    [
        {"json": listed([ROW, {"id": 1}], 1)},
        {"json": {"status": True, "data": [ROW]}},
        {"json": {"status": True, "data": [ROW], "meta": {"pageCount": None}}},
        {"json": {"status": True, "data": {}, "meta": {"pageCount": 1}}},
        {"json": listed([], 1) | {"status": False}},
        {"status": 401, "json": {"status": False, "message": "Invalid key"}},
        {"status": 429, "json": {"status": False, "code": "rate_limited"}},
        {"status": 502, "body": "<html>"},
        {"body": "garbage"},
        {"body": requests.ReadTimeout()},
        {"body": requests.ConnectTimeout()},
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_list_that_cannot_be_read_whole_is_an_error_and_not_a_shorter_list(
    refunds: PaystackRefunds, net: responses.RequestsMock, answer: dict[str, Any]
):
    net.add("GET", "https://paystack.test/refund", **answer)

    with pytest.raises(GatewayUnavailable):
        refunds.fetch_refunds_of(1004723697)


def test_one_refund_is_fetched_by_its_number(refunds: PaystackRefunds, net: responses.RequestsMock):
    net.add("GET", "https://paystack.test/refund/3018284", json={"status": True, "data": ROW})
    net.add(
        "GET", "https://paystack.test/refund/7", status=404, json={"status": False, "message": "Refund not found"}
    )

    assert refunds.fetch_refund(3018284) == RECORD
    assert refunds.fetch_refund(7) is None


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404, "json": {"message": "no Route matched with those values"}},
        {"status": 400, "json": {"status": False, "message": "No"}},
        {"json": {"status": True, "data": []}},
        {"json": {"status": True, "data": ROW | {"amount": None}}},
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_refund_of_which_nothing_is_known_is_not_taken_for_none(
    refunds: PaystackRefunds, net: responses.RequestsMock, answer: dict[str, Any]
):
    net.add("GET", "https://paystack.test/refund/7", **answer)

    with pytest.raises(GatewayUnavailable):
        refunds.fetch_refund(7)
