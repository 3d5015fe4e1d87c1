"""What a person must be told of at once."""

from enum import StrEnum


class AlertKind(StrEnum):
    """Each is a metric with an alarm of its own."""

    PAYMENT_QUARANTINED = "payment_quarantined"
    """Paystack took something other than what was agreed."""
    CHARGE_UNRESOLVED = "charge_unresolved"
    """The end of a charge has been unknown for two hours."""
    PERIOD_MISSED = "period_missed"
    """A subscription's period passes without an outcome, and nothing of ours noticed."""
    DECLINE_UNCLASSIFIED = "decline_unclassified"
    """A bank gave a reason that our table of declines does not have: somebody adds it."""
    REFUND_NEEDS_ATTENTION = "refund_needs_attention"
    """A refund failed, waits for an account of its payer, or is missing at Paystack: a person must see to it."""
    DISPUTE_DUE = "dispute_due"
    """Nobody has answered a dispute, and hardly any time is left to."""
    RECONCILIATION_DIFFERENCE = "reconciliation_difference"
    """Paystack's books and ours do not agree, and that could not be mended by itself."""
    RECONCILIATION_FAILED = "reconciliation_failed"
    """A comparison of the books was given up: Paystack did not answer for a day."""
