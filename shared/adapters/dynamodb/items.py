"""Items and entities: one mapping for all, from the dataclasses themselves.

A field that is None, empty text or an empty collection is left out of the item (items are paid by the kilobyte) and
must have a default. Whole numbers are the only numbers: a float cannot be stored.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from shared.adapters.dynamodb.attribute_values import from_value, to_value
from shared.adapters.dynamodb.keys import Key

Item = dict[str, Any]
T = TypeVar("T")

_NOTHING: tuple[object, ...] = (None, "", {}, [], ())


def to_item(key: Key, entity: object) -> Item:
    """Return the DynamoDB item of an entity under a key."""
    return key | {name: serialize(value) for name, value in _to_map(entity).items()}


def from_item(kind: type[T], item: Item) -> T:
    """Return the entity that an item holds."""
    readers = _readers(kind)  # type: ignore[arg-type]
    return kind(**{name: readers[name](from_value(value)) for name, value in item.items() if name in readers})


def serialize(value: object) -> dict[str, Any]:
    """Return one value as DynamoDB's typed attribute value."""
    return to_value(value)


def _to_map(entity: object) -> dict[str, object]:
    named = {name: getattr(entity, name) for name in _names(type(entity))}  # type: ignore[arg-type]
    return {name: _plain(value) for name, value in named.items() if value not in _NOTHING}


@cache
def _names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - a dataclass
    return tuple(field.name for field in fields(kind))


def _plain(value: object) -> object:
    if is_dataclass(value):
        return _to_map(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.value if isinstance(value, Enum) else value


def _from_map(kind: type[T], stored: dict[str, Any]) -> T:
    readers = _readers(kind)  # type: ignore[arg-type]
    return kind(**{name: readers[name](value) for name, value in stored.items() if name in readers})


@cache
def _readers(kind: Any) -> dict[str, Callable[[Any], object]]:  # noqa: ANN401 - a dataclass, which has no type of its own
    """What makes each field of what is stored of it; to look at the types each time took half of a page's time."""
    hints = get_type_hints(kind)
    return {field.name: _reader(_without_none(hints[field.name])) for field in fields(kind)}


def _without_none(hint: Any) -> Any:  # noqa: ANN401 - a type
    if get_origin(hint) in {tuple, dict}:
        return hint
    return next((part for part in get_args(hint) if part is not type(None)), hint)


def _reader(hint: Any) -> Callable[[Any], object]:  # noqa: ANN401 - a type
    if is_dataclass(hint):
        return partial(_from_map, hint)  # type: ignore[arg-type]
    if get_origin(hint) is tuple:
        read = _reader(get_args(hint)[0])
        return lambda stored: tuple(map(read, stored))
    if get_origin(hint) is dict:
        read = _reader(get_args(hint)[1])
        return lambda stored: {name: read(one) for name, one in stored.items()}
    made: Callable[[Any], object] = hint
    return made
