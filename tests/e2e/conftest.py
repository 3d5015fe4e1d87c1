"""The deployed local stack, as `make test-e2e` starts it: its addresses, its AWS, its Paystack."""

import json
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests

PASSWORD = "Zk9-quart-lamp"
CARD = {"card_number": "4084084084084081", "cvv": "408", "expiry": "12/30"}
SECOND_CARD = {"card_number": "5192600000000004", "cvv": "124", "expiry": "11/31"}


@dataclass
class Stack:
    """What `.local/stack.json` says, and AWS clients for it."""

    described: dict[str, Any]

    @property
    def api(self) -> str:
        return str(self.described["api"])

    @property
    def paystack(self) -> str:
        return str(self.described["paystack"])

    @property
    def schedule_group(self) -> str:
        return str(self.described["schedule_group"])

    def function(self, logical_name: str) -> str:
        return str(self.described["functions"][logical_name])

    def aws(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.described["aws_endpoint"],
            region_name=self.described["region"],
            aws_access_key_id=self.described["aws_access_key_id"],
            aws_secret_access_key=self.described["aws_secret_access_key"],
        )

    def schedules(self) -> list[str]:
        pages = self.aws("scheduler").get_paginator("list_schedules").paginate(GroupName=self.schedule_group)
        return [schedule["Name"] for page in pages for schedule in page["Schedules"]]

    def dump(self, table: str) -> list[dict[str, Any]]:
        pages = self.aws("dynamodb").get_paginator("scan").paginate(TableName=self.described["tables"][table])
        return [item for page in pages for item in page["Items"]]

    def simulator(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask the simulator, or with a body tell it."""
        method = "GET" if body is None else "POST"
        answer = requests.request(method, f"{self.paystack}/_sim/{path}", json=body, timeout=10)
        assert answer.ok, answer.text
        return dict(answer.json())

    def charges(self, user_id: str) -> list[str]:
        """References of the charge_authorization calls that the simulator received for a user."""
        calls = self.simulator("requests")["requests"]
        return [
            call["reference"]
            for call in calls
            if call["path"].endswith("/charge_authorization") and f".{user_id}." in call["reference"]
        ]


@dataclass
class Customer:
    """Somebody who signed up, with their tokens."""

    stack: Stack
    id: str
    email: str
    access: str
    refresh: str
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"JWT {self.access}"} | options.pop("headers", {})
        return requests.request(method, f"{self.stack.api}{path}", headers=headers, timeout=40, **options)

    def initialize(self, **body: Any) -> dict[str, Any]:
        answer = self.call(
            "POST", "/dukka/api/initialize-payment/", json={"email": self.email, "amount": "5000.00"} | body
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def pay(self, checkout: dict[str, Any], card: dict[str, str] = CARD) -> str:
        """Pay on Paystack's page and come back; return the receipt."""
        answer = requests.post(f"{self.stack.paystack}/checkout/{checkout['access_code']}/pay", json=card, timeout=40)
        assert answer.ok, answer.text
        return answer.text

    def subscription(self, method: str = "GET", tail: str = "", expect: int = 200, **body: Any) -> dict[str, Any]:
        """Ask for, or something of, the customer's first subscription."""
        path = f"/dukka/api/subscriptions/1/{tail}"
        answer = self.call(method, path, **({} if method == "GET" else {"json": body}))
        assert answer.status_code == expect, answer.text
        return dict(answer.json())

    def history(self) -> list[dict[str, Any]]:
        answer = self.call("GET", "/dukka/api/payments-history/")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["results"])


@pytest.fixture(scope="session")
def stack() -> Stack:
    path = os.environ.get("DUKKA_STACK")
    if not path:
        pytest.fail("these tests need a deployed stack: run `make test-e2e`")
    return Stack(json.loads(Path(path).read_text()))


@pytest.fixture(autouse=True)
def _no_leftover_faults(stack: Stack) -> Iterator[None]:
    yield
    requests.delete(f"{stack.paystack}/_sim/faults", timeout=10)


@pytest.fixture
def new_customer(stack: Stack) -> Callable[[], Customer]:
    def sign_up() -> Customer:
        username = f"u{uuid.uuid4().hex[:12]}"
        email = f"{username}@example.com"
        user = requests.post(
            f"{stack.api}/auth/users/", json={"username": username, "email": email, "password": PASSWORD}, timeout=40
        )
        assert user.status_code == 201, user.text
        tokens = requests.post(
            f"{stack.api}/auth/jwt/create/", json={"username": username, "password": PASSWORD}, timeout=40
        )
        assert tokens.status_code == 200, tokens.text
        return Customer(stack, user.json()["id"], email, tokens.json()["access"], tokens.json()["refresh"])

    return sign_up


@pytest.fixture
def customer(new_customer: Callable[[], Customer]) -> Customer:
    return new_customer()
