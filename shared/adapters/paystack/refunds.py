"""Paystack's answers to a refund in our words."""

from shared.adapters.paystack.client import Answer
from shared.domain.transaction import RefundKind, RefundOutcome

_OK = frozenset({200, 201})
_REFUSALS = frozenset({400, 404, 422})
"""Statuses with which Paystack itself says no: an unknown transaction is 400 or 404."""
_MADE = frozenset({"pending", "processing", "processed", "needs-attention"})
_SAYS_NOTHING = frozenset({"unknown", "rate_limited"})
"""Codes of a refusal that leave open whether a refund exists."""


def refund_outcome(answer: Answer) -> RefundOutcome:
    """Read an answer of `POST /refund`; whatever is odd is unknown, and verify tells."""
    accepted = answer.body.get("status")
    if answer.status in _OK and accepted is True:
        state = str(answer.data.get("status") or "")
        if state in _MADE:
            return RefundOutcome(RefundKind.ACCEPTED)
        if state == "failed":
            return RefundOutcome(RefundKind.REFUSED, state, answer.message)
    if answer.status in _REFUSALS and accepted is False and answer.code not in _SAYS_NOTHING:
        done = answer.code == "transaction_reversed"
        return RefundOutcome(RefundKind.DONE_BEFORE if done else RefundKind.REFUSED, answer.code, answer.message)
    return RefundOutcome(RefundKind.UNKNOWN)
