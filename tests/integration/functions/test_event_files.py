"""Each event file is what its function takes, and every answer has what every answer must have."""

import json
import re
from typing import Any

import pytest
import requests

from shared import bootstrap, bootstrap_accounts
from shared.domain.mail import MailKind
from tests.support.builders import EMAIL, USER
from tests.support.events import event_names, needs_value, with_headers
from tests.support.stack import JWT_KEY, PAYSTACK_KEY, Stack
from tests.support.stack_paystack import Paystack, wait_for_next_charge
from tests.support.stack_subscriptions import subscribe_until

ASYNCHRONOUS = (
    "charge_subscription",
    "sweep_due_subscriptions",
    "watch_subscriptions",
    "send_account_mail",
    "process_webhook",
    "reconcile",
)
HTTP_EVENTS = [name for name in event_names() if name.split("/", maxsplit=1)[0] not in ASYNCHRONOUS]
OK = re.compile(
    r"/(ok|\w+_ok|form|multipart|no_last_slash|named_token|by_email|old_path|refresh|bearer|one_time|subscription|scheduled"
    r"|limited|idempotent|first_page|filtered|csv|by_link|second_page|new_schedule|until|at_period_end|and_forget_card"
    r"|for_another_address|charge_success|other_event|unprocessed)$"
)
OF_THE_USER = (
    "me/",
    "refresh_token/",
    "verify_token/",
    "set_password/",
    "reset_password_confirm/",
    "activation/",
    "delete_me/",
    "export_me/",
)
SECURITY = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}
SECRETS = (EMAIL, "example.com", "correct horse", "eyJ", "AUTH_", "sk_test", "4081", "ccv", JWT_KEY, "203.0.113.7")


STATES = {
    "resume_subscription": "paused",
    "retry_subscription": "past_due",
    "catch_up_subscription": "needs_attention",
}


def prepared(stack: Stack, paystack: Paystack, name: str) -> dict[str, Any]:
    """A user who has signed up, with a subscription in the state that it takes; return the event for that user."""
    subscribe_until(stack, paystack, STATES.get(name.split("/", maxsplit=1)[0], "active"))
    if not name.startswith("sign_up/"):
        stack.call("sign_up", stack.event("sign_up/ok"))
    users = [item for item in stack.items("Users") if item["sk"] == "USER"]
    user_id = users[0]["id"] if users and name.startswith(OF_THE_USER) else USER
    user = bootstrap.users().get_user(user_id)
    given = {}
    if needs_value(name, "dispute_id"):
        given["dispute_id"] = str(paystack.begin_dispute(f"dk.{USER}.p1"))
    if needs_value(name, "file_name"):
        upload = stack.event("upload_dispute_evidence/ok", **given)
        answer = stack.call("upload_dispute_evidence", upload).json
        requests.put(answer["upload_url"], data=b"%PDF", timeout=5)
        given["file_name"] = answer["file_name"]
    link = bootstrap_accounts.links().issue_link_token(MailKind.PASSWORD_RESET, user) if user else ""
    stack.log_lines()
    return stack.event(name, user_id, link=link, **given)


@pytest.mark.parametrize("name", HTTP_EVENTS)
def test_an_event_file_gets_the_answer_that_its_name_promises(stack: Stack, paystack: Paystack, name: str):
    answer = stack.call(name.split("/", maxsplit=1)[0], prepared(stack, paystack, name))

    assert (answer.status < 400) == bool(OK.search(name)), answer.text
    assert answer.status < 500


@pytest.mark.parametrize("name", HTTP_EVENTS)
def test_every_answer_has_the_security_headers(stack: Stack, name: str):
    answer = stack.call(name.split("/", maxsplit=1)[0], stack.event(name))

    assert {header: answer.headers.get(header) for header in SECURITY} == SECURITY


@pytest.mark.parametrize("name", HTTP_EVENTS)
def test_only_an_allowed_origin_may_read_an_answer(stack: Stack, name: str):
    function, event = name.split("/", maxsplit=1)[0], stack.event(name)

    allowed = stack.call(function, with_headers(event, Origin="https://shop.example"))
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert allowed.headers["Vary"] == "Origin"
    for origin in ("https://shop.example.evil.example", "http://shop.example", "null", "*", ""):
        refused = stack.call(function, with_headers(event, Origin=origin))
        assert "Access-Control-Allow-Origin" not in refused.headers


@pytest.mark.parametrize("name", event_names())
def test_an_invocation_writes_one_short_line_with_nothing_personal_or_secret(
    stack: Stack, paystack: Paystack, name: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(
        "_X_AMZN_TRACE_ID", "Root=1-65f0a1b2-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1"
    )
    event = prepared(stack, paystack, name)
    if name.startswith(ASYNCHRONOUS):
        wait_for_next_charge(stack)

    stack.invoke(name.split("/", maxsplit=1)[0], event)

    (line,) = stack.log_lines()
    assert len(line.encode()) < 512
    written = json.loads(line)
    assert written["level"] == "INFO"
    assert not [secret for secret in (*SECRETS, PAYSTACK_KEY) if secret in line]
    assert "amina" not in line.replace(USER, "")


def test_a_failure_inside_is_logged_whole_and_told_to_nobody(stack: Stack, monkeypatch: pytest.MonkeyPatch):
    event = stack.event("list_payments/first_page")
    monkeypatch.setenv("PAYMENTS_TABLE", "another-table")

    answer = stack.call("list_payments", event)

    assert (answer.status, answer.json) == (500, {"detail": "A server error occurred.", "code": "error"})
    assert "another-table" not in answer.text
    lines = [json.loads(line) for line in stack.log_lines()]
    assert [line["level"] for line in lines] == ["ERROR", "INFO"]
    assert "ResourceNotFoundException" in lines[0]["exception_name"] + lines[0]["exception"]


@pytest.mark.parametrize("name", HTTP_EVENTS)
def test_a_path_that_the_function_does_not_serve_is_not_found(stack: Stack, name: str):
    event = stack.event(name) | {"path": "/somewhere/else", "resource": "/{proxy+}"}
    before = stack.dump()

    answer = stack.call(name.split("/", maxsplit=1)[0], event)

    assert (answer.status, answer.json) == (404, {"detail": "Not found.", "code": "not_found"})
    assert stack.dump() == before
