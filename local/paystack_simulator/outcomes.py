"""Why a charge did or did not succeed: Paystack's codes and texts (paystack.md 2.3, 9.5)."""

from dataclasses import dataclass

from local.paystack_simulator.response_codes import APPROVED, NAMES, UNKNOWN, usual_number

DECLINE_CODES = frozenset(NAMES.values()) | {UNKNOWN}
"""Codes that a test may script as a decline: `approved` is the only one that means money."""

_TEXTS = {
    "do_not_honor": "Declined",
    "insufficient_funds": "Insufficient Funds",
    "expired_card": "Expired card",
    "invalid_pin": "Incorrect PIN",
    "pickup_lost_card": "Pickup card (lost card)",
    "pickup_stolen_card": "Pickup card (stolen card)",
    "suspected_fraud": "Denied by fraud system",
    "account_closed": "Account Closed",
    "processing_error": "Unable to process transaction",
}


@dataclass(frozen=True)
class Outcome:
    """A gateway's verdict: code, the card's own two or three characters or None, and the text people read."""

    code: str
    response_code: str | None
    text: str

    @property
    def is_approval(self) -> bool:
        """Whether money is taken."""
        return self.code == APPROVED


def declined(code: str, text: str | None = None, *, number: str | None = None, brand: str | None = None) -> Outcome:
    """The decline named `code` (one of DECLINE_CODES) with its usual text and number, where none are given."""
    usual = _TEXTS.get(code, code.replace("_", " ").capitalize())
    return Outcome(code, number or usual_number(code, brand), text or usual)


def approved(text: str) -> Outcome:
    """An approval with the text of its channel (paystack.md 2.3)."""
    return Outcome(APPROVED, "00", text)
