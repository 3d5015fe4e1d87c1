"""Items and entities: one mapping for all, from the dataclasses themselves.

A field that is None, empty text or an empty collection is left out of the item (items are paid by the kilobyte) and
must have a default. Whole numbers are the only numbers: a float cannot be stored.
"""

from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from shared.adapters.dynamodb.keys import Key

Item = dict[str, Any]
T = TypeVar("T")

_serializer, _deserializer = TypeSerializer(), TypeDeserializer()
_NOTHING: tuple[object, ...] = (None, "", {}, [], ())


def to_item(key: Key, entity: object) -> Item:
    """Return the DynamoDB item of an entity under a key."""
    return key | {name: serialize(value) for name, value in _to_map(entity).items()}


def from_item(kind: type[T], item: Item) -> T:
    """Return the entity that an item holds."""
    return _from_map(kind, {name: _deserializer.deserialize(value) for name, value in item.items()})


def serialize(value: object) -> dict[str, Any]:
    """Return one value as DynamoDB's typed attribute value."""
    return dict(_serializer.serialize(value))


def _to_map(entity: object) -> dict[str, object]:
    named = {field.name: getattr(entity, field.name) for field in fields(entity)}  # type: ignore[arg-type]
    return {name: _plain(value) for name, value in named.items() if value not in _NOTHING}


def _plain(value: object) -> object:
    if is_dataclass(value):
        return _to_map(value)
    return value.value if isinstance(value, Enum) else value


def _from_map(kind: type[T], stored: dict[str, Any]) -> T:
    types = _field_types(kind)  # type: ignore[arg-type]
    return kind(**{name: _value(hint, stored[name]) for name, hint in types.items() if name in stored})


@cache
def _field_types(kind: Any) -> dict[str, type]:  # noqa: ANN401 - a dataclass, which has no type of its own
    """Each field's own type, without its `| None`."""
    hints = get_type_hints(kind)
    return {field.name: _without_none(hints[field.name]) for field in fields(kind)}


def _without_none(hint: Any) -> Any:  # noqa: ANN401 - a type
    if get_origin(hint) is tuple:
        return hint
    return next((part for part in get_args(hint) if part is not type(None)), hint)


def _value(hint: type, value: Any) -> object:  # noqa: ANN401 - whatever the item holds
    if is_dataclass(hint):
        return _from_map(hint, value)
    if get_origin(hint) is tuple:
        return tuple(get_args(hint)[0](one) for one in value)
    return hint(value)
