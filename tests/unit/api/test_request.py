"""API Gateway's events: headers, bodies and addresses as they were sent."""

import base64
from decimal import Decimal

import pytest

from shared.api.errors import ParseError, RequestTooLarge, UnsupportedMediaType
from shared.api.request import MAX_BODY, base_url_of, headers_of, parse_json, raw_body_of
from tests.support.builders import api_event

JSON = "application/json"


@pytest.mark.parametrize("headers", [None, {}])
def test_headers_may_be_missing(headers):
    assert headers_of({"headers": headers}) == headers_of({}) == {}


def test_header_names_are_found_in_any_case():
    assert headers_of({"headers": {"AUTHORIZATION": "JWT x", "content-Type": JSON}}) == {
        "authorization": "JWT x",
        "content-type": JSON,
    }


class TestRawBody:
    @pytest.mark.parametrize(
        ("event", "raw"),
        [
            ({}, b""),
            ({"body": None}, b""),
            ({"body": "", "isBase64Encoded": False}, b""),
            ({"body": '{"a":"é"}'}, '{"a":"é"}'.encode()),
            ({"body": base64.b64encode(b"\xff\x00").decode(), "isBase64Encoded": True}, b"\xff\x00"),
        ],
    )
    def test_is_the_bytes_that_were_sent(self, event, raw):
        assert raw_body_of(event) == raw

    @pytest.mark.parametrize(
        "event",
        [
            {"body": "not base64!", "isBase64Encoded": True},
            {"body": "YQ", "isBase64Encoded": True},
            {"body": "\ud800"},
        ],
    )
    def test_that_cannot_be_decoded_is_refused(self, event):
        with pytest.raises(ParseError):
            raw_body_of(event)

    def test_is_limited_in_bytes(self):
        assert len(raw_body_of({"body": "a" * MAX_BODY})) == MAX_BODY
        for body in ("a" * (MAX_BODY + 1), "é" * (MAX_BODY // 2 + 1)):
            with pytest.raises(RequestTooLarge):
                raw_body_of({"body": body})


class TestJson:
    @pytest.mark.parametrize("content_type", [JSON, "application/json; charset=utf-8", " Application/JSON ", ""])
    def test_is_read_under_its_media_type(self, content_type):
        assert parse_json(b'{"a": 1}', content_type) == {"a": 1}

    @pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
    def test_other_media_types_are_refused(self, content_type):
        with pytest.raises(UnsupportedMediaType, match=content_type):
            parse_json(b'{"a": 1}', content_type)

    @pytest.mark.parametrize("raw", [b"", b" \r\n"])
    def test_nothing_is_an_empty_object(self, raw):
        assert parse_json(raw, JSON) == {}
        assert parse_json(b"", "text/plain") == {}

    def test_numbers_with_a_fraction_are_exact(self):
        parsed = parse_json(b'{"amount": 0.1, "n": 1e2, "i": 7}', JSON)
        assert parsed == {"amount": Decimal("0.1"), "n": Decimal("1E+2"), "i": 7}
        assert [type(value) for value in parsed.values()] == [Decimal, Decimal, int]

    @pytest.mark.parametrize(
        "raw",
        [
            *(b"{", b"{'a': 1}", b'{"a": 1,}', b"nul", b"\xff\xfe", b'{"a": "\xff"}', b"a=1"),
            *(b'{"amount": NaN}', b'{"amount": Infinity}', b'{"amount": -Infinity}'),
            *(b"[" * 60_000, b'{"n": ' + b"9" * 5_000 + b"}", b'{"a": "\\ud800"}', b'{"\\udc00": 1}'),
        ],
    )
    def test_anything_else_is_refused(self, raw):
        with pytest.raises(ParseError, match="JSON parse error"):
            parse_json(raw, JSON)

    def test_a_pair_of_surrogates_is_one_character(self):
        assert parse_json(b'{"a": "\\ud83d\\ude00"}', JSON) == {"a": "\U0001f600"}

    @pytest.mark.parametrize(("raw", "value"), [(b"[]", []), (b"null", None), (b'"x"', "x"), (b"true", True)])
    def test_other_values_are_left_to_the_schema(self, raw, value):
        assert parse_json(raw, JSON) == value


class TestBaseUrl:
    @pytest.mark.parametrize("path", ["/dukka/api/payments-history/", "/dukka/api/payments/7", "/"])
    def test_has_the_stage(self, path):
        assert base_url_of(api_event("GET", path)) == "https://api.example.com/v1"

    def test_of_a_domain_of_its_own_has_none(self):
        event = api_event("GET", "/docs/")
        event["requestContext"] |= {"path": "/docs/", "domainName": "pay.shop.example"}
        assert base_url_of(event) == "https://pay.shop.example"
