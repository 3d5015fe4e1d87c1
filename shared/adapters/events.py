"""Events for the merchant's other systems, on an EventBridge bus."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.domain.subscription import Subscription

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

SOURCE = "dukka"


class EventBridgeEvents:
    """Implements `shared.ports.Events`; the client is made when it is first needed, which is seldom."""

    def __init__(self, client: "Callable[[], EventBridgeClient]", bus_name: str) -> None:
        self._client = client
        self._bus_name = bus_name

    def card_expires(self, subscription: Subscription) -> None:
        """Put `dukka.card.expiring`; raise RuntimeError when the bus does not take it."""
        card = subscription.authorization
        detail = {
            "user_id": subscription.user_id,
            "subscription_id": subscription.id,
            "days": subscription.card_notice,
            "exp_month": card.exp_month if card else "",
            "exp_year": card.exp_year if card else "",
        }
        answer = self._client().put_events(
            Entries=[
                {
                    "Source": SOURCE,
                    "DetailType": "dukka.card.expiring",
                    "Detail": json.dumps(detail),
                    "EventBusName": self._bus_name,
                }
            ]
        )
        if answer["FailedEntryCount"]:
            raise RuntimeError(f"the event bus refused an event: {answer['Entries'][0].get('ErrorCode')}")
