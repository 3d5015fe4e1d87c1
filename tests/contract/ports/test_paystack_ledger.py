"""Paystack's own books: the fake answers as the adapter does on the simulator."""

import pytest

from shared.domain.errors import GatewayUnavailable
from shared.domain.ledger import Window
from shared.domain.money import Money
from shared.domain.transaction import OutcomeKind
from tests.contract.ports.sides_of_paystack import CHECKOUT, OTHER_CHECKOUT, number_of, open_checkout
from tests.support.builders import PRICE

ORPHAN = Money(70_000, "GHS")


def window(paystack, before=100, after=100):
    return Window(paystack.now() - before, paystack.now() + after)


def test_charges_are_listed_newest_first_paid_or_not(paystack, card):
    open_checkout(paystack, OTHER_CHECKOUT)
    page = paystack.ledger.fetch_transactions(window(paystack), 1)
    assert page.is_last
    assert [row.reference for row in page.rows] == [OTHER_CHECKOUT, CHECKOUT]
    unpaid, paid = page.rows
    assert (unpaid.amount, unpaid.currency, unpaid.outcome.kind) == (500_000, "NGN", OutcomeKind.ABANDONED)
    assert paid.id == number_of(paystack, CHECKOUT)
    assert paid.outcome == paystack.provider.verify(CHECKOUT)
    assert abs(paid.created_at - paystack.now()) <= 5
    assert paystack.ledger.fetch_transaction(paid.id) == paid


def test_a_charge_that_we_know_nothing_of_is_listed_too(paystack):
    paystack.plant("orphan", ORPHAN)
    (row,) = paystack.ledger.fetch_transactions(window(paystack), 1).rows
    assert (row.reference, row.amount, row.currency) == ("orphan", 70_000, "GHS")
    assert row.outcome.transaction.covers("orphan", ORPHAN)


def test_a_refunded_charge_was_paid(paystack, card):
    paystack.refunds.refund(CHECKOUT)
    (row,) = paystack.ledger.fetch_transactions(window(paystack), 1).rows
    assert row.outcome.transaction.is_reversal_pending


def test_refunds_are_listed(paystack, card):
    first = paystack.refunds.refund(CHECKOUT, Money(200_000, "NGN"), "a").refund
    second = paystack.refunds.refund(CHECKOUT, Money(100_000, "NGN"), "b").refund
    page = paystack.ledger.fetch_refunds(window(paystack), 1)
    assert (page.rows, page.is_last) == ((second, first), True)


def test_the_end_of_a_window_is_not_in_it_and_its_start_is(paystack):
    paystack.plant("then", PRICE)
    (row,) = paystack.ledger.fetch_transactions(window(paystack), 1).rows
    at = row.created_at
    for start, end, is_in in [
        (at, at + 1, True),
        (at + 1, at + 9, False),
        (at - 9, at, False),
        (at - 9, at + 9, True),
    ]:
        page = paystack.ledger.fetch_transactions(Window(start, end), 1)
        assert (bool(page.rows), page.is_last) == (is_in, True)


def test_a_window_is_read_page_by_page(paystack):
    for number in range(201):
        paystack.plant(f"r{number}", PRICE)
    pages = [paystack.ledger.fetch_transactions(window(paystack, 300), number) for number in (1, 2, 3, 4)]
    assert [(len(page.rows), page.is_last) for page in pages] == [(100, False), (100, False), (1, True), (0, True)]
    references = [row.reference for page in pages for row in page.rows]
    assert references == [f"r{number}" for number in reversed(range(201))]


def test_there_is_no_charge_under_a_number_of_nobody(paystack):
    assert paystack.ledger.fetch_transaction(7) is None


@pytest.mark.parametrize("method", ["fetch_transactions", "fetch_refunds"])
def test_without_an_answer_the_books_are_not_empty(paystack, method):
    paystack.fail_next(method)
    with pytest.raises(GatewayUnavailable):
        getattr(paystack.ledger, method)(window(paystack), 1)


def test_without_an_answer_a_charge_is_not_unknown(paystack):
    paystack.fail_next("fetch_transaction")
    with pytest.raises(GatewayUnavailable):
        paystack.ledger.fetch_transaction(7)
