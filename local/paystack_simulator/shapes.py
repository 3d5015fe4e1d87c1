"""JSON bodies as Paystack writes them (paystack.md 1.2, 2.1, 3.2, 5.3)."""

from typing import Any

from local.paystack_simulator.clock import millisecond_stamp, whole_second_stamp
from local.paystack_simulator.records import CHARGE, Authorization, Customer, Json, Transaction

INTEGRATION = 412829
"""The number of the one integration."""


def envelope(message: str, data: object, meta: Json | None = None) -> Json:
    """A successful answer; `meta` only where there is one (paystack.md 9.2)."""
    body: Json = {"status": True, "message": message, "data": data}
    if meta is not None:
        body["meta"] = meta
    return body


def authorization(saved: Authorization | None) -> Json:
    """An authorization, or `{}` where nothing was saved (section 4)."""
    if saved is None:
        return {}
    hidden = {"email", "created_at", "active"}
    return {key: value for key, value in vars(saved).items() if key not in hidden} | {"account_name": None}


def _webhook_authorization(saved: Authorization | None) -> Json:
    receiver = {"receiver_bank_account_number": None, "receiver_bank": None}
    return authorization(saved) | (receiver if saved else {})


def customer(payer: Customer) -> Json:
    """A customer as transactions show it."""
    return {
        "id": payer.id,
        "first_name": None,
        "last_name": None,
        "email": payer.email,
        "customer_code": payer.customer_code,
        "phone": None,
        "metadata": None,
        "risk_action": "default",
        "international_format_phone": None,
    }


def customer_page(payer: Customer, active: list[Authorization], paid: list[Transaction], domain: str) -> Json:
    """`GET /customer/:email_or_code`, with the authorizations that still work (S26)."""
    totals: dict[str, int] = {}
    for transaction in paid:
        totals[transaction.currency] = totals.get(transaction.currency, 0) + transaction.amount
    created = millisecond_stamp(payer.created_at)
    return customer(payer) | {
        "transactions": [],
        "subscriptions": [],
        "authorizations": [authorization(saved) for saved in active],
        "domain": domain,
        "integration": INTEGRATION,
        "createdAt": created,
        "updatedAt": created,
        "created_at": created,
        "updated_at": created,
        "total_transactions": len(paid),
        "total_transaction_value": [{"currency": c, "amount": total} for c, total in totals.items()],
        "dedicated_account": None,
        "dedicated_accounts": [],
        "identified": False,
        "identifications": None,
    }


def stamp(moment: float | None) -> str | None:
    """A transaction's timestamp, or None."""
    return None if moment is None else whole_second_stamp(moment)


def _log(transaction: Transaction) -> Json | None:
    # Only a payer at the page leaves a log; an off-session charge has none (5.3).
    if transaction.source == CHARGE or not transaction.attempts:
        return None
    paid = transaction.is_taken
    spent = max(1, int((transaction.paid_at or transaction.created_at) - transaction.created_at))
    history = [{"type": "action", "message": f"Attempted to pay with {transaction.channel}", "time": spent}]
    if paid:
        entry = {"type": "success", "message": f"Successfully paid with {transaction.channel}", "time": spent}
        history.append(entry)
    return {
        "start_time": int(transaction.created_at),
        "time_spent": spent,
        "attempts": transaction.attempts,
        "errors": transaction.errors,
        "success": paid,
        "mobile": False,
        "input": [],
        "history": history,
    }


def _metadata(transaction: Transaction, empty: object) -> Any:  # noqa: ANN401 - the merchant's own JSON
    # Nothing reads back as "" or null, as the endpoint goes (paystack.md 1.1).
    return transaction.metadata if transaction.metadata not in (None, "", {}) else empty


def source(transaction: Transaction) -> Json:
    """Where a transaction came from, as fetch, list and webhooks show it (5.3)."""
    entry = "charge" if transaction.source == CHARGE else "transaction_initialize"
    return {"type": "api", "source": "merchant_api", "entry_point": entry, "identifier": None}


def _common(transaction: Transaction) -> Json:
    return {
        "id": transaction.id,
        "domain": transaction.domain,
        "status": transaction.status,
        "reference": transaction.reference,
        "amount": transaction.amount,
        "message": transaction.message,
        "gateway_response": transaction.gateway_response,
        "gateway_response_code": transaction.gateway_response_code,
        "response_code": transaction.response_code,
        "channel": transaction.channel,
        "currency": transaction.currency,
        "ip_address": transaction.ip_address,
        "log": _log(transaction),
        "fees": transaction.fees,
    }


def _full(transaction: Transaction) -> Json:
    paid, created = stamp(transaction.paid_at), whole_second_stamp(transaction.created_at)
    return _common(transaction) | {
        "paid_at": paid,
        "created_at": created,
        "paidAt": paid,
        "createdAt": created,
        "requested_amount": transaction.requested_amount,
        "fees_split": None,
        "fees_breakdown": None,
        "split": {},
        "subaccount": {},
        "order_id": None,
        "pos_transaction_data": None,
        "connect": None,
    }


def bare(transaction: Transaction) -> Json:
    """A transaction without its payer and instrument, as a dispute shows it (5.3)."""
    hidden = {"gateway_response_code", "response_code"}
    body = {key: value for key, value in _full(transaction).items() if key not in hidden}
    return body | {
        "log": None,
        "metadata": _metadata(transaction, ""),
        "authorization": {},
        "customer": {"international_format_phone": None},
        "plan": {},
        "source": None,
    }


def verify(transaction: Transaction, payer: Customer, saved: Authorization | None) -> Json:
    """`data` of verify: `plan` and `source` null, `plan_object` empty (2.1)."""
    return _full(transaction) | {
        "receipt_number": None,
        "metadata": _metadata(transaction, ""),
        "authorization": authorization(saved),
        "customer": customer(payer),
        "plan": None,
        "plan_object": {},
        "source": None,
        "transaction_date": whole_second_stamp(transaction.created_at),
    }


def fetch(transaction: Transaction, payer: Customer, saved: Authorization | None) -> Json:
    """`data` of fetch by id: the only one with `helpdesk_link` (2.1)."""
    return _full(transaction) | {
        "receipt_number": None,
        "helpdesk_link": None,
        "metadata": _metadata(transaction, ""),
        "authorization": _webhook_authorization(saved),
        "customer": customer(payer),
        "plan": {},
        "source": source(transaction),
    }


def list_item(transaction: Transaction, payer: Customer, saved: Authorization | None) -> Json:
    """One row of the list (2.6)."""
    return _full(transaction) | {
        "metadata": _metadata(transaction, None),
        "authorization": authorization(saved),
        "customer": customer(payer),
        "plan": {},
        "source": source(transaction),
    }


def charge(transaction: Transaction, payer: Customer, saved: Authorization | None) -> Json:
    """`data` of charge_authorization, without the dates that verify has (3.2)."""
    return _common(transaction) | {
        "transaction_date": whole_second_stamp(transaction.created_at),
        "metadata": _metadata(transaction, ""),
        "authorization": authorization(saved),
        "customer": customer(payer),
        "plan": None,
    }


def charge_success(transaction: Transaction, payer: Customer, saved: Authorization | None) -> Json:
    """`data` of the `charge.success` event (5.3)."""
    body = _full(transaction) | {
        "metadata": _metadata(transaction, ""),
        "authorization": _webhook_authorization(saved),
        "customer": customer(payer),
        "plan": {},
        "source": source(transaction),
    }
    del body["connect"]
    return body
