"""Mails that open an account or let a password be set anew."""

import re
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ConnectTimeoutError

from tests.support.events import with_body, with_fields, with_headers
from tests.support.stack import MAIL_SENDER, USERS, Answered, Stack

NEW = "vT7_marble-oven"
LINK = re.compile(r"https://shop\.example/#/[\w/]+/([\w-]+)/([\w-]+)\n")


@pytest.fixture
def user(stack: Stack) -> dict[str, Any]:
    """A user who has signed up."""
    body: dict[str, Any] = stack.call("sign_up", stack.event("sign_up/ok")).json
    return body


def post(stack: Stack, function: str, **fields: object) -> Answered:
    case = {"activation": "bad_token", "resend_activation": "missing"}.get(function, "ok")
    return stack.call(function, with_body(stack.event(f"{function}/{case}"), fields))


def log_in(stack: Stack, **over: object) -> Answered:
    return stack.call("create_token", with_fields(stack.event("create_token/ok"), **over))


def link_in(mail: dict[str, Any]) -> dict[str, str]:
    body = mail["Content"]["Simple"]["Body"]
    match = LINK.search(body["Text"]["Data"])
    assert match
    assert match[0].strip() in body["Html"]["Data"]
    return {"uid": match[1], "token": match[2]}


class TestReset:
    def test_brings_a_link_that_sets_a_new_password_once(self, stack: Stack, user: dict[str, Any]):
        assert (post(stack, "reset_password", email="Amina@example.com").status, log_in(stack).status) == (204, 200)
        [mail] = stack.deliver_mails()
        assert (mail["FromEmailAddress"], mail["Destination"]) == (MAIL_SENDER, {"ToAddresses": [user["email"]]})

        first = post(stack, "reset_password_confirm", **link_in(mail), new_password=NEW)
        again = post(stack, "reset_password_confirm", **link_in(mail), new_password="Zk9-quart-lamp")

        assert (first.status, first.text) == (204, "")
        assert (again.status, again.json) == (400, {"token": ["Invalid token for given user."]})
        assert (log_in(stack).status, log_in(stack, password=NEW).status) == (401, 200)

    @pytest.mark.parametrize("email", ["amina@example.com", "nobody@example.com", "x" * 255 + "@example.com"])
    @pytest.mark.usefixtures("user")
    def test_is_the_same_work_whoever_has_the_address(
        self, stack: Stack, monkeypatch: pytest.MonkeyPatch, email: str
    ):
        post(stack, "reset_password", email="first@example.com")
        stack.mails.clear()
        before = stack.dump()
        calls: list[str] = []
        make_call = BaseClient._make_api_call
        monkeypatch.setattr(
            BaseClient, "_make_api_call", lambda self, name, given: calls.append(name) or make_call(self, name, given)
        )

        answer = post(stack, "reset_password", email=email)

        assert (answer.status, answer.text) == (204, "")
        assert calls == ["UpdateItem", "UpdateItem", "Invoke"]
        assert stack.mails == [{"kind": "password_reset", "email": email}]
        assert stack.dump() == before

    @pytest.mark.parametrize("email", ["amina@example.com", "nobody@example.com"])
    @pytest.mark.usefixtures("user")
    def test_is_asked_for_so_often_whoever_has_the_address(self, stack: Stack, email: str):
        answers = [post(stack, "reset_password", email=email) for _ in range(4)]

        assert [one.status for one in answers] == [204, 204, 204, 429]
        assert answers[3].json["detail"].startswith("Request was throttled. Expected available in ")
        assert int(answers[3].headers["Retry-After"]) > 0
        assert len(stack.mails) == 3

    def test_of_nobody_sends_nothing(self, stack: Stack, user: dict[str, Any]):
        for email in ("nobody@example.com", "x" * 255 + "@example.com"):
            post(stack, "reset_password", email=email)

        assert stack.deliver_mails() == []

    def test_of_an_account_that_was_closed_sends_nothing(self, stack: Stack, user: dict[str, Any]):
        stack.session.tables.Table(USERS).update_item(
            Key={"pk": f"USER#{user['id']}", "sk": "USER"},
            UpdateExpression="SET is_active = :no",
            ExpressionAttributeValues={":no": False},
        )
        post(stack, "reset_password", email=user["email"])

        assert stack.deliver_mails() == []

    def test_without_a_sender_is_answered_alike_and_sends_nothing(
        self, stack: Stack, user: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ):
        stack.configure(monkeypatch, MAIL_SENDER="")

        assert post(stack, "reset_password", email=user["email"]).status == 204
        assert stack.mails == []

    def test_that_cannot_be_handed_on_says_when_to_come_back(self, stack: Stack, monkeypatch: pytest.MonkeyPatch):
        make_call = BaseClient._make_api_call

        def time_out(client: BaseClient, name: str, given: dict[str, Any]) -> Any:
            if name == "Invoke":
                raise ConnectTimeoutError(endpoint_url="lambda")
            return make_call(client, name, given)

        monkeypatch.setattr(BaseClient, "_make_api_call", time_out)

        answer = post(stack, "reset_password", email="amina@example.com")

        assert (answer.status, answer.json["code"]) == (503, "mail_unavailable")

    def test_link_ends_after_three_days(self, stack: Stack, user: dict[str, Any]):
        post(stack, "reset_password", email=user["email"])
        [mail] = stack.deliver_mails()
        stack.clock.advance(3 * 86_400 + 1)

        answer = post(stack, "reset_password_confirm", **link_in(mail), new_password=NEW)

        assert answer.json == {"token": ["Invalid token for given user."]}

    @pytest.mark.parametrize(
        ("fields", "problems"),
        [
            ({}, {name: ["This field is required."] for name in ("uid", "token", "new_password")}),
            (
                {"uid": "!!", "token": "abc-def", "new_password": NEW},
                {"uid": ["Invalid user id or user doesn't exist."]},
            ),
            ({"uid": 5, "token": 5, "new_password": NEW}, {"uid": ["Invalid user id or user doesn't exist."]}),
            ({"uid": "\x00", "token": "a", "new_password": NEW}, {"uid": ["Null characters are not allowed."]}),
            ({"uid": "zz", "token": "", "new_password": "1"}, {"token": ["This field may not be blank."]}),
            (
                {"uid": "zz", "token": "x", "new_password": "123"},
                {
                    "new_password": [
                        "This password is too short. It must contain at least 8 characters.",
                        "This password is too common.",
                        "This password is entirely numeric.",
                    ]
                },
            ),
        ],
        ids=str,
    )
    def test_what_is_wrong_is_named(self, stack: Stack, fields: dict[str, object], problems: Any):
        answer = post(stack, "reset_password_confirm", **fields)

        assert (answer.status, answer.json) == (400, problems)

    @pytest.mark.parametrize("function", ["reset_password", "resend_activation"])
    @pytest.mark.parametrize(
        ("email", "problem"),
        [
            (..., "This field is required."),
            (None, "This field may not be null."),
            (" ", "This field may not be blank."),
            ("nope", "Enter a valid email address."),
            (["x"], "Enter a valid email address."),
        ],
    )
    def test_an_address_that_is_none_is_named(self, stack: Stack, function: str, email: object, problem: str):
        answer = post(stack, function, **({} if email is ... else {"email": email}))

        assert (answer.status, answer.json) == (400, {"email": [problem]})
        assert stack.mails == []


class TestActivation:
    @pytest.fixture(autouse=True)
    def needed(self, stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
        stack.configure(monkeypatch, ACTIVATION="true")

    def test_opens_the_account_that_a_sign_up_made(self, stack: Stack, user: dict[str, Any]):
        [mail] = stack.deliver_mails()
        assert mail["Destination"] == {"ToAddresses": [user["email"]]}
        closed = log_in(stack)

        opened = post(stack, "activation", **link_in(mail))
        again = post(stack, "activation", **link_in(mail))

        assert (closed.status, opened.status, opened.text, log_in(stack).status) == (401, 204, "", 200)
        assert (again.status, again.json) == (403, {"detail": "Stale token for given user."})

    def test_is_sent_again_to_who_waits_for_it_and_to_nobody_else(self, stack: Stack, user: dict[str, Any]):
        stack.deliver_mails()
        for email in ("AMINA@example.com", "nobody@example.com"):
            assert post(stack, "resend_activation", email=email).status == 204
        [mail] = stack.deliver_mails()
        post(stack, "activation", **link_in(mail))

        assert post(stack, "resend_activation", email=user["email"]).status == 204
        assert stack.deliver_mails() == []
        assert log_in(stack).status == 200

    def test_does_not_open_an_account_that_was_closed_since(self, stack: Stack, user: dict[str, Any]):
        [mail] = stack.deliver_mails()
        post(stack, "activation", **link_in(mail))
        stack.session.tables.Table(USERS).update_item(
            Key={"pk": f"USER#{user['id']}", "sk": "USER"},
            UpdateExpression="SET is_active = :no",
            ExpressionAttributeValues={":no": False},
        )

        assert post(stack, "activation", **link_in(mail)).status == 403
        post(stack, "resend_activation", email=user["email"])
        assert stack.deliver_mails() == []

    def test_takes_a_sender(self, stack: Stack, monkeypatch: pytest.MonkeyPatch):
        stack.configure(monkeypatch, MAIL_SENDER="")

        stack.call("sign_up", stack.event("sign_up/ok"))

        assert log_in(stack).status == 200


def test_with_activation_off_there_is_nothing_to_send_again(stack: Stack, user: dict[str, Any]):
    answer = post(stack, "resend_activation", email=user["email"])

    assert (answer.status, answer.text) == (400, "")
    assert stack.mails == []


def test_a_token_in_the_header_does_not_matter(stack: Stack):
    event = with_headers(stack.event("reset_password/ok"), Authorization="JWT nonsense")

    assert stack.call("reset_password", event).status == 204
