"""Times in requests: those that a customer means by their own clock, and those that need none."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.api.fields import Field, Instant, JsonSchema, WrongValue

_TIME = Instant()


@dataclass(frozen=True)
class Start(Field):
    """A day, or a time: without its offset from UTC it is a wall time, for who knows the zone."""

    def parse_value(self, value: object) -> date | datetime:
        """Return a date for a day alone, else an aware or a naive datetime."""
        try:
            return date.fromisoformat(value.strip() if isinstance(value, str) else "")
        except ValueError:
            return _TIME.parse_value(value)

    def type_schema(self) -> JsonSchema:
        """A JSON string; no format of JSON Schema has all three forms."""
        return {"type": "string", "examples": ["2027-01-31", "2027-01-31T09:00", "2027-01-31T09:00:00+01:00"]}


@dataclass(frozen=True)
class Moment(Field):
    """A time in ISO 8601 with its offset from UTC, without which it would not be the same for everybody."""

    def parse_value(self, value: object) -> int:
        """Return UTC epoch seconds."""
        time = _TIME.parse_value(value)
        if time.tzinfo is None:
            raise WrongValue("Give the time with its offset from UTC, such as 2027-01-31T09:00:00+01:00.")
        return int(time.timestamp())

    def type_schema(self) -> JsonSchema:
        """A JSON string with the format `date-time`."""
        return _TIME.type_schema()
