"""What DynamoDB bills a call: its documented rules, since moto reports crude figures.

The developer guide: read-write-operations.html (units), CapacityUnitCalculations.html
(sizes), GSI.html under "throughput considerations" (indexes).
"""

from dataclasses import dataclass
from math import ceil
from typing import Any

from tests.support.template import template

Item = dict[str, Any]
WRITE_UNIT, READ_UNIT = 1_024, 4_096


def size(value: Item) -> int:
    """The bytes of an attribute value."""
    [(kind, held)] = value.items()
    match kind:
        case "S":
            return len(held.encode())
        case "N":
            return (len(held.strip("-0.")) + 1) // 2 + 1
        case "M":
            return 3 + sum(len(name.encode()) + size(inner) + 1 for name, inner in held.items())
        case "L":
            return 3 + sum(size(inner) + 1 for inner in held)
        case "BOOL" | "NULL":
            return 1
    raise AssertionError(f"a {kind} is not counted here")


def item_size(item: Item) -> int:
    """The bytes of an item."""
    return sum(len(name.encode()) + size(value) for name, value in item.items())


def write_units(table: str, old: Item | None, new: Item | None) -> int:
    """Units of a write that leaves `new` where `old` was, every index counted; a refused one leaves `old`."""
    largest = max(item_size(old or {}), item_size(new or {}))
    return max(1, ceil(largest / WRITE_UNIT)) + sum(index.units(old, new) for index in indexes(table))


def read_units(read: list[Item], *, consistent: bool) -> float:
    """Units of one GetItem or one page of a Query: all that was read before any filter, at least one unit."""
    return max(1, ceil(sum(map(item_size, read)) / READ_UNIT)) * (1.0 if consistent else 0.5)


@dataclass(frozen=True)
class Index:
    """A global secondary index: its keys, and what else is copied into it (None: everything)."""

    keys: tuple[str, ...]
    copied: frozenset[str] | None

    def units(self, old: Item | None, new: Item | None) -> int:
        """Nothing while its copy stays; one to add, take out or change a copy; two where its keys change."""
        before, after = self._copy(old), self._copy(new)
        if before == after:
            return 0
        if before and after:
            return 1 if all(before[key] == after[key] for key in self.keys) else 2
        return 1

    def _copy(self, item: Item | None) -> Item | None:
        if item is None or not all(key in item for key in self.keys):
            return None
        return {name: one for name, one in item.items() if self.copied is None or name in self.copied}


def indexes(table: str) -> list[Index]:
    """The indexes of one of the template's tables."""
    declared = template()["Resources"][table]["Properties"].get("GlobalSecondaryIndexes", [])
    return [_index(one) for one in declared]


def _index(declared: Item) -> Index:
    keys = tuple(key["AttributeName"] for key in declared["KeySchema"])
    projection = declared["Projection"]
    if projection["ProjectionType"] == "ALL":
        return Index(keys, None)
    return Index(keys, frozenset({"pk", "sk", *keys, *projection.get("NonKeyAttributes", [])}))
