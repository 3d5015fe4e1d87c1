"""Why a charge did or did not succeed: Paystack's response codes and texts (paystack.md 2.3, 9.5)."""

from dataclasses import dataclass

RESPONSE_CODES: dict[str, str | None] = {
    "approved": "00",
    "refer_to_card_issuer": "01",
    "refer_to_card_issuer_special": "02",
    "invalid_merchant": "03",
    "pickup_card": "04",
    "do_not_honor": "05",
    "processing_error": "06",
    "pickup_card_special": "07",
    "honour_with_identification": "08",
    "processing": "09",
    "partial_approval": "10",
    "vip_approval": "11",
    "invalid_transaction": "12",
    "invalid_amount": "13",
    "invalid_account_number": "14",
    "no_such_issuer": "15",
    "customer_cancellation": "17",
    "customer_dispute": "18",
    "reenter_transaction": "19",
    "invalid_response": "20",
    "no_action_taken": "21",
    "suspected_malfunction": "22",
    "unable_to_locate_record": "25",
    "format_error": "30",
    "bank_not_supported": "31",
    "restricted_card": "36",
    "call_acquirer_security": "37",
    "no_credit_account": "39",
    "function_not_supported": "40",
    "pickup_lost_card": "41",
    "pickup_stolen_card": "43",
    "account_closed": "45",
    "insufficient_funds": "51",
    "no_checking_account": "52",
    "no_savings_account": "53",
    "expired_card": "54",
    "invalid_pin": "55",
    "no_card_record": "56",
    "transaction_not_permitted_cardholder": "57",
    "transaction_not_permitted_terminal": "58",
    "suspected_fraud": "59",
    "contact_acquirer": "60",
    "daily_limit_exceeded": "61",
    "security_violation": "63",
    "withdrawal_frequency_exceeded": "65",
    "response_received_too_late": "68",
    "pin_tries_exceeded": "75",
    "card_blocked_first_use": "78",
    "cvv_verification_failed": "82",
    "verification_no_decline": "85",
    "cutoff_in_progress": "90",
    "issuer_or_switch_inoperative": "91",
    "routing_destination_not_found": "92",
    "legal_violation": "93",
    "duplicate_transmission": "94",
    "system_malfunction": "96",
    "transaction_timeout": "97",
    "blocked_by_cardholder": "9G",
    "unknown": None,
}
"""`gateway_response_code` to the card's two-character `response_code`; `unknown` has none."""

DECLINE_CODES = frozenset(RESPONSE_CODES) - {"approved", "partial_approval", "vip_approval"}
"""Codes that a test may script as a decline."""

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
    """A gateway's verdict: code, the card's two-character code or None, and the text people read."""

    code: str
    response_code: str | None
    text: str


def declined(code: str, text: str | None = None) -> Outcome:
    """The decline named `code` (one of DECLINE_CODES), with its usual text unless `text` is given."""
    usual = _TEXTS.get(code, code.replace("_", " ").capitalize())
    return Outcome(code, RESPONSE_CODES[code], text or usual)


def approved(text: str) -> Outcome:
    """An approval with the text of its channel (paystack.md 2.3)."""
    return Outcome("approved", "00", text)
