"""Asynchronous invocations of the function that reconciles."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.errors import SchedulerUnavailable

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaReconciler:
    """Implements `shared.ports.Reconciler`."""

    def __init__(self, client: "LambdaClient", function_arn: str) -> None:
        self._client = client
        self._function_arn = function_arn

    def request_reconciliation(self) -> None:
        """Queue one invocation, which goes on with whatever is under way."""
        try:
            self._client.invoke(FunctionName=self._function_arn, InvocationType="Event", Payload=b"{}")
        except (ClientError, BotoCoreError) as error:
            raise SchedulerUnavailable("The reconciliation could not be called.") from error
