"""AWS's own clients, made with botocore alone: boto3 on top of it costs every cold start (docs/decisions/0019)."""

from pathlib import Path
from typing import Any

import botocore
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST, REGISTER_LAST
from botocore.parsers import JSONParser, ResponseParserFactory
from botocore.session import Session

CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "max_attempts": 3},
    tcp_keepalive=True,
    user_agent=f"Botocore/{botocore.__version__} Dukka",  # botocore's own is put together twice a call: a tenth of it
    parameter_validation=False,  # AWS does it, and our values have one way in: attribute_values
)
ROOTS = Path(__file__).with_name("aws_roots.pem")
"""The authorities of Amazon Trust Services, which sign for all of AWS's endpoints; the layer's build puts them here.
Each client reads its file of roots once more, and a whole bundle of them costs 17 ms of CPU each time."""


class AwsSession:
    """One session for all clients: what they share, AWS's endpoints among it, is read once."""

    def __init__(self) -> None:
        self._session = Session(include_builtin_handlers=False)
        self._registered: set[str | None] = set()
        self._register_handlers(service=None)
        self._session.register_component("response_parser_factory", VerbatimParsers())
        has_own_roots = bool(self._session.get_config_variable("ca_bundle"))  # AWS_CA_BUNDLE, behind a gateway
        self._verify = str(ROOTS) if ROOTS.exists() and not has_own_roots else None

    def client(self, service: str, config: Config = CONFIG) -> Any:  # noqa: ANN401 - made at run time
        """Return a new client of a service, by the name botocore has for it."""
        self._register_handlers(service)
        return self._session.create_client(service, config=config, verify=self._verify)

    def _register_handlers(self, service: str | None) -> None:
        """Register botocore's own hooks: those of no service, or of one; all 127 take a twentieth of a cold start."""
        if service in self._registered:
            return
        self._registered.add(service)
        emitter = self._session.get_component("event_emitter")
        for event, handler, *order in BUILTIN_HANDLERS:
            kind, _, named = event.partition(".")
            if kind == "docs" or (named.partition(".")[0] or None) != service:
                continue
            if order and order[0] is REGISTER_FIRST:
                emitter.register_first(event, handler)
            elif order and order[0] is REGISTER_LAST:
                emitter.register_last(event, handler)
            else:
                emitter.register(event, handler)


def connect(client: Any) -> None:  # noqa: ANN401 - any of botocore's clients
    """Open a client's connection ahead of its first call: to a plain GET DynamoDB says how it is."""
    client._endpoint.http_session.send(AWSRequest("GET", client.meta.endpoint_url).prepare())


class VerbatimParsers(ResponseParserFactory):
    """botocore's parsers, but JSON answers stay as they come."""

    def create_parser(self, protocol_name: str) -> Any:  # noqa: ANN401 - any of botocore's parsers
        """Return the parser of one of AWS's protocols."""
        return _Verbatim() if protocol_name == "json" else super().create_parser(protocol_name)


class _Verbatim(JSONParser):
    """DynamoDB's typed values are JSON already: to walk their description costs more than all the rest of a Query.

    What would be converted stays as it was sent: timestamps are numbers, bytes are base64. We read none of either.
    """

    def _handle_json_body(self, raw_body: bytes, shape: object) -> Any:  # noqa: ANN401
        return self._parse_body_as_json(raw_body)  # type: ignore[attr-defined]
