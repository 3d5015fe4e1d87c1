"""Lists and objects of fields: the bodies of requests and answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shared.api.fields import Field, JsonSchema, WrongValue
from shared.domain.errors import InvalidInput


@dataclass(frozen=True)
class Many(Field):
    """A list of values of one kind."""

    of: Field
    min_items: int = 1
    max_items: int = 20

    def parse_value(self, value: object) -> list[Any]:
        """Return the values; problems come by position, as `{"0": [...]}`."""
        if not isinstance(value, list):
            raise WrongValue(f'Expected a list of items but got type "{_type_name(value)}".')
        if len(value) < self.min_items:
            raise WrongValue("This list may not be empty.")
        if len(value) > self.max_items:
            raise WrongValue(f"Ensure this field has no more than {self.max_items} elements.")
        by_place = {str(place): item for place, item in enumerate(value)}
        parsed, problems = _sift(dict.fromkeys(by_place, self.of), by_place)
        if problems:
            raise WrongValue(nested=problems)
        return [*parsed.values()]

    def type_schema(self) -> JsonSchema:
        """A JSON array."""
        return {"type": "array", "items": self.of.schema(), "minItems": self.min_items, "maxItems": self.max_items}


@dataclass(frozen=True)
class Anything(Field):
    """A JSON object of the caller's own, kept as it is."""

    def parse_value(self, value: object) -> dict[str, Any]:
        """Return the object."""
        if not isinstance(value, dict):
            raise WrongValue("Expected a JSON object.")
        return value

    def type_schema(self) -> JsonSchema:
        """A JSON object of any content."""
        return {"type": "object"}


@dataclass(frozen=True)
class Object(Field):
    """An object with named fields; `refused` names fields that must not be there, with the reason."""

    fields: Mapping[str, Field]
    refused: Mapping[str, str] = field(default_factory=dict)
    is_closed: bool = False

    def parse_value(self, value: object) -> dict[str, Any]:
        """Return the fields that were given; raise WrongValue with every problem by field."""
        parsed, problems = self._sifted(value)
        if problems:
            raise WrongValue(nested=problems)
        return parsed

    def _sifted(self, value: object) -> tuple[dict[str, Any], dict[str, object]]:
        """Return the fields that are good, and the problems of the others."""
        if not isinstance(value, dict):
            raise WrongValue(nested={"non_field_errors": [_not_an_object(value)]})
        problems: dict[str, object] = {
            name: [reason] for name, reason in self.refused.items() if value.get(name) is not None
        }
        if self.is_closed:
            problems |= {str(name): ["Unknown field."] for name in value.keys() - self.fields.keys()}
        parsed, wrong = _sift(self.fields, value)
        return parsed, problems | wrong

    def type_schema(self) -> JsonSchema:
        """A JSON object."""
        described: JsonSchema = {
            "type": "object",
            "properties": {name: one.schema() for name, one in self.fields.items()},
        }
        if required := [name for name, one in self.fields.items() if one.required]:
            described["required"] = required
        if self.is_closed:
            described["additionalProperties"] = False
        return described

    def validate(self, value: object) -> dict[str, Any]:
        """Return the fields of a whole request; raise InvalidInput."""
        parsed, problems = self.sift(value)
        if problems:
            raise InvalidInput(problems)
        return parsed

    def sift(self, value: object) -> tuple[dict[str, Any], dict[str, object]]:
        """Return the good fields of a request and the problems of the others; raise InvalidInput for no object."""
        if value is None:
            raise InvalidInput({"non_field_errors": ["No data provided"]})
        try:
            return self._sifted(value)
        except WrongValue as wrong:
            raise InvalidInput(wrong.problems) from None  # type: ignore[arg-type]


def _sift(wanted: Mapping[str, Field], given: Mapping[str, object]) -> tuple[dict[str, Any], dict[str, object]]:
    """Parse every field, so that all problems are told at once."""
    problems: dict[str, object] = {}
    parsed: dict[str, Any] = {}
    for name, one in wanted.items():
        if name not in given:
            if one.required:
                problems[name] = ["This field is required."]
            continue
        try:
            parsed[name] = one.parse(given[name])
        except WrongValue as wrong:
            problems[name] = wrong.problems
    return parsed, problems


def _type_name(value: object) -> str:
    """The value's type as JSON's reader in Python names it; a number with a fraction is a Decimal here."""
    return "float" if isinstance(value, Decimal) else type(value).__name__


def _not_an_object(value: object) -> str:
    return f"Invalid data. Expected a dictionary, but got {_type_name(value)}."
