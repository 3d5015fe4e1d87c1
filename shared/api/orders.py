"""An order out of a validated `initialize-payment` request: the rules between its fields."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.api.request import Request, idempotency_key_in
from shared.api.schemas import CARD_DATA
from shared.api.terms import terms_of
from shared.domain.errors import InvalidInput
from shared.domain.money import DEFAULT_CURRENCY, AmountRefused, Money
from shared.domain.terms import Terms
from shared.usecases.initialize_payment import Order

MAX_METADATA = 2_048
MAX_METADATA_LEVELS = 10
_CARD_SECRETS = frozenset({"card_number", "pan", "ccv", "cvv", "cvc"})
"""What no merchant has another use for; an order may well have a `number` of its own."""


def order_of(request: Request, callback_url: str) -> Order:
    """Return what the caller wants to pay; raise InvalidInput naming each field that is wrong."""
    body = request.body
    problems: dict[str, object] = {}
    money = _money(body, problems)
    recurrence = _with_offer(body, terms_of(body, problems), money, problems)
    metadata = _metadata(body, problems)
    channels = _channels(body, recurrence, problems)
    key = idempotency_key_in(request, problems)
    if problems or money is None:
        raise InvalidInput(problems)
    return Order(
        user_id=request.user_id,
        email=body["email"],
        money=money,
        callback_url=body.get("callback_url") or callback_url,
        channels=channels,
        metadata=metadata,
        recurrence=recurrence,
        idempotency_key=key,
        body_hash=hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest(),
    )


def _with_offer(
    body: Mapping[str, Any], terms: Terms | None, money: Money | None, problems: dict[str, object]
) -> Terms | None:
    """The terms of a trial: the checkout proves the card, and the amount is charged from the start on."""
    offer = body.get("trial_offer")
    if offer is None:
        return terms
    if terms is None or terms.start_at is None:
        problems["trial_offer"] = ["This needs a subscription with schedule.start_at, when the trial ends."]
        return terms
    return replace(terms, offer=offer, money=money)


def _money(body: Mapping[str, Any], problems: dict[str, object]) -> Money | None:
    try:
        return Money.from_major(body["amount"], str(body.get("currency") or DEFAULT_CURRENCY))
    except AmountRefused as refused:
        problems["amount"] = [str(refused)]
        return None


def _metadata(body: Mapping[str, Any], problems: dict[str, object]) -> str:
    if not body.get("metadata"):
        return ""
    if problem := _metadata_problem(body["metadata"]):
        problems["metadata"] = [problem]
        return ""
    # default=float: numbers with a fraction were read as Decimal, and are the caller's own, not amounts of ours.
    try:
        text = json.dumps(body["metadata"], default=float, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError:
        problems["metadata"] = ["Ensure that its numbers are not too large for JSON's readers."]
        return ""
    if len(text.encode()) > MAX_METADATA:
        problems["metadata"] = [f"Ensure this object has no more than {MAX_METADATA} bytes as JSON."]
    return text


def _metadata_problem(metadata: Mapping[str, Any]) -> str:
    """Say what is wrong with its form: card data, too many levels, or what Paystack would misread."""
    if not isinstance(metadata.get("custom_filters", {}), dict):
        return "custom_filters must be an object, as Paystack reads it."
    level: list[Any] = [metadata]
    for _ in range(MAX_METADATA_LEVELS):
        names = {str(name) for part in level if isinstance(part, dict) for name in part}
        if refused := sorted(_CARD_SECRETS & names):
            return f"{refused[0]}: {CARD_DATA}"
        inside = [value for part in level for value in (part.values() if isinstance(part, dict) else part)]
        level = [value for value in inside if isinstance(value, dict | list)]
    return f"Ensure this object has no more than {MAX_METADATA_LEVELS} levels." if level else ""


def _channels(body: Mapping[str, Any], recurrence: Terms | None, problems: dict[str, object]) -> tuple[str, ...]:
    channels = tuple(channel.value for channel in body.get("channels", ()))
    if recurrence is None:
        return channels
    if channels and "card" not in channels:
        problems["channels"] = ["A subscription needs card: nothing else can be charged again."]
    return channels or ("card",)
