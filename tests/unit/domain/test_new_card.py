"""Another card for a subscription: it is charged from then on, and what is owed at once."""

from dataclasses import replace

import pytest

from shared.domain.dunning import Dunning
from shared.domain.payment import HOUR
from shared.domain.subscription import ENDED, SubscriptionStatus
from shared.domain.subscription_changes import with_card
from tests.support.builders import a_subscription, an_authorization
from tests.unit.domain.lives import DUE, OTHER_CARD, a_flight, flying

S = SubscriptionStatus
OWING = sorted({S.PAST_DUE, S.HALTED})
MAIL = "other@example.com"
SPENT = Dunning(DUE, DUE, declines=7, code="pickup_card")


def carded(subscription, authorization=OTHER_CARD, payment_id=5, now=DUE):
    return with_card(subscription, authorization, MAIL, payment_id, now)


@pytest.mark.parametrize("status", sorted(set(S) - ENDED - set(OWING)))
def test_is_charged_from_then_on_with_the_address_it_was_saved_under(status):
    before = a_subscription(status=status, card_notice=7)
    after = carded(before)
    assert (after.authorization, after.email, after.card_payment_id) == (OTHER_CARD, MAIL, 5)
    assert (after.status, after.charge_at, after.attempt) == (status, before.charge_at, before.attempt)
    assert after.card_notice == 0, "whoever owns it has yet to be told of its end"


@pytest.mark.parametrize("status", OWING)
def test_what_is_owed_is_charged_to_it_at_once_with_all_its_tries(status):
    after = carded(a_subscription(status=status, dunning=SPENT, charge_at=None, attempt=8))
    assert (after.status, after.dunning, after.attempt) == (S.PAST_DUE, None, 8)
    assert after.charge_at == after.look_at == DUE


def test_twenty_hours_after_the_last_capture_if_that_is_later():
    after = carded(a_subscription(status=S.PAST_DUE, last_capture_at=DUE - HOUR))
    assert after.charge_at == after.look_at == DUE + 19 * HOUR


@pytest.mark.parametrize("status", OWING)
def test_a_charge_under_way_is_waited_for(status):
    after = carded(flying(status=status, dunning=SPENT))
    assert (after.status, after.in_flight, after.look_at) == (status, a_flight(), DUE + 180)
    assert after.authorization == OTHER_CARD


def test_the_same_card_under_a_newer_code_takes_the_older_ones_place():
    newer = an_authorization(code="AUTH_newer", exp_year="2031")
    after = carded(a_subscription(status=S.PAST_DUE, dunning=SPENT), newer)
    assert (after.card, after.authorization.code) == (a_subscription().card, "AUTH_newer")
    assert (after.charge_at, after.dunning) == (DUE, None)


@pytest.mark.parametrize(("given", "is_taken"), [(4, False), (5, False), (6, True)])
def test_only_a_newer_checkout_than_the_last_changes_anything(given, is_taken):
    before = replace(a_subscription(), card_payment_id=5)
    after = carded(before, payment_id=given)
    assert (after.authorization == OTHER_CARD) is is_taken
    assert (after is before) is not is_taken


@pytest.mark.parametrize("status", sorted(ENDED))
def test_one_that_has_ended_needs_none(status):
    before = a_subscription(status=status)
    assert carded(before) is before
