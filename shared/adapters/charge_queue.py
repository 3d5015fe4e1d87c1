"""Asynchronous invocations of the charge function: Lambda's own queue, with its retries and failure destination."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.charge_pace import NO_TICKET, Ticket
from shared.domain.errors import SchedulerUnavailable

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaChargeQueue:
    """Implements `shared.ports.ChargeQueue`; the client is made when it is first needed, which is seldom."""

    def __init__(self, client: "Callable[[], LambdaClient]", function_arn: str) -> None:
        self._client = client
        self._function_arn = function_arn

    def request_charge(self, user_id: str, subscription_id: int, ticket: Ticket = NO_TICKET) -> None:
        """Queue one invocation, with the event that the schedule sends and what the ticket adds to it."""
        event: dict[str, str | int] = {"user_id": user_id, "subscription_id": subscription_id}
        if ticket.kept_until:
            event["kept_until"] = ticket.kept_until
        if ticket.is_waited_for:
            event["is_waited_for"] = True
        try:
            self._client().invoke(
                FunctionName=self._function_arn, InvocationType="Event", Payload=json.dumps(event).encode()
            )
        except (ClientError, BotoCoreError) as error:
            raise SchedulerUnavailable("The charge function could not be called.") from error
