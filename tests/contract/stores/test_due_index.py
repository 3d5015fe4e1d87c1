"""The due index: all that must be looked at, in two lanes, oldest first, and nothing that need not be."""

from dataclasses import replace

import pytest

from shared.adapters.dynamodb import due_index as due_index_adapter
from shared.domain.charge_journal import claimed, claimed_again, held_back, unresolved
from shared.domain.errors import Conflict
from shared.domain.payment import PaymentStatus
from shared.domain.subscription import SubscriptionStatus
from shared.ports import DueItem, Lane
from tests.support.builders import NOW, USER, a_payment, a_subscription, user_id


def found(due_index, now=NOW, limit=100, lane=None):
    """What is due in a lane, or in one after the other."""
    lanes = [lane] if lane else list(Lane)
    return [item for one in lanes for item in due_index.due_items(now, limit, one)]


def test_is_empty_at_first(due_index):
    assert found(due_index) == []


def test_names_payments_and_subscriptions(stores):
    stores.payments.add_payment(a_payment(id=7, look_at=NOW - 2))
    stores.subscriptions.add_subscription(a_subscription(id=3, look_at=NOW - 1))
    assert found(stores.due_index, lane=Lane.QUESTIONS) == [DueItem(USER, NOW - 2, payment_id=7)]
    assert found(stores.due_index, lane=Lane.CHARGES) == [DueItem(USER, NOW - 1, subscription_id=3)]


def test_a_charge_that_is_asked_about_leaves_the_line_of_those_that_wait_to_be_sent(stores):
    def lanes():
        return [len(found(stores.due_index, NOW + 10**6, lane=lane)) for lane in (Lane.CHARGES, Lane.QUESTIONS)]

    stored = stores.subscriptions.add_subscription(a_subscription(look_at=NOW, next_charge_at=NOW, charge_at=NOW))
    stored = stores.subscriptions.replace_subscription(claimed(stored, 2, NOW))
    assert lanes() == [1, 0], "until something is known of it, the claim changes nothing in the index"
    stored = stores.subscriptions.replace_subscription(unresolved(stored, NOW + 2, not_found=True))
    assert lanes() == [0, 1]
    stored = stores.subscriptions.replace_subscription(claimed_again(stored, NOW + 400))
    assert lanes() == [0, 1]
    stores.subscriptions.replace_subscription(held_back(stored, NOW + 401))
    assert lanes() == [0, 1]


@pytest.mark.parametrize(("look_at", "is_due"), [(NOW - 1, True), (NOW, True), (NOW + 1, False), (None, False)])
def test_holds_what_is_due_by_now(stores, look_at, is_due):
    stores.payments.add_payment(a_payment(look_at=look_at))
    stores.subscriptions.add_subscription(a_subscription(look_at=look_at))
    assert len(found(stores.due_index)) == (2 if is_due else 0)


def test_follows_every_change(stores):
    payment = stores.payments.add_payment(a_payment(look_at=NOW))
    subscription = stores.subscriptions.add_subscription(a_subscription(look_at=NOW))
    payment = stores.payments.replace_payment(replace(payment, look_at=NOW + 60))
    subscription = stores.subscriptions.replace_subscription(replace(subscription, look_at=NOW + 60))
    assert found(stores.due_index) == []
    assert len(found(stores.due_index, NOW + 60)) == 2

    stores.payments.replace_payment(replace(payment, status=PaymentStatus.SUCCESS, look_at=None))
    stores.subscriptions.replace_subscription(replace(subscription, status=SubscriptionStatus.STOPPED, look_at=None))
    assert found(stores.due_index, NOW + 10**6) == []


def test_a_change_that_was_refused_does_not_show(stores):
    read = stores.payments.add_payment(a_payment(look_at=NOW + 60))
    stores.payments.replace_payment(read)
    with pytest.raises(Conflict):
        stores.payments.replace_payment(replace(read, look_at=NOW))
    assert found(stores.due_index) == []


def test_of_one_user_the_longest_due_comes_first(stores):
    for number, age in enumerate([3, 9, 1, 7], start=1):
        stores.payments.add_payment(a_payment(id=number, look_at=NOW - age))
    assert [item.look_at for item in found(stores.due_index)] == [NOW - 9, NOW - 7, NOW - 3, NOW - 1]
    assert [item.payment_id for item in found(stores.due_index, limit=2)] == [2, 4]


@pytest.mark.parametrize("limit", [1, 5, 39, 40, 41])
def test_of_many_users_all_are_found_up_to_the_limit(stores, limit):
    everyone = {user_id(number) for number in range(1, 41)}
    for user in everyone:
        stores.subscriptions.add_subscription(a_subscription(user_id=user, look_at=NOW))
    items = found(stores.due_index, limit=limit)
    assert len(items) == len({item.user_id for item in items}) == min(limit, 40)
    assert {item.user_id for item in items} <= everyone


@pytest.mark.parametrize("limit", [1, 20, 60])
def test_a_lane_is_in_order_over_all_users_whatever_its_pages(stores, monkeypatch, limit):
    monkeypatch.setattr(due_index_adapter, "PAGE", 3)
    ages = [(number * 37) % 60 for number in range(60)]
    for number, age in enumerate(ages):
        stores.subscriptions.add_subscription(
            a_subscription(user_id=user_id(number % 9 + 1), id=number, look_at=NOW - age)
        )
    items = found(stores.due_index, limit=limit, lane=Lane.CHARGES)
    assert [NOW - item.look_at for item in items] == sorted(ages, reverse=True)[:limit]


def test_payments_do_not_hold_up_subscriptions(stores):
    for number in range(1, 31):
        stores.payments.add_payment(a_payment(id=number, look_at=NOW - 1000))
    other = user_id(2)
    stores.subscriptions.add_subscription(a_subscription(user_id=other, look_at=NOW))
    assert [item.user_id for item in found(stores.due_index, limit=2, lane=Lane.CHARGES)] == [other]
