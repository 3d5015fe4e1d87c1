"""Mails: handed on by asynchronous invocations of the function that sends them, and sent with Amazon SES."""

import json
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.errors import MailUnavailable
from shared.domain.mail import Mail, MailKind
from shared.observability import logger

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class SesClient(Protocol):
    """The one call of boto3's client that is used."""

    def send_email(self, **request: object) -> object:
        """Send a mail; raise ClientError."""
        ...


class LambdaMailQueue:
    """Implements `shared.ports.MailQueue`; without a sender nothing is ever handed on."""

    def __init__(self, client: "LambdaClient", function_arn: str, *, has_sender: bool) -> None:
        self._client = client
        self._function_arn = function_arn
        self._has_sender = has_sender

    def request_mail(self, kind: MailKind, email: str) -> None:
        """Queue one invocation: the same work, whoever has the address."""
        if not self._has_sender:
            return
        event = json.dumps({"kind": kind, "email": email}).encode()
        try:
            self._client.invoke(FunctionName=self._function_arn, InvocationType="Event", Payload=event)
        except (BotoCoreError, ClientError) as error:
            raise MailUnavailable("No mail can be sent now. Please try again in a minute.") from error


class SesMailer:
    """Implements `shared.ports.Mailer` with the API v2 of SES."""

    def __init__(self, client: SesClient, sender: str) -> None:
        self._client = client
        self._sender = sender

    def send_mail(self, mail: Mail) -> None:
        """Send it; that SES cannot write to an address is logged, without the address, and not tried again."""
        try:
            self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [_in_ascii(mail.to)]},
                Content={
                    "Simple": {
                        "Subject": {"Data": mail.subject, "Charset": "UTF-8"},
                        "Body": {
                            "Text": {"Data": mail.text, "Charset": "UTF-8"},
                            "Html": {"Data": mail.html, "Charset": "UTF-8"},
                        },
                    }
                },
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "BadRequestException":
                raise
            logger.warning("no mail can be written to this address")


def _in_ascii(address: str) -> str:
    """The address with a domain of another script as the mail's servers know it."""
    name, _, domain = address.rpartition("@")
    try:
        return f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address
