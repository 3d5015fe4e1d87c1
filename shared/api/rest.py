"""An HTTP endpoint: authenticate, validate, serve, present, and one log line; each refusal becomes its answer here.

api = Api()

@api.endpoint("GET", "/dukka/api/payments/<payment_id>/", summary="Show a payment", response=PAYMENT)
def get(request: Request, payment_id: str) -> Answer: ...

handler = api.handler
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shared import bootstrap
from shared.api.auth import NOT_PROVIDED, authenticate, has_credentials, require_staff
from shared.api.bodies import parse_body
from shared.api.errors import INTERNAL_ERROR, MethodNotAllowed, RouteNotFound, error_answer
from shared.api.request import Request, arrived_at_of, base_url_of, check_accept, headers_of, identity_of, raw_body_of
from shared.api.resolver import Resolver, Response
from shared.api.structures import Object
from shared.domain.errors import DukkaError, NotAuthenticated
from shared.observability import logger

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""What the gateway hands on of every path of accounts, so that an unserved method is refused as the old API did."""
_SERVER_ERROR = 500


@dataclass(frozen=True)
class Answer:
    """What to answer: `body` becomes JSON unless it is text already; `log` goes into the log line."""

    status: int
    body: object
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    log: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What an endpoint takes and gives: it is checked by this, and described by this in docs/openapi.json.

    `errors` are the statuses that may come besides `status` and those that follow from the rest. `tells_late` leaves
    it to the use case to refuse wrong fields, since it finds more of them. With `needs_staff` the access token must
    claim the role, and the user have it in the table at this moment.
    """

    method: str
    path: str
    summary: str
    status: int = 200
    request: Object | None = None
    query: Object | None = None
    response: Object | None = None
    needs_user: bool = True
    needs_staff: bool = False
    errors: tuple[int, ...] = ()
    content_type: str = "application/json"
    tells_late: bool = False

    @property
    def is_of_accounts(self) -> bool:
        """Whether the old API's own libraries served it: they read forms too, and heed Accept."""
        return not self.path.startswith("/dukka/")


Serve = Callable[..., Answer]


class Api:
    """The endpoints of one function: one, reachable under one or two paths and methods."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self._resolver = Resolver()
        self._resolver.not_found(self._unknown_route)

    def endpoint(self, method: str, path: str, **described: Any) -> Callable[[Serve], Serve]:  # noqa: ANN401
        """Serve a path, with or without its last slash; `<name>` in it is passed on. The rest describes Operation."""
        operation = Operation(method=method, path=path, **described)
        self.operations.append(operation)

        def register(serve: Serve) -> Serve:
            def route(**parameters: str) -> Response:
                return self._respond(lambda: serve(self._checked(operation), **parameters))

            self._resolver.add(method, path, route)
            return serve

        return register

    def handler(self, event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's own
        """Lambda's entry point."""
        return self._resolver.resolve(event)

    def _checked(self, operation: Operation) -> Request:
        """Return the request, or raise the refusal of the first check that fails: caller, query, body."""
        event = self._event
        headers = headers_of(event)
        if operation.is_of_accounts:
            check_accept(headers.get("accept", "*/*"))
        user_id = _caller(operation, headers.get("authorization", ""))
        query = operation.query.validate(event.get("queryStringParameters") or {}) if operation.query else {}
        raw_body = raw_body_of(event)
        body, problems = _fields_of(operation, raw_body, headers.get("content-type", ""))
        return Request(
            user_id=user_id,
            query=query,
            body=body,
            problems=problems,
            headers=headers,
            raw_body=raw_body,
            base_url=bootstrap.settings().api_url or base_url_of(event),
            source_ip=identity_of(event, "sourceIp"),
            user_agent=identity_of(event, "userAgent"),
            arrived_at=arrived_at_of(event, bootstrap.clock().now()),
        )

    @property
    def _event(self) -> dict[str, Any]:
        return self._resolver.event

    def _unknown_route(self) -> Response:
        def refuse() -> Answer:
            headers, path = headers_of(self._event), self._route()
            if path not in {one.path.rstrip("/") for one in self.operations}:
                raise RouteNotFound("Not found.")
            check_accept(headers.get("accept", "*/*"))
            if path.startswith("/auth/users") and not has_credentials(headers.get("authorization", "")):
                raise NotAuthenticated(NOT_PROVIDED)
            raise MethodNotAllowed(self._event["httpMethod"])

        return self._respond(refuse)

    def _respond(self, serve: Callable[[], Answer]) -> Response:
        """Turn what was served, or the refusal, into an HTTP answer and a log line."""
        try:
            answer = serve()
        except DukkaError as error:
            status, body, headers = error_answer(error)
            answer = Answer(status, body, headers=headers, log={"refused": type(error).__name__})
        except Exception:  # noqa: BLE001 - the last line of defence: logged whole, told to nobody
            logger.exception("unexpected error", extra={"route": self._route()})
            answer = Answer(_SERVER_ERROR, INTERNAL_ERROR)
        line = {"method": self._event["httpMethod"], "route": self._route(), "status": answer.status}
        logger.info("answered", extra=line | answer.log)
        return Response(
            status_code=answer.status,
            content_type=None if answer.body == "" else answer.content_type,
            body=answer.body if isinstance(answer.body, str) else compact_json(answer.body),
            headers=SECURITY_HEADERS | self._cross_origin_headers() | answer.headers,
        )

    def _route(self) -> str:
        """The path with its parameters unnamed: what is in them may be anything."""
        return str(self._event.get("resource", ""))

    def _cross_origin_headers(self) -> dict[str, str]:
        """Let a page of an allowed origin read the answer; no other."""
        origin = headers_of(self._event).get("origin", "")
        if origin not in bootstrap.settings().allowed_origins:
            return {}
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}


def _fields_of(operation: Operation, raw: bytes, content_type: str) -> tuple[dict[str, Any], dict[str, object]]:
    """Return the fields of a body, and the problems of those that are wrong where the endpoint tells them itself."""
    if operation.request is None:
        return {}, {}
    body = parse_body(raw, content_type, takes_forms=operation.is_of_accounts)
    return operation.request.sift(body) if operation.tells_late else (operation.request.validate(body), {})


def _caller(operation: Operation, authorization: str) -> str:
    """Return the caller's user id, or nothing where anybody may call; staff are asked for in addition."""
    if not (operation.needs_user or operation.needs_staff):
        return ""
    token = authenticate(authorization)
    if operation.needs_staff:
        require_staff(token)
    return token.user_id


def compact_json(value: object) -> str:
    """JSON as the old API wrote it: compact, and in UTF-8."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
