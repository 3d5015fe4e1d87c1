"""Single values of requests: what is taken, as what, and in which words anything else is refused."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import pytest

from shared.api.amounts import Amount
from shared.api.fields import Choice, DateOrInstant, Email, Flag, HttpUrl, Instant, Text, Whole, WrongValue

NO_INTEGER = "A valid integer is required."
NO_BOOLEAN = "Must be a valid boolean."
NO_STRING = "Not a valid string."
NO_TIME = "Datetime has wrong format."
NOT_JSON_TEXT = [True, False, [], {}, ["a"], {"a": 1}]


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def problems(field, value):
    with pytest.raises(WrongValue) as wrong:
        field.parse(value)
    return wrong.value.problems


@pytest.mark.parametrize("field", [Text(), Email(), HttpUrl(), Amount(), Flag(), Whole(), Choice(Colour), Instant()])
def test_null_is_refused_unless_it_is_allowed(field):
    assert problems(field, None) == ["This field may not be null."]
    nullable = type(field)(**{**vars(field), "nullable": True})
    assert nullable.parse(None) is None


class TestText:
    @pytest.mark.parametrize(
        ("value", "text"), [("a", "a"), ("  a b ", "a b"), (7, "7"), (Decimal("1.5"), "1.5"), ("ключ", "ключ")]
    )
    def test_is_trimmed(self, value, text):
        assert Text().parse(value) == text

    @pytest.mark.parametrize("value", [*NOT_JSON_TEXT, 1.5])
    def test_other_types_are_refused(self, value):
        assert problems(Text(), value) == [NO_STRING]

    @pytest.mark.parametrize("value", ["", " ", "\t\n"])
    def test_blank_ones_are_refused(self, value):
        assert problems(Text(), value) == ["This field may not be blank."]

    def test_null_characters_are_refused(self):
        assert problems(Text(), "a\x00b") == ["Null characters are not allowed."]

    def test_length_and_pattern_are_both_told(self):
        field = Text(max_length=3, pattern="[a-z]+", pattern_problem="Small letters only.")
        assert field.parse("abc") == "abc"
        too_long = "Ensure this field has no more than 3 characters."
        assert problems(field, "abcd") == [too_long]
        assert problems(field, "a1") == ["Small letters only."]
        assert problems(field, "abc1") == ["Small letters only.", too_long]

    def test_everything_that_is_wrong_with_a_text_is_told(self):
        field = Text(pattern="[a-z]+", pattern_problem="Small letters only.")
        null, half = "Null characters are not allowed.", "Surrogate characters are not allowed: U+D83D."
        assert problems(field, "a\x00\ud83d\ude00"[:3]) == ["Small letters only.", null, half]

    def test_a_number_with_a_fraction_is_the_text_that_python_makes_of_it(self):
        assert [Text().parse(Decimal(number)) for number in ("1.50", "1e2", "0.1")] == ["1.5", "100.0", "0.1"]


class TestEmail:
    @pytest.mark.parametrize("value", ["a@b.co", "Amina.O'Neil+x@mail.Example.COM", "1_2@xn--80ak6aa92e.com"])
    def test_addresses_are_taken(self, value):
        assert Email().parse(f" {value} ") == value

    @pytest.mark.parametrize(
        "value",
        [
            *("a", "a@", "@b.co", "a@b", "a b@c.co", "a@b..co", ".a@b.co", "a.@b.co", "a@-b.co", "a@b.co-"),
            *("a@b.co,c@d.co", "a@@b.co", "ключ@b.co", "a@b.co\nBcc: x@y.co", "a@[127.0.0.1]", 7),
        ],
    )
    def test_anything_else_is_refused(self, value):
        assert problems(Email(), value) == ["Enter a valid email address."]

    def test_one_longer_than_any_is_refused(self):
        assert problems(Email(), "a" * 250 + "@b.co") == ["Ensure this field has no more than 254 characters."]


class TestHttpUrl:
    @pytest.mark.parametrize(
        "value", ["https://shop.example/paid?x=1#y", "http://127.0.0.1:8000", "https://é.example/"]
    )
    def test_web_addresses_are_taken(self, value):
        assert HttpUrl().parse(value) == value

    @pytest.mark.parametrize(
        "value",
        [
            "shop.example",
            "//shop.example",
            "javascript:alert(1)",
            "ftp://x",
            "https://",
            "https:///x",
            "https://a b",
            "x",
        ],
    )
    def test_anything_else_is_refused(self, value):
        assert problems(HttpUrl(), value) == ["Enter a valid URL."]


class TestFlag:
    @pytest.mark.parametrize("value", [True, 1, "1", "true", "True", " TRUE ", "t", "y", "yes", "on"])
    def test_yes(self, value):
        assert Flag().parse(value) is True

    @pytest.mark.parametrize("value", [False, 0, "0", "false", "False", "f", "n", "no", "off"])
    def test_no(self, value):
        assert Flag().parse(value) is False

    @pytest.mark.parametrize("value", ["", "maybe", 2, -1, Decimal("1.0"), 1.0, [], {}, "null"])
    def test_anything_else_is_refused(self, value):
        assert problems(Flag(), value) == [NO_BOOLEAN]


class TestWhole:
    @pytest.mark.parametrize(
        ("value", "number"), [(7, 7), ("7", 7), (" 7 ", 7), ("007", 7), (-7, -7), ("9" * 18, 10**18 - 1)]
    )
    def test_whole_numbers_are_taken(self, value, number):
        assert Whole().parse(value) == number

    @pytest.mark.parametrize(
        "value",
        ["", "x", "1.0", "1e3", "\u0667", "+7", "--7", "1_000", "9" * 19, Decimal("7"), 7.0, True, [], {}, "7\x00"],
    )
    def test_anything_else_is_refused(self, value):
        assert problems(Whole(), value) == [NO_INTEGER]

    def test_limits_are_told(self):
        field = Whole(minimum=1, maximum=100)
        assert (field.parse(1), field.parse("100")) == (1, 100)
        assert problems(field, 0) == ["Ensure this value is greater than or equal to 1."]
        assert problems(field, -5) == ["Ensure this value is greater than or equal to 1."]
        assert problems(field, 101) == ["Ensure this value is less than or equal to 100."]


class TestChoice:
    def test_is_the_member(self):
        assert Choice(Colour).parse("red") is Colour.RED

    @pytest.mark.parametrize("value", ["RED", "green", "", " red", 1, True, [], {}, "Colour.RED"])
    def test_anything_else_is_refused_by_its_name(self, value):
        assert problems(Choice(Colour), value) == [f'"{value}" is not a valid choice.']


class TestInstant:
    @pytest.mark.parametrize(
        ("value", "time"),
        [
            ("2026-11-23T09:30:00Z", datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
            (" 2026-11-23T09:30:00+01:00 ", datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=1)))),
            ("2026-11-23T09:30", datetime(2026, 11, 23, 9, 30)),  # noqa: DTZ001
            ("2026-11-23", datetime(2026, 11, 23)),  # noqa: DTZ001
        ],
    )
    def test_keeps_whether_it_named_an_offset(self, value, time):
        parsed = Instant().parse(value)
        assert parsed == time
        assert parsed.utcoffset() == time.utcoffset()

    @pytest.mark.parametrize(
        "value", ["", "soon", "23/11/2026", "2026-02-30", "2026-11-23T25:00", 1_790_000_000, True, []]
    )
    def test_anything_else_is_refused(self, value):
        [problem] = problems(Instant(), value)
        assert problem.startswith(NO_TIME)


class TestDateOrInstant:
    @pytest.mark.parametrize("value", ["2026-11-23", " 2026-11-23 "])
    def test_a_date_alone_stays_a_date(self, value):
        assert DateOrInstant().parse(value) == date(2026, 11, 23)
        assert type(DateOrInstant().parse(value)) is date

    @pytest.mark.parametrize("value", ["2026-11-23T00:00", "2026-11-23T09:30:00Z"])
    def test_a_time_is_what_an_instant_is(self, value):
        assert DateOrInstant().parse(value) == Instant().parse(value)

    @pytest.mark.parametrize("value", ["", "soon", "2026-02-30", "2026-02-30T09:00", 20261123, None])
    def test_anything_else_is_refused(self, value):
        assert problems(DateOrInstant(), value) == problems(Instant(), value)
