"""Entities and events with sensible values: a test names only what it is about."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.domain.billing_calendar import DEFAULT_TIMEZONE, Interval, Schedule, due, instant_of, wall_of
from shared.domain.money import Money
from shared.domain.payment import MINUTE, Payment, PaymentStatus
from shared.domain.reference import CheckoutReference
from shared.domain.subscription import CHARGEABLE, Subscription, SubscriptionStatus
from shared.domain.terms import Terms
from shared.domain.transaction import Authorization, Outcome, OutcomeKind, Transaction
from shared.domain.user import User

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
EMAIL = "amina@example.com"
PRICE = Money(500_000, "NGN")


def at(wall: str, timezone: str = DEFAULT_TIMEZONE) -> int:
    """Return the instant of a wall time such as `2026-01-31T09:00`, in UTC epoch seconds."""
    return instant_of(datetime.fromisoformat(wall), timezone)


def user_id(number: int) -> str:
    """Return the id of the test's user of that number: 20 characters, the last ones differ."""
    digits = ""
    while number:
        number, digit = divmod(number, 32)
        digits = _BASE32[digit] + digits
    return digits.rjust(20, "a")


USER = user_id(1)
OTHER_USER = user_id(2)
NOW = at("2026-01-31T09:00")


def a_user(**over: Any) -> User:
    """Return a user."""
    given = {"id": USER, "username": "amina", "email": EMAIL, "password_hash": "hash of secret", "created_at": NOW}
    return User(**given | over)


def some_terms(**over: Any) -> Terms:
    """Return the terms of a subscription: monthly, from the checkout on."""
    given = {"interval": Interval.MONTHLY, "interval_count": 1, "timezone": DEFAULT_TIMEZONE}
    return Terms(**given | over)


def a_payment(**over: Any) -> Payment:
    """Return a pending checkout; its reference and subscription follow from the rest."""
    given = {"user_id": USER, "id": 1, "money": PRICE, "email": EMAIL, "created_at": NOW} | over
    given.setdefault("reference", str(CheckoutReference(given["user_id"], given["id"])))
    if given.get("terms"):
        given.setdefault("subscription_id", 1)
    if given.get("status", PaymentStatus.PENDING) is PaymentStatus.PENDING:
        given.setdefault("look_at", given["created_at"] + 15 * MINUTE)
    return Payment(**given)


def an_authorization(**over: Any) -> Authorization:
    """Return a reusable card, with everything that Paystack tells of one."""
    given = {
        "code": "AUTH_8dfhjjdt",
        "reusable": True,
        "signature": "SIG_idyuhgd87dUYSHO92D",
        "channel": "card",
        "brand": "visa",
        "last4": "1381",
        "exp_month": "08",
        "exp_year": "2028",
        "bank": "TEST BANK",
    }
    return Authorization(**given | over)


def a_schedule(**over: Any) -> Schedule:
    """Return a monthly schedule anchored at NOW, in Lagos; `anchor_at` (an instant) stands for `anchor`."""
    given = {"interval": Interval.MONTHLY, "interval_count": 1, "timezone": DEFAULT_TIMEZONE, "anchor_at": NOW} | over
    given.setdefault("anchor", wall_of(given.pop("anchor_at"), given["timezone"]).isoformat())
    given.pop("anchor_at", None)
    return Schedule(**given)


def a_subscription(**over: Any) -> Subscription:
    """Return an active subscription that waits for the first charge after its checkout, payment 1."""
    given = {
        "user_id": USER,
        "id": 1,
        "status": SubscriptionStatus.ACTIVE,
        "payment_id": 1,
        "money": PRICE,
        "email": EMAIL,
        "authorization": an_authorization(),
        "schedule": a_schedule(),
        "created_at": NOW,
        "next_index": 1,
    } | over
    given.setdefault("next_charge_at", due(given["schedule"], given["next_index"]))
    given.setdefault("charge_at", given["next_charge_at"] if given["status"] in CHARGEABLE else None)
    given.setdefault("look_at", given["next_charge_at"])
    return Subscription(**given)


def a_transaction(**over: Any) -> Transaction:
    """Return the transaction of `a_payment()`, paid in full with a reusable card."""
    given = {
        "reference": a_payment().reference,
        "amount": PRICE.subunits,
        "currency": PRICE.currency,
        "requested_amount": PRICE.subunits,
        "paid_at": NOW + 60,
        "channel": "card",
        "customer_email": EMAIL,
        "authorization": an_authorization(),
    }
    return Transaction(**given | over)


def success(**over: Any) -> Outcome:
    """Return Paystack's answer about a paid charge."""
    return Outcome(OutcomeKind.SUCCEEDED, a_transaction(**over))


def declined_outcome() -> Outcome:
    """Return Paystack's answer about a charge that the bank refused."""
    return Outcome(OutcomeKind.DECLINED, failure_code="insufficient_funds", failure_text="Insufficient Funds")


def read_again(entity: Any, **over: Any) -> Any:
    """Return the entity as the store gives it back after one more write."""
    return replace(entity, version=entity.version + 1, **over)


def api_event(
    method: str,
    path: str,
    *,
    resource: str = "",
    body: object = None,
    raw_body: str | None = None,
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    token: str = "",
    path_parameters: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return API Gateway's event of a call: JSON for `body`, the text itself for `raw_body`."""
    sent = dict(headers or {})
    if body is not None:
        raw_body = json.dumps(body)
        sent.setdefault("Content-Type", "application/json")
    if token:
        sent.setdefault("Authorization", f"JWT {token}")
    return {
        "resource": resource or path.rstrip("/") or "/",
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "pathParameters": path_parameters,
        "stageVariables": None,
        "body": raw_body,
        "isBase64Encoded": False,
        "requestContext": {
            "resourcePath": resource or path.rstrip("/") or "/",
            "httpMethod": method,
            "path": f"/v1{path}",
            "stage": "v1",
            "domainName": "api.example.com",
            "requestId": "00000000-0000-4000-8000-000000000000",
            "identity": {"sourceIp": "192.0.2.1", "userAgent": "tests"},
        },
    }
