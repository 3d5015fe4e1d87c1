"""Whether an answer is what docs/openapi.json promises: status, content type, body, and no field besides."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
_MAY_BE_EMPTY = frozenset({"400"})
"""The old API says so, and no more, where activation is off."""


@cache
def openapi() -> dict[str, Any]:
    """The committed document."""
    document: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return document


@cache
def _closed() -> dict[str, Any]:
    """The document with every described object closed, so that an undocumented field is found."""
    document = copy.deepcopy(openapi())
    _close(document)
    return document


def _close(value: Any) -> None:
    if isinstance(value, dict):
        if value.get("type") == "object" and "properties" in value:
            value.setdefault("additionalProperties", False)
        for one in value.values():
            _close(one)
    elif isinstance(value, list):
        for one in value:
            _close(one)


def assert_documented(resource: str, method: str, answer: dict[str, Any]) -> None:
    """Fail unless the answer of a handler is one that the document describes for this resource and method."""
    operation = _closed()["paths"][f"{resource}/"][method.lower()]
    status = str(answer["statusCode"])
    assert status in operation["responses"], f"{method} {resource} may not answer {status}: {answer['body']}"
    described = operation["responses"][status]
    if not answer["body"]:
        assert "content" not in described or status in _MAY_BE_EMPTY, f"a body is promised for {status}"
        return
    media_type = answer["multiValueHeaders"]["Content-Type"][0].split(";")[0]
    assert media_type in described["content"], f"{media_type} is not documented for {status}"
    for header in described.get("headers", {}):
        assert header in answer["multiValueHeaders"], f"{header} is promised for {status}"
    body = json.loads(answer["body"]) if media_type == "application/json" else answer["body"]
    schema = described["content"][media_type]["schema"] | {"components": _closed()["components"]}
    problems = list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(body))
    assert not problems, f"{method} {resource} {status}: {problems[0].message} in {answer['body']}"


def assert_request_documented(resource: str, method: str, body: object) -> None:
    """Fail unless a body that is accepted is one that the document describes."""
    content = openapi()["paths"][f"{resource}/"][method.lower()]["requestBody"]["content"]
    schema = content["application/json"]["schema"] | {"components": openapi()["components"]}
    problems = list(Draft202012Validator(schema).iter_errors(body))
    assert not problems, f"{method} {resource}: {problems[0].message}"
