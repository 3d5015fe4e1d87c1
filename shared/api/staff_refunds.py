"""Refunds as staff ask for them and see them."""

import hashlib
import json
from typing import Any

from shared.api.presenters import present_instant
from shared.api.request import Request, idempotency_key_in
from shared.domain.errors import InvalidInput
from shared.domain.money import SUBUNITS_PER_UNIT, Money
from shared.domain.money_back import refundable
from shared.domain.payment import Payment
from shared.domain.refund import Refund, RefundRequest


def refund_request_of(request: Request) -> RefundRequest:
    """Return what staff ask for; raise InvalidInput naming each field that is wrong."""
    body = request.body
    problems: dict[str, object] = {}
    key = idempotency_key_in(request, problems)
    amount = body.get("amount")
    subunits = None if amount is None else int(amount * SUBUNITS_PER_UNIT)
    if subunits is not None and subunits <= 0:
        problems["amount"] = ["Ensure this value is greater than 0."]
    if problems:
        raise InvalidInput(problems)
    text = json.dumps(body, sort_keys=True, default=str)
    return RefundRequest(
        amount=subunits,
        reason=body.get("reason") or "",
        requested_by=request.user_id,
        client_key=_digest(key) if key else "",
        body_hash=_digest(text) if key else "",
    )


def _digest(text: str) -> str:
    """A hash in place of what a client sent: its key is its own affair, and the item stays small."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def present_staff_refund(payment: Payment, refund: Refund) -> dict[str, Any]:
    """A refund in full, and what is left of its payment."""
    currency = payment.money.currency
    failure = {"code": refund.failure_code, "message": refund.failure_text} if refund.failure_code else None
    return {
        "id": refund.id,
        "payment": {"user": payment.user_id, "id": payment.id, "reference": payment.reference},
        "payment_status": payment.status.value,
        "status": refund.status.value,
        "amount": str(Money(refund.amount, currency)),
        "currency": currency,
        "refundable": str(Money(refundable(payment), currency)),
        "reason": refund.reason or None,
        "requested_by": refund.requested_by or None,
        "failure": failure,
        "paystack_id": refund.paystack_id,
        "created_time": present_instant(refund.created_at),
        "updated_time": present_instant(refund.updated_at),
    }
