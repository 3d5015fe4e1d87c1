"""JSON bodies of disputes as Paystack writes them (paystack.md 5.3)."""

from local.paystack_simulator import shapes
from local.paystack_simulator.clock import millisecond_stamp
from local.paystack_simulator.records import Authorization, Customer, Dispute, Json, Transaction

_MERCHANT_ID = 30039
_LISTED_ALONE = ("createdAt", "source", "fees_breakdown", "connect")
"""Fields of a disputed transaction that events do not have."""


def _body(dispute: Dispute, transaction: Transaction, payer: Customer, saved: Authorization | None) -> Json:
    return {
        "id": dispute.id,
        "refund_amount": dispute.refund_amount,
        "currency": dispute.currency,
        "status": dispute.status,
        "resolution": dispute.resolution,
        "domain": dispute.domain,
        "transaction": shapes.bare(transaction),
        "transaction_reference": None,
        "category": dispute.category,
        "customer": shapes.customer(payer),
        "bin": saved.bin if saved else None,
        "last4": saved.last4 if saved else None,
        "dueAt": shapes.stamp(dispute.due_at),
        "resolvedAt": shapes.stamp(dispute.resolved_at),
        "evidence": dispute.evidence,
        "attachments": dispute.attachment,
        "note": None,
        "history": [_stamped(one) for one in dispute.history],
        "messages": [_stamped(one) for one in dispute.messages],
    }


def _stamped(entry: Json) -> Json:
    return {key: value for key, value in entry.items() if key != "at"} | {"createdAt": shapes.stamp(entry["at"])}


def row(dispute: Dispute, transaction: Transaction, payer: Customer, saved: Authorization | None) -> Json:
    """A dispute as list and fetch show it."""
    stamps = {"createdAt": shapes.stamp(dispute.created_at), "updatedAt": shapes.stamp(dispute.updated_at)}
    return _body(dispute, transaction, payer, saved) | stamps


def event(dispute: Dispute, transaction: Transaction, payer: Customer, saved: Authorization | None) -> Json:
    """`data` of a `charge.dispute.*` event: the same with its stamps spelled otherwise."""
    body = _body(dispute, transaction, payer, saved)
    body["transaction"] = {key: value for key, value in body["transaction"].items() if key not in _LISTED_ALONE}
    stamps = {"created_at": shapes.stamp(dispute.created_at), "updated_at": shapes.stamp(dispute.updated_at)}
    return body | stamps


def resolved(dispute: Dispute, saved: Authorization | None, number: int) -> Json:
    """`data` of an answered dispute: the transaction by its id, and the `message` that was sent, as `number`."""
    stamp = millisecond_stamp(dispute.updated_at)
    message = dispute.messages[-1]
    return {
        "currency": dispute.currency,
        "last4": saved.last4 if saved else None,
        "bin": saved.bin if saved else None,
        "transaction_reference": None,
        "merchant_transaction_reference": dispute.reference,
        "refund_amount": dispute.refund_amount,
        "status": dispute.status,
        "domain": dispute.domain,
        "resolution": dispute.resolution,
        "category": dispute.category,
        "note": None,
        "attachments": dispute.attachment,
        "id": dispute.id,
        "integration": shapes.INTEGRATION,
        "transaction": dispute.transaction_id,
        "created_by": _MERCHANT_ID,
        "evidence": dispute.evidence["id"] if dispute.evidence else None,
        "resolvedAt": stamp,
        "createdAt": shapes.stamp(dispute.created_at),
        "updatedAt": stamp,
        "dueAt": shapes.stamp(dispute.due_at),
        "message": {
            "dispute": dispute.id,
            "sender": message["sender"],
            "body": message["body"],
            "id": number,
            "createdAt": stamp,
            "updatedAt": stamp,
        },
    }
