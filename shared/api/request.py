"""A request as the endpoints see it, read from API Gateway's event."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.api.errors import NotAcceptable, ParseError, RequestTooLarge

MAX_BODY = 64 * 1024
"""Bytes of a request's body; the largest we expect has a few kilobytes of metadata."""

MAX_IDEMPOTENCY_KEY = 255
GATEWAY_TIMEOUT = 29
"""Seconds after which API Gateway answers a request that no function has answered."""
_JSON_RANGES = frozenset({"application/json", "application/*", "*/*"})


@dataclass(frozen=True)
class Request:
    """A request whose caller, query and body were checked; each is empty where the endpoint asks for none.

    `problems` has the fields of the body that are wrong, for an endpoint that `tells_late`. `headers` have lower-case
    names; `base_url` is the API's own address, without a slash at its end. `source_ip` and `user_agent` are as the
    gateway saw them, `arrived_at` is when it did, in UTC epoch seconds.
    """

    user_id: str
    body: Mapping[str, Any]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    raw_body: bytes
    base_url: str
    source_ip: str = ""
    user_agent: str = ""
    arrived_at: int = 0
    problems: Mapping[str, object] = field(default_factory=dict)


def headers_of(event: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers by lower-case name."""
    return {name.lower(): value for name, value in (event.get("headers") or {}).items()}


def idempotency_key_in(request: Request, problems: dict[str, object]) -> str:
    """Return the caller's Idempotency-Key, empty without one; one that is too long is told in `problems`."""
    key = request.headers.get("idempotency-key", "").strip()
    if len(key) > MAX_IDEMPOTENCY_KEY:
        problems["Idempotency-Key"] = [f"Ensure this header has no more than {MAX_IDEMPOTENCY_KEY} characters."]
    return key


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


def check_accept(accept: str) -> None:
    """Raise NotAcceptable unless the caller takes JSON."""
    ranges = {one.partition(";")[0].strip().lower() for one in accept.split(",")}
    if not ranges & _JSON_RANGES:
        raise NotAcceptable("Could not satisfy the request Accept header.")


def identity_of(event: Mapping[str, Any], name: str) -> str:
    """Return what the gateway tells of the caller: `sourceIp`, the connection's own address, or `userAgent`.

    A header such as X-Forwarded-For is what the caller claims, and is never read.
    """
    return str((event["requestContext"].get("identity") or {}).get(name) or "")


def arrived_at_of(event: Mapping[str, Any], now: int) -> int:
    """Return when the gateway took the request, in UTC epoch seconds: a function may start later than that.

    Now, where the event does not tell, or tells of a time at which the gateway has long given up on its request.
    """
    told = event["requestContext"].get("requestTimeEpoch")
    arrived_at = told // 1_000 if isinstance(told, int) else now
    return arrived_at if now - GATEWAY_TIMEOUT <= arrived_at <= now else now
