"""An order out of a validated `initialize-payment` request: the rules between its fields."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.api.request import Request
from shared.api.schemas import CARD_DATA
from shared.domain.billing_calendar import (
    DEFAULT_TIMEZONE,
    MAX_INTERVAL_COUNT,
    Interval,
    instant_of,
    is_timezone,
)
from shared.domain.errors import InvalidInput
from shared.domain.money import DEFAULT_CURRENCY, AmountRefused, Money
from shared.usecases.initialize_payment import Order, Recurrence

MAX_METADATA = 2_048
MAX_METADATA_LEVELS = 10
_CARD_SECRETS = frozenset({"card_number", "pan", "ccv", "cvv", "cvc"})
"""What no merchant has another use for; an order may well have a `number` of its own."""
_MAX_KEY = 255


def order_of(request: Request, callback_url: str) -> Order:
    """Return what the caller wants to pay; raise InvalidInput naming each field that is wrong."""
    body = request.body
    problems: dict[str, object] = {}
    money = _money(body, problems)
    recurrence = _recurrence(body, problems)
    metadata = _metadata(body, problems)
    channels = _channels(body, recurrence, problems)
    key = request.headers.get("idempotency-key", "").strip()
    if len(key) > _MAX_KEY:
        problems["Idempotency-Key"] = [f"Ensure this header has no more than {_MAX_KEY} characters."]
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


def _money(body: Mapping[str, Any], problems: dict[str, object]) -> Money | None:
    try:
        return Money.from_major(body["amount"], str(body.get("currency") or DEFAULT_CURRENCY))
    except AmountRefused as refused:
        problems["amount"] = [str(refused)]
        return None


def _recurrence(body: Mapping[str, Any], problems: dict[str, object]) -> Recurrence | None:
    schedule = body.get("schedule") or {}
    interval = schedule.get("interval") or body.get("payment_interval")
    if not body.get("subscription_plan"):
        if interval or schedule:
            problems["subscription_plan"] = ["This must be true when payment_interval or schedule is given."]
        return None
    if interval is None:
        problems["payment_interval"] = ["This field is required when subscription_plan is true."]
        return None
    if nested := _schedule_problems(schedule, interval, body.get("payment_interval")):
        problems["schedule"] = nested
        return None
    timezone = schedule.get("timezone") or DEFAULT_TIMEZONE
    return Recurrence(
        interval, schedule.get("interval_count") or 1, timezone, _start(schedule.get("start_at"), timezone)
    )


def _schedule_problems(
    schedule: Mapping[str, Any], interval: Interval, payment_interval: Interval | None
) -> dict[str, list[str]]:
    problems = {}
    if payment_interval not in {None, interval}:
        problems["interval"] = ["This differs from payment_interval."]
    if schedule.get("interval_count", 1) > (most := MAX_INTERVAL_COUNT[interval]):
        problems["interval_count"] = [f"Ensure this value is less than or equal to {most} for {interval}."]
    if not is_timezone(schedule.get("timezone", DEFAULT_TIMEZONE)):
        problems["timezone"] = [f'"{schedule["timezone"]}" is not an IANA time zone, such as {DEFAULT_TIMEZONE}.']
    return problems


def _start(start_at: datetime | None, timezone: str) -> int | None:
    """UTC epoch seconds; a time without an offset is a wall time in the schedule's own zone."""
    if start_at is None:
        return None
    return instant_of(start_at, timezone) if start_at.tzinfo is None else int(start_at.timestamp())


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


def _channels(body: Mapping[str, Any], recurrence: Recurrence | None, problems: dict[str, object]) -> tuple[str, ...]:
    channels = tuple(channel.value for channel in body.get("channels", ()))
    if recurrence is None:
        return channels
    if channels and "card" not in channels:
        problems["channels"] = ["A subscription needs card: nothing else can be charged again."]
    return channels or ("card",)
