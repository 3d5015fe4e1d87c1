"""Paystack's answers, as the adapters' tests write them, and what was sent to it."""

import json
from typing import Any

import responses


def listed(rows: list[Any], page: int, pages: object = 1) -> dict[str, Any]:
    """A page of a list."""
    meta = {"total": len(rows), "skipped": 0, "perPage": 100, "page": page, "pageCount": pages}
    return {"status": True, "message": "Retrieved", "data": rows, "meta": meta}


def sent(net: responses.RequestsMock) -> dict[str, Any]:
    """The body of the first call."""
    body: dict[str, Any] = json.loads(net.calls[0].request.body)  # type: ignore[arg-type]
    return body
