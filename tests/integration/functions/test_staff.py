"""An endpoint for staff: the claim says who asks to be let in, the table says who is."""

import json
from typing import Any

import pytest

from shared import bootstrap
from shared.api.request import Request
from shared.api.rest import Answer, Api
from tests.support.builders import USER, a_user, api_event
from tests.support.stack import USERS, Stack

api = Api()


@api.endpoint("GET", "/dukka/api/staff/ledger/", summary="For this test alone", needs_staff=True)
def ledger(request: Request) -> Answer:
    return Answer(200, {"user": request.user_id})


@api.endpoint("GET", "/dukka/api/staff/open/", summary="Says both", needs_user=False, needs_staff=True)
def open_ledger(request: Request) -> Answer:
    return Answer(200, {"user": request.user_id})


PATHS = pytest.mark.parametrize("path", ["/dukka/api/staff/ledger/", "/dukka/api/staff/open/"])


def ask(path: str, token: str) -> tuple[int, Any]:
    raw = api.handler(api_event("GET", path, token=token), object())
    return raw["statusCode"], json.loads(raw["body"])


@pytest.fixture
def staff(stack: Stack) -> Stack:
    """A user who is staff."""
    bootstrap.users().add_user(a_user(is_staff=True))
    return stack


def change(stack: Stack, name: str, value: object) -> None:
    stack.session.tables.Table(USERS).update_item(
        Key={"pk": f"USER#{USER}", "sk": "USER"},
        UpdateExpression=f"SET {name} = :value",
        ExpressionAttributeValues={":value": value},
    )


@PATHS
@pytest.mark.usefixtures("staff")
def test_staff_are_let_in(path: str):
    assert ask(path, bootstrap.tokens().issue_access(USER, "staff")) == (200, {"user": USER})


@PATHS
@pytest.mark.usefixtures("staff")
def test_a_token_from_before_the_mark_is_not_enough(path: str):
    assert ask(path, bootstrap.tokens().issue_access(USER)) == (
        403,
        {"detail": "You do not have permission to perform this action."},
    )


@PATHS
@pytest.mark.parametrize(("name", "value"), [("is_staff", False), ("is_active", False)])
def test_whoever_is_no_longer_staff_is_refused_at_once(staff: Stack, path: str, name: str, value: object):
    token = bootstrap.tokens().issue_access(USER, "staff")
    assert ask(path, token)[0] == 200

    change(staff, name, value)

    assert ask(path, token)[0] == 403


@PATHS
@pytest.mark.usefixtures("stack")
def test_somebody_who_is_gone_is_refused(path: str):
    assert ask(path, bootstrap.tokens().issue_access(USER, "staff"))[0] == 403


@PATHS
@pytest.mark.usefixtures("stack")
def test_without_a_token_nobody_is_let_in(path: str):
    assert ask(path, "")[0] == 401
    assert ask(path, "nonsense")[0] == 401
