"""Paystack's own books, in pages."""

from shared.adapters.paystack.calls import between, read_one, read_page
from shared.adapters.paystack.client import PaystackClient
from shared.adapters.paystack.refunds import refund_record
from shared.adapters.paystack.transactions import outcome_of
from shared.adapters.paystack.values import Json, created_at, needed_integer, needed_text
from shared.domain.ledger import ListedTransaction, Page, Window
from shared.domain.refund_record import RefundRecord


class PaystackLedger:
    """Implements `shared.ports.Ledger`."""

    def __init__(self, client: PaystackClient) -> None:
        self._client = client

    def fetch_transactions(self, window: Window, page: int) -> Page[ListedTransaction]:
        """`GET /transaction`."""
        return read_page(self._client, "/transaction", between(window), page, listed_transaction)

    def fetch_refunds(self, window: Window, page: int) -> Page[RefundRecord]:
        """`GET /refund`."""
        return read_page(self._client, "/refund", between(window), page, refund_record)

    def fetch_transaction(self, transaction_id: int) -> ListedTransaction | None:
        """`GET /transaction/:id`."""
        row = read_one(self._client, f"/transaction/{transaction_id}")
        return None if row is None else listed_transaction(row)


def listed_transaction(data: Json) -> ListedTransaction:
    """Read a row of the list, or a transaction fetched by its number; raise GatewayUnavailable."""
    return ListedTransaction(
        id=needed_integer(data, "id"),
        reference=needed_text(data, "reference"),
        amount=needed_integer(data, "amount"),
        currency=needed_text(data, "currency"),
        created_at=created_at(data),
        outcome=outcome_of(data),
    )
