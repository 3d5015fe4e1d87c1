"""The shapes of refusals for docs/openapi.json, and which status has which: the Django REST Framework's."""

from http import HTTPStatus
from typing import Any

from shared.api.errors import STATUS
from shared.domain.errors import DukkaError, InvalidInput, NotAuthenticated

Json = dict[str, Any]

_JSON = "application/json"
ERROR_SCHEMAS: Json = {
    "Problems": {
        "description": "What is wrong with a field; by name, or by place, where the field holds others.",
        "anyOf": [
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
            {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Problems"}, "minProperties": 1},
        ],
    },
    "FieldErrors": {
        "description": "Every field that is wrong, with the reasons.",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"$ref": "#/components/schemas/Problems"},
        "examples": [{"amount": ["A valid number is required."]}],
    },
    "Error": {
        "description": "Why a request was refused: `detail` for people, `code` for programs.",
        "type": "object",
        "properties": {"detail": {"type": "string"}, "code": {"type": "string"}},
        "required": ["detail"],
        "additionalProperties": False,
    },
    "NotAuthenticated": {
        "description": "Why credentials were refused; `messages` says what is wrong with a token.",
        "type": "object",
        "properties": {
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "messages": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {name: {"type": "string"} for name in ("token_class", "token_type", "message")},
                    "required": ["token_class", "token_type", "message"],
                },
            },
        },
        "required": ["detail"],
        "additionalProperties": False,
    },
}


def error_response(status: int, *, is_signed: bool) -> Json:
    """Describe the answer with an error status: its codes, its body, its headers.

    `is_signed` says that a signature takes the place of a caller's credentials.
    """
    needs_credentials = status == HTTPStatus.UNAUTHORIZED and not is_signed
    kinds = [kind for kind, its in STATUS.items() if its == status and kind not in {InvalidInput, NotAuthenticated}]
    codes = sorted({kind.code for kind in kinds} - {"", DukkaError.code})
    named = "" if needs_credentials else ", ".join(f"`{code}`" for code in codes)
    described: Json = {
        "description": HTTPStatus(status).phrase + (f": {named}" if named else ""),
        "content": {_JSON: {"schema": _error_schema(status, needs_credentials=needs_credentials)}},
    }
    if needs_credentials:
        described["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        described["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return described


def _error_schema(status: int, *, needs_credentials: bool) -> Json:
    if status == HTTPStatus.BAD_REQUEST:
        return {"anyOf": [_reference("FieldErrors"), _reference("Error")]}
    return _reference("NotAuthenticated" if needs_credentials else "Error")


def _reference(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
