"""What Paystack's events are about, and what is to be looked at when one comes: the one table of all of them.

An event is a hint. Its name and the name of its object say where to look; no amount and no state in it is believed.
Paystack gives events no id, no time and no order (docs/paystack.md section 5).
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

DAY = 86_400
KEPT_FOR = 90 * DAY
"""Seconds for which an event is kept."""
_ID_DIGITS = 32
_PLAIN = re.compile(r"[!-~]{1,200}")
_MAX_NUMBER = 10**18


class Look(StrEnum):
    """What is to be looked at."""

    SETTLE = "settle"
    """The charge of a reference: `settle`."""
    REFUNDS = "refunds"
    """Every refund of the charge of a reference: events do not tell two equal ones apart."""
    DISPUTE = "dispute"
    """The dispute of a number."""
    RECORD = "record"
    """Nothing here depends on it: it is kept, for people."""


_NATURAL_KEYS = (
    *("id", "reference", "transaction_reference", "subscription_code", "invoice_code", "transfer_code"),
    *("request_code", "customer_code", "authorization_code", "bank_transfer.transaction_id", "dedicated_account.id"),
)
"""Where the name of an event's object is found, the first that is there, unless its event says otherwise."""
_SUBJECT = {
    Look.SETTLE: ("reference",),
    Look.REFUNDS: ("transaction_reference",),
    Look.DISPUTE: ("id",),
    Look.RECORD: _NATURAL_KEYS,
}

EVENTS: Mapping[str, Look] = {
    "charge.success": Look.SETTLE,
    "charge.dispute.create": Look.DISPUTE,
    "charge.dispute.remind": Look.DISPUTE,
    "charge.dispute.resolve": Look.DISPUTE,
    "refund.pending": Look.REFUNDS,
    "refund.processing": Look.REFUNDS,
    "refund.processed": Look.REFUNDS,
    "refund.failed": Look.REFUNDS,
    "refund.needs-attention": Look.REFUNDS,
    **dict.fromkeys(
        (
            *("subscription.create", "subscription.not_renew", "subscription.disable", "subscription.expiring_cards"),
            *("invoice.create", "invoice.update", "invoice.payment_failed"),
            *("customeridentification.success", "customeridentification.failed"),
            *("dedicatedaccount.assign.success", "dedicatedaccount.assign.failed"),
            *("direct_debit.authorization.created", "direct_debit.authorization.active"),
            *("preauthorization.reserve.success", "preauthorization.capture.success"),
            *("preauthorization.capture.failed", "preauthorization.release.success"),
            "preauthorization.release.failed",
            *("paymentrequest.pending", "paymentrequest.success"),
            *("transfer.success", "transfer.failed", "transfer.reversed"),
            "bank.transfer.rejected",
        ),
        Look.RECORD,
    ),
}
"""Every event that Paystack documents. The product uses its subscriptions, invoices and payouts for nothing."""


class WebhookState(StrEnum):
    """How far we are with an event."""

    RECEIVED = "received"
    """Stored, and to be looked at."""
    PROCESSED = "processed"


class WebhookResult(StrEnum):
    """What became of an event."""

    SETTLED = "settled"
    """Its charge is as Paystack's verify says."""
    REFRESHED = "refreshed"
    """Its refunds, or its dispute, are as Paystack's own list says."""
    NOT_OURS = "not_ours"
    """It is about something else on the same Paystack account; reconciliation tells whether it should be ours."""
    RECORDED = "recorded"
    """Kept, and nothing depends on it."""
    UNKNOWN = "unknown"
    """Kept: Paystack's documents know no such event."""
    UNREADABLE = "unreadable"
    """Kept: no event, or one that does not say what it is about."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An event that was delivered, without its body; times in UTC epoch seconds.

    `id` is its dedupe key: two deliveries with the same are one event.
    """

    id: str
    received_at: int
    event: str = ""
    subject: str = ""
    status: str = ""
    state: WebhookState = WebhookState.RECEIVED
    result: WebhookResult | None = None
    processed_at: int | None = None
    version: int = 1

    @property
    def look(self) -> Look | None:
        """What is to be looked at; None when that cannot be told."""
        look = EVENTS.get(self.event)
        if look is None or look is Look.RECORD:
            return look
        return look if self.subject and (look is not Look.DISPUTE or self.subject.isdigit()) else None

    @property
    def is_processed(self) -> bool:
        """Whether nothing is left to do."""
        return self.state is WebhookState.PROCESSED

    def processed(self, result: WebhookResult, now: int) -> "Webhook":
        """Return it with its end."""
        return replace(self, state=WebhookState.PROCESSED, result=result, processed_at=now)

    def again(self) -> "Webhook":
        """Return it as if it had just come."""
        return replace(self, state=WebhookState.RECEIVED, result=None, processed_at=None)


def webhook_of(body: bytes, now: int) -> Webhook:
    """Return the event that a body holds, whatever is in it, under its dedupe key.

    The key is made of event, object, state and the hash of the body: a repeated delivery has the same bytes.
    """
    event, subject, status = _told(body)
    parts = (event, subject, status, hashlib.sha256(body).hexdigest())
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_ID_DIGITS]
    return Webhook(key, now, event, subject, status)


def _told(body: bytes) -> tuple[str, str, str]:
    """What an event says of itself: its name, its object and that object's state, empty where it does not say."""
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        return "", "", ""
    if not isinstance(envelope, dict):
        return "", "", ""
    event = _text(envelope.get("event"))
    data = envelope.get("data")
    if not event or not isinstance(data, dict):  # expiring_cards has a list
        return event, "", ""
    places = _SUBJECT[EVENTS.get(event, Look.RECORD)]
    subject = next((found for place in places if (found := _text(_at(data, place)))), "")
    return event, subject, _text(data.get("status"))


def _at(data: Mapping[str, Any], place: str) -> object:
    found: object = data
    for name in place.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _text(value: object) -> str:
    """A name as text: printable, short, or nothing. A whole number is one; true is none."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MAX_NUMBER:
        return str(value)
    return value if isinstance(value, str) and _PLAIN.fullmatch(value) else ""
