"""Invoked daily, every few minutes and when staff ask for it: compare Paystack's books with ours, bit by bit.

The daily event is `{"daily": true}`; nothing else of an event is read.
"""

from dataclasses import asdict
from typing import Any

from shared import bootstrap_books
from shared.observability import logger


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401 - Lambda's own
    """Return how many steps were made, and how many runs finished."""
    result = asdict(bootstrap_books.reconcile_with_ports()(begins_daily=event.get("daily") is True))
    logger.info("reconciled", extra=result)
    return result
