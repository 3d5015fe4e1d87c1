"""What the functions find when they are called: items, secrets, events, Paystack's answers; alike for each pair."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ssl import SSLContext, create_default_context
from typing import Any

from argon2 import PasswordHasher

from benchmarks import builds, certificate
from benchmarks.table import ROOT, WORK
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import to_item
from shared.adapters.tokens import JwtTokens
from shared.domain.billing_calendar import Interval
from shared.domain.payment import DAY, PaymentStatus
from tests.support import stack
from tests.support.builders import EMAIL, PRICE, USER, a_payment, a_schedule, a_subscription, a_user
from tests.support.events import load_event

Json = dict[str, Any]
PASSWORD = "correct-horse-battery"  # noqa: S105 - made up
CASES = {
    "initialize_payment": "initialize_payment/idempotent",
    "list_payments": "list_payments/first_page",
    "create_token": "create_token/ok",
    "receive_webhook": "receive_webhook/charge_success",
    "charge_subscription": "charge_subscription/ok",
}


class _Key:
    """The signing key of the scene."""

    current = stack.JWT_KEY
    all = (stack.JWT_KEY,)


class _Now:
    def now(self) -> int:
        return int(time.time())


@dataclass(frozen=True)
class Scene:
    """A running stub, what reaches it, and the events to call the functions with."""

    url: str
    context: SSLContext

    def environment(self) -> dict[str, str]:
        """The variables of every function, ours and the reference's."""
        ours = stack.environment(f"{self.url}/paystack")
        return {**ours, "AWS_ENDPOINT_URL": self.url, "IDEMPOTENCY_TABLE": "Idempotency"}

    def event(self, function: str, **query: str) -> Json:
        """A hot function's event."""
        token = JwtTokens(_Key(), lambda _: DAY, _Now()).issue_access(USER)  # type: ignore[arg-type]
        values = {"access": token, "user_id": USER, "start_at": "2030-01-01T09:00:00"}
        event: Json = load_event(CASES[function], paystack_key=stack.PAYSTACK_KEY, **values)
        if function == "create_token":
            event["body"] = json.dumps({"username": "amina", "password": PASSWORD})
        if query:
            event["queryStringParameters"] = query
            event["multiValueQueryStringParameters"] = {name: [value] for name, value in query.items()}
        return event

    def set_history(self, size: int) -> None:
        """Let the customer have so many payments."""
        self._ask("/_scene", {"history_size": size})

    def counts(self) -> dict[str, int]:
        """What was asked of the stub so far."""
        answer: dict[str, int] = self._ask("/_counts", {})
        return answer

    def _ask(self, path: str, body: Json) -> Any:  # noqa: ANN401 - JSON
        request = urllib.request.Request(f"{self.url}{path}", json.dumps(body).encode())  # noqa: S310
        with urllib.request.urlopen(request, context=self.context, timeout=10) as answer:  # noqa: S310 - our own
            return json.load(answer)


@contextmanager
def running(variants: tuple[builds.Variant, ...]) -> Iterator[Scene]:
    """Start the stub, trusted by what was built."""
    authority, server, key = certificate.make(WORK / "certificates")
    builds.trust(authority, variants)
    file = WORK / "scene.json"
    file.write_text(json.dumps({"certificate": str(server), "key": str(key), **_described()}), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.stub", str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            yield Scene(f"https://127.0.0.1:{port}", create_default_context(cafile=str(authority)))
        finally:
            process.terminate()


def _described() -> Json:
    return {
        "items": {stack.USERS: _user_items(), stack.PAYMENTS: _payment_items()},
        "history": {stack.PAYMENTS: _history_item()},
        "history_size": 1_000,
        "secrets": {
            "dukka-jwt": json.dumps({"current": stack.JWT_KEY}),
            "dukka-paystack": json.dumps({"current": stack.PAYSTACK_KEY}),
        },
        "transaction": _transaction(),
    }


def _user_items() -> dict[str, Json]:
    hashed = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(PASSWORD)
    user = to_item(keys.user_key(USER), a_user(password_hash=hashed))
    return _by_key(user, keys.username_key("amina") | {"user_id": {"S": USER}})


def _payment_items() -> dict[str, Json]:
    """A pending payment and a subscription that fell due a minute ago; both sides find the fields they look for."""
    now = int(time.time())
    payment = to_item(keys.payment_key(USER, 1), a_payment(created_at=now, version=1))
    weekly = a_schedule(interval=Interval.WEEKLY, anchor_at=now - 7 * DAY - 60)
    due = a_subscription(schedule=weekly, created_at=now - 7 * DAY - 60, version=1)
    subscription = to_item(keys.subscription_key(USER, 1), due)
    for_reference = {
        "amount": {"N": str(PRICE.subunits)},
        "currency": {"S": PRICE.currency},
        "authorization_code": {"S": "AUTH_8dfhjjdt"},
        "interval": {"S": "weekly"},
        "index": {"N": "1"},
    }
    return _by_key(payment | for_reference, subscription | for_reference)


def _history_item() -> Json:
    paid = a_payment(
        status=PaymentStatus.SUCCESS, paid_at=a_payment().created_at + 60, channel="card", card_brand="visa"
    )
    stored = to_item(keys.payment_key(USER, 1), paid)
    for_reference = {"amount": {"N": str(PRICE.subunits)}, "currency": {"S": PRICE.currency}}
    return stored | for_reference | {"card_last4": {"S": "1381"}}


def _by_key(*items: Json) -> dict[str, Json]:
    return {f"{item['pk']['S']} {item['sk']['S']}": item for item in items}


def _transaction() -> Json:
    return {
        "id": 4099260516,
        "status": "success",
        "amount": PRICE.subunits,
        "requested_amount": PRICE.subunits,
        "currency": PRICE.currency,
        "paid_at": "2026-01-31T08:01:00.000Z",
        "channel": "card",
        "gateway_response": "Successful",
        "fees": 17_500,
        "customer": {"id": 1, "email": EMAIL, "customer_code": "CUS_1rkzaqsv4rrhqo6"},
        "authorization": {
            "authorization_code": "AUTH_8dfhjjdt",
            "card_type": "visa",
            "brand": "visa",
            "last4": "1381",
            "exp_month": "08",
            "exp_year": "2028",
            "bank": "TEST BANK",
            "channel": "card",
            "signature": "SIG_idyuhgd87dUYSHO92D",
            "reusable": True,
        },
    }
