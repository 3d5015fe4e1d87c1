"""The registry of watched subscriptions: all of which something may still become, whether or not they are due."""

from dataclasses import replace

import pytest

from shared.domain.charge_journal import LEASE, claimed
from shared.domain.subscription import SubscriptionStatus, stopped
from shared.ports import PARTS, WatchedSubscription, part_of
from tests.support.builders import NOW, USER, a_subscription, user_id


def listed(registry):
    everybody = [entry for part in range(PARTS) for entry in registry.watched(part)]
    return sorted(everybody, key=lambda entry: (entry.user_id, entry.subscription_id))


def test_lists_every_subscription_with_its_next_look(subscriptions, registry):
    for number in range(1, 20):
        subscriptions.add_subscription(a_subscription(user_id=user_id(number), look_at=NOW + number))
    subscriptions.add_subscription(a_subscription(user_id=user_id(1), id=2, look_at=NOW))
    assert listed(registry) == sorted(
        [WatchedSubscription(user_id(number), 1, NOW + number) for number in range(1, 20)]
        + [WatchedSubscription(user_id(1), 2, NOW)],
        key=lambda entry: (entry.user_id, entry.subscription_id),
    )


def test_lists_one_that_the_due_index_has_lost(subscriptions, registry):
    subscriptions.add_subscription(a_subscription(look_at=None))
    assert listed(registry) == [WatchedSubscription(USER, 1, None)]


@pytest.mark.parametrize("status", ["stopped", "halted", "needs_attention"])
def test_leaves_out_what_nothing_can_become_of(subscriptions, registry, status):
    subscriptions.add_subscription(a_subscription(status=SubscriptionStatus(status), look_at=None))
    assert listed(registry) == []


def test_lists_a_pause_that_ends_by_itself_and_no_other(subscriptions, registry):
    subscriptions.add_subscription(a_subscription(status=SubscriptionStatus.PAUSED, look_at=None))
    assert listed(registry) == []
    subscriptions.add_subscription(
        a_subscription(id=2, status=SubscriptionStatus.PAUSED, resume_at=NOW + 60, look_at=NOW + 60)
    )
    assert listed(registry) == [WatchedSubscription(USER, 2, NOW + 60)]


def test_keeps_a_stopped_one_until_its_last_charge_has_an_end(subscriptions, registry):
    stored = subscriptions.add_subscription(a_subscription(look_at=NOW))
    flying = subscriptions.replace_subscription(stopped(claimed(stored, 2, NOW)))
    assert listed(registry) == [WatchedSubscription(USER, 1, NOW + LEASE)]
    subscriptions.replace_subscription(replace(flying, in_flight=None, look_at=None))
    assert listed(registry) == []


def test_does_not_list_payments(payments, registry):
    payments.new_subscription_id(USER)
    assert listed(registry) == []


def test_lists_each_in_the_part_of_its_user(subscriptions, registry):
    users = [first + USER[1:] for first in "abcdefgh23"]
    for user in users:
        subscriptions.add_subscription(a_subscription(user_id=user))
    parts = [sorted(entry.user_id for entry in registry.watched(part)) for part in range(PARTS)]
    assert parts == [sorted(user for user in users if part_of(user) == part) for part in range(PARTS)]
