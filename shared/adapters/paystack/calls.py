"""Calls whose failures are errors: reading, which may be repeated, and acting, which is not."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from shared.adapters.paystack.client import Answer, NeverSent, NoAnswer, PaystackClient
from shared.adapters.paystack.values import Json, as_integer, as_object, unreadable
from shared.domain.errors import GatewayRefused, GatewayTimeout, GatewayUnavailable
from shared.domain.ledger import Page, Window

READ_TIMEOUT = 15
ACT_TIMEOUT = 15
"""Seconds to wait for an answer."""
PAGE_SIZE = 100
SAYS_NOTHING = frozenset({"unknown", "rate_limited"})
"""Codes of a refusal that leave open whether something was done."""
_OK, _NOT_FOUND = 200, 404
_DONE = frozenset({200, 201})
_REFUSALS = frozenset({400, 404, 422})
"""Statuses with which Paystack itself says no."""
NOT_ACTED_ON = frozenset({401, 403, 429})
"""Statuses of calls that never got as far as to be acted on."""

Row = TypeVar("Row")


def is_done(answer: Answer) -> bool:
    """Whether Paystack says that it did as asked."""
    return answer.status in _DONE and answer.body.get("status") is True


def is_refused(answer: Answer) -> bool:
    """Whether Paystack itself says that it did nothing."""
    is_own = answer.status in _REFUSALS and answer.body.get("status") is False
    return is_own and answer.code not in SAYS_NOTHING


def read(client: PaystackClient, path: str, params: dict[str, str] | None = None) -> Answer:
    """GET something; raise GatewayUnavailable when nothing was answered."""
    try:
        return client.get(path, READ_TIMEOUT, params)
    except (NeverSent, NoAnswer) as failure:
        raise _unreachable() from failure


def read_one(client: PaystackClient, path: str) -> Json | None:
    """GET one object, None where Paystack has none such; raise GatewayUnavailable."""
    answer = read(client, path)
    if answer.status == _NOT_FOUND and is_refused(answer):
        return None
    if answer.status != _OK or not is_done(answer) or not answer.data:
        raise unreadable(f"HTTP {answer.status}")
    return answer.data


def read_page(
    client: PaystackClient, path: str, params: dict[str, str], page: int, read_row: Callable[[Json], Row]
) -> Page[Row]:
    """GET a page of a list; raise GatewayUnavailable when it, or a single row of it, cannot be read."""
    answer = read(client, path, {"perPage": str(PAGE_SIZE), "page": str(page)} | params)
    rows, pages = answer.body.get("data"), as_integer(as_object(answer.body.get("meta")).get("pageCount"))
    if answer.status != _OK or not is_done(answer) or not isinstance(rows, list) or pages is None:
        raise unreadable(f"HTTP {answer.status}")
    return Page(tuple(read_row(as_object(row)) for row in rows), is_last=page >= pages)


def between(window: Window) -> dict[str, str]:
    """The query of a window; Paystack's `to` is included, and has milliseconds."""
    return {"from": f"{_second(window.start)}.000Z", "to": f"{_second(window.end - 1)}.999Z"}


def _second(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def act(call: Callable[[], Answer]) -> Answer:
    """Send a call once, and return the answer; raise GatewayUnavailable or GatewayTimeout when there is none."""
    try:
        return call()
    except NeverSent as failure:
        raise _unreachable() from failure
    except NoAnswer as failure:
        raise _unknown() from failure


def act_surely(call: Callable[[], Answer]) -> Answer:
    """The same, of a call that only counts when Paystack says that it was done; raise GatewayRefused as well."""
    answer = act(call)
    if is_done(answer):
        return answer
    if is_refused(answer):
        raise GatewayRefused(f"Paystack refused: {answer.message}")
    if answer.status in NOT_ACTED_ON:
        raise GatewayUnavailable(f"Paystack could not do it (HTTP {answer.status}). Try again.")
    raise _unknown()


def _unreachable() -> GatewayUnavailable:
    return GatewayUnavailable("Paystack could not be reached. Try again.")


def _unknown() -> GatewayTimeout:
    return GatewayTimeout("Paystack did not answer in time. Try again.")
