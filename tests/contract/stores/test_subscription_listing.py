"""A customer's subscriptions: their own, newest first, in pages that leave nothing out and repeat nothing."""

import pytest

from shared.domain.subscription import SubscriptionStatus
from tests.support.builders import OTHER_USER, USER, a_payment, a_subscription

COUNT = 23


@pytest.fixture
def many(stores):
    """23 subscriptions, every other one stopped; and other things."""
    for number in range(1, COUNT + 1):
        status = SubscriptionStatus.STOPPED if number % 2 else SubscriptionStatus.ACTIVE
        stores.subscriptions.add_subscription(a_subscription(id=number, status=status))
    stores.subscriptions.add_subscription(a_subscription(user_id=OTHER_USER))
    stores.payments.add_payment(a_payment())
    stores.payments.new_subscription_id(USER)
    return stores.subscriptions


def walk(subscriptions, limit):
    """The pages' ids, following each page to the next."""
    pages, before = [], None
    while len(pages) <= COUNT:
        page = subscriptions.list_subscriptions(USER, limit, before)
        pages.append([subscription.id for subscription in page.subscriptions])
        before = page.next_before
        if before is None:
            return pages
    raise AssertionError("the pages lead nowhere")


@pytest.mark.parametrize("limit", [1, 7, 22, 23, 24, 100])
def test_pages_hold_everything_once_newest_first(many, limit):
    pages = walk(many, limit)

    assert [number for page in pages for number in page] == list(range(COUNT, 0, -1))
    assert {len(page) for page in pages[:-1]} <= {limit}
    assert pages[-1], "the last page is not an empty one"


@pytest.mark.parametrize(("before", "expected"), [(None, 23), (24, 23), (23, 22), (2, 1), (10**12, 23)])
def test_begins_below_the_id_it_is_given(many, before, expected):
    assert many.list_subscriptions(USER, 1, before).subscriptions[0].id == expected


def test_below_the_first_id_there_is_nothing(many):
    page = many.list_subscriptions(USER, 5, 1)

    assert (page.subscriptions, page.next_before) == ([], None)


def test_subscriptions_come_whole(many):
    [newest] = many.list_subscriptions(USER, 1).subscriptions

    assert newest == many.get_subscription(USER, COUNT)


def test_somebody_elses_are_apart(many):
    assert [one.id for one in many.list_subscriptions(OTHER_USER, 99).subscriptions] == [1]
    assert many.list_subscriptions("z" * 20, 99).subscriptions == []


def test_ids_sort_as_numbers(subscriptions):
    for number in (9, 10, 99, 100, 1_000_000):
        subscriptions.add_subscription(a_subscription(id=number))

    assert walk(subscriptions, 10) == [[1_000_000, 100, 99, 10, 9]]
