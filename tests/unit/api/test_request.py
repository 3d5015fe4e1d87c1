"""API Gateway's events: headers, bodies and addresses as they were sent."""

import base64

import pytest

from shared.api.errors import NotAcceptable, ParseError, RequestTooLarge
from shared.api.request import (
    MAX_BODY,
    arrived_at_of,
    base_url_of,
    check_accept,
    headers_of,
    identity_of,
    raw_body_of,
)
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


class TestIdentity:
    def test_is_what_the_gateway_saw_and_never_a_header(self):
        headers = {"X-Forwarded-For": "10.0.0.1", "Forwarded": "for=10.0.0.1", "X-Real-IP": "10.0.0.1"}
        event = api_event("GET", "/", headers=headers)
        assert (identity_of(event, "sourceIp"), identity_of(event, "userAgent")) == ("192.0.2.1", "tests")

    @pytest.mark.parametrize("context", [{}, {"identity": None}, {"identity": {}}, {"identity": {"sourceIp": None}}])
    def test_may_be_missing(self, context):
        assert identity_of({"requestContext": context}, "sourceIp") == ""


class TestArrival:
    NOW = 1_800_000_000

    @pytest.mark.parametrize(
        ("told", "arrived_at"),
        [
            (NOW * 1_000, NOW),
            (NOW * 1_000 - 1, NOW - 1),
            ((NOW - 29) * 1_000, NOW - 29),
            ((NOW - 30) * 1_000, NOW),
            ((NOW + 1) * 1_000, NOW),
            (None, NOW),
            ("soon", NOW),
        ],
    )
    def test_is_when_the_gateway_took_the_request(self, told, arrived_at):
        assert arrived_at_of({"requestContext": {"requestTimeEpoch": told}}, self.NOW) == arrived_at

    def test_may_be_missing(self):
        assert arrived_at_of({"requestContext": {}}, self.NOW) == self.NOW


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


class TestAccept:
    @pytest.mark.parametrize(
        "accept",
        [
            "*/*",
            "application/json",
            "Application/JSON; q=0.1",
            "application/*",
            "text/html, */*;q=0.1",
            "x/y,application/json",
        ],
    )
    def test_of_who_takes_json_is_served(self, accept):
        assert check_accept(accept) is None

    @pytest.mark.parametrize(
        "accept", ["", "application/xml", "text/html,application/xhtml+xml", "json", "application/jsonp"]
    )
    def test_of_anybody_else_is_refused(self, accept):
        with pytest.raises(NotAcceptable, match="Could not satisfy"):
            check_accept(accept)


class TestBaseUrl:
    @pytest.mark.parametrize("path", ["/dukka/api/payments-history/", "/dukka/api/payments/7", "/"])
    def test_has_the_stage(self, path):
        assert base_url_of(api_event("GET", path)) == "https://api.example.com/v1"

    def test_of_a_domain_of_its_own_has_none(self):
        event = api_event("GET", "/docs/")
        event["requestContext"] |= {"path": "/docs/", "domainName": "pay.shop.example"}
        assert base_url_of(event) == "https://pay.shop.example"
