"""Checks on control bodies: each refusal names the field that is wrong."""

from collections.abc import Collection, Mapping
from typing import Any


class FieldError(Exception):
    """A field of a control body is wrong; `field` is its name."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field


Body = Mapping[str, Any]


def only(body: Body, allowed: Collection[str]) -> None:
    """Refuse a body with a field that the call does not know, so that a typing mistake is seen."""
    for field in body:
        if field not in allowed:
            raise FieldError(field, f"is not known here; known are {', '.join(sorted(allowed))}")


def text(body: Body, field: str, default: str | None = None) -> str:
    """A string that is not empty."""
    value = body.get(field, default)
    if not isinstance(value, str) or not value:
        raise FieldError(field, "must be a string that is not empty")
    return value


def optional_text(body: Body, field: str) -> str | None:
    """A string that is not empty, or None where it is absent or null."""
    return None if body.get(field) is None else text(body, field)


def whole(body: Body, field: str, default: int | None = None, least: int = 0) -> int:
    """An integer of at least `least`."""
    value = body.get(field, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise FieldError(field, f"must be an integer of at least {least}")
    return value


def seconds(body: Body, field: str, default: float | None = None) -> float:
    """A number of seconds, zero or more."""
    value = body.get(field, default)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < float("inf"):
        raise FieldError(field, "must be a number of seconds, 0 or more")
    return float(value)


def flag(body: Body, field: str, default: bool) -> bool:
    """True or false."""
    value = body.get(field, default)
    if not isinstance(value, bool):
        raise FieldError(field, "must be true or false")
    return value


def choice(body: Body, field: str, allowed: Collection[str], default: str | None = None) -> str:
    """One of the strings in `allowed`."""
    value = body.get(field, default)
    if not isinstance(value, str) or value not in allowed:
        raise FieldError(field, f"must be one of {', '.join(sorted(allowed))}")
    return value
