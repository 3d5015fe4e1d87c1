"""Domain objects as the API shows them: amounts as decimal strings, instants in ISO 8601 UTC."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

from shared.domain.money import Money
from shared.domain.money_back import returned
from shared.domain.payment import Payment, PaymentStatus
from shared.domain.user import User

_CSV_COLUMNS = (
    *("id", "reference", "status", "amount", "currency", "email", "created_time", "paid_at", "channel"),
    *("subscription", "payment_interval"),
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def present_user(user: User) -> dict[str, Any]:
    """A user, as the old API showed one."""
    return {"email": user.email, "username": user.username, "id": user.id}


def present_checkout(payment: Payment) -> dict[str, Any]:
    """A payment that was just begun: pending, whatever became of it before a repeated request."""
    return {
        "id": payment.id,
        "reference": payment.reference,
        "access_code": payment.access_code,
        "authorization_url": payment.authorization_url,
        "status": PaymentStatus.PENDING.value,
        "amount": str(payment.money),
        "currency": payment.money.currency,
        "subscription": payment.subscription_id,
    }


def present_payment(payment: Payment) -> dict[str, Any]:
    """A payment in full."""
    card = {"brand": payment.card_brand, "last4": payment.card_last4} if payment.card_last4 else None
    failure = {"code": payment.failure_code, "message": payment.failure_text} if payment.failure_code else None
    is_open = payment.status is PaymentStatus.PENDING and payment.authorization_url
    return {
        "id": payment.id,
        "reference": payment.reference,
        "status": payment.status.value,
        "amount": str(payment.money),
        "amount_refunded": str(Money(returned(payment), payment.money.currency)),
        "currency": payment.money.currency,
        "email": payment.email,
        "created_time": present_instant(payment.created_at),
        "paid_at": present_instant(payment.paid_at) if payment.paid_at else None,
        "channel": payment.channel or None,
        "card": card,
        "failure": failure,
        "subscription": payment.subscription_id,
        "subscription_plan": payment.terms is not None,
        "payment_interval": payment.terms.interval.value if payment.terms else None,
        "purpose": payment.purpose.value,
        "notice": payment.notice.value if payment.notice else None,
        "authorization_url": payment.authorization_url if is_open else None,
        "metadata": json.loads(payment.metadata) if payment.metadata else None,
        "refunds": _refunds(payment),
    }


def _refunds(payment: Payment) -> list[dict[str, Any]]:
    """Its refunds as customers see them: why, and who asked, is the merchant's own affair."""
    return [
        {
            "id": refund.id,
            "amount": str(Money(refund.amount, payment.money.currency)),
            "status": refund.status.value,
            "created_time": present_instant(refund.created_at),
            "updated_time": present_instant(refund.updated_at),
        }
        for refund in payment.refunds
    ]


def present_csv(payments: list[Payment]) -> str:
    """Payments as CSV with a header line; cells that a spreadsheet would run as a formula are quoted."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(_CSV_COLUMNS)
    for payment in payments:
        shown = present_payment(payment)
        writer.writerow([_harmless(shown[column]) for column in _CSV_COLUMNS])
    return lines.getvalue()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def present_instant(instant: int) -> str:
    """UTC epoch seconds as `2026-11-23T17:25:00Z`."""
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
