"""Events on their way to be processed: an SQS queue (template.yaml), which has their keys and nothing else."""

import json
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.errors import QueueUnavailable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsWebhookQueue:
    """Implements `shared.ports.WebhookQueue`."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def queue_webhook(self, webhook_id: str) -> None:
        """Send one message."""
        try:
            self._client.send_message(QueueUrl=self._queue_url, MessageBody=json.dumps({"webhook_id": webhook_id}))
        except (ClientError, BotoCoreError) as error:
            raise QueueUnavailable("The event is kept and could not be queued. Please deliver it again.") from error
