"""Families of refresh tokens: one replacement at a time, and an end that is for ever."""

from dataclasses import replace

import pytest

from shared.domain.errors import Conflict
from shared.domain.token import RefreshFamily, Stamp, begun, rotated
from tests.support.builders import NOW, OTHER_USER, USER, a_user

FAMILY = begun(a_user(token_generation=2), Stamp("first", NOW, NOW + 86_400))


def turned(family: RefreshFamily, jti: str) -> RefreshFamily:
    return rotated(family, Stamp(jti, NOW + 60, NOW + 60 + 86_400), "mark")


def test_is_found_by_its_user_and_id(families):
    families.add_family(FAMILY)
    assert families.get_family(USER, "first") == FAMILY


@pytest.mark.parametrize(("user_id", "family_id"), [(OTHER_USER, "first"), (USER, "other"), (USER, ""), ("", "")])
def test_nobody_elses_is_found(families, user_id, family_id):
    families.add_family(FAMILY)
    assert families.get_family(user_id, family_id) is None


def test_one_that_is_there_is_not_added_again(families):
    families.add_family(FAMILY)
    with pytest.raises(Conflict):
        families.add_family(replace(FAMILY, generation=9))
    assert families.get_family(USER, "first") == FAMILY


def test_its_token_is_replaced(families):
    families.add_family(FAMILY)
    second = families.replace_family(turned(FAMILY, "second"))
    assert second == replace(turned(FAMILY, "second"), version=1)
    third = families.replace_family(turned(second, "third"))
    assert families.get_family(USER, "first") == third
    assert (third.jti, third.previous_jti, third.version) == ("third", "second", 2)


def test_of_two_replacements_one_is_written(families):
    families.add_family(FAMILY)
    first = families.replace_family(turned(FAMILY, "one"))
    with pytest.raises(Conflict):
        families.replace_family(turned(FAMILY, "other"))
    assert families.get_family(USER, "first") == first


def test_one_that_has_ended_is_gone_and_does_not_come_back(families):
    families.add_family(FAMILY)
    assert families.end_family(USER, "first") is True
    assert families.get_family(USER, "first") is None
    with pytest.raises(Conflict):
        families.replace_family(turned(FAMILY, "second"))
    assert families.get_family(USER, "first") is None


def test_it_ends_once_and_for_its_user_alone(families):
    families.add_family(FAMILY)
    assert families.end_family(OTHER_USER, "first") is False
    assert families.end_family(USER, "first") is True
    assert families.end_family(USER, "first") is False


def test_it_ends_whatever_it_became_meanwhile(families):
    families.add_family(FAMILY)
    families.replace_family(turned(FAMILY, "second"))
    assert families.end_family(USER, "first") is True
    assert families.get_family(USER, "first") is None
