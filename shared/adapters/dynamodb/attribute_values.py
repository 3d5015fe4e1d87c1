"""DynamoDB's typed attribute values: text, whole numbers, booleans, lists and maps, which is all that we store.

As boto3's own types do it, without importing boto3 for it (docs/decisions/0019).
"""

from collections.abc import Callable, Mapping
from typing import Any

AttributeValue = dict[str, Any]


def to_value(value: object) -> AttributeValue:
    """Return one value as DynamoDB takes it; raise TypeError for a kind that we do not store, floats among them."""
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case None:
            return {"NULL": True}
        case dict():
            return {"M": {name: to_value(one) for name, one in value.items()}}
        case list() | tuple():
            return {"L": [to_value(one) for one in value]}
    raise TypeError(f"a {type(value).__name__} cannot be stored")


def from_value(stored: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the item holds
    """Return what a typed attribute value holds; raise KeyError for a type, ValueError for a number, never stored."""
    ((kind, value),) = stored.items()
    return _READ[kind](value)


_READ: dict[str, Callable[[Any], Any]] = {
    "S": str,
    "N": int,
    "BOOL": bool,
    "NULL": lambda _: None,
    "M": lambda value: {name: from_value(one) for name, one in value.items()},
    "L": lambda value: [from_value(one) for one in value],
}
