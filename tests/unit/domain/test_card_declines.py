"""How often a card was refused of late: after twenty times in thirty days it is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.dunning import CARD_WINDOW, MAX_DECLINES_OF_CARD, CardDeclines
from shared.domain.payment import DAY, HOUR
from tests.support.builders import NOW


def refused(*attempts, now=NOW):
    """A card that was refused with these payments, (payment, instant) each."""
    card = CardDeclines()
    for payment_id, at in attempts:
        card = card.added(payment_id, at, now)
    return card


def times(number, first=NOW, every=HOUR):
    return [(payment_id, first + payment_id * every) for payment_id in range(number)]


@pytest.mark.parametrize(("number", "is_free"), [(0, True), (19, True), (20, False), (21, False), (40, False)])
def test_twenty_times_are_enough(number, is_free):
    now = NOW + 2 * DAY
    free_at = refused(*times(number)).free_at(now)
    assert (free_at == now) is is_free
    assert MAX_DECLINES_OF_CARD == 20


def test_it_is_free_again_when_less_than_twenty_lie_in_the_last_thirty_days():
    card = refused(*times(23))
    assert card.free_at(NOW + 2 * DAY) == NOW + 3 * HOUR + CARD_WINDOW == NOW + 3 * HOUR + 30 * DAY


@pytest.mark.parametrize(("later", "is_free"), [(-1, False), (0, True)])
def test_exactly_then(later, is_free):
    instant = NOW + CARD_WINDOW + later
    assert (refused(*times(20)).free_at(instant) == instant) is is_free


def test_one_attempt_counts_once_however_often_it_is_counted():
    card = refused(*times(19), *times(19), *times(19))
    assert len(card.declined_at) == 19
    assert card.free_at(NOW + DAY) == NOW + DAY


def test_two_attempts_at_the_same_moment_count_twice():
    card = refused(*((payment_id, NOW) for payment_id in range(20)))
    assert card.free_at(NOW) == NOW + CARD_WINDOW


def test_what_is_too_old_to_count_is_forgotten():
    card = refused((1, NOW), (2, NOW + DAY)).added(3, NOW + CARD_WINDOW, NOW + CARD_WINDOW)
    assert (card.declined_at, card.payment_ids) == ((NOW + DAY, NOW + CARD_WINDOW), (2, 3))


def test_an_attempt_that_was_made_earlier_and_ended_later_is_put_in_its_place():
    card = refused((1, NOW + HOUR), (2, NOW))
    assert (card.declined_at, card.payment_ids) == ((NOW, NOW + HOUR), (2, 1))


def test_the_version_that_was_read_stays():
    assert CardDeclines(version=7).added(1, NOW, NOW).version == 7


@given(st.lists(st.integers(0, 60 * DAY), max_size=60), st.integers(30 * DAY, 90 * DAY))
def test_no_thirty_days_ever_hold_more_than_twenty_refusals(gaps, last):
    """Whoever waits until the card is free never refuses it too often, whatever they try when."""
    card, made = CardDeclines(), []
    for payment_id, wanted in enumerate(sorted(gaps)):
        at = card.free_at(wanted)
        if at == wanted:
            card = card.added(payment_id, at, at)
            made.append(at)
    for at in made:
        assert sum(at - CARD_WINDOW < one <= at for one in made) <= MAX_DECLINES_OF_CARD
    assert card.free_at(last + 60 * DAY + CARD_WINDOW) == last + 60 * DAY + CARD_WINDOW
