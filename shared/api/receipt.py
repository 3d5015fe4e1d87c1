"""The page that a customer sees after paying."""

from html import escape

from shared.domain.payment import Payment, PaymentStatus

_WORDS = {
    PaymentStatus.SUCCESS: ("Payment received", "Thank you. You can close this page."),
    PaymentStatus.PENDING: (
        "Payment not complete yet",
        "If you have just paid, this page will say so as soon as your bank confirms it: load it again in a minute.",
    ),
    PaymentStatus.FAILED: ("Payment failed", "You have not been charged. Please try again."),
    PaymentStatus.ABANDONED: ("Payment not made", "You have not been charged. Please start again."),
    PaymentStatus.QUARANTINED: (
        "We are checking this payment",
        "The amount received is not the one we expected. We will be in touch.",
    ),
}
RECEIPT_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}


def receipt_page(payment: Payment) -> str:
    """Return a whole HTML page; it shows the amount, the reference and what became of it, and nothing personal."""
    title, words = _WORDS[payment.status]
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
