"""What is kept of cards: each decline once, over the version that was read, and each trial for its first checkout."""

import pytest

from shared.domain.dunning import CARD_WINDOW, CardDeclines
from shared.domain.errors import Conflict
from shared.domain.payment import DAY
from tests.contract.stores.conftest import dynamodb_stores
from tests.support.builders import NOW, OTHER_USER, USER

CARD, OTHER_CARD = "SIG_idyuhgd87dUYSHO92D", "SIG_yEXu7dLBeqG0kU7g95Ke"
OFFER, REFERENCE = "Premium", f"dk.{USER}.p1"


def refused(cards, payment_id=7, at=NOW, user=USER, card=CARD):
    """The card is refused with a payment; return what is kept of it."""
    cards.put_declines(user, card, cards.get_declines(user, card).added(payment_id, at, at), at)
    return cards.get_declines(user, card)


def test_a_card_that_was_never_refused_has_nothing_against_it(cards):
    assert cards.get_declines(USER, CARD) == CardDeclines()


def test_declines_are_kept_in_order_under_the_next_version(cards):
    refused(cards, 7, NOW)
    refused(cards, 9, NOW + DAY)

    kept = refused(cards, 12, NOW + 2 * DAY)

    assert kept == CardDeclines((NOW, NOW + DAY, NOW + 2 * DAY), version=3, payment_ids=(7, 9, 12))


def test_each_card_of_each_user_is_apart(cards):
    refused(cards)

    assert cards.get_declines(USER, OTHER_CARD) == CardDeclines()
    assert cards.get_declines(OTHER_USER, CARD) == CardDeclines()


def test_of_two_at_once_the_second_is_refused_and_not_written(cards):
    refused(cards)
    read = cards.get_declines(USER, CARD)
    cards.put_declines(USER, CARD, read.added(8, NOW + 1, NOW), NOW)

    with pytest.raises(Conflict):
        cards.put_declines(USER, CARD, read.added(9, NOW + 2, NOW), NOW)
    assert cards.get_declines(USER, CARD) == CardDeclines((NOW, NOW + 1), version=2, payment_ids=(7, 8))


def test_of_two_first_ones_at_once_the_second_is_refused(cards):
    cards.put_declines(USER, CARD, CardDeclines((NOW,), payment_ids=(7,)), NOW)

    with pytest.raises(Conflict):
        cards.put_declines(USER, CARD, CardDeclines((NOW + 1,), payment_ids=(8,)), NOW)


def test_a_card_has_a_trial_of_an_offer_once_over_all_users(cards):
    assert cards.claim_trial(CARD, OFFER, REFERENCE)
    assert not cards.claim_trial(CARD, OFFER, f"dk.{USER}.p2")
    assert not cards.claim_trial(CARD, OFFER, f"dk.{OTHER_USER}.p1")


def test_claiming_a_trial_again_for_the_same_checkout_is_no_second_one(cards):
    assert [cards.claim_trial(CARD, OFFER, REFERENCE) for _ in range(3)] == [True, True, True]


def test_another_card_and_another_offer_have_trials_of_their_own(cards):
    cards.claim_trial(CARD, OFFER, REFERENCE)

    assert cards.claim_trial(OTHER_CARD, OFFER, f"dk.{USER}.p2")
    assert cards.claim_trial(CARD, "Basic", f"dk.{USER}.p3")


def test_declines_may_be_forgotten_when_none_counts_any_more_and_trials_never(dynamodb):
    cards = dynamodb_stores(dynamodb).cards
    refused(cards)
    cards.claim_trial(CARD, OFFER, REFERENCE)

    items = {item["sk"]["S"].split("#")[0]: item for item in dynamodb.scan(TableName="Payments")["Items"]}
    assert items["CARD"]["expires_at"] == {"N": str(NOW + CARD_WINDOW)}
    assert "expires_at" not in items["TRIAL"]


def test_no_key_tells_a_card_that_could_be_charged(dynamodb):
    cards = dynamodb_stores(dynamodb).cards
    refused(cards, card="AUTH_8dfhjjdt")
    cards.claim_trial("AUTH_8dfhjjdt", OFFER, REFERENCE)

    assert "AUTH_8dfhjjdt" not in str(dynamodb.scan(TableName="Payments")["Items"])


def test_disputes_are_kept_beside_declines(cards):
    kept = refused(cards).disputed(9, is_open=True)
    cards.put_declines(USER, CARD, kept, NOW)
    assert cards.get_declines(USER, CARD).is_disputed
    over = refused(cards, 8, NOW + 1).disputed(9, is_open=False)
    cards.put_declines(USER, CARD, over, NOW)
    assert cards.get_declines(USER, CARD) == CardDeclines((NOW, NOW + 1), 4, (7, 8), (), (9,))
    assert over.disputed(9, is_open=True) is over, "what is over is not opened by old news"


def test_a_card_is_not_forgotten_while_it_is_disputed(dynamodb):
    cards = dynamodb_stores(dynamodb).cards
    cards.put_declines(USER, CARD, CardDeclines().disputed(9, is_open=True), NOW)
    (item,) = dynamodb.scan(TableName="Payments")["Items"]
    assert "expires_at" not in item
    cards.put_declines(USER, CARD, cards.get_declines(USER, CARD).disputed(9, is_open=False), NOW)
    (item,) = dynamodb.scan(TableName="Payments")["Items"]
    assert item["expires_at"] == {"N": str(NOW + CARD_WINDOW)}
