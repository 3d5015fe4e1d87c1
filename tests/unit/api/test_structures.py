"""Objects and lists: every wrong field is told at once, by its name or its place."""

import pytest

from shared.api.fields import Flag, Text, Whole, WrongValue
from shared.api.structures import Anything, Many, Object
from shared.domain.errors import InvalidInput

REQUIRED = ["This field is required."]
PERSON = Object(
    {"name": Text(), "age": Whole(required=False, minimum=0), "home": Object({"street": Text()}, required=False)}
)


def problems(structure, value):
    with pytest.raises(InvalidInput) as refused:
        structure.validate(value)
    return refused.value.fields


def test_gives_the_fields_that_were_given_and_no_others():
    assert PERSON.validate({"name": "Amina", "hobby": "chess"}) == {"name": "Amina"}
    assert PERSON.validate({"name": "A", "age": "7", "home": {"street": "B"}}) == {
        "name": "A",
        "age": 7,
        "home": {"street": "B"},
    }


def test_tells_every_problem_at_once_where_it_is():
    assert problems(PERSON, {"age": -1, "home": {"street": ""}}) == {
        "name": REQUIRED,
        "age": ["Ensure this value is greater than or equal to 0."],
        "home": {"street": ["This field may not be blank."]},
    }


@pytest.mark.parametrize(
    ("value", "kind"), [([], "list"), ("x", "str"), (7, "int"), (True, "bool"), ([{"name": "a"}], "list")]
)
def test_only_an_object_is_an_object(value, kind):
    assert problems(PERSON, value) == {"non_field_errors": [f"Invalid data. Expected a dictionary, but got {kind}."]}


def test_null_inside_an_object_is_told_as_such():
    assert problems(PERSON, {"name": "A", "home": None}) == {"home": ["This field may not be null."]}


def test_a_closed_object_refuses_what_it_does_not_know():
    closed = Object({"name": Text()}, is_closed=True)
    assert problems(closed, {"name": "A", "nmae": "B"}) == {"nmae": ["Unknown field."]}


class TestRefused:
    FORM = Object({"name": Text()}, refused={"ccv": "No card data.", "name2": "Old."})

    @pytest.mark.parametrize("value", ["123", 123, "", 0, False, [], {}])
    def test_a_field_that_must_not_be_there_is_told_with_the_reason(self, value):
        assert problems(self.FORM, {"name": "A", "ccv": value}) == {"ccv": ["No card data."]}

    def test_along_with_every_other_problem(self):
        assert problems(self.FORM, {"ccv": "1", "name2": "2"}) == {
            "ccv": ["No card data."],
            "name2": ["Old."],
            "name": REQUIRED,
        }

    def test_null_is_as_good_as_absent(self):
        assert self.FORM.validate({"name": "A", "ccv": None}) == {"name": "A"}


class TestMany:
    def test_takes_each(self):
        assert Many(Whole()).parse([1, "2"]) == [1, 2]

    def test_tells_problems_by_place(self):
        with pytest.raises(WrongValue) as wrong:
            Many(Whole(minimum=0)).parse([1, "x", -1, 4])
        assert wrong.value.problems == {
            "1": ["A valid integer is required."],
            "2": ["Ensure this value is greater than or equal to 0."],
        }

    @pytest.mark.parametrize(
        ("value", "problem"),
        [
            ("card", 'Expected a list of items but got type "str".'),
            ({"0": 1}, 'Expected a list of items but got type "dict".'),
            (7, 'Expected a list of items but got type "int".'),
            ([], "This list may not be empty."),
            ([True] * 4, "Ensure this field has no more than 3 elements."),
        ],
    )
    def test_refuses_what_is_no_list_of_that_length(self, value, problem):
        with pytest.raises(WrongValue) as wrong:
            Many(Flag(), max_items=3).parse(value)
        assert wrong.value.problems == [problem]


class TestAnything:
    def test_is_kept_as_it_is(self):
        assert Anything().parse({"a": [1, {"b": None}]}) == {"a": [1, {"b": None}]}

    @pytest.mark.parametrize("value", ["x", 7, [], True])
    def test_must_be_an_object(self, value):
        with pytest.raises(WrongValue) as wrong:
            Anything().parse(value)
        assert wrong.value.problems == ["Expected a JSON object."]
