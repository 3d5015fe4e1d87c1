"""Pages of a history: how many, which ones, and where the next is."""

from urllib.parse import parse_qs, urlsplit

import pytest

from shared.api.pages import filter_in, limit_in, page_answer
from shared.api.request import Request
from shared.api.schemas import LIST_QUERY
from shared.domain.errors import InvalidInput
from shared.domain.payment import PaymentStatus
from shared.ports import PaymentFilter, PaymentPage
from tests.support.builders import USER, a_payment, at

BASE = "https://api.example.com/v1"


def answer(page, **query):
    return page_answer(Request(USER, {}, LIST_QUERY.validate(query), {}, b"", BASE), page)


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ({}, 20),
        ({"limit": "1"}, 1),
        ({"limit": "100"}, 100),
        ({"format": "json", "limit": "100"}, 100),
        ({"format": "csv"}, 1_000),
        ({"format": "csv", "limit": "7"}, 7),
    ],
)
def test_how_many_are_asked_for(query, limit):
    assert limit_in(LIST_QUERY.validate(query)) == limit


def test_more_than_a_page_holds_is_refused():
    with pytest.raises(InvalidInput) as refused:
        limit_in(LIST_QUERY.validate({"limit": "101"}))
    assert refused.value.fields == {"limit": ["Ensure this value is less than or equal to 100."]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("limit", "0"), ("limit", "-1"), ("limit", "x"), ("limit", "1001"), ("limit", ""), ("cursor", "0")),
        *(
            ("cursor", "abc"),
            ("status", "paid"),
            ("subscription", "0"),
            ("from", "yesterday"),
            ("to", ""),
            ("format", "xml"),
        ),
    ],
)
def test_a_wrong_query_is_named(name, value):
    with pytest.raises(InvalidInput) as refused:
        LIST_QUERY.validate({name: value})
    assert list(refused.value.fields) == [name]


def test_which_are_asked_for():
    query = {"status": "success", "subscription": "2", "from": "2026-01-01", "to": "2026-02-01T00:00:00+01:00"}
    assert filter_in(LIST_QUERY.validate(query)) == PaymentFilter(
        PaymentStatus.SUCCESS, 2, at("2026-01-01T00:00", "UTC"), at("2026-01-31T23:00", "UTC")
    )
    assert filter_in({}) == PaymentFilter()


def test_a_page_says_where_the_next_one_is():
    shown = answer(PaymentPage([a_payment(id=9), a_payment(id=8)], next_before=8))
    assert (shown.status, shown.content_type) == (200, "application/json")
    assert [one["id"] for one in shown.body["results"]] == [9, 8]
    assert shown.body["next"] == f"{BASE}/dukka/api/payments-history/?cursor=8"


def test_the_last_page_has_no_next():
    assert answer(PaymentPage([], None)).body == {"next": None, "results": []}


def test_the_next_page_keeps_what_was_asked_for():
    query = {
        "limit": "5",
        "status": "success",
        "cursor": "99",
        "from": "2026-01-01T00:00:00+01:00",
        "subscription": "2",
    }
    following = urlsplit(answer(PaymentPage([a_payment()], 94), **query).body["next"])
    asked = {name: value for name, [value] in parse_qs(following.query).items()}
    assert asked == query | {"cursor": "94"}
    assert LIST_QUERY.validate(asked) | {"cursor": 99} == LIST_QUERY.validate(query)


def test_as_csv_the_next_one_is_in_a_header():
    shown = answer(PaymentPage([a_payment(id=9)], 9), format="csv", limit="1")
    assert shown.content_type == "text/csv; charset=utf-8"
    assert shown.body.splitlines()[1].startswith("9,")
    assert shown.headers == {
        "Content-Disposition": 'attachment; filename="payments.csv"',
        "Link": f'<{BASE}/dukka/api/payments-history/?limit=1&format=csv&cursor=9>; rel="next"',
    }


def test_the_last_page_as_csv_has_no_link():
    assert "Link" not in answer(PaymentPage([], None), format="csv").headers


def test_only_the_number_of_payments_is_logged():
    assert answer(PaymentPage([a_payment()], None)).log == {"payments": 1}
