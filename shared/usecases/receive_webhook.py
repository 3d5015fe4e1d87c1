"""Take an event that Paystack delivers: a hint that something happened, never the proof of it."""

import json
from enum import StrEnum

from shared.domain.errors import GatewayUnavailable, PaymentNotFound, SignatureRejected
from shared.domain.payment import Payment, PaymentStatus
from shared.ports import (
    Clock,
    PaymentProvider,
    PaymentStore,
    Scheduler,
    SignatureChecker,
    SubscriptionStore,
)
from shared.usecases.settle import settle


class WebhookResult(StrEnum):
    """What became of an event."""

    SETTLED = "settled"
    IGNORED = "ignored"


def receive_webhook(
    body: bytes,
    signature: str,
    *,
    signatures: SignatureChecker,
    payments: PaymentStore,
    subscriptions: SubscriptionStore,
    provider: PaymentProvider,
    scheduler: Scheduler,
    clock: Clock,
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
        payment = settle(
            reference,
            payments=payments,
            subscriptions=subscriptions,
            provider=provider,
            scheduler=scheduler,
            clock=clock,
        )
    except PaymentNotFound:  # somebody else's charge on the same Paystack account
        return WebhookResult.IGNORED
    _require_end(payment)
    return WebhookResult.SETTLED


def _successful_reference(body: bytes) -> str | None:
    try:
        event = json.loads(body)
    except ValueError:
        return None
    if not isinstance(event, dict) or event.get("event") != "charge.success":
        return None
    data = event.get("data")
    reference = data.get("reference") if isinstance(data, dict) else None
    return reference if isinstance(reference, str) else None


def _require_end(payment: Payment | None) -> None:
    if payment is not None and payment.status is PaymentStatus.PENDING:
        raise GatewayUnavailable("The payment could not be verified yet.")
