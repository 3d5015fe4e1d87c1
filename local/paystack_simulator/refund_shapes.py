"""JSON bodies of refunds as Paystack writes them (paystack.md 5.3, 6.1, 6.4)."""

from local.paystack_simulator import shapes
from local.paystack_simulator.clock import millisecond_stamp, whole_second_stamp
from local.paystack_simulator.records import Customer, Json, Refund, Transaction

MERCHANT = "merchant@example.com"
_EXPECTED_AFTER = 9 * 86_400
_NEEDS_ATTENTION, _PROCESSED, _FAILED = "needs-attention", "processed", "failed"


def created(refund: Refund, transaction: Transaction) -> Json:
    """`data` of a new refund: the only one with the transaction as an object (6.1)."""
    paid = shapes.stamp(transaction.paid_at)
    return {
        "transaction": {
            "id": transaction.id,
            "domain": transaction.domain,
            "reference": transaction.reference,
            "amount": transaction.amount,
            "paid_at": paid,
            "channel": transaction.channel,
            "currency": transaction.currency,
            "authorization": {"exp_month": None, "exp_year": None, "account_name": None},
            "customer": {"international_format_phone": None},
            "plan": {},
            "subaccount": {"currency": None},
            "split": {},
            "order_id": None,
            "paidAt": paid,
            "pos_transaction_data": None,
            "source": None,
            "fees_breakdown": None,
        },
        "integration": shapes.INTEGRATION,
        "deducted_amount": 0,
        "channel": None,
        "merchant_note": refund.merchant_note,
        "customer_note": refund.customer_note,
        "status": refund.status,
        "refunded_by": MERCHANT,
        "expected_at": millisecond_stamp(refund.created_at + _EXPECTED_AFTER),
        "currency": refund.currency,
        "domain": refund.domain,
        "amount": refund.amount,
        "fully_deducted": False,
        "id": refund.id,
        "createdAt": millisecond_stamp(refund.created_at),
        "updatedAt": millisecond_stamp(refund.updated_at),
    }


def _common(refund: Refund) -> Json:
    return {
        "integration": shapes.INTEGRATION,
        "transaction": refund.transaction_id,
        "dispute": refund.dispute_id,
        "settlement": None,
        "id": refund.id,
        "domain": refund.domain,
        "currency": refund.currency,
        "amount": refund.amount,
        "status": refund.status,
        "refunded_at": shapes.stamp(refund.refunded_at),
        "refunded_by": MERCHANT,
        "customer_note": refund.customer_note,
        "merchant_note": refund.merchant_note,
        "deducted_amount": refund.amount,
        "bank_reference": None,
        "reason": refund.status.upper(),
        "initiated_by": MERCHANT,
        "session_id": None,
    }


def row(refund: Refund, transaction: Transaction, payer: Customer) -> Json:
    """A refund as fetch and list show it: the transaction by its id, `fully_deducted` as 1 (6.4)."""
    return _common(refund) | {
        "fully_deducted": 1,
        "createdAt": whole_second_stamp(refund.created_at),
        "transaction_reference": refund.reference,
        "customer": shapes.customer(payer),
        "refund_type": "full" if refund.amount == transaction.amount else "partial",
        "transaction_amount": transaction.amount,
        "refund_channel": transaction.channel,
        "collect_account_number": refund.status == _NEEDS_ATTENTION,
    }


def retried(refund: Refund, transaction: Transaction) -> Json:
    """`data` of a refund that is tried again."""
    return _common(refund) | {
        "expected_at": whole_second_stamp(refund.created_at + _EXPECTED_AFTER),
        "channel": transaction.channel,
        "fully_deducted": True,
        "customer": None,
        "reversed_at": None,
    }


def event(refund: Refund, payer: Customer) -> Json:
    """`data` of a `refund.*` event: the amount is text in some and a number in others, one alone has the id (5.3)."""
    is_text = refund.status not in {_FAILED, _NEEDS_ATTENTION}
    body: Json = {
        "status": refund.status,
        "transaction_reference": refund.reference,
        "refund_reference": refund.refund_reference,
        "amount": str(refund.amount) if is_text else refund.amount,
        "currency": refund.currency,
    }
    if refund.status != _NEEDS_ATTENTION:
        body["processor"] = "mpgs_zen" if refund.status == _PROCESSED else "instant-transfer"
    body |= {
        "customer": {"first_name": None, "last_name": None, "email": payer.email},
        "integration": shapes.INTEGRATION,
        "domain": refund.domain,
    }
    if refund.status == _NEEDS_ATTENTION:
        notes = {"customer_note": refund.customer_note, "merchant_note": refund.merchant_note}
        body |= {"id": str(refund.id)} | notes
    return body
