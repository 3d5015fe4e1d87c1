"""Paystack's own books: the window that is asked for, and rows that are read strictly."""

from typing import Any

import pytest
import requests
import responses

from shared.adapters.paystack.client import PaystackClient
from shared.adapters.paystack.ledger import PaystackLedger, listed_transaction
from shared.domain.errors import GatewayUnavailable
from shared.domain.ledger import Window
from shared.domain.transaction import OutcomeKind
from tests.integration.adapters.paystack_wire import listed

BASE = "https://paystack.test"
DAY = Window(1_704_067_200, 1_704_153_600)
"""1 January 2024."""
ROW = {
    "id": 4099260516,
    "status": "success",
    "reference": "r1",
    "amount": 40333,
    "currency": "NGN",
    "requested_amount": 30050,
    "fees": 10283,
    "created_at": "2024-01-01T09:14:24.000Z",
    "paid_at": "2024-01-01T09:15:02.000Z",
    "plan": {},
    "something": "new",
}
REFUND = {
    "id": 3018284,
    "transaction": 4099260516,
    "amount": "4000",
    "currency": "NGN",
    "status": "processed",
    "createdAt": "2024-01-01T10:00:00.000Z",
}


@pytest.fixture
def ledger(client: PaystackClient) -> PaystackLedger:
    return PaystackLedger(client)


@pytest.mark.parametrize(
    ("page", "pages", "is_last"), [(1, 3, False), (2, 3, False), (3, 3, True), (1, 0, True), (1, "1", True)]
)
def test_a_page_says_whether_another_follows(
    ledger: PaystackLedger, net: responses.RequestsMock, page: int, pages: object, is_last: bool
):
    net.add("GET", f"{BASE}/transaction", json=listed([ROW], page, pages))

    found = ledger.fetch_transactions(DAY, page)

    assert ([row.id for row in found.rows], found.is_last) == ([4099260516], is_last)
    assert net.calls[0].request.params == {  # type: ignore[attr-defined]
        "perPage": "100",
        "page": str(page),
        "from": "2024-01-01T00:00:00.000Z",
        "to": "2024-01-01T23:59:59.999Z",
    }


def test_refunds_are_asked_for_by_the_same_window(ledger: PaystackLedger, net: responses.RequestsMock):
    net.add("GET", f"{BASE}/refund", json=listed([REFUND], 1))

    (refund,) = ledger.fetch_refunds(DAY, 1).rows

    assert (refund.id, refund.transaction_id, refund.amount, refund.created_at) == (
        3018284,
        4099260516,
        4000,
        1_704_103_200,
    )
    assert net.calls[0].request.params["to"] == "2024-01-01T23:59:59.999Z"  # type: ignore[attr-defined]


def test_a_row_says_what_verify_would():
    row = listed_transaction(ROW)

    assert (row.reference, row.amount, row.currency, row.created_at) == ("r1", 40333, "NGN", 1_704_100_464)
    assert row.outcome.kind is OutcomeKind.SUCCEEDED
    assert row.outcome.transaction is not None
    assert (row.outcome.transaction.requested_amount, row.outcome.transaction.fees) == (30050, 10283)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("reversed", OutcomeKind.SUCCEEDED),
        ("reversal-pending", OutcomeKind.SUCCEEDED),
        ("failed", OutcomeKind.DECLINED),
        ("abandoned", OutcomeKind.ABANDONED),
        ("processing", OutcomeKind.PENDING),
        ("on-the-moon", OutcomeKind.UNKNOWN),
    ],
)
def test_a_row_may_have_any_status(status: str, kind: OutcomeKind):
    assert listed_transaction(ROW | {"status": status}).outcome.kind is kind


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", None), ("reference", ""), ("amount", None), ("amount", 403.33), ("currency", None), ("created_at", None)],
)
def test_a_row_without_what_it_is_known_by_makes_the_whole_page_unreadable(
    ledger: PaystackLedger, net: responses.RequestsMock, field: str, value: object
):
    net.add("GET", f"{BASE}/transaction", json=listed([ROW, ROW | {field: value}], 1))

    with pytest.raises(GatewayUnavailable):
        ledger.fetch_transactions(DAY, 1)


@pytest.mark.parametrize(
    "answer",
    [
        {"body": "garbage"},
        {"json": {"status": True, "data": {}}},
        {"json": listed(["row"], 1)},
        {"status": 429, "json": {"status": False, "code": "rate_limited"}},
        {"body": requests.ReadTimeout()},
    ],
    ids=lambda value: str(value)[:60],
)
@pytest.mark.parametrize("name", ["transaction", "refund"])
def test_a_page_that_cannot_be_read_is_an_error_and_not_an_empty_page(
    ledger: PaystackLedger, net: responses.RequestsMock, name: str, answer: dict[str, Any]
):
    net.add("GET", f"{BASE}/{name}", **answer)

    with pytest.raises(GatewayUnavailable):
        (ledger.fetch_transactions if name == "transaction" else ledger.fetch_refunds)(DAY, 1)


def test_one_charge_is_fetched_by_its_number(ledger: PaystackLedger, net: responses.RequestsMock):
    net.add("GET", f"{BASE}/transaction/4099260516", json={"status": True, "data": ROW})
    unknown = {"status": False, "message": "Transaction not found"}
    net.add("GET", f"{BASE}/transaction/7", status=404, json=unknown)

    assert ledger.fetch_transaction(4099260516) == listed_transaction(ROW)
    assert ledger.fetch_transaction(7) is None
