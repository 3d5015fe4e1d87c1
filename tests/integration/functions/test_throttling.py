"""Too many attempts: the old API's answer, counted where API Gateway saw them come from."""

import copy
import json
from typing import Any

import pytest
from argon2 import PasswordHasher

from shared import bootstrap, bootstrap_accounts
from shared.adapters import passwords
from shared.domain.throttling import PER_ACCOUNT, PER_ADDRESS, Rule
from tests.support.events import with_fields
from tests.support.stack import Answered, Stack

HOME, AWAY = "203.0.113.7", "198.51.100.9"
TRIES = PER_ACCOUNT[Rule.LOG_IN].attempts


@pytest.fixture(autouse=True)
def _user(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody has signed up; hashes cost next to nothing here."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    assert stack.call("sign_up", stack.event("sign_up/ok")).status == 201


def from_address(event: dict[str, Any], address: str) -> dict[str, Any]:
    changed = copy.deepcopy(event)
    changed["requestContext"]["identity"]["sourceIp"] = address
    return changed


def log_in(stack: Stack, address: str = HOME, **fields: object) -> Answered:
    return stack.call("create_token", from_address(with_fields(stack.event("create_token/ok"), **fields), address))


def guess(stack: Stack, times: int, **fields: object) -> list[int]:
    """Statuses of wrong passwords, each from another address."""
    return [
        log_in(stack, f"192.0.2.{number}", **({"password": f"guess-{number}"} | fields)).status
        for number in range(times)
    ]


@pytest.mark.parametrize("name", ["amina", "amina@example.com", "nobody", "nobody@example.com"])
def test_wrong_passwords_are_refused_after_so_many_whether_there_is_such_a_user_or_not(stack: Stack, name: str):
    stack.clock.instant = 900 * 2_000_000 + 841

    assert guess(stack, TRIES, username=name) == [401] * TRIES
    refused = log_in(stack, username=name)

    assert refused.status == 429
    assert refused.json == {"detail": "Request was throttled. Expected available in 59 seconds."}
    assert refused.headers["Retry-After"] == "59"
    stack.clock.advance(59)
    assert log_in(stack, username=name).status == (200 if "amina" in name else 401)


def test_a_known_device_is_not_locked_out(stack: Stack):
    assert log_in(stack, HOME).status == 200

    assert guess(stack, TRIES + 1)[-1] == 429

    assert (log_in(stack, HOME).status, log_in(stack, AWAY).status) == (200, 429)


def test_a_success_clears_the_accounts_attempts(stack: Stack):
    guess(stack, TRIES - 1)
    assert log_in(stack, AWAY).status == 200

    assert guess(stack, TRIES + 1) == [401] * TRIES + [429]


def test_a_spray_of_one_password_over_many_accounts_ends(stack: Stack):
    limit = PER_ADDRESS[Rule.LOG_IN].attempts

    statuses = [log_in(stack, AWAY, username=f"user{number}", password="Summer2026").status for number in range(60)]

    assert statuses == [401] * limit + [429] * (60 - limit)
    assert log_in(stack, HOME).status == 200


def test_the_address_is_never_taken_from_a_header(stack: Stack):
    headers = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP")
    limit, statuses = PER_ADDRESS[Rule.LOG_IN].attempts, []
    for number in range(limit + 1):
        event = from_address(with_fields(stack.event("create_token/ok"), username=f"user{number}"), AWAY)
        claimed = dict.fromkeys(headers, f"10.0.0.{number}")
        event["headers"] |= claimed
        event["multiValueHeaders"] |= {name: [value] for name, value in claimed.items()}
        statuses.append(stack.call("create_token", event).status)

    assert statuses == [401] * limit + [429]


def test_addresses_have_as_many_attempts_more_as_the_template_says(stack: Stack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ADDRESS_LIMIT_FACTOR", "2")
    for kept in (bootstrap.settings, bootstrap_accounts.throttle):
        kept.cache_clear()
    limit = 2 * PER_ADDRESS[Rule.LOG_IN].attempts

    statuses = [log_in(stack, AWAY, username=f"user{number}").status for number in range(limit + 1)]

    assert statuses == [401] * limit + [429]


@pytest.mark.parametrize("address", [HOME, AWAY])
def test_signing_up_is_counted_by_address_and_by_mail(stack: Stack, address: str):
    def sign_up(username: str, email: str) -> int:
        event = with_fields(stack.event("sign_up/ok"), username=username, email=email)
        return stack.call("sign_up", from_address(event, address)).status

    mail = PER_ACCOUNT[Rule.SIGN_UP].attempts
    begun = [sign_up(f"again{number}", "new@example.com") for number in range(mail + 1)]
    assert begun == [201] + [400] * (mail - 1) + [429]

    counted = mail + 1 + (address == HOME)  # the one at the beginning, too
    left = PER_ADDRESS[Rule.SIGN_UP].attempts - counted
    assert [sign_up(f"u{number}", f"u{number}@example.com") for number in range(left + 1)] == [201] * left + [429]


def test_the_document_promises_when_to_come_again(stack: Stack):
    """`Stack.call` holds each answer to the document: header and body of 429 are described there."""
    guess(stack, TRIES)
    assert log_in(stack).status == 429


def test_who_is_logged_in_guesses_the_password_only_so_often(stack: Stack):
    access = log_in(stack).json["access"]

    def change(current: str) -> int:
        event = with_fields(stack.event("set_password/ok", access=access), current_password=current)
        return stack.call("set_password", from_address(event, AWAY)).status

    tries = PER_ACCOUNT[Rule.CONFIRM].attempts
    assert [change(f"guess-{number}") for number in range(tries)] == [400] * tries
    assert change(json.loads(stack.event("create_token/ok")["body"])["password"]) == 429
