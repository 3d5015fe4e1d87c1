"""What each field tells the OpenAPI document about itself."""

from enum import StrEnum

import pytest

from shared.api.amounts import Amount
from shared.api.fields import Choice, DateOrInstant, Email, Flag, HttpUrl, Instant, Text, Whole
from shared.api.structures import Anything, Many, Object


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        (Text(), {"type": "string"}),
        (
            Text(max_length=5, example="abc", help="A name."),
            {"type": "string", "maxLength": 5, "examples": ["abc"], "description": "A name."},
        ),
        (Text(nullable=True), {"type": ["string", "null"]}),
        (Email(), {"type": "string", "maxLength": 254, "format": "email"}),
        (HttpUrl(), {"type": "string", "maxLength": 500, "format": "uri"}),
        (Flag(), {"type": "boolean"}),
        (Whole(), {"type": "integer"}),
        (Whole(minimum=0, maximum=9), {"type": "integer", "minimum": 0, "maximum": 9}),
        (Choice(Colour), {"type": "string", "enum": ["red", "blue"]}),
        (Choice(Colour, nullable=True), {"type": ["string", "null"], "enum": ["red", "blue", None]}),
        (Instant(), {"type": "string", "format": "date-time"}),
        (DateOrInstant(), {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}),
        (Anything(), {"type": "object"}),
        (Many(Flag()), {"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 20}),
        (Object({}), {"type": "object", "properties": {}}),
        (
            Object({"a": Flag(), "b": Flag(required=False)}, is_closed=True),
            {
                "type": "object",
                "properties": {"a": {"type": "boolean"}, "b": {"type": "boolean"}},
                "required": ["a"],
                "additionalProperties": False,
            },
        ),
    ],
)
def test_describes_what_it_takes(field, schema):
    assert field.schema() == schema


def test_an_amount_may_be_null_in_either_of_its_forms():
    described = Amount(nullable=True).schema()["anyOf"]
    assert described == [Amount().schema(), {"type": "null"}]
    assert [one["type"] for one in Amount().schema()["anyOf"]] == ["string", "number"]
