"""Times in requests: a day, a wall time or an exact one where a zone is known, and an exact one where none is."""

from datetime import UTC, date, datetime

import pytest

from shared.api.fields import WrongValue
from shared.api.wall_times import Moment, Start
from tests.support.builders import at


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-01-31", date(2027, 1, 31)),
        (" 2027-01-31 ", date(2027, 1, 31)),
        ("2027-01-31T09:00", datetime.fromisoformat("2027-01-31T09:00")),
        ("2027-01-31T09:00:00Z", datetime(2027, 1, 31, 9, tzinfo=UTC)),
    ],
)
def test_a_start_is_a_day_or_a_time(text, expected):
    parsed = Start().parse(text)
    assert (parsed, type(parsed)) == (expected, type(expected))


@pytest.mark.parametrize(
    "value", ["2027-02-29", "2027-01-31T25:00", "31.01.2027", "tomorrow", "", 20270131, True, []]
)
def test_what_is_neither_is_refused(value):
    for field in (Start(), Moment()):
        with pytest.raises(WrongValue, match="wrong format"):
            field.parse(value)


@pytest.mark.parametrize("text", ["2027-01-31T09:00:00+01:00", "2027-01-31T08:00:00Z", "2027-01-31T08:00:00.999Z"])
def test_a_moment_is_the_same_for_everybody(text):
    assert Moment().parse(text) == at("2027-01-31T09:00")


@pytest.mark.parametrize("text", ["2027-01-31T09:00:00", "2027-01-31"])
def test_a_moment_without_its_offset_is_refused(text):
    with pytest.raises(WrongValue, match="offset"):
        Moment().parse(text)


def test_each_is_described():
    assert Start(help="First charge.").schema()["examples"]
    assert Moment(nullable=True).schema() == {"type": ["string", "null"], "format": "date-time"}
