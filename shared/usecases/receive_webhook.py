"""Take an event that Paystack delivers: a hint that something happened, never the proof of it."""

import json
from enum import StrEnum

from shared.domain.errors import GatewayUnavailable, PaymentNotFound, SignatureRejected
from shared.domain.payment import Payment
from shared.ports import SignatureChecker
from shared.usecases.settle import Settle


class WebhookResult(StrEnum):
    """What became of an event."""

    SETTLED = "settled"
    IGNORED = "ignored"


def receive_webhook(
    body: bytes,
    signature: str,
    *,
    signatures: SignatureChecker,
    settle: Settle,
) -> WebhookResult:
    """Settle the payment that a signed `charge.success` names; events about anything else are ignored.

    Raise SignatureRejected for bytes that Paystack did not sign, before anything is parsed, and
    GatewayUnavailable when the payment could not be settled now, so that Paystack delivers the event again.
    """
    if not signatures.is_signed(body, signature):
        raise SignatureRejected
    reference = _successful_reference(body)
    if reference is None:
        return WebhookResult.IGNORED
    try:
        payment = settle(reference)
    except PaymentNotFound:  # somebody else's charge on the same Paystack account
        return WebhookResult.IGNORED
    _require_end(payment)
    return WebhookResult.SETTLED


def _successful_reference(body: bytes) -> str | None:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict) or event.get("event") != "charge.success":
        return None
    data = event.get("data")
    reference = data.get("reference") if isinstance(data, dict) else None
    return reference if isinstance(reference, str) else None


def _require_end(payment: Payment | None) -> None:
    if payment is not None and not payment.is_settled:
        raise GatewayUnavailable("The payment could not be verified yet.")
