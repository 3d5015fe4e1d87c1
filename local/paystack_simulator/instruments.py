"""Saved instruments that a payment leaves behind, and the texts of each channel (1.4, 2.3, section 4)."""

from local.paystack_simulator.cards import CARDS, PaymentCard
from local.paystack_simulator.identifiers import instrument_signature
from local.paystack_simulator.outcomes import Outcome, approved
from local.paystack_simulator.records import Authorization, Transaction

DIRECT_DEBIT = "direct_debit"
_BY_SIGNATURE = {instrument_signature(card.number): card for card in CARDS}

_COUNTRIES = {"NGN": "NG", "GHS": "GH", "ZAR": "ZA", "KES": "KE", "XOF": "CI", "USD": "NG"}


def card_authorization(
    email: str, currency: str, card: PaymentCard, exp_month: str, exp_year: str, now: float
) -> Authorization:
    """A reusable card (S8); the number itself is not kept, its first six and last four digits are."""
    return Authorization(
        authorization_code="",
        email=email,
        bin=card.number[:6],
        last4=card.number[-4:],
        exp_month=exp_month,
        exp_year=exp_year,
        channel="card",
        card_type=f"{card.brand} ",  # with the space that Paystack's test mode adds
        bank="TEST BANK",
        country_code=_COUNTRIES[currency],
        brand=card.brand,
        reusable=True,
        signature=instrument_signature(card.number),
        created_at=now,
    )


def channel_authorization(email: str, currency: str, channel: str, now: float) -> Authorization:
    """An instrument that is no card: only a bank mandate (`direct_debit`) can be charged again."""
    mandate = channel == DIRECT_DEBIT
    return Authorization(
        authorization_code="",
        email=email,
        bin="XXXXXX" if mandate else "055XXX",
        last4="X149",
        exp_month="12",
        exp_year="9999",
        channel=channel,
        card_type="mandate" if mandate else "",
        bank="TEST BANK" if mandate else channel.replace("_", " ").upper(),
        country_code=_COUNTRIES[currency],
        brand=None if mandate else channel,
        reusable=mandate,
        signature=None,
        created_at=now,
    )


def checkout_approval(channel: str) -> Outcome:
    """The approval of a payment at the checkout, by channel (2.3)."""
    return approved({"card": "Successful", "mobile_money": "Approved"}.get(channel, "Payment successful"))


def charge_approval(channel: str) -> Outcome:
    """The approval of a charge of a saved instrument, by channel (2.3)."""
    return approved("Payment successful" if channel == DIRECT_DEBIT else "Approved")


def success_message(channel: str) -> str | None:
    """The `message` of a transaction that was paid, by channel (2.3)."""
    return None if channel in {"card", "mobile_money"} else "madePayment"


def card_of(saved: Authorization) -> PaymentCard | None:
    """The test card that an instrument is, or None for what is no card: its signature tells."""
    return _BY_SIGNATURE.get(saved.signature or "")


def wants_mandate(transaction: Transaction) -> bool:
    """Whether the merchant asked for a bank mandate: `custom_filters.recurring` in metadata (1.1)."""
    metadata = transaction.metadata
    filters = metadata.get("custom_filters") if isinstance(metadata, dict) else None
    return isinstance(filters, dict) and filters.get("recurring") is True
