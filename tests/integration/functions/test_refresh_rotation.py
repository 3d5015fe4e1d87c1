"""Refresh tokens are good once: in a crowd, for a client whose answer was lost, and for a thief."""

import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest
from moto.dynamodb.models import DynamoDBBackend

from shared import bootstrap, bootstrap_accounts
from shared.domain.client import Client
from shared.domain.errors import NotAuthenticated
from shared.domain.token import TokenPair
from shared.usecases.refresh_token import refresh_token
from tests.support.events import with_body
from tests.support.stack import JWT_KEY, USERS, Answered, Stack

BLACKLISTED = {"detail": "Token is blacklisted", "code": "token_not_valid"}
CROWD = 20
PHONE, THIEF = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def pair(stack: Stack) -> dict[str, str]:
    """The tokens of a user who has just logged in."""
    assert stack.call("sign_up", stack.event("sign_up/ok")).status == 201
    tokens: dict[str, str] = stack.call("create_token", stack.event("create_token/ok")).json
    return tokens


def an_event(stack: Stack, refresh: str, address: str = PHONE, agent: str = "dukka-client/1.0") -> dict[str, Any]:
    event = copy.deepcopy(with_body(stack.event("refresh_token/missing"), {"refresh": refresh}))
    event["requestContext"]["identity"] |= {"sourceIp": address, "userAgent": agent}
    return event


def refresh(stack: Stack, token: str, address: str = PHONE, agent: str = "dukka-client/1.0") -> Answered:
    return stack.call("refresh_token", an_event(stack, token, address, agent))


def test_a_request_that_waited_for_its_function_is_no_theft(stack: Stack, pair: dict[str, str]):
    """As where twenty arrive together and each needs a cold start."""
    waiting = an_event(stack, pair["refresh"])
    waiting["requestContext"]["requestTimeEpoch"] = stack.clock.now() * 1_000
    successor = refresh(stack, pair["refresh"]).json["refresh"]
    stack.clock.advance(20)

    assert stack.call("refresh_token", waiting).json["refresh"] == successor


def is_verified(stack: Stack, token: str) -> bool:
    return stack.call("verify_token", with_body(stack.event("verify_token/ok"), {"token": token})).status == 200


@pytest.fixture
def _one_write_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS decides each conditional write by itself; moto has no lock between its condition and its write."""
    lock = threading.Lock()
    for name in ("put_item", "delete_item"):
        real = getattr(DynamoDBBackend, name)

        def locked(*args: Any, _real: Any = real, **more: Any) -> Any:
            with lock:
                return _real(*args, **more)

        monkeypatch.setattr(DynamoDBBackend, name, locked)


def at_once(token: str, clients: list[Client]) -> list[TokenPair | NotAuthenticated]:
    """Refresh for all clients together, each in a thread, none before every thread is there.

    A Lambda function serves one request at a time, so the handler is no part of this: its router is not for threads.
    """
    gate, now = threading.Barrier(len(clients)), bootstrap.clock().now()
    ports = {"users": bootstrap.users(), "families": bootstrap_accounts.families(), "tokens": bootstrap.tokens()}
    bootstrap.tokens().read(token)  # the keys are read once, before

    def send(client: Client) -> TokenPair | NotAuthenticated:
        gate.wait(timeout=30)
        try:
            return refresh_token(token, client, now, **ports)
        except NotAuthenticated as refused:
            return refused

    with ThreadPoolExecutor(len(clients)) as threads:
        return list(threads.map(send, clients))


@pytest.mark.usefixtures("_one_write_at_a_time")
def test_of_20_at_once_from_one_client_one_replaces_the_token_and_all_get_its_successor(
    stack: Stack, pair: dict[str, str]
):
    answers = at_once(pair["refresh"], [Client(PHONE, "phone")] * CROWD)

    pairs = [answer for answer in answers if isinstance(answer, TokenPair)]
    assert len(pairs) == CROWD
    assert len({one.access for one in pairs}) == CROWD
    (successor,) = {one.refresh for one in pairs}
    (family,) = stack.items(USERS, "FAMILY#")
    assert family["version"] == 1
    assert family["jti"] == jwt.decode(successor, JWT_KEY, algorithms=["HS256"])["jti"]
    assert is_verified(stack, successor)


@pytest.mark.usefixtures("_one_write_at_a_time")
def test_of_20_at_once_from_20_clients_one_gets_tokens_and_the_family_ends(stack: Stack, pair: dict[str, str]):
    answers = at_once(pair["refresh"], [Client(f"198.51.100.{number}", "phone") for number in range(CROWD)])

    won = [answer for answer in answers if isinstance(answer, TokenPair)]
    assert len(won) == 1
    assert {str(answer) for answer in answers if isinstance(answer, NotAuthenticated)} == {"Token is blacklisted"}
    assert stack.items(USERS, "FAMILY#") == []
    assert not is_verified(stack, won[0].refresh)


def test_a_lost_answer_is_given_again_to_the_same_client(stack: Stack, pair: dict[str, str]):
    lost = refresh(stack, pair["refresh"]).json
    stack.clock.advance(10)

    again = refresh(stack, pair["refresh"])

    assert (again.status, again.json["refresh"]) == (200, lost["refresh"])
    assert refresh(stack, lost["refresh"]).status == 200


@pytest.mark.parametrize(
    ("seconds", "address", "agent"),
    [(11, PHONE, "dukka-client/1.0"), (0, THIEF, "dukka-client/1.0"), (0, PHONE, "curl/8.9")],
)
def test_a_replaced_token_ends_its_family_for_owner_and_thief(
    stack: Stack, pair: dict[str, str], seconds: int, address: str, agent: str
):
    successor = refresh(stack, pair["refresh"]).json["refresh"]
    stack.clock.advance(seconds)
    stack.log_lines()

    reused = refresh(stack, pair["refresh"], address, agent)

    assert (reused.status, reused.json) == (401, BLACKLISTED)
    assert "TokenReused" in stack.log_lines()[-1]
    assert refresh(stack, successor).json == BLACKLISTED
    assert not is_verified(stack, successor)


def test_the_address_of_a_header_does_not_make_a_thief_the_same_client(stack: Stack, pair: dict[str, str]):
    refresh(stack, pair["refresh"])
    stolen = an_event(stack, pair["refresh"], THIEF)
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        stolen["headers"][name] = PHONE
        stolen["multiValueHeaders"][name] = [PHONE]

    assert stack.call("refresh_token", stolen).json == BLACKLISTED


def test_the_successor_lives_as_long_as_a_first_token(stack: Stack, pair: dict[str, str]):
    stack.clock.advance(13 * 86_400)
    successor = refresh(stack, pair["refresh"]).json["refresh"]
    stack.clock.advance(14 * 86_400 - 1)

    assert refresh(stack, successor).status == 200


def test_an_expired_token_is_refused_though_its_family_is_still_stored(stack: Stack, pair: dict[str, str]):
    """DynamoDB deletes what has expired within days, not at once."""
    stack.clock.advance(14 * 86_400)

    answer = refresh(stack, pair["refresh"])

    assert (answer.status, answer.json["detail"]) == (401, "Token is expired")
    assert stack.items(USERS, "FAMILY#")


def test_a_new_password_ends_every_login(stack: Stack, pair: dict[str, str]):
    other = stack.call("create_token", stack.event("create_token/ok")).json
    (stored,) = [item for item in stack.items(USERS) if item["sk"] == "USER"]
    user = bootstrap.users().get_user(stored["id"])
    assert user is not None
    stack.session.tables.Table(USERS).update_item(
        Key={"pk": stored["pk"], "sk": "USER"}, UpdateExpression="ADD token_generation :one",
        ExpressionAttributeValues={":one": 1},
    )  # fmt: skip

    for token in (pair["refresh"], other["refresh"]):
        assert refresh(stack, token).json == BLACKLISTED
        assert not is_verified(stack, token)


def test_a_token_without_a_family_is_refused(stack: Stack, pair: dict[str, str]):
    claims = jwt.decode(pair["refresh"], JWT_KEY, algorithms=["HS256"])
    header = jwt.get_unverified_header(pair["refresh"])
    for family in (None, "", "other", 5, ["a"], {"a": "b"}):
        forged = jwt.encode(claims | {"family": family}, JWT_KEY, headers={"kid": header["kid"]})
        assert refresh(stack, forged).json == BLACKLISTED
    assert is_verified(stack, pair["refresh"])
