"""The handlers in this process as a server, behind what the gateway does in front of them."""

import base64
import json
from collections.abc import Mapping
from functools import cache

from shared import bootstrap
from shared.ports import UserStore
from tests.contract.accounts.cases import Response
from tests.infrastructure.project import FUNCTIONS, api_events
from tests.support.builders import api_event
from tests.support.stack import JWT_KEY, Stack
from tests.support.template import resources


@cache
def _routes() -> dict[tuple[str, str], str]:
    return {route: function for function in FUNCTIONS for route in api_events(function)}


class Handlers:
    """Implements `tests.contract.accounts.cases.Server`."""

    signing_key = JWT_KEY

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._sent: list[tuple[str, str]] = []

    @property
    def users(self) -> UserStore:
        return bootstrap.users()

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
        path, _, query = path.partition("?")
        resource = path.rstrip("/")
        function = _routes().get((method, resource))
        if function is None:
            return _of_the_gateway()
        given = dict(pair.split("=", 1) for pair in query.split("&")) if query else None
        event = api_event(method, path, resource=resource, headers=dict(headers), query=given)
        event |= {"body": base64.b64encode(body).decode() or None, "isBase64Encoded": True}
        answer = self._stack.call(function, event)
        return Response(answer.status, answer.text, answer.headers.get("WWW-Authenticate"))

    def now(self) -> int:
        return self._stack.clock.now()

    def mails_to(self, address: str, *, at_least: int) -> list[str]:
        for mail in self._stack.deliver_mails():
            text = mail["Content"]["Simple"]["Body"]["Text"]["Data"]
            self._sent += [(to, text) for to in mail["Destination"]["ToAddresses"]]
        found = [text for to, text in self._sent if to == address]
        assert len(found) >= at_least, f"{len(found)} mails, not {at_least}"
        return found


def _of_the_gateway() -> Response:
    """What API Gateway answers to a path or method it does not know."""
    declared = next(iter(resources("AWS::Serverless::Api").values()))["Properties"]["GatewayResponses"]
    body = declared["MISSING_AUTHENTICATION_TOKEN"]["ResponseTemplates"]["application/json"]
    assert json.loads(body)
    return Response(declared["MISSING_AUTHENTICATION_TOKEN"]["StatusCode"], body, None)
