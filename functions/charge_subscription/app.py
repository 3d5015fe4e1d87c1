"""Invoked by a subscription's schedule, or by the sweep: charge what is due of it.

Event: `{"user_id": "20 characters", "subscription_id": 1}`, with `kept_until` (UTC epoch seconds) where the sweep has
kept room for it, and `is_waited_for` where a person waits. A failure raises, so that Lambda tries again and then
hands the event to the failure queue; whatever happened, the next invocation goes on from the journal.
"""

from typing import Any

from shared import bootstrap, bootstrap_charging
from shared.domain.charge_pace import Ticket
from shared.observability import logger
from shared.usecases.charge_subscription import charge_subscription


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:  # noqa: ANN401 - Lambda's own
    """Return what was done, for whoever invokes it by hand."""
    result = charge_subscription(
        str(event["user_id"]),
        int(event["subscription_id"]),
        books=bootstrap.books_of_charge_function(context.invoked_function_arn),
        provider=bootstrap.provider(),
        switch=bootstrap_charging.switch(),
        pace=bootstrap_charging.pace(),
        events=bootstrap_charging.events(),
        clock=bootstrap.clock(),
        ticket=Ticket(int(event.get("kept_until", 0)), event.get("is_waited_for") is True),
    )
    logger.info(
        "charged", extra={"user_id": event["user_id"], "subscription_id": event["subscription_id"], "result": result}
    )
    return {"result": result.value}


bootstrap.warm_up(bootstrap.payments, bootstrap.subscriptions, bootstrap.cards, bootstrap.provider)
