"""Why a charge was refused, and what that means for trying again.

Classed by Paystack's `gateway_response_code`, never by its text, whose spelling varies (its page "Gateway responses",
checked 2026-11; the classes are our own reading of it).
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.transaction import AUTHORIZATION_REFUSED

CHALLENGE_EXPIRED = "challenge_expired"
"""Our own code: the customer did not confirm in time."""


class DeclineClass(StrEnum):
    """How a refused charge is tried again."""

    HARD = "hard"
    """Never with this card: it is lost, closed, expired, blocked."""
    SOFT = "soft"
    """After days: there was no money, or a limit was reached."""
    INFRASTRUCTURE = "infrastructure"
    """After hours: something between the bank and us was out of order."""
    CAREFUL = "careful"
    """Seldom: it may be the card, and it may not."""


_HARD = (
    *("pickup_card", "pickup_card_special", "pickup_lost_card", "pickup_stolen_card", "invalid_account_number"),
    *("no_such_issuer", "expired_card", "suspected_fraud", "restricted_card", "account_closed", "card_replaced"),
    *("transaction_not_permitted_cardholder", "blocked_by_cardholder", "no_credit_account", "no_checking_account"),
    *("no_savings_account", "no_card_record", "call_acquirer_security", "legal_violation", AUTHORIZATION_REFUSED),
)
_SOFT = (
    *("insufficient_funds", "daily_limit_exceeded", "withdrawal_frequency_exceeded", "do_not_honor", "declined"),
    *("refer_to_card_issuer", "refer_to_card_issuer_special", CHALLENGE_EXPIRED),
)
_INFRASTRUCTURE = (
    *("processing_error", "processing", "reenter_transaction", "invalid_response", "suspected_malfunction"),
    *("response_received_too_late", "cutoff_in_progress", "issuer_or_switch_inoperative", "bank_unavailable"),
    *("routing_destination_not_found", "system_malfunction", "transaction_timeout"),
)
_CAREFUL = (
    *("invalid_merchant", "honour_with_identification", "partial_approval", "vip_approval", "invalid_transaction"),
    *("invalid_amount", "customer_cancellation", "customer_dispute", "no_action_taken", "unable_to_locate_record"),
    *("format_error", "bank_not_supported", "pin_tries_exceeded", "function_not_supported", "invalid_pin"),
    *("transaction_not_permitted_terminal", "contact_acquirer", "security_violation", "card_blocked_first_use"),
    *("cvv_verification_failed", "verification_no_decline", "duplicate_transmission", "invalid_cvv"),
)
DECLINE_CLASSES: dict[str, DeclineClass] = (
    dict.fromkeys(_HARD, DeclineClass.HARD)
    | dict.fromkeys(_SOFT, DeclineClass.SOFT)
    | dict.fromkeys(_INFRASTRUCTURE, DeclineClass.INFRASTRUCTURE)
    | dict.fromkeys(_CAREFUL, DeclineClass.CAREFUL)
)
"""Every code that Paystack documents for a refusal, but `unknown`."""


@dataclass(frozen=True, slots=True)
class Decline:
    """A refusal: `code` decides, `text` is for people."""

    code: str
    text: str = ""

    @property
    def decline_class(self) -> DeclineClass:
        """Its class; a code that the table does not have is handled with care."""
        return DECLINE_CLASSES.get(self.code, DeclineClass.CAREFUL)

    @property
    def is_classified(self) -> bool:
        """Whether the table has its code; what it lacks is counted, so that somebody adds it."""
        return self.code in DECLINE_CLASSES
