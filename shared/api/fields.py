"""Single values in requests and answers: one declaration validates input and describes it in the OpenAPI document.

They speak as the Django REST Framework's serializers do, since the old API's clients read those words, and report
every wrong field at once. Pydantic and its like stop at shapes of their own and cost more than a whole cold start of
ours (docs/decisions).
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

JsonSchema = dict[str, Any]

_EMAIL = (
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
"""Compiled when the first address comes: most functions take none."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_TRUE = frozenset({"t", "y", "yes", "true", "on", "1"})
_FALSE = frozenset({"f", "n", "no", "false", "off", "0"})


class WrongValue(ValueError):
    """A value is not what its field takes; `problems` is a list of texts, or for an object a map of them."""

    def __init__(self, *problems: str, nested: Mapping[str, object] | None = None) -> None:
        super().__init__(problems)
        self.problems: object = dict(nested) if nested is not None else list(problems)


@dataclass(frozen=True)
class Field(ABC):
    """What every field has: whether it must be there, whether null is allowed, and a line for the document."""

    _: KW_ONLY
    required: bool = True
    nullable: bool = False
    help: str = ""

    def parse(self, value: object) -> Any:  # noqa: ANN401 - each field has its own type
        """Return the value as the use cases take it; raise WrongValue."""
        if value is None:
            if self.nullable:
                return None
            raise WrongValue("This field may not be null.")
        return self.parse_value(value)

    @abstractmethod
    def parse_value(self, value: object) -> Any:  # noqa: ANN401
        """Return a value that is not null; raise WrongValue."""

    @abstractmethod
    def type_schema(self) -> JsonSchema:
        """Describe the value in JSON Schema, without null and without the help text."""

    def schema(self) -> JsonSchema:
        """Describe the field in JSON Schema (2020-12, as OpenAPI 3.1 takes it)."""
        described = self.type_schema()
        if self.nullable and "type" in described:
            described = described | {"type": [described["type"], "null"]}
            if "enum" in described:
                described["enum"] = [*described["enum"], None]
        elif self.nullable:
            described = {"anyOf": [described, {"type": "null"}]}
        return described | ({"description": self.help} if self.help else {})


@dataclass(frozen=True)
class Text(Field):
    """A string; numbers are taken as text, booleans are not. Trimmed unless told otherwise."""

    max_length: int | None = None
    pattern: str = ""
    pattern_problem: str = "Enter a valid value."
    type_problem: str = "Not a valid string."
    example: str = ""

    def parse_value(self, value: object) -> str:
        """Return the trimmed text."""
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise WrongValue(self.type_problem)
        text = str(float(value) if isinstance(value, Decimal) else value).strip()
        if not text:
            raise WrongValue("This field may not be blank.")
        if problems := self.problems_of(text):
            raise WrongValue(*problems)
        return text

    def problems_of(self, text: str) -> list[str]:
        """Return everything that is wrong with a text, in the order in which the old API told it."""
        problems = []
        if self.pattern and not re.fullmatch(self.pattern, text):
            problems.append(self.pattern_problem)
        if self.max_length and len(text) > self.max_length:
            problems.append(f"Ensure this field has no more than {self.max_length} characters.")
        if "\x00" in text:
            problems.append("Null characters are not allowed.")
        if half := _SURROGATE.search(text):
            problems.append(f"Surrogate characters are not allowed: U+{ord(half[0]):X}.")
        return problems

    def type_schema(self) -> JsonSchema:
        """A JSON string."""
        limits = {"maxLength": self.max_length} if self.max_length else {}
        examples = {"examples": [self.example]} if self.example else {}
        return {"type": "string"} | limits | examples


@dataclass(frozen=True)
class Email(Text):
    """An e-mail address."""

    max_length: int | None = 254
    type_problem: str = "Enter a valid email address."

    def problems_of(self, text: str) -> list[str]:
        """Return also that it is no address."""
        wrong = [] if self.is_address(text) else ["Enter a valid email address."]
        return super().problems_of(text) + wrong

    def is_address(self, text: str) -> bool:
        """Whether the text is an address of the common kind."""
        return bool(re.fullmatch(_EMAIL, text))

    def type_schema(self) -> JsonSchema:
        """A JSON string with the format `email`."""
        return super().type_schema() | {"format": "email"}


@dataclass(frozen=True)
class HttpUrl(Text):
    """An absolute http or https address."""

    max_length: int | None = 500
    pattern: str = r"https?://[^\s/?#]+[^\s]*"
    pattern_problem: str = "Enter a valid URL."

    def type_schema(self) -> JsonSchema:
        """A JSON string with the format `uri`."""
        return super().type_schema() | {"format": "uri"}


@dataclass(frozen=True)
class Flag(Field):
    """A boolean, also as the words that the old API took for one."""

    def parse_value(self, value: object) -> bool:
        """Return True or False."""
        word = str(value).strip().lower() if isinstance(value, str | int | bool) else ""
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
        raise WrongValue("Must be a valid boolean.")

    def type_schema(self) -> JsonSchema:
        """A JSON boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Whole(Field):
    """A whole number."""

    minimum: int | None = None
    maximum: int | None = None

    def parse_value(self, value: object) -> int:
        """Return an int within the limits."""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise WrongValue("A valid integer is required.")
        text = str(value).strip()
        if not re.fullmatch(r"-?\d{1,18}", text, re.ASCII):
            raise WrongValue("A valid integer is required.")
        number = int(text)
        if self.minimum is not None and number < self.minimum:
            raise WrongValue(f"Ensure this value is greater than or equal to {self.minimum}.")
        if self.maximum is not None and number > self.maximum:
            raise WrongValue(f"Ensure this value is less than or equal to {self.maximum}.")
        return number

    def type_schema(self) -> JsonSchema:
        """A JSON integer."""
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        return {"type": "integer"} | {name: limit for name, limit in limits.items() if limit is not None}


@dataclass(frozen=True)
class Choice(Field):
    """One of the values of an enumeration."""

    choices: type[StrEnum]

    def parse_value(self, value: object) -> StrEnum:
        """Return the member."""
        try:
            return self.choices(str(value))
        except ValueError:
            raise WrongValue(f'"{value}" is not a valid choice.') from None

    def type_schema(self) -> JsonSchema:
        """A JSON string out of a list."""
        return {"type": "string", "enum": [choice.value for choice in self.choices]}


@dataclass(frozen=True)
class Instant(Field):
    """A time in ISO 8601. Without its offset from UTC it stays a naive wall time, for who knows the zone."""

    def parse_value(self, value: object) -> datetime:
        """Return an aware or a naive datetime."""
        try:
            return datetime.fromisoformat(value.strip() if isinstance(value, str) else "")
        except ValueError:
            raise WrongValue(
                "Datetime has wrong format. Use one of these formats instead: "
                "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."
            ) from None

    def type_schema(self) -> JsonSchema:
        """A JSON string with the format `date-time`."""
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class DateOrInstant(Field):
    """A date alone, or a time as in Instant."""

    def parse_value(self, value: object) -> date:
        """Return a date, or an aware or a naive datetime."""
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value.strip()):
            return Instant().parse_value(value).date()
        return Instant().parse_value(value)

    def type_schema(self) -> JsonSchema:
        """A JSON string with the format `date` or `date-time`."""
        return {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}
