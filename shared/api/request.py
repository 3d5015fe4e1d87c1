"""A request as the endpoints see it, read from API Gateway's event."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from shared.api.errors import ParseError, RequestTooLarge, UnsupportedMediaType

MAX_BODY = 64 * 1024
"""Bytes of a request's body; the largest we expect has a few kilobytes of metadata."""


@dataclass(frozen=True)
class Request:
    """A request whose caller, query and body were checked; each is empty where the endpoint asks for none.

    `headers` have lower-case names; `base_url` is the API's own address, without a slash at its end.
    """

    user_id: str
    body: Mapping[str, Any]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    raw_body: bytes
    base_url: str


def headers_of(event: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers by lower-case name."""
    return {name.lower(): value for name, value in (event.get("headers") or {}).items()}


def raw_body_of(event: Mapping[str, Any]) -> bytes:
    """Return the body's bytes as they were sent; raise ParseError or RequestTooLarge."""
    body = event.get("body") or ""
    try:
        raw = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except (binascii.Error, UnicodeEncodeError):
        raise ParseError("The body could not be decoded.") from None
    if len(raw) > MAX_BODY:
        raise RequestTooLarge(f"The body is larger than {MAX_BODY} bytes.")
    return raw


def base_url_of(event: Mapping[str, Any]) -> str:
    """Return the address under which the gateway was called, with its stage or base path."""
    context = event["requestContext"]
    prefix = str(context.get("path", "")).removesuffix(str(event["path"]))
    return f"https://{context.get('domainName', '')}{prefix}"


def parse_json(raw: bytes, content_type: str) -> object:
    """Return the JSON value of a body; numbers with a fraction become Decimal, and an empty body an empty object.

    Raise UnsupportedMediaType for another content type and ParseError for anything that is not JSON, NaN included.
    """
    media_type = content_type.split(";", maxsplit=1)[0].strip().lower()
    if raw and media_type not in {"application/json", ""}:
        raise UnsupportedMediaType(f'Unsupported media type "{content_type}" in request.')
    if not raw.strip():
        return {}
    try:
        text = raw.decode()
        value = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
        if "\\ud" in text.lower():  # half of an escaped pair is no character: nothing could store or send it
            json.dumps(value, default=str, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ParseError(f"JSON parse error - {error}") from None
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"Out of range float values are not JSON compliant: {name}")
