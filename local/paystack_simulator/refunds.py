"""Refunds: what may be given back, and how that goes on over the virtual clock (paystack.md section 6, S20-S23)."""

from collections.abc import Callable
from dataclasses import dataclass

from local.paystack_simulator import errors, fields, refund_shapes
from local.paystack_simulator.agenda import Agenda
from local.paystack_simulator.clock import VirtualClock
from local.paystack_simulator.identifiers import lower_code
from local.paystack_simulator.instruments import card_of
from local.paystack_simulator.ledger import Ledger
from local.paystack_simulator.records import (
    REVERSAL_PENDING,
    REVERSED,
    SUCCESS,
    Dispute,
    Json,
    Refund,
    Transaction,
    as_json,
)
from local.paystack_simulator.scripts import EVERYTHING, Script, Scripts, read_times
from local.paystack_simulator.settings import Settings
from local.paystack_simulator.webhooks import Dispatcher

PENDING, PROCESSING = "pending", "processing"
PROCESSED, FAILED, NEEDS_ATTENTION = "processed", "failed", "needs-attention"
ENDS = frozenset({PROCESSED, FAILED, NEEDS_ATTENTION})
OVER = frozenset({PROCESSED, FAILED})
LOW_BALANCE = "insufficient_balance"

_LEAST = {
    "NGN": (5_000, "NGN50"),
    "GHS": (100, "GHS0.5"),
    "ZAR": (100, "ZAR1"),
    "KES": (300, "KES3"),
    "USD": (100, "USD1"),
    "XOF": (100, "XOF1"),
}
"""The smallest refund in subunits and as a refusal names it; sure for NGN and GHS alone."""


@dataclass
class RefundScript(Script):
    """How the next refunds of a transaction's reference, or of all (`*`), end; or that the balance is too low."""

    outcome: str = PROCESSED


def _read(body: fields.Body, number: int) -> RefundScript:
    fields.only(body, {"reference", "outcome", "times"})
    return RefundScript(
        id=number,
        target=fields.optional_text(body, "reference") or EVERYTHING,
        times=read_times(body),
        outcome=fields.choice(body, "outcome", ENDS | {LOW_BALANCE}),
    )


@dataclass(frozen=True)
class Wish:
    """What a merchant asks to give back: `amount` in subunits, None for the whole charge."""

    amount: int | None = None
    currency: str | None = None
    customer_note: str | None = None
    merchant_note: str | None = None


class RefundBook:
    """All refunds, under the ledger's lock."""

    def __init__(
        self,
        ledger: Ledger,
        clock: VirtualClock,
        settings: Callable[[], Settings],
        webhooks: Dispatcher,
        agenda: Agenda,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._settings = settings
        self._webhooks = webhooks
        self._agenda = agenda
        self._refunds: dict[int, Refund] = {}
        self.scripts = Scripts(_read, lambda row: RefundScript(**row))

    def listed(self) -> list[Refund]:
        """All refunds, oldest first."""
        with self._ledger.lock:
            return list(self._refunds.values())

    def find(self, number: int) -> Refund | None:
        """A refund by its id."""
        with self._ledger.lock:
            return self._refunds.get(number)

    def create(self, transaction: Transaction, wish: Wish) -> Refund:
        """Begin to give money back; every refusal leaves all as it was (S20-S22)."""
        with self._ledger.lock:
            amount = self._allowed(transaction, wish)
            script = self.scripts.take({transaction.reference})
            if script is not None and script.outcome == LOW_BALANCE:
                raise errors.balance_too_low()
            saved = self._ledger.authorization(transaction.authorization_code)
            card, now = card_of(saved) if saved else None, self._clock.now()
            ends = script.outcome if script else card.refund if card else PROCESSED
            refund = self._new(transaction, wish, amount, ends, now)
            self._move(refund, PENDING, now)
            return refund

    def _new(self, transaction: Transaction, wish: Wish, amount: int, ends: str, at: float) -> Refund:
        note = f"Refund for transaction {transaction.reference}"
        refund = Refund(
            id=self._ledger.new_id(),
            transaction_id=transaction.id,
            reference=transaction.reference,
            amount=amount,
            currency=transaction.currency,
            domain=transaction.domain,
            customer_note=wish.customer_note or note,
            merchant_note=wish.merchant_note or f"{note} by {refund_shapes.MERCHANT}",
            created_at=at,
            updated_at=at,
            ends=ends,
            status="",
        )
        self._refunds[refund.id] = refund
        return refund

    def _allowed(self, transaction: Transaction, wish: Wish) -> int:
        if not transaction.is_taken:
            raise errors.not_refundable()
        if wish.currency is not None and wish.currency != transaction.currency:
            raise errors.refund_currency()
        amount = transaction.amount if wish.amount is None else wish.amount
        left = transaction.amount - sum(r.amount for r in self._live(transaction))
        least, shown = _LEAST[transaction.currency]
        if amount < least:
            raise errors.refund_too_small(shown, is_all_gone=not left)
        if not left:
            raise errors.already_reversed()
        if amount > left:
            raise errors.refund_too_large()
        return amount

    def _live(self, transaction: Transaction) -> list[Refund]:
        mine = (r for r in self._refunds.values() if r.transaction_id == transaction.id)
        return [refund for refund in mine if refund.status != FAILED]

    def _move(self, refund: Refund, status: str, at: float) -> None:
        """Go to the next status, tell the merchant, and let the transaction follow (6.3)."""
        refund.status, refund.updated_at, refund.next_at = status, at, None
        if status in ENDS:
            refund.refund_reference = str(refund.id) if status == PROCESSED else f"TRF_{lower_code(15)}"
            refund.refunded_at = at if status == PROCESSED else None
        elif step := self._settings().refund_step_seconds:
            refund.next_at = at + step
            self._agenda.plan(f"refund {refund.id}", refund.next_at)
        transaction = self._ledger.find(refund.reference)
        if transaction is not None:
            self._follow(transaction)
            payer = self._ledger.customer(transaction.email)
            self._webhooks.publish(f"refund.{status}", refund_shapes.event(refund, payer), refund.reference)

    def _follow(self, transaction: Transaction) -> None:
        live = {one.status for one in self._live(transaction)}
        transaction.status = REVERSAL_PENDING if live - {PROCESSED} else REVERSED if live else SUCCESS

    def settle_dispute(self, transaction: Transaction, dispute: Dispute, at: float) -> None:
        """Give back at once, without events, what a dispute was accepted for, or as much as is left (S24)."""
        with self._ledger.lock:
            left = transaction.amount - sum(r.amount for r in self._live(transaction))
            if left <= 0:
                return
            amount = min(left, dispute.refund_amount)
            refund = self._new(
                transaction, Wish(amount, merchant_note=f"Dispute {dispute.id}"), amount, PROCESSED, at
            )
            refund.status, refund.refunded_at, refund.dispute_id = PROCESSED, at, dispute.id
            self._follow(transaction)

    def go_on(self, number: int, at: float) -> None:
        """Take the step that was due at `at`."""
        with self._ledger.lock:
            refund = self._refunds.get(number)
            if refund is not None and refund.next_at == at:
                self._move(refund, PROCESSING if refund.status == PENDING else refund.ends, at)

    def end(self, refund: Refund, outcome: str) -> None:
        """Bring a refund that is not over to one of ENDS now, by way of `processing`."""
        with self._ledger.lock:
            if refund.status in OVER or refund.status == outcome:
                return
            now = self._clock.now()
            if refund.status != PROCESSING:
                self._move(refund, PROCESSING, now)
            self._move(refund, outcome, now)

    def retry(self, refund: Refund) -> None:
        """Go on with a refund that needed the customer's account; this one is then processed (S23)."""
        with self._ledger.lock:
            if refund.status != NEEDS_ATTENTION:
                raise errors.refund_needs_nothing()
            refund.ends = PROCESSED
            self._move(refund, PROCESSING, self._clock.now())

    def clear(self) -> None:
        """Forget everything."""
        with self._ledger.lock:
            self._refunds.clear()
            self.scripts.remove()

    def snapshot(self) -> list[Json]:
        """All refunds as plain JSON values."""
        return [as_json(refund) for refund in self.listed()]

    def restore(self, rows: list[Json]) -> None:
        """Take over the refunds of a `snapshot`."""
        with self._ledger.lock:
            self._refunds = {row["id"]: Refund(**row) for row in rows}
            for refund in self._refunds.values():
                if refund.next_at is not None:
                    self._agenda.plan(f"refund {refund.id}", refund.next_at)
