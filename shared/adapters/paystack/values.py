"""Values in Paystack's JSON: what may be missing or odd, and what must be there."""

from datetime import datetime
from typing import Any

from shared.domain.errors import GatewayUnavailable

Json = dict[str, Any]


def as_object(value: object) -> Json:
    """Paystack writes "nothing" as an object, a list, null, an empty string or 0."""
    return value if isinstance(value, dict) else {}


def as_integer(value: object) -> int | None:
    """Some figures come as strings; anything that is not a whole number is None."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def as_instant(value: object) -> int | None:
    """`2024-08-22T09:15:02.000Z` as UTC epoch seconds."""
    if not isinstance(value, str):
        return None
    try:
        return int(datetime.fromisoformat(value).timestamp())
    except ValueError:
        return None


def as_text(value: object) -> str:
    """Text, empty where there is none."""
    return value if isinstance(value, str) else ""


def needed_integer(data: Json, name: str) -> int:
    """A whole number that must be there; raise GatewayUnavailable."""
    value = as_integer(data.get(name))
    if value is None:
        raise unreadable(name)
    return value


def needed_text(data: Json, name: str) -> str:
    """Text that must be there; raise GatewayUnavailable."""
    value = as_text(data.get(name))
    if not value:
        raise unreadable(name)
    return value


def created_at(data: Json) -> int:
    """When an object was made, in UTC epoch seconds; raise GatewayUnavailable."""
    value = as_instant(data.get("created_at") or data.get("createdAt"))
    if value is None:
        raise unreadable("created_at")
    return value


def unreadable(what: str) -> GatewayUnavailable:
    """Paystack answered, and not as it should."""
    return GatewayUnavailable(f"Paystack's answer could not be read: {what}.")
