"""A batch of messages from an SQS queue: each is worked on by itself, and those that fail come again alone."""

import json
from collections.abc import Callable
from typing import Any

from shared.observability import logger


def each_message(event: dict[str, Any], work: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Do the work of each message; return which failed, in the shape of `ReportBatchItemFailures`."""
    failed = []
    for record in event["Records"]:
        try:
            work(json.loads(record["body"]))
        except Exception:  # noqa: BLE001 - whatever it is, the others are not to suffer from it
            logger.exception("a message failed", extra={"message_id": record["messageId"]})
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
