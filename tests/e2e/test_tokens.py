"""Refresh tokens, logging out and too many attempts, on the deployed stack."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest
import requests

from tests.e2e.conftest import PASSWORD, Customer, Stack

pytestmark = pytest.mark.e2e

BLACKLISTED = {"detail": "Token is blacklisted", "code": "token_not_valid"}
CROWD = 20


def post(stack: Stack, path: str, body: dict[str, str], agent: str = "phone", **headers: str) -> requests.Response:
    return requests.post(f"{stack.api}{path}", json=body, headers={"User-Agent": agent} | headers, timeout=180)


def refresh(stack: Stack, token: str, agent: str = "phone", **headers: str) -> requests.Response:
    return post(stack, "/auth/jwt/refresh/", {"refresh": token}, agent, **headers)


def at_once(stack: Stack, tokens: list[str], agents: list[str]) -> list[requests.Response]:
    with ThreadPoolExecutor(len(tokens)) as threads:
        return list(threads.map(refresh, [stack] * len(tokens), tokens, agents))


@pytest.fixture
def crowd(stack: Stack) -> int:
    """As many started functions: twenty cold starts at once take a small machine longer than any client waits."""
    answers = at_once(stack, ["nonsense"] * CROWD, ["phone"] * CROWD)
    assert [answer.status_code for answer in answers] == [401] * CROWD
    return CROWD


def families(stack: Stack, customer: Customer) -> list[dict[str, dict[str, str]]]:
    mine = [item for item in stack.dump("Users") if item["pk"]["S"] == f"USER#{customer.id}"]
    return [item for item in mine if item["sk"]["S"].startswith("FAMILY#")]


def log_in(stack: Stack, name: str, password: str, agent: str = "phone", **headers: str) -> requests.Response:
    return post(stack, "/auth/jwt/create/", {"username": name, "password": password}, agent, **headers)


def name_of(customer: Customer) -> str:
    return customer.email.split("@", maxsplit=1)[0]


def test_of_20_refreshes_at_once_one_replaces_the_token(stack: Stack, customer: Customer, crowd: int) -> None:
    answers = at_once(stack, [customer.refresh] * crowd, ["phone"] * crowd)

    assert [answer.status_code for answer in answers] == [200] * CROWD
    (successor,) = {answer.json()["refresh"] for answer in answers}
    (family,) = families(stack, customer)
    assert family["version"]["N"] == "1"
    assert family["jti"]["S"] == jwt.decode(successor, options={"verify_signature": False})["jti"]
    assert refresh(stack, successor).status_code == 200


def test_of_20_clients_at_once_one_gets_tokens_and_they_are_worth_nothing(
    stack: Stack, customer: Customer, crowd: int
) -> None:
    answers = at_once(stack, [customer.refresh] * crowd, [f"client {number}" for number in range(crowd)])

    (won,) = [answer for answer in answers if answer.status_code == 200]
    assert all(answer.json() == BLACKLISTED for answer in answers if answer is not won)
    assert families(stack, customer) == []
    assert refresh(stack, won.json()["refresh"]).json() == BLACKLISTED


def test_a_lost_answer_is_given_again_and_a_thief_ends_the_family(stack: Stack, customer: Customer) -> None:
    successor = refresh(stack, customer.refresh).json()["refresh"]
    assert refresh(stack, customer.refresh).json()["refresh"] == successor

    stolen = refresh(stack, customer.refresh, "thief")

    assert (stolen.status_code, stolen.json()) == (401, BLACKLISTED)
    assert refresh(stack, successor).json() == BLACKLISTED
    verified = post(stack, "/auth/jwt/verify/", {"token": successor})
    assert (verified.status_code, verified.json()) == (400, {"non_field_errors": ["Token is blacklisted"]})


@pytest.mark.parametrize("path", ["/auth/jwt/blacklist", "/auth/jwt/blacklist/", "/api/token/blacklist/"])
def test_logging_out(stack: Stack, customer: Customer, path: str) -> None:
    body = {"refresh": customer.refresh}

    assert (post(stack, path, body).status_code, families(stack, customer)) == (200, [])

    again = post(stack, path, body)
    assert (again.status_code, again.json()) == (401, BLACKLISTED)
    assert refresh(stack, customer.refresh).status_code == 401
    assert customer.call("GET", "/auth/users/me/").status_code == 200


def test_a_known_device_is_let_in_while_everybody_else_is_refused(stack: Stack, customer: Customer) -> None:
    assert log_in(stack, name_of(customer), PASSWORD).status_code == 200

    guessed = [log_in(stack, name_of(customer), f"guess {number}", "bot") for number in range(11)]

    assert [answer.status_code for answer in guessed] == [401] * 10 + [429]
    assert guessed[-1].json()["detail"].startswith("Request was throttled. Expected available in ")
    assert 0 < int(guessed[-1].headers["Retry-After"]) <= 900
    assert log_in(stack, name_of(customer), PASSWORD, "laptop").status_code == 429
    assert log_in(stack, name_of(customer), PASSWORD).status_code == 200
    assert log_in(stack, customer.email.upper(), PASSWORD).status_code == 200


def test_an_unknown_name_is_refused_alike_and_no_header_helps(stack: Stack) -> None:
    nobody = uuid.uuid4().hex
    guessed = [
        log_in(stack, nobody, "guess", **{"X-Forwarded-For": f"10.0.0.{number}"}).status_code for number in range(11)
    ]
    assert guessed == [401] * 10 + [429]


def test_a_header_does_not_make_a_thief_the_same_client(stack: Stack, customer: Customer) -> None:
    """From one machine every caller has one address; the header would be another, were it believed."""
    successor = refresh(stack, customer.refresh, **{"X-Forwarded-For": "203.0.113.7"}).json()["refresh"]
    assert refresh(stack, customer.refresh, **{"X-Forwarded-For": "198.51.100.9"}).json()["refresh"] == successor
