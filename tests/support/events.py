"""The event files of `events/`, filled in: for tests, and by `python -m tests.support.events <function>/<case>`."""

import copy
import hashlib
import hmac
import json
import re
import sys
from pathlib import Path
from typing import Any

Event = dict[str, Any]

EVENTS = Path(__file__).resolve().parents[2] / "events"
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


def event_names(function: str = "*") -> list[str]:
    """`<function>/<case>` of every event file."""
    return sorted(f"{path.parent.name}/{path.stem}" for path in EVENTS.glob(f"{function}/*.json"))


def load_event(name: str, **values: str) -> Event:
    """Return an event with its placeholders filled; `paystack_key` makes the signature. KeyError when one is not."""
    event: Event = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    key = values.pop("paystack_key", None)
    if key and event.get("body"):
        event["body"] = _filled(event["body"], values)
        values["signature"] = signature_of(event["body"], key)
    filled: Event = _filled(event, values)
    return filled


def needs_value(name: str, placeholder: str) -> bool:
    """Whether an event has a placeholder of that name."""
    return f"{{{{{placeholder}}}}}" in (EVENTS / f"{name}.json").read_text(encoding="utf-8")


def _filled(value: Any, values: dict[str, str]) -> Any:
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda match: values[match[1]], value)
    if isinstance(value, dict):
        return {name: _filled(one, values) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, values) for one in value]
    return value


def signature_of(body: str | bytes, key: str) -> str:
    """Return what Paystack sends as `x-paystack-signature`."""
    raw = body.encode() if isinstance(body, str) else body
    return hmac.new(key.encode(), raw, hashlib.sha512).hexdigest()


def with_headers(event: Event, **headers: str | None) -> Event:
    """Return the event with headers set, or removed where None; `_` in a name stands for `-`."""
    changed = copy.deepcopy(event)
    for python_name, value in headers.items():
        name = python_name.replace("_", "-")
        for kind in ("headers", "multiValueHeaders"):
            kept = {key: one for key, one in changed[kind].items() if key.lower() != name.lower()}
            wrapped: Any = [value] if kind == "multiValueHeaders" else value
            changed[kind] = kept if value is None else kept | {name: wrapped}
    return changed


def with_body(event: Event, body: object) -> Event:
    """Return the event with another body: text as it is, anything else as JSON."""
    return copy.deepcopy(event) | {"body": body if body is None or isinstance(body, str) else json.dumps(body)}


def with_fields(event: Event, **fields: object) -> Event:
    """Return the event with fields of its JSON body changed, or removed where `...`."""
    body = {name: value for name, value in (json.loads(event["body"]) | fields).items() if value is not ...}
    return with_body(event, body)


def with_query(event: Event, /, **query: str) -> Event:
    """Return the event with other query parameters."""
    multiple = {name: [value] for name, value in query.items()}
    return copy.deepcopy(event) | {"queryStringParameters": query, "multiValueQueryStringParameters": multiple}


def with_path(event: Event, path: str) -> Event:
    """Return the event under another path of the same resource, its path parameters with it."""
    changed = copy.deepcopy(event) | {"path": path}
    changed["requestContext"]["path"] = f"/v1{path}"
    if changed["pathParameters"]:
        pairs = zip(event["resource"].split("/"), path.split("/"), strict=False)
        changed["pathParameters"] = {name.strip("{}"): value for name, value in pairs if name.startswith("{")}
    return changed


if __name__ == "__main__":
    _name, *_given = sys.argv[1:]
    sys.stdout.write(json.dumps(load_event(_name, **dict(one.split("=", 1) for one in _given)), indent=2) + "\n")
