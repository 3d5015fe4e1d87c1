"""Reading API requests: the values a merchant may send, checked as Paystack checks them (1.1, S4-S6)."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Request

from local.paystack_simulator import errors
from local.paystack_simulator.fees import TARIFFS

CHANNELS = (
    "card",
    "bank",
    "apple_pay",
    "ussd",
    "qr",
    "mobile_money",
    "bank_transfer",
    "eft",
    "capitec_pay",
    "payattitude",
)
"""Ways to pay that a merchant may ask for (paystack.md 1.1)."""

LARGEST_AMOUNT = 1_000_000_000
"""Ten million major units in subunits (paystack.md 1.3)."""

_MOST_DIGITS = 18
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_REFERENCE = re.compile(r"[A-Za-z0-9.=_-]+")
_DIGITS = re.compile(r"-?[0-9]+", re.ASCII)

Body = Mapping[str, Any]


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def read_body(request: Request) -> Body:
    """The request's fields, from JSON (numbers with a fraction as Decimal, never float) or a form."""
    if request.mimetype == "application/x-www-form-urlencoded":
        return dict(request.form.items())
    try:
        body = json.loads(request.get_data(), parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise errors.PaystackError("Invalid JSON in request body") from None
    if not isinstance(body, dict):
        raise errors.PaystackError("Invalid JSON in request body")
    return body


def read_amount(body: Body) -> int:
    """The amount in subunits: 100, 100.0 and "100" are 100; fractions and non-numbers are refused (S4)."""
    value = body.get("amount")
    if value is None or value == "":
        raise errors.missing("Amount")
    amount = _whole_number(value)
    if amount is None:
        raise errors.amount_not_integer()
    if amount <= 0:
        raise errors.amount_not_positive()
    if amount > LARGEST_AMOUNT:
        raise errors.amount_too_large()
    return amount


def _whole_number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        # The exponent is looked at first: 1e999999999 must not become an integer in memory.
        short = value.adjusted() < _MOST_DIGITS
        return int(value) if short and value == value.to_integral_value() else None
    if isinstance(value, str) and len(value) <= _MOST_DIGITS and _DIGITS.fullmatch(value):
        return int(value)
    return None


def read_email(body: Body) -> str:
    """A plausible e-mail address outside `.local` (S5), in lower case as the customer is kept."""
    value = body.get("email")
    if value is None or value == "":
        raise errors.missing("Email Address")
    if not isinstance(value, str) or not _EMAIL.fullmatch(value) or value.lower().endswith(".local"):
        raise errors.invalid_email()
    return value.lower()


def read_currency(body: Body, enabled: tuple[str, ...]) -> str:
    """One of the `enabled` currencies, the first where none is sent (S6)."""
    value = body.get("currency")
    if value is None or value == "":
        return enabled[0]
    if value not in enabled or value not in TARIFFS:
        raise errors.currency_not_supported()
    return str(value)


def read_reference(body: Body) -> str | None:
    """The merchant's reference, or None where Paystack is to make one (paystack.md 1.1)."""
    value = body.get("reference")
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _REFERENCE.fullmatch(value):
        raise errors.bad_reference()
    return value


def read_channels(body: Body) -> list[str] | None:
    """The known channels asked for, or None for all; none known is a refusal (paystack.md 1.5)."""
    value = body.get("channels")
    if value is None:
        return None
    known = [channel for channel in CHANNELS if isinstance(value, list) and channel in value]
    if not known:
        raise errors.no_active_channel()
    return known


def read_metadata(body: Body) -> Any:  # noqa: ANN401 - metadata is whatever JSON the merchant sent
    """Metadata as it reads back: an object's numbers turn into strings, a JSON string keeps types (S28)."""
    value = body.get("metadata")
    if isinstance(value, str):
        try:
            parsed = json.loads(value)
        except (ValueError, RecursionError):
            return value
        return parsed if isinstance(parsed, dict) else value
    return _numbers_as_text(value)


def _numbers_as_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: _numbers_as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_numbers_as_text(inner) for inner in value]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return value


def read_callback(body: Body) -> str | None:
    """The merchant's return address, or None."""
    value = body.get("callback_url")
    return value if isinstance(value, str) and value else None
