"""Paystack's transaction objects in our words."""

from typing import Any

from shared.adapters.paystack.client import Answer
from shared.adapters.paystack.values import as_instant, as_integer, as_object
from shared.domain.transaction import (
    AUTHORIZATION_REFUSED,
    HELD_BACK,
    NOT_FOUND,
    UNKNOWN,
    Authorization,
    Outcome,
    OutcomeKind,
    Transaction,
)

_TAKEN = frozenset({"success", "reversed", "reversal-pending"})
"""A refunded charge was a charge: what was given back is another matter."""
_NOT_FINAL = frozenset({"ongoing", "pending", "processing", "queued"})
_SAYS_NOTHING = frozenset({"duplicate_reference", "unknown", "rate_limited"})
"""Codes of a 400 that leave open whether a charge exists."""
_NOT_ACTED_ON = frozenset({401, 403, 404, 408, 409, 422})
"""Statuses of a charge call that say nothing about the card; the charge stays in flight and verify decides."""
_TOO_MANY = 429


def verify_outcome(answer: Answer) -> Outcome:
    """Read an answer of `GET /transaction/verify/:reference`."""
    if not answer.is_readable:
        return UNKNOWN
    if answer.code == "transaction_not_found":
        return NOT_FOUND
    return outcome_of(answer.data) if answer.data else UNKNOWN


def charge_outcome(answer: Answer) -> Outcome:
    """Read an answer of `POST /transaction/charge_authorization`.

    A refusal by the card's bank comes as a 200 with `data.status` `failed`, or as a 400 with the same. A 400 in
    Paystack's own envelope with neither `data` nor the code of a used reference refuses the authorization itself:
    nothing was created. Its own codes are not told apart: most of these answers have none.
    """
    if answer.status == _TOO_MANY:
        return HELD_BACK
    if not answer.is_readable or answer.status in _NOT_ACTED_ON:
        return UNKNOWN
    if answer.data:
        return outcome_of(answer.data)
    if answer.is_refusal and answer.code not in _SAYS_NOTHING:
        return Outcome(OutcomeKind.DECLINED, failure_code=AUTHORIZATION_REFUSED, failure_text=answer.message)
    return UNKNOWN


def outcome_of(data: dict[str, Any]) -> Outcome:
    """Read a transaction object, wherever it stands."""
    status = str(data.get("status") or "").lower()
    if status in _TAKEN:
        transaction = _transaction(data)
        return Outcome(OutcomeKind.SUCCEEDED, transaction) if transaction else UNKNOWN
    if status == "failed":
        return Outcome(
            OutcomeKind.DECLINED,
            failure_code=str(data.get("gateway_response_code") or "unknown"),
            failure_text=str(data.get("gateway_response") or data.get("message") or ""),
        )
    if status == "abandoned":
        return Outcome(OutcomeKind.ABANDONED)
    if status in _NOT_FINAL or data.get("paused") is True:
        return Outcome(OutcomeKind.PENDING, challenge_url=_challenge_url(data))
    return UNKNOWN


def _challenge_url(data: dict[str, Any]) -> str:
    url = data.get("authorization_url")
    return url if isinstance(url, str) else ""


def _transaction(data: dict[str, Any]) -> Transaction | None:
    """Return the transaction, or None when it lacks what a payment is checked by."""
    amount, reference, currency = as_integer(data.get("amount")), data.get("reference"), data.get("currency")
    if amount is None or not isinstance(reference, str) or not isinstance(currency, str):
        return None
    status = str(data.get("status")).lower()
    return Transaction(
        reference=reference,
        amount=amount,
        currency=currency,
        requested_amount=as_integer(data.get("requested_amount")),
        fees=as_integer(data.get("fees")),
        paid_at=as_instant(data.get("paid_at") or data.get("paidAt")),
        channel=str(data.get("channel") or ""),
        customer_email=str(as_object(data.get("customer")).get("email") or ""),
        authorization=_authorization(as_object(data.get("authorization"))),
        is_reversed=status == "reversed",
        is_reversal_pending=status == "reversal-pending",
        id=as_integer(data.get("id")),
    )


def _authorization(data: dict[str, Any]) -> Authorization | None:
    if not data.get("authorization_code"):
        return None
    text = {key: str(value).strip() for key, value in data.items() if value is not None}
    return Authorization(
        code=text["authorization_code"],
        reusable=data.get("reusable") is True,
        signature=text.get("signature", ""),
        channel=text.get("channel", ""),
        brand=(text.get("brand") or text.get("card_type", "")).lower(),
        last4=text.get("last4", ""),
        exp_month=text.get("exp_month", ""),
        exp_year=text.get("exp_year", ""),
        bank=text.get("bank", ""),
    )
