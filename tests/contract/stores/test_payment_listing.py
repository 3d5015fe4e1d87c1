"""A history: one's own payments, newest first, in pages that leave nothing out and repeat nothing."""

import pytest

from shared.domain.payment import PaymentStatus
from shared.ports import PaymentFilter
from tests.support.builders import NOW, OTHER_USER, USER, a_payment, a_subscription

EVERYTHING = PaymentFilter()
COUNT = 57


@pytest.fixture
def history(stores):
    """57 payments: every third paid, every fifth of subscription 2, a minute between them; and other things."""
    for number in range(1, COUNT + 1):
        stores.payments.add_payment(
            a_payment(
                id=number,
                status=PaymentStatus.SUCCESS if number % 3 == 0 else PaymentStatus.FAILED,
                subscription_id=2 if number % 5 == 0 else None,
                created_at=NOW + 60 * number,
                metadata="x" * 100,
            )
        )
    stores.payments.add_payment(a_payment(user_id=OTHER_USER))
    stores.payments.new_subscription_id(USER)
    stores.subscriptions.add_subscription(a_subscription())
    return stores.payments


def walk(payments, limit, wanted=EVERYTHING):
    """The pages' ids, following each page to the next."""
    pages, before = [], None
    while True:
        page = payments.list_payments(USER, limit, before, wanted)
        pages.append([payment.id for payment in page.payments])
        before = page.next_before
        if before is None:
            return pages


@pytest.mark.parametrize("limit", [1, 10, 19, 56, 57, 58, 100])
def test_pages_hold_everything_once_newest_first(history, limit):
    pages = walk(history, limit)
    assert [number for page in pages for number in page] == list(range(COUNT, 0, -1))
    assert {len(page) for page in pages[:-1]} <= {limit}
    assert pages[-1], "the last page is not an empty one"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (PaymentFilter(status=PaymentStatus.SUCCESS), [n for n in range(COUNT, 0, -1) if n % 3 == 0]),
        (PaymentFilter(status=PaymentStatus.PENDING), []),
        (PaymentFilter(subscription_id=2), [n for n in range(COUNT, 0, -1) if n % 5 == 0]),
        (PaymentFilter(subscription_id=1), []),
        (PaymentFilter(status=PaymentStatus.SUCCESS, subscription_id=2), [45, 30, 15]),
        (PaymentFilter(created_from=NOW + 60 * 50), list(range(57, 49, -1))),
        (PaymentFilter(created_to=NOW + 60 * 3), [2, 1]),
        (PaymentFilter(created_from=NOW + 60 * 10, created_to=NOW + 60 * 12), [11, 10]),
        (PaymentFilter(PaymentStatus.SUCCESS, 2, NOW + 60 * 20, NOW + 60 * 45), [30]),
    ],
)
@pytest.mark.parametrize("limit", [1, 4, 100])
def test_a_filter_leaves_out_all_others_on_every_page(history, wanted, expected, limit):
    pages = walk(history, limit, wanted)
    assert [number for page in pages for number in page] == expected
    assert all(len(page) == limit for page in pages[:-1])


@pytest.mark.parametrize(("before", "expected"), [(None, 57), (58, 57), (57, 56), (2, 1), (10**12, 57)])
def test_begins_below_the_id_it_is_given(history, before, expected):
    assert history.list_payments(USER, 1, before, EVERYTHING).payments[0].id == expected


def test_below_the_first_id_there_is_nothing(history):
    page = history.list_payments(USER, 5, 1, EVERYTHING)
    assert (page.payments, page.next_before) == ([], None)


def test_payments_come_whole(history):
    [newest] = history.list_payments(USER, 1, None, EVERYTHING).payments
    assert newest == history.get_payment(USER, COUNT)


def test_somebody_elses_history_is_apart(history):
    assert [one.id for one in history.list_payments(OTHER_USER, 99, None, EVERYTHING).payments] == [1]
    assert history.list_payments("z" * 20, 99, None, EVERYTHING).payments == []


def test_ids_sort_as_numbers(payments):
    for number in (9, 10, 99, 100, 1_000_000):
        payments.add_payment(a_payment(id=number))
    assert walk(payments, 10) == [[1_000_000, 100, 99, 10, 9]]
