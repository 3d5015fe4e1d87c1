"""Pages of a history: which one is asked for, and how it is written."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from shared.api.presenters import present_csv, present_payment
from shared.api.request import Request
from shared.api.rest import Answer
from shared.api.schemas import MAX_CSV_ROWS, MAX_PAGE_SIZE, PAGE_SIZE, ListFormat
from shared.domain.errors import InvalidInput
from shared.ports import PaymentFilter, PaymentPage


def limit_in(query: Mapping[str, Any]) -> int:
    """Return how many payments are asked for; raise InvalidInput above the format's limit."""
    is_csv = query.get("format") is ListFormat.CSV
    most = MAX_CSV_ROWS if is_csv else MAX_PAGE_SIZE
    limit: int = query.get("limit", most if is_csv else PAGE_SIZE)
    if limit > most:
        raise InvalidInput({"limit": [f"Ensure this value is less than or equal to {most}."]})
    return limit


def filter_in(query: Mapping[str, Any]) -> PaymentFilter:
    """Return which payments are asked for."""
    return PaymentFilter(
        status=query.get("status"),
        subscription_id=query.get("subscription"),
        created_from=_instant(query.get("from")),
        created_to=_instant(query.get("to")),
    )


def _instant(time: datetime | None) -> int | None:
    """UTC epoch seconds; a time without an offset is taken as UTC."""
    if time is None:
        return None
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())


def page_answer(request: Request, page: PaymentPage) -> Answer:
    """Write a page as JSON or CSV, with the address of the next one."""
    following = next_address(request, "/dukka/api/payments-history/", page.next_before)
    log: dict[str, object] = {"payments": len(page.payments)}
    if request.query.get("format") is ListFormat.CSV:
        headers = {"Content-Disposition": 'attachment; filename="payments.csv"'}
        if following:
            headers["Link"] = f'<{following}>; rel="next"'
        return Answer(200, present_csv(page.payments), "text/csv; charset=utf-8", headers, log)
    body = {"next": following, "results": [present_payment(payment) for payment in page.payments]}
    return Answer(200, body, log=log)


def next_address(request: Request, path: str, before: int | str | None) -> str | None:
    """Return the address of the page that goes on from a cursor, with what else was asked for; None at the end."""
    if before is None:
        return None
    kept = {name: value for name, value in request.query.items() if name != "cursor"}
    shown = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in kept.items()}
    return f"{request.base_url}{path}?{urlencode(shown | {'cursor': before})}"
