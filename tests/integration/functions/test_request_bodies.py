"""Bodies that are no order at all, at every function that reads one: 400, 413 or 415, and nothing happens."""

import base64
from typing import Any

import pytest

from tests.support.events import with_body, with_headers
from tests.support.stack import Answered, Stack
from tests.support.stack_paystack import Paystack

READERS = [
    "sign_up/ok",
    "create_token/ok",
    "create_token/named_token",
    "refresh_token/ok",
    "verify_token/ok",
    "initialize_payment/one_time",
]
BODY_LIMIT = 64 * 1024


def refused(stack: Stack, name: str, change: Any) -> Answered:
    """Send a changed event; return the answer once nothing was left behind."""
    event = change(stack.event(name))
    before = stack.dump()
    answer = stack.call(name.split("/", maxsplit=1)[0], event)
    assert stack.dump() == before
    return answer


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    "body",
    ["{", '{"amount": 5000', "amount=5000", "{'amount': 5000}", '{"amount": 5000}}', '{"amount": 5000,}', "\ufeff{}"],
    ids=repr,
)
def test_malformed_json_is_refused_with_the_parsers_words(stack: Stack, name: str, body: str):
    answer = refused(stack, name, lambda event: with_body(event, body))

    assert answer.status == 400
    assert [*answer.json] == ["detail"]
    assert answer.json["detail"].startswith("JSON parse error - ")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1" * 5_000, "00005", "+5", "0x10", ".5"])
def test_numbers_that_json_does_not_have_are_refused(stack: Stack, number: str):
    body = '{"email": "amina@example.com", "amount": ' + number + "}"

    answer = refused(stack, "initialize_payment/one_time", lambda event: with_body(event, body))

    assert answer.status == 400
    assert answer.json["detail"].startswith("JSON parse error - ")


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("body", ["[]", "5000", "5.5", '"amount"', "true", '[{"amount": 5000}]'])
def test_json_that_is_no_object_is_refused(stack: Stack, name: str, body: str):
    answer = refused(stack, name, lambda event: with_body(event, body))

    assert answer.status == 400
    assert answer.json["non_field_errors"][0].startswith("Invalid data. Expected a dictionary, but got ")


@pytest.mark.parametrize("name", READERS)
def test_null_is_no_data(stack: Stack, name: str):
    answer = refused(stack, name, lambda event: with_body(event, "null"))

    assert (answer.status, answer.json) == (400, {"non_field_errors": ["No data provided"]})


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("body", [None, "", "{}"], ids=repr)
def test_an_empty_body_names_every_required_field(stack: Stack, name: str, body: str | None):
    answer = refused(stack, name, lambda event: with_body(event, body))

    assert answer.status == 400
    assert answer.json
    assert all(problems == ["This field is required."] for problems in answer.json.values())


@pytest.mark.parametrize("name", [*READERS, "receive_webhook/charge_success"])
def test_a_body_of_one_megabyte_is_too_large(stack: Stack, name: str):
    answer = refused(stack, name, lambda event: with_body(event, '{"email": "' + "x" * 1_048_576 + '"}'))

    assert answer.status == 413
    assert answer.json["code"] == "request_too_large"


def test_the_largest_body_that_is_read_is_read(stack: Stack):
    padding = " " * (BODY_LIMIT - len('{"token":"x"}'))

    read = refused(stack, "verify_token/ok", lambda event: with_body(event, '{"token":"x"}' + padding))
    too_large = refused(stack, "verify_token/ok", lambda event: with_body(event, '{"token":"x"}' + padding + " "))

    assert (read.status, too_large.status) == (401, 413)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "text/json", "application/vnd.api+json", "text/plain; charset=utf-8"],
)
def test_another_content_type_is_refused(stack: Stack, name: str, content_type: str):
    answer = refused(stack, name, lambda event: with_headers(event, Content_Type=content_type))

    assert answer.status == 415
    assert answer.json == {"detail": f'Unsupported media type "{content_type}" in request.'}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_forms_are_read_for_accounts_alone(stack: Stack, name: str, content_type: str):
    answer = refused(stack, name, lambda event: with_headers(event, Content_Type=content_type))

    assert answer.status == (415 if name.startswith("initialize_payment") else 400)


@pytest.mark.parametrize("name", ["sign_up/ok", "create_token/ok", "verify_token/ok"])
def test_a_body_of_accounts_says_what_it_is(stack: Stack, name: str):
    answer = refused(stack, name, lambda event: with_headers(event, Content_Type=None))

    assert (answer.status, answer.json) == (415, {"detail": 'Unsupported media type "" in request.'})


@pytest.mark.parametrize("name", [name for name in READERS if not name.startswith("initialize_payment")])
def test_who_takes_no_json_is_told_by_accounts(stack: Stack, name: str):
    answer = refused(stack, name, lambda event: with_headers(event, Accept="application/xml"))

    assert (answer.status, answer.json) == (406, {"detail": "Could not satisfy the request Accept header."})


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON", "*/*"])
def test_json_is_read_under_each_name_that_it_has(stack: Stack, content_type: str | None):
    event = with_headers(stack.event("verify_token/ok"), Content_Type=content_type)

    assert stack.call("verify_token", event).status == 200


def test_a_base64_body_is_decoded(stack: Stack):
    event = stack.event("verify_token/ok")
    encoded = base64.b64encode(event["body"].encode()).decode()

    answer = stack.call("verify_token", event | {"body": encoded, "isBase64Encoded": True})

    assert answer.status == 200


@pytest.mark.parametrize("body", ["!!!", base64.b64encode(b'{"token": "\xff\xfe"}').decode()])
def test_bytes_that_are_no_text_are_refused(stack: Stack, body: str):
    event = stack.event("verify_token/ok") | {"body": body, "isBase64Encoded": True}

    assert stack.call("verify_token", event).status == 400


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("initialize_payment/one_time", "metadata"),
        ("sign_up/ok", "password"),
        ("create_token/ok", "username"),
        ("verify_token/ok", "token"),
    ],
)
def test_half_a_character_is_refused_before_it_is_hashed_stored_or_sent(
    stack: Stack, paystack: Paystack, name: str, field: str
):
    answer = refused(stack, name, lambda event: with_body(event, '{"' + field + '": "amina\\ud83d"}'))

    assert answer.status == 400
    assert paystack.calls("initialize") == []


def test_a_whole_character_out_of_two_escapes_is_taken(stack: Stack):
    event = stack.event("initialize_payment/one_time")
    body = '{"email":"amina@example.com","amount":"5000","metadata":{"note":"\\ud83d\\ude00"}}'

    assert stack.call("initialize_payment", with_body(event, body)).status == 201
    assert stack.items(prefix="PAYMENT#")[0]["metadata"] == '{"note":"\U0001f600"}'


@pytest.mark.parametrize("field", ["username", "password"])
@pytest.mark.parametrize("value", [True, [], {}, "", "   ", "a\x00b", None], ids=repr)
def test_credentials_are_texts(stack: Stack, field: str, value: object):
    credentials = {"username": "amina", "password": "correct horse battery"} | {field: value}

    answer = refused(stack, "create_token/ok", lambda event: with_body(event, credentials))

    assert answer.status == 400
    assert [*answer.json] == [field]
