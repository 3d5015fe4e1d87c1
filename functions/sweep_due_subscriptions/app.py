"""Invoked every few minutes: find what is due or unresolved and have it finished. The event is not read."""

from typing import Any

from shared import bootstrap
from shared.observability import logger
from shared.usecases.sweep_due_subscriptions import sweep_due_subscriptions

LIMIT = 200
"""Items a sweep: more than fit into its time are left to the next one."""


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401 - Lambda's own
    """Return how many items of each kind were handed on."""
    swept = sweep_due_subscriptions(
        LIMIT,
        due_index=bootstrap.due_index(),
        queue=bootstrap.charge_queue(),
        subscriptions=bootstrap.subscriptions(),
        scheduler=bootstrap.scheduler(),
        settle=bootstrap.settle_with_ports(),
        clock=bootstrap.clock(),
    )
    counted = {"subscriptions": swept.subscriptions, "payments": swept.payments}
    logger.info("swept", extra=counted)
    return counted
