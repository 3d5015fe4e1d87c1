"""Writes docs/openapi.json from the endpoints themselves: what validates a request is what describes it.

`python -m local.openapi` writes the document, `python -m local.openapi --check` exits 1 when it is not up to date.
"""

import importlib
import inspect
import json
import re
import sys
import tomllib
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any

from local.openapi_errors import ERROR_SCHEMAS, error_response
from shared.api import exports, subscription_requests
from shared.api.bodies import FORM, MULTIPART
from shared.api.rest import Operation
from shared.api.structures import Object

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "openapi.json"

_FILES = sorted((ROOT / "shared" / "api").glob("*schemas.py"))
_SCHEMAS = (exports, subscription_requests, *(importlib.import_module(f"shared.api.{file.stem}") for file in _FILES))
_JSON = "application/json"
_CSV = "text/csv"
_BODIES = (_JSON, FORM, MULTIPART)
_TAGS = (
    ("/auth/users/", "users", "Who may log in."),
    ("/auth/jwt/", "tokens", "Access and refresh tokens."),
    ("/api/token/", "tokens", "Access and refresh tokens."),
    ("/dukka/api/webhooks/", "webhooks", "What Paystack calls."),
    ("/dukka/api/staff/", "staff", "What the merchant's own people see and do."),
    ("/dukka/api/subscriptions/", "subscriptions", "What a customer agreed to be charged again for."),
    ("/dukka/api/", "payments", "Payments, one-time and recurring."),
)
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "description": "Makes the request repeatable: the same key with the same body gets the same answer.",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
}
_HEADERS = {
    "bootstrap.idempotency(": _IDEMPOTENCY_KEY,
    "refund_request_of(": _IDEMPOTENCY_KEY,
    '"x-paystack-signature"': {
        "name": "X-Paystack-Signature",
        "description": "Hex HMAC-SHA512 of the raw body under Paystack's secret key.",
        "required": True,
        "schema": {"type": "string"},
    },
}
"""Headers that an endpoint reads, by what its source then says."""
_RAW_BODY = "request.raw_body"
"""What the source of an endpoint says that takes a body without a schema of ours."""
_PATH_PARAMETERS = {
    **{name: {"type": "integer", "minimum": 1} for name in ("payment_id", "subscription_id", "dispute_id")},
    "run_id": {"type": "string", "pattern": "^[0-9]{1,11}-[0-9]{1,11}-[0-9]{1,11}$"},
    "difference_id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "user_id": {"type": "string", "pattern": "^[a-z2-7]{20}$"},
    "webhook_id": {"type": "string"},
}


@dataclass(frozen=True)
class Endpoint:
    """An operation with the function that serves it, and that function's source."""

    function: str
    source: str
    operation: Operation

    @property
    def takes_body(self) -> bool:
        """Whether a body is read, with a schema or without."""
        return self.operation.request is not None or _RAW_BODY in self.source


def function_names() -> list[str]:
    """The folders of `functions/`."""
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/app.py"))


def endpoints() -> list[Endpoint]:
    """Every endpoint of every function, by path and method."""
    found = []
    for name in function_names():
        app: ModuleType = importlib.import_module(f"functions.{name}.app")
        api = getattr(app, "api", None)
        source = inspect.getsource(app)
        found += [Endpoint(name, source, operation) for operation in (api.operations if api else ())]
    return sorted(found, key=lambda endpoint: (endpoint.operation.path, endpoint.operation.method))


def document() -> Json:
    """The whole document."""
    served = endpoints()
    paths: Json = {}
    for endpoint in served:
        path = documented_path(endpoint.operation.path)
        paths.setdefault(path, {})[endpoint.operation.method.lower()] = _operation(endpoint, served)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dukka",
            "version": tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"],
            "description": "One-time and recurring payments on Paystack. Each path works with and without its last "
            "slash; amounts are decimal strings in the currency's major unit, times are ISO 8601.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [
            {
                "url": "https://{api}.execute-api.{region}.amazonaws.com/v1",
                "description": "A deployed stack; its output ApiUrl has the address.",
                "variables": {"api": {"default": "abcde12345"}, "region": {"default": "eu-west-1"}},
            },
            {"url": "http://localhost:8000", "description": "The local stack (make run)."},
        ],
        "tags": [
            {"name": name, "description": text} for name, text in {name: text for _, name, text in _TAGS}.items()
        ],
        "paths": paths,
        "components": {
            "schemas": {name: one.schema() for name, one in _named_schemas().items()} | ERROR_SCHEMAS,
            "securitySchemes": {
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "`JWT <access token>`, or `Bearer <access token>`.",
                }
            },
        },
    }


def documented_path(path: str) -> str:
    """`/payments/<payment_id>/` as `/payments/{payment_id}/`."""
    return re.sub(r"<(\w+)>", r"{\1}", path)


def _operation(endpoint: Endpoint, served: list[Endpoint]) -> Json:
    operation = endpoint.operation
    described: Json = {
        "operationId": _operation_id(endpoint, served),
        "tags": [next(name for prefix, name, _ in _TAGS if operation.path.startswith(prefix))],
        "summary": operation.summary,
        "security": [{"token": []}] if operation.needs_user or operation.needs_staff else [],
    }
    if parameters := _parameters(endpoint):
        described["parameters"] = parameters
    if endpoint.takes_body:
        schema = _reference(operation.request) if operation.request else {"type": "object"}
        kinds = _BODIES if operation.is_of_accounts else (_JSON,)
        described["requestBody"] = {"required": True, "content": {kind: {"schema": schema} for kind in kinds}}
    described["responses"] = _responses(endpoint)
    return described


def _operation_id(endpoint: Endpoint, served: list[Endpoint]) -> str:
    """The function's name, with what tells its operations apart where it has several."""
    siblings = [other.operation for other in served if other.function == endpoint.function]
    if len(siblings) == 1:
        return endpoint.function
    if len({sibling.path for sibling in siblings}) == 1:
        return f"{endpoint.function}_{endpoint.operation.method.lower()}"
    return "_".join([endpoint.function, "at", *re.findall(r"\w+", endpoint.operation.path)])


def _parameters(endpoint: Endpoint) -> list[Json]:
    operation = endpoint.operation
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": _PATH_PARAMETERS[name]}
        for name in re.findall(r"<(\w+)>", operation.path)
    ]
    in_query = [
        {"name": name, "in": "query", "required": one.required, "schema": one.schema()}
        for name, one in (operation.query.fields if operation.query else {}).items()
    ]
    in_header = [{"in": "header"} | header for mark, header in _HEADERS.items() if mark in endpoint.source]
    return [*in_path, *in_query, *in_header]


def _responses(endpoint: Endpoint) -> Json:
    operation = endpoint.operation
    statuses = {*operation.errors, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.INTERNAL_SERVER_ERROR}
    if endpoint.takes_body or operation.query:
        statuses.add(HTTPStatus.BAD_REQUEST)
    if operation.needs_user or operation.needs_staff:
        statuses.add(HTTPStatus.UNAUTHORIZED)
    if operation.needs_staff:
        statuses.add(HTTPStatus.FORBIDDEN)
    if operation.is_of_accounts:
        statuses.add(HTTPStatus.NOT_ACCEPTABLE)
    if endpoint.takes_body:
        statuses.add(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if operation.request:
        statuses.add(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    answers = {operation.status: _success(operation)} | {
        status: error_response(status, is_signed=_RAW_BODY in endpoint.source) for status in statuses
    }
    return {str(int(status)): answers[status] for status in sorted(answers)}


def _success(operation: Operation) -> Json:
    if operation.status == HTTPStatus.NO_CONTENT:
        return {"description": HTTPStatus.NO_CONTENT.phrase}
    media_type = operation.content_type.split(";", maxsplit=1)[0]
    schema = _reference(operation.response) if operation.response else {"type": "string"}
    content: Json = {media_type: {"schema": schema}}
    if operation.query and "format" in operation.query.fields:
        content[_CSV] = {"schema": {"type": "string"}}
    return {"description": HTTPStatus(operation.status).phrase, "content": content}


def _named_schemas() -> dict[str, Object]:
    """`shared.api.schemas.TOKEN_PAIR` as `TokenPair`; queries are described by their parameters."""
    declared = [pair for module in _SCHEMAS for pair in vars(module).items()]
    objects = {name: one for name, one in declared if isinstance(one, Object) and not name.startswith("_")}
    named = {name.title().replace("_", ""): one for name, one in sorted(objects.items())}
    return {name: one for name, one in named.items() if not name.endswith("Query")}


def _reference(schema: Object) -> Json:
    name = next(name for name, one in _named_schemas().items() if one is schema)
    return {"$ref": f"#/components/schemas/{name}"}


def main(arguments: list[str]) -> int:
    """Write the document, or compare it."""
    text = json.dumps(document(), indent=2, ensure_ascii=False) + "\n"
    if "--check" not in arguments:
        DOCUMENT.write_text(text, encoding="utf-8")
        return 0
    if DOCUMENT.is_file() and DOCUMENT.read_text(encoding="utf-8") == text:
        return 0
    print("docs/openapi.json is not what the endpoints say: run python -m local.openapi", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
