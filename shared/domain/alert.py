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
    REFUND_REFUSED = "refund_refused"
    """A card check could not be given back by itself: a person must do it."""
