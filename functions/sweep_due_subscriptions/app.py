"""Invoked every few minutes: find what is due or unresolved and have it finished. The event is not read."""

from dataclasses import asdict
from typing import Any

from shared import bootstrap, bootstrap_books, bootstrap_charging
from shared.observability import logger
from shared.usecases.sweep_due_subscriptions import sweep_due_subscriptions

AT_LEAST = 1_000
"""Items of each lane a sweep, or more where Paystack accepts more in a minute."""


def handler(event: dict[str, Any], context: Any) -> dict[str, int | None]:  # noqa: ANN401 - Lambda's own
    """Return how many items of each kind were handed on, and since when (UTC epoch seconds) the rest is due."""
    swept = sweep_due_subscriptions(
        max(AT_LEAST, bootstrap.settings().charge_limit.per_minute),
        due_index=bootstrap_charging.due_index(),
        queue=bootstrap.charge_queue(),
        pace=bootstrap_charging.pace(),
        subscriptions=bootstrap.subscriptions(),
        scheduler=bootstrap.scheduler(),
        look_at=bootstrap_books.look_at_due_with_ports(),
        clock=bootstrap.clock(),
    )
    counted = asdict(swept)
    logger.info("swept", extra=counted)
    return counted
