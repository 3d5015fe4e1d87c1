"""Taking one's data along and leaving, on the deployed stack and under its roles."""

import pytest
import requests

from shared.domain.erasure import ERASED_EMAIL
from tests.e2e.conftest import PASSWORD, Customer, Stack
from tests.e2e.waiting import in_seconds

pytestmark = pytest.mark.e2e


def test_who_leaves_is_charged_no_more_and_only_the_books_stay(stack: Stack, customer: Customer) -> None:
    plan = {"interval": "daily", "start_at": in_seconds(3_600), "timezone": "UTC"}
    checkout = customer.initialize(subscription_plan=True, schedule=plan)
    customer.pay(checkout)
    customer.initialize(subscription_plan=True, schedule=plan)
    assert f"{customer.id}.1" in stack.schedules()

    exported = customer.call("GET", "/auth/users/me/export/").json()
    assert exported["user"]["email"] == customer.email
    assert [payment["id"] for payment in exported["payments"]] == [2, 1]
    assert [one["status"] for one in exported["subscriptions"]] == ["active"]

    refused = customer.call("DELETE", "/auth/users/me/", json={"current_password": "nope"})
    assert (refused.status_code, refused.json()) == (400, {"current_password": ["Invalid password."]})
    left = customer.call("DELETE", "/auth/users/me/", json={"current_password": PASSWORD})
    assert (left.status_code, left.text) == (204, "")

    assert f"{customer.id}.1" not in stack.schedules()
    mine = [item for item in stack.dump("Payments") if item["pk"]["S"] == f"USER#{customer.id}"]
    subscriptions = [item for item in mine if item["sk"]["S"].startswith("SUBSCRIPTION#")]
    assert [item["status"]["S"] for item in subscriptions] == ["stopped", "stopped"]
    kept = [item for item in stack.dump("Payments") + stack.dump("Users") if customer.email in str(item)]
    assert all(item["sk"]["S"] == "WEBHOOK" and "expires_at" in item for item in kept), (
        "Paystack's bytes, for 90 days"
    )
    assert {item["email"]["S"] for item in mine if "email" in item} == {ERASED_EMAIL}
    assert customer.call("GET", "/auth/users/me/").json()["code"] == "user_not_found"
    again = customer.call("POST", "/dukka/api/initialize-payment/", json={"email": "a@b.co", "amount": "5000"})
    assert (again.status_code, again.json()["detail"]) == (409, "This account is closed.")
    refresh = requests.post(f"{stack.api}/auth/jwt/refresh/", json={"refresh": customer.refresh}, timeout=40)
    assert refresh.status_code == 401
