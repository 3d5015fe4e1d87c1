"""Subscriptions are stored whole, once, and changed only over the version that was read."""

from dataclasses import replace

import pytest

from shared.domain.billing_calendar import Interval
from shared.domain.charge_journal import captured, claimed, unresolved
from shared.domain.dunning import Dunning
from shared.domain.epoch import Epoch
from shared.domain.errors import Conflict
from shared.domain.money import Money
from shared.domain.payment import DAY
from shared.domain.subscription import Attention, SubscriptionStatus
from shared.domain.subscription_periods import stopped_before_start
from tests.support.builders import (
    NOW,
    OTHER_USER,
    USER,
    a_payment,
    a_schedule,
    a_subscription,
    an_authorization,
    read_again,
    some_terms,
)

CLAIMED = claimed(a_subscription(attempt=3), 12, NOW)
LAPSED = Dunning(NOW, NOW + 14 * DAY, 3, 1, "challenge_expired", "Not confirmed")
NEW_TERMS = Epoch(Money(600_000, "NGN"), a_schedule(timezone="Africa/Accra", anchor_day=31, first_index=7), NOW)


@pytest.mark.parametrize(
    "subscription",
    [
        a_subscription(),
        a_subscription(schedule=a_schedule(interval=Interval.YEARLY, interval_count=3), next_index=0),
        a_subscription(authorization=an_authorization(reusable=False, bank="", brand="")),
        a_subscription(look_at=None, status=SubscriptionStatus.NEEDS_ATTENTION),
        stopped_before_start(a_payment(terms=some_terms()), NOW),
        CLAIMED,
        unresolved(CLAIMED, NOW, not_found=True),
        unresolved(CLAIMED, NOW, not_found=False, challenge_url="https://checkout.paystack.com/resume/x"),
        captured(CLAIMED, NOW + 5),
        a_subscription(status=SubscriptionStatus.PAST_DUE, dunning=LAPSED, charge_at=None, look_at=NOW + 14 * DAY),
        a_subscription(coming=NEW_TERMS, charges=12, charged=3, end_at=NOW + 400 * DAY, stops_at_period_end=True),
        a_subscription(status=SubscriptionStatus.PAUSED, resume_at=NOW + DAY, look_at=NOW + DAY),
        a_subscription(
            attention=Attention.UNCLEAR_MONEY,
            is_catching_up=True,
            given_up=(f"dk.{USER}.s1.1.1",),
            card_payment_id=9,
            card_notice=30,
        ),
    ],
    ids=[
        *("active", "yearly", "card", "asked", "stopped before start", "claimed", "unresolved", "challenged"),
        *("captured", "past due", "changing", "paused", "frozen"),
    ],
)
def test_is_given_back_as_it_was_stored(subscriptions, subscription):
    assert subscriptions.add_subscription(subscription) == subscription
    assert subscriptions.get_subscription(USER, 1) == subscription
    assert subscriptions.add_subscription(a_subscription(email="other@example.com")) == subscription


@pytest.mark.parametrize(("user", "number"), [(USER, 2), (USER, 10), (OTHER_USER, 1)])
def test_another_one_is_not_there(subscriptions, user, number):
    subscriptions.add_subscription(a_subscription())
    assert subscriptions.get_subscription(user, number) is None


def test_adding_it_again_returns_the_one_that_is_there(subscriptions):
    there = subscriptions.add_subscription(a_subscription(status=SubscriptionStatus.STOPPED))
    assert subscriptions.add_subscription(a_subscription()) == there
    assert subscriptions.get_subscription(USER, 1) == there


def test_a_change_is_stored_under_the_next_version(subscriptions):
    stored = subscriptions.add_subscription(a_subscription())
    flying = subscriptions.replace_subscription(claimed(stored, 2, NOW))
    assert flying == read_again(claimed(stored, 2, NOW))
    landed = subscriptions.replace_subscription(captured(flying, NOW))
    assert (landed.version, landed.in_flight) == (2, None)
    assert subscriptions.get_subscription(USER, 1) == landed


def test_of_two_claims_at_once_the_second_is_refused_and_not_written(subscriptions):
    read = subscriptions.add_subscription(a_subscription())
    winner = subscriptions.replace_subscription(claimed(read, 2, NOW))
    with pytest.raises(Conflict):
        subscriptions.replace_subscription(claimed(read, 3, NOW))
    assert subscriptions.get_subscription(USER, 1) == winner


@pytest.mark.parametrize("version", [0, 1])
def test_one_that_is_not_there_cannot_be_changed(subscriptions, version):
    with pytest.raises(Conflict):
        subscriptions.replace_subscription(a_subscription(version=version))
    assert subscriptions.get_subscription(USER, 1) is None


def test_a_payment_of_the_same_number_is_another_thing(stores):
    stores.payments.add_payment(a_payment())
    stores.subscriptions.add_subscription(a_subscription())
    assert stores.payments.get_payment(USER, 1) == a_payment()
    assert stores.subscriptions.get_subscription(USER, 1) == replace(a_subscription())


class TestListing:
    def test_is_newest_first_and_in_pages(self, subscriptions):
        for number in (1, 2, 3, 11):
            subscriptions.add_subscription(a_subscription(id=number))
        subscriptions.add_subscription(a_subscription(user_id=OTHER_USER, id=4))
        first = subscriptions.list_subscriptions(USER, 3)
        assert ([one.id for one in first.subscriptions], first.next_before) == ([11, 3, 2], 2)
        rest = subscriptions.list_subscriptions(USER, 3, first.next_before)
        assert ([one.id for one in rest.subscriptions], rest.next_before) == ([1], None)

    def test_of_nobody_is_empty(self, subscriptions):
        page = subscriptions.list_subscriptions(USER, 3)
        assert (page.subscriptions, page.next_before) == ([], None)
