"""Paystack's refunds in memory: a port `Refunds`."""

from dataclasses import dataclass, replace

from shared.domain.money import Money
from shared.domain.refund import LEAST_REFUND
from shared.domain.refund_record import RefundKind, RefundOutcome, RefundRecord, RefundState
from tests.support.fakes_paystack_base import Decline, Next, PaystackInMemory, Row, State


@dataclass
class FakeRefunds(PaystackInMemory):
    """Gives back what was taken, never more."""

    @property
    def refunded(self) -> list[str]:
        """The references of which something was given back, or is about to be, once for each refund."""
        return [one.reference for one in self.refunds.values() if one.state is not RefundState.FAILED]

    def refund(self, reference: str, money: Money | None = None, note: str = "") -> RefundOutcome:
        told = self.called("refund", reference)
        if told is Next.NOT_SENT:
            return RefundOutcome(RefundKind.NOT_SENT)
        refusal = self._refund_refusal(told, reference, money)
        if refusal is not None:
            return refusal
        amount = self.ledger[reference].money.subunits if money is None else money.subunits
        made = self.add_refund(reference, amount, RefundState.PENDING, note=note or f"Refund of {reference}")
        if told is Next.LOST_ANSWER:
            return RefundOutcome(RefundKind.UNKNOWN)
        return RefundOutcome(RefundKind.ACCEPTED, refund=made)

    def _refund_refusal(
        self, told: Next | Decline | None, reference: str, money: Money | None
    ) -> RefundOutcome | None:
        if isinstance(told, Decline):
            return RefundOutcome(RefundKind.REFUSED, told.code, "No")
        row = self.ledger.get(reference)
        if row is None or row.state is not State.TAKEN:
            return RefundOutcome(RefundKind.REFUSED, text="Transaction not found")
        if not self.left_to_refund(reference):
            text = "Transaction has been fully reversed"
            return RefundOutcome(RefundKind.DONE_BEFORE, "transaction_reversed", text)
        text = self._amount_refusal(row, money or row.money)
        return RefundOutcome(RefundKind.REFUSED, text=text) if text else None

    def _amount_refusal(self, row: Row, wanted: Money) -> str:
        if wanted.currency != row.money.currency:
            return "Transaction currency must match refund currency"
        if wanted.subunits < LEAST_REFUND.get(wanted.currency, 1):
            return "Cannot refund less than that"
        if wanted.subunits > self.left_to_refund(row.reference):
            return "Total refund amount cannot exceed original transaction amount"
        return ""

    def end_refunds(self, reference: str, state: RefundState = RefundState.PROCESSED) -> None:
        """Bring the refunds of a charge that are not over to a state."""
        for refund in self.live_refunds(reference):
            if not refund.state.is_over:
                self.refunds[refund.id] = replace(refund, state=state)

    def fetch_refunds_of(self, transaction_id: int) -> tuple[RefundRecord, ...]:
        self.read("fetch_refunds_of", transaction_id)
        return tuple(one for one in reversed(self.refunds.values()) if one.transaction_id == transaction_id)

    def fetch_refund(self, refund_id: int) -> RefundRecord | None:
        self.read("fetch_refund", refund_id)
        return self.refunds.get(refund_id)
