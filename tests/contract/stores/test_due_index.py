"""The due index: all that must be looked at, oldest first, and nothing that need not be."""

from dataclasses import replace

import pytest

from shared.domain.errors import Conflict
from shared.domain.payment import PaymentStatus
from shared.domain.subscription import SubscriptionStatus
from shared.ports import DueItem
from tests.support.builders import NOW, USER, a_payment, a_subscription, user_id


def found(due_index, now=NOW, limit=100):
    return list(due_index.due_items(now, limit))


def test_is_empty_at_first(due_index):
    assert found(due_index) == []


def test_names_payments_and_subscriptions(stores):
    stores.payments.add_payment(a_payment(id=7, look_at=NOW - 2))
    stores.subscriptions.add_subscription(a_subscription(id=3, look_at=NOW - 1))
    assert found(stores.due_index) == [
        DueItem(USER, NOW - 2, payment_id=7),
        DueItem(USER, NOW - 1, subscription_id=3),
    ]


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


def test_a_crowded_user_does_not_starve_the_others(stores):
    for number in range(1, 31):
        stores.payments.add_payment(a_payment(id=number, look_at=NOW - 1000))
    other = user_id(2)
    stores.subscriptions.add_subscription(a_subscription(user_id=other, look_at=NOW))
    assert other in {item.user_id for item in found(stores.due_index, limit=2)}
