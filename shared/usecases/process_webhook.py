"""Do what an event calls for: look at what it is about, with Paystack, and never at what it claims."""

from collections.abc import Callable
from contextlib import suppress

from shared.domain.errors import Conflict, GatewayUnavailable, PaymentNotFound
from shared.domain.payment import Payment
from shared.domain.webhook import EVENTS, Look, Webhook, WebhookResult
from shared.ports import Clock, WebhookStore
from shared.usecases.settle import Settle

RefreshRefunds = Callable[[str], object]
"""Brings the refunds of a reference up to date with Paystack; raises PaymentNotFound when it is none of ours."""
RefreshDispute = Callable[[int], object]
"""Brings the dispute of a number up to date with Paystack; raises PaymentNotFound when its charge is none of ours."""


def process_webhook(
    webhook_id: str,
    *,
    webhooks: WebhookStore,
    settle: Settle,
    refresh_refunds: RefreshRefunds,
    refresh_dispute: RefreshDispute,
    clock: Clock,
) -> WebhookResult | None:
    """Return what became of the event, now or when it was processed before; None when it is no longer kept.

    Whatever the three callables raise means that the event is not processed yet, and is to be tried again; so does
    GatewayUnavailable, raised here for a charge whose end Paystack did not tell.
    """
    webhook = webhooks.get_webhook(webhook_id)
    if webhook is None or webhook.is_processed:
        return webhook.result if webhook else None
    result = _look(webhook, settle, refresh_refunds, refresh_dispute)
    with suppress(Conflict):  # somebody else processed it at this moment, or staff want it processed once more
        webhooks.replace_webhook(webhook.processed(result, clock.now()))
    return result


def _look(
    webhook: Webhook, settle: Settle, refresh_refunds: RefreshRefunds, refresh_dispute: RefreshDispute
) -> WebhookResult:
    try:
        match webhook.look:
            case Look.SETTLE:
                _require_end(settle(webhook.subject))
                return WebhookResult.SETTLED
            case Look.REFUNDS:
                refresh_refunds(webhook.subject)
                return WebhookResult.REFRESHED
            case Look.DISPUTE:
                refresh_dispute(int(webhook.subject))
                return WebhookResult.REFRESHED
            case Look.RECORD:
                return WebhookResult.RECORDED
            case _:
                is_unreadable = not webhook.event or webhook.event in EVENTS
                return WebhookResult.UNREADABLE if is_unreadable else WebhookResult.UNKNOWN
    except PaymentNotFound:
        return WebhookResult.NOT_OURS


def _require_end(payment: Payment | None) -> None:
    if payment is not None and not payment.is_settled:
        raise GatewayUnavailable("The payment could not be verified yet.")
