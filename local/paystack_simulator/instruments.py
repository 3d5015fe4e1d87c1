"""Saved instruments that a payment leaves behind, and the texts of each channel (1.4, 2.3, section 4)."""

from local.paystack_simulator.cards import PaymentCard
from local.paystack_simulator.identifiers import instrument_signature
from local.paystack_simulator.outcomes import Outcome, approved
from local.paystack_simulator.records import Authorization, Transaction

DIRECT_DEBIT = "direct_debit"

_COUNTRIES = {"NGN": "NG", "GHS": "GH", "ZAR": "ZA", "KES": "KE", "XOF": "CI", "USD": "NG"}


def card_authorization(
    transaction: Transaction, card: PaymentCard, exp_month: str, exp_year: str, now: float
) -> Authorization:
    """A reusable card (S8); the number itself is not kept, its first six and last four digits are."""
    return Authorization(
        authorization_code="",
        email=transaction.email,
        bin=card.number[:6],
        last4=card.number[-4:],
        exp_month=exp_month,
        exp_year=exp_year,
        channel="card",
        card_type=f"{card.brand} ",  # with the space that Paystack's test mode adds
        bank="TEST BANK",
        country_code=_COUNTRIES[transaction.currency],
        brand=card.brand,
        reusable=True,
        signature=instrument_signature(card.number),
        created_at=now,
    )


def channel_authorization(transaction: Transaction, channel: str, now: float) -> Authorization:
    """An instrument that is no card: only a bank mandate (`direct_debit`) can be charged again."""
    mandate = channel == DIRECT_DEBIT
    return Authorization(
        authorization_code="",
        email=transaction.email,
        bin="XXXXXX" if mandate else "055XXX",
        last4="X149",
        exp_month="12",
        exp_year="9999",
        channel=channel,
        card_type="mandate" if mandate else "",
        bank="TEST BANK" if mandate else channel.replace("_", " ").upper(),
        country_code=_COUNTRIES[transaction.currency],
        brand=None if mandate else channel,
        reusable=mandate,
        signature=None,
        created_at=now,
    )


def checkout_approval(channel: str) -> tuple[Outcome, str | None]:
    """The approval of a checkout payment and the transaction's `message`, by channel (2.3)."""
    if channel == "card":
        return approved("Successful"), None
    if channel == "mobile_money":
        return approved("Approved"), None
    return approved("Payment successful"), "madePayment"


def wants_mandate(transaction: Transaction) -> bool:
    """Whether the merchant asked for a bank mandate: `custom_filters.recurring` in metadata (1.1)."""
    metadata = transaction.metadata
    filters = metadata.get("custom_filters") if isinstance(metadata, dict) else None
    return isinstance(filters, dict) and filters.get("recurring") is True
