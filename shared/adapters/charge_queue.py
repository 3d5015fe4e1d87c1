"""Asynchronous invocations of the charge function: Lambda's own queue, with its retries and failure destination."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaChargeQueue:
    """Implements `shared.ports.ChargeQueue`."""

    def __init__(self, client: "LambdaClient", function_arn: str) -> None:
        self._client = client
        self._function_arn = function_arn

    def request_charge(self, user_id: str, subscription_id: int) -> None:
        """Queue one invocation, with the same event that the schedule sends."""
        event = {"user_id": user_id, "subscription_id": subscription_id}
        self._client.invoke(
            FunctionName=self._function_arn, InvocationType="Event", Payload=json.dumps(event).encode()
        )
