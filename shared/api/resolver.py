"""From an event of API Gateway to the endpoint that serves it, and from what that answers back to the gateway.

A function serves one path, or two: what Powertools' resolver does for many it does not need, and its imports are an
eighth less without it (docs/decisions/0020).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Event = dict[str, Any]


@dataclass(frozen=True)
class Response:
    """An HTTP answer; each header has one value."""

    status_code: int
    content_type: str | None
    body: str
    headers: Mapping[str, str]

    def for_gateway(self) -> dict[str, Any]:
        """What a REST API takes of a function."""
        headers = {"Content-Type": self.content_type} if self.content_type else {}
        headers |= self.headers
        return {
            "statusCode": self.status_code,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "body": self.body,
            "isBase64Encoded": False,
        }


Serve = Callable[..., Response]


class Resolver:
    """Serves each event by its method and path, with or without the path's last slash."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, list[str], Serve]] = []
        self._not_found: Callable[[], Response] | None = None
        self.event: Event = {}

    def not_found(self, serve: Callable[[], Response]) -> None:
        """Let this one answer whatever has no route."""
        self._not_found = serve

    def add(self, method: str, path: str, serve: Serve) -> None:
        """Serve a path; each `<name>` in it is passed on under its name."""
        self._routes.append((method, path.rstrip("/").split("/"), serve))

    def resolve(self, event: Event) -> dict[str, Any]:
        """Return what the gateway is answered."""
        self.event = event
        parts = event["path"].rstrip("/").split("/")
        for method, wanted, serve in self._routes:
            named = _named_parts(wanted, parts) if method == event["httpMethod"] else None
            if named is not None:
                return serve(**named).for_gateway()
        if self._not_found is None:
            raise LookupError("no endpoint serves this, and nobody says so")
        return self._not_found().for_gateway()


def _named_parts(wanted: list[str], parts: list[str]) -> dict[str, str] | None:
    """The parts of a path that stand where `<name>` is wanted; None when the path is another."""
    if len(wanted) != len(parts):
        return None
    pairs = list(zip(wanted, parts, strict=True))
    if not all(part if one.startswith("<") else one == part for one, part in pairs):
        return None
    return {one[1:-1]: part for one, part in pairs if one.startswith("<")}
