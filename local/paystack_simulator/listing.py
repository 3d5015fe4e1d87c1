"""The list of transactions: filters and both ways of paging (paystack.md 2.6, S29)."""

import base64
import binascii
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from local.paystack_simulator import shapes
from local.paystack_simulator.records import CHARGE, SUCCESS, Json, Transaction
from local.paystack_simulator.simulator import Simulator

_USUAL_PAGE, _LARGEST_PAGE = 50, 1000
_DATE_LENGTH = len("2024-08-22")

Query = Mapping[str, str]
_Filter = Callable[[Simulator, Transaction, str], bool]
T = TypeVar("T")


def _moment(value: str, end_of_day: bool) -> float | None:
    """An ISO date or time as seconds since the epoch; a bare date as an end covers its whole day."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if end_of_day and len(value) == _DATE_LENGTH:
        moment += timedelta(days=1, microseconds=-1)
    return moment.timestamp()


def is_between(created_at: float, query: Query) -> bool:
    """Whether a moment lies between `from` and `to` of the query, as far as these are there and are times."""
    first = _moment(query.get("from", ""), end_of_day=False)
    last = _moment(query.get("to", ""), end_of_day=True)
    return (first is None or created_at >= first) and (last is None or created_at <= last)


def _is_customer(simulator: Simulator, transaction: Transaction, value: str) -> bool:
    # Only the numeric id matches: a CUS_ code gives an empty success (S29).
    return str(simulator.ledger.customer(transaction.email).id) == value


def _is_source(_: Simulator, transaction: Transaction, value: str) -> bool:
    return value == ("merchantApi" if transaction.source == CHARGE else "checkout")


_FILTERS: dict[str, _Filter] = {
    "customer": _is_customer,
    "source": _is_source,
    "status": lambda _, transaction, value: transaction.status == value,
    "amount": lambda _, transaction, value: str(transaction.amount) == value,
    "channel": lambda _, transaction, value: transaction.channel == value,
}


def list_transactions(simulator: Simulator, query: Query) -> tuple[list[Json], Json]:
    """Rows, newest first, and the `meta` of the way of paging that was asked for."""
    with simulator.ledger.lock:
        found = [t for t in simulator.ledger.transactions() if _fits(simulator, t, query)]
        found.sort(key=lambda t: t.id, reverse=True)
        if query.get("use_cursor") == "true":
            page, meta = _by_cursor(found, query)
        else:
            page, meta = by_page(found, query)
            volume = sum(t.amount for t in found if t.status == SUCCESS)
            meta = {"total": meta["total"], "total_volume": volume} | meta
        return [_row(simulator, transaction) for transaction in page], meta


def _fits(simulator: Simulator, transaction: Transaction, query: Query) -> bool:
    asked = ((name, query[name]) for name in _FILTERS if query.get(name))
    fits = all(_FILTERS[name](simulator, transaction, value) for name, value in asked)
    return fits and is_between(transaction.created_at, query)


def _row(simulator: Simulator, transaction: Transaction) -> Json:
    payer = simulator.ledger.customer(transaction.email)
    saved = simulator.ledger.authorization(transaction.authorization_code)
    return shapes.list_item(transaction, payer, saved)


def _number(query: Query, name: str, default: int) -> int:
    value = query.get(name, "")
    return max(1, int(value)) if value.isascii() and value.isdigit() else default


def by_page(found: list[T], query: Query) -> tuple[list[T], Json]:
    """The page of `found` that was asked for by number, and its `meta`."""
    size = min(_number(query, "perPage", _USUAL_PAGE), _LARGEST_PAGE)
    page = _number(query, "page", 1)
    skipped = (page - 1) * size
    meta: Json = {
        "total": len(found),
        "skipped": skipped,
        "perPage": size,
        "page": page,
        "pageCount": -(-len(found) // size),
    }
    return found[skipped : skipped + size], meta


def _by_cursor(found: list[Transaction], query: Query) -> tuple[list[Transaction], Json]:
    size = min(_number(query, "perPage", _USUAL_PAGE), _LARGEST_PAGE)
    after, before = _cursor_id(query.get("next")), _cursor_id(query.get("previous"))
    if before is not None:
        page = [t for t in found if t.id > before][-size:]
    else:
        page = [t for t in found if after is None or t.id < after][:size]
    older = bool(page) and page[-1].id != found[-1].id
    newer = bool(page) and page[0].id != found[0].id
    meta: Json = {
        "next": _cursor(page[-1].id) if older else None,
        "previous": _cursor(page[0].id) if newer else None,
        "perPage": size,
    }
    return page, meta


def _cursor(number: int) -> str:
    return base64.urlsafe_b64encode(f"transaction:{number}".encode()).decode()


def _cursor_id(cursor: str | None) -> int | None:
    if not cursor:
        return None
    with suppress(ValueError, binascii.Error):
        return int(base64.urlsafe_b64decode(cursor).decode().removeprefix("transaction:"))
    return None
