"""The page that a customer sees after paying."""

from html import escape

from shared.domain.payment import Notice, Payment, PaymentStatus, Purpose

_WORDS = {
    PaymentStatus.SUCCESS: ("Payment received", "Thank you. You can close this page."),
    PaymentStatus.PENDING: (
        "Payment not complete yet",
        "If you have just paid, this page will say so as soon as your bank confirms it: load it again in a minute.",
    ),
    PaymentStatus.FAILED: ("Payment failed", "You have not been charged. Please try again."),
    PaymentStatus.ABANDONED: ("Payment not made", "You have not been charged. Please start again."),
    PaymentStatus.REFUND_PENDING: ("Refund on its way", "The money is on its way back to you."),
    PaymentStatus.REFUNDED: ("Payment refunded", "The money was given back to you."),
    PaymentStatus.PARTIALLY_REFUNDED: ("Payment partly refunded", "A part of the money was given back to you."),
    PaymentStatus.DISPUTED: ("Payment disputed", "Your bank is looking into this payment."),
    PaymentStatus.REVERSED: ("Payment reversed", "The money was given back to you through your bank."),
    PaymentStatus.QUARANTINED: (
        "We are checking this payment",
        "The amount received is not the one we expected. We will be in touch.",
    ),
}
_CARD_TAKEN = ("Card saved", "The small payment that proved it is given back to you.")
_GIVEN_BACK = {
    Notice.NOT_REUSABLE: (
        "Card not saved",
        "What you paid with cannot be charged again. The payment is given back to you: please try with another card.",
    ),
    Notice.TRIAL_USED: (
        "Trial not begun",
        "This card has had this trial before. The payment is given back to you.",
    ),
}
_NOT_RECURRING = ("Payment received", "What you paid with cannot be charged again, so nothing more will be charged.")
RECEIPT_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}


def receipt_page(payment: Payment) -> str:
    """Return a whole HTML page; it shows the amount, the reference and what became of it, and nothing personal."""
    title, words = _words(payment)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(title)}</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:4rem auto;padding:0 1rem;color:#1c2430}}
dl{{display:grid;grid-template-columns:auto 1fr;gap:.3rem 1.2rem}}dt{{color:#5b6675}}dd{{margin:0}}</style></head>
<body><main><h1>{escape(title)}</h1><p>{escape(words)}</p>
<dl><dt>Amount</dt><dd>{escape(payment.money.currency)} {payment.money}</dd>
<dt>Reference</dt><dd>{escape(payment.reference)}</dd>
<dt>Status</dt><dd>{payment.status.value}</dd></dl></main></body></html>
"""


def _words(payment: Payment) -> tuple[str, str]:
    if payment.is_paid and payment.purpose is Purpose.CARD_CHECK:
        return _GIVEN_BACK[payment.notice] if payment.notice else _CARD_TAKEN
    if payment.status is PaymentStatus.SUCCESS and payment.notice:
        return _NOT_RECURRING
    return _WORDS[payment.status]
