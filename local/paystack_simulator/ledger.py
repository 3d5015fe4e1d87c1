"""Everything the simulator knows about money, under one lock that keeps its rules."""

import threading
from collections.abc import Callable

from local.paystack_simulator import errors
from local.paystack_simulator.fees import fee
from local.paystack_simulator.identifiers import FIRST_ID, new_authorization_code, new_customer_code
from local.paystack_simulator.outcomes import Outcome
from local.paystack_simulator.records import (
    ABANDONED,
    FAILED,
    LEFT,
    SUCCESS,
    Authorization,
    Customer,
    Json,
    Transaction,
    as_json,
)


class LedgerError(Exception):
    """A change that would break a rule of the ledger."""


class Ledger:
    """Customers, authorizations and transactions; hold `lock` to make several steps one (S17)."""

    def __init__(self, now: Callable[[], float], on_success: Callable[[Transaction], None]) -> None:
        self.lock = threading.RLock()
        self._now = now
        self._on_success = on_success
        self._next_id = FIRST_ID
        self._customers: dict[str, Customer] = {}
        self._authorizations: dict[str, Authorization] = {}
        self._transactions: dict[str, Transaction] = {}

    def clear(self) -> None:
        """Forget everything; ids go on rising, so that nothing is ever confused with what was."""
        with self.lock:
            self._customers.clear()
            self._authorizations.clear()
            self._transactions.clear()

    def new_id(self) -> int:
        """The next id, above 2**32 and rising (paystack.md section 12)."""
        with self.lock:
            self._next_id += 1
            return self._next_id

    def customer(self, email: str) -> Customer:
        """The customer with this e-mail, made when new (paystack.md 1.1)."""
        with self.lock:
            if email not in self._customers:
                created = Customer(self.new_id(), email, new_customer_code(), self._now())
                self._customers[email] = created
            return self._customers[email]

    def find_customer(self, email_or_code: str) -> Customer | None:
        """A customer by e-mail or `CUS_` code."""
        with self.lock:
            found = self._customers.get(email_or_code.lower())
            by_code = (c for c in self._customers.values() if c.customer_code == email_or_code)
            return found or next(by_code, None)

    def add(self, transaction: Transaction) -> None:
        """Keep a new transaction; a reference that is taken is refused, exactly once for ever (S3, S17)."""
        with self.lock:
            self.require_unused(transaction.reference)
            self._transactions[transaction.reference] = transaction

    def require_unused(self, reference: str | None) -> None:
        """Refuse a reference that is taken."""
        with self.lock:
            if reference in self._transactions:
                raise errors.duplicate_reference()

    def find(self, reference: str) -> Transaction | None:
        """A transaction by reference."""
        with self.lock:
            return self._transactions.get(reference)

    def find_by_id(self, number: int) -> Transaction | None:
        """A transaction by its numeric id."""
        return next((t for t in self.transactions() if t.id == number), None)

    def find_by_access_code(self, access_code: str) -> Transaction | None:
        """A transaction by the end of its checkout address."""
        return next((t for t in self.transactions() if t.access_code == access_code), None)

    def transactions(self) -> list[Transaction]:
        """All transactions, oldest first."""
        with self.lock:
            return list(self._transactions.values())

    def save_authorization(self, authorization: Authorization) -> Authorization:
        """Keep a new authorization under a fresh code: each checkout mints one (S30)."""
        with self.lock:
            authorization.authorization_code = new_authorization_code()
            self._authorizations[authorization.authorization_code] = authorization
            return authorization

    def authorization(self, code: str | None) -> Authorization | None:
        """An authorization by code."""
        with self.lock:
            return self._authorizations.get(code or "")

    def authorizations(self, email: str | None = None) -> list[Authorization]:
        """All authorizations, or those of one e-mail, oldest first."""
        with self.lock:
            return [a for a in self._authorizations.values() if email in (None, a.email)]

    def settle(
        self, transaction: Transaction, outcome: Outcome, at: float, *, customer_pays_fees: bool = False
    ) -> None:
        """Take the money and announce it; a fee bearer of `customer` adds the fees to the amount (S27)."""
        with self.lock:
            self._require_open(transaction)
            self._judge(transaction, outcome)
            transaction.status = SUCCESS
            transaction.paid_at = at
            transaction.fees = fee(transaction.currency, transaction.requested_amount)
            if customer_pays_fees:
                transaction.amount = transaction.requested_amount + transaction.fees
            self._on_success(transaction)

    def fail(self, transaction: Transaction, outcome: Outcome, status: str = FAILED) -> None:
        """Note that an attempt took no money; `abandoned` leaves the payer another try (S9, S10, S12)."""
        with self.lock:
            self._require_open(transaction)
            self._judge(transaction, outcome)
            transaction.status = status
            transaction.errors += 1

    def leave(self, transaction: Transaction) -> None:
        """Note that the payer did not confirm a charge in time: it cannot be paid any more (S13)."""
        with self.lock:
            self._require_open(transaction)
            transaction.status, transaction.waiting, transaction.ending = ABANDONED, None, None
            transaction.gateway_response = LEFT

    def _require_open(self, transaction: Transaction) -> None:
        if transaction.is_over:
            raise LedgerError(f"{transaction.reference} is already {transaction.status}")

    def _judge(self, transaction: Transaction, outcome: Outcome) -> None:
        transaction.gateway_response = outcome.text
        transaction.gateway_response_code = outcome.code
        transaction.response_code = outcome.response_code if transaction.channel == "card" else None
        transaction.waiting = None
        transaction.ending = None

    def snapshot(self) -> Json:
        """All records as plain JSON values."""
        with self.lock:
            return {
                "next_id": self._next_id,
                "customers": [as_json(record) for record in self._customers.values()],
                "authorizations": [as_json(record) for record in self._authorizations.values()],
                "transactions": [as_json(record) for record in self._transactions.values()],
            }

    def restore(self, snapshot: Json) -> None:
        """Take over the records of a `snapshot`."""
        with self.lock:
            self._next_id = snapshot["next_id"]
            self._customers = {row["email"]: Customer(**row) for row in snapshot["customers"]}
            rows = snapshot["authorizations"]
            self._authorizations = {row["authorization_code"]: Authorization(**row) for row in rows}
            self._transactions = {row["reference"]: Transaction(**row) for row in snapshot["transactions"]}
