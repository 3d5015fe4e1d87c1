"""Invoked by the queue of Paystack's events, with a batch of their keys: do what each calls for.

A message is `{"webhook_id": "32 hex digits"}`. One that fails comes again alone, and is moved to the
queue of those that were given up in the end.
"""

from typing import Any

from shared import bootstrap, bootstrap_books, bootstrap_webhooks
from shared.api.messages import each_message
from shared.observability import logger
from shared.usecases.process_webhook import process_webhook


def process(message: dict[str, Any]) -> None:
    """Process one event."""
    webhook_id = str(message["webhook_id"])
    result = process_webhook(
        webhook_id,
        webhooks=bootstrap_webhooks.webhooks(),
        settle=bootstrap.settle_with_ports(),
        refresh_refunds=bootstrap_books.refresh_refunds_with_ports(),
        refresh_dispute=bootstrap_books.refresh_dispute_with_ports(),
        clock=bootstrap.clock(),
    )
    logger.info("processed", extra={"webhook_id": webhook_id, "result": result})


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
    """Return the messages that failed."""
    return each_message(event, process)
