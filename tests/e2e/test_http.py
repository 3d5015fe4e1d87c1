"""What the gateway, the proxy and the handlers make of requests together."""

import base64
import json

import pytest
import requests

from tests.e2e.conftest import Customer, Stack

pytestmark = pytest.mark.e2e


def test_each_path_works_with_and_without_its_last_slash(stack: Stack, customer: Customer) -> None:
    for path in ("/auth/users/me", "/dukka/api/payments-history"):
        with_slash, without = customer.call("GET", f"{path}/"), customer.call("GET", path)
        assert with_slash.status_code == without.status_code == 200
        assert with_slash.json() == without.json()


@pytest.mark.parametrize("prefix", ["JWT", "Bearer"])
def test_both_prefixes_are_accepted(customer: Customer, prefix: str) -> None:
    answer = customer.call("GET", "/auth/users/me/", headers={"Authorization": f"{prefix} {customer.access}"})
    assert answer.json()["id"] == customer.id


def test_tokens_of_the_old_endpoint_carry_both_names(stack: Stack, customer: Customer) -> None:
    username = customer.email.split("@")[0]
    answer = requests.post(
        f"{stack.api}/api/token", json={"username": username, "password": "Zk9-quart-lamp"}, timeout=40
    )
    assert answer.json()["token"] == answer.json()["access"]
    refreshed = requests.post(
        f"{stack.api}/api/token/refresh/", json={"refresh": answer.json()["refresh"]}, timeout=40
    )
    assert refreshed.status_code == 200
    verified = requests.post(f"{stack.api}/auth/jwt/verify/", json={"token": refreshed.json()["access"]}, timeout=40)
    assert (verified.status_code, verified.json()) == (200, {})


def test_a_forged_token_is_refused(customer: Customer) -> None:
    header, claims, _ = customer.access.split(".")
    nobody = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    for token in (f"{nobody}.{claims}.", f"{header}.{claims}.AAAA", customer.refresh):
        answer = customer.call("GET", "/auth/users/me/", headers={"Authorization": f"JWT {token}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "token_not_valid")


def test_a_body_of_a_megabyte_is_refused(customer: Customer) -> None:
    body = json.dumps({"email": customer.email, "amount": "5000", "metadata": {"filling": "x" * 1_000_000}})
    answer = customer.call(
        "POST", "/dukka/api/initialize-payment/", data=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413
    assert customer.history() == []


def test_a_webhook_that_paystack_did_not_sign_stores_nothing(stack: Stack, customer: Customer) -> None:
    checkout = customer.initialize()
    before = sorted(map(str, stack.dump("Payments")))
    event = {"event": "charge.success", "data": {"reference": checkout["reference"], "amount": 500_000}}
    for headers in ({}, {"x-paystack-signature": "0" * 128}):
        answer = requests.post(f"{stack.api}/dukka/api/webhooks/paystack/", json=event, headers=headers, timeout=40)
        assert answer.status_code == 401
    assert sorted(map(str, stack.dump("Payments"))) == before


def test_the_next_page_has_an_address_that_works(customer: Customer) -> None:
    for _ in range(3):
        customer.initialize()
    first = customer.call("GET", "/dukka/api/payments-history/?limit=2").json()
    headers = {"Authorization": f"JWT {customer.access}"}
    second = requests.get(first["next"], headers=headers, timeout=40).json()
    assert [payment["id"] for payment in first["results"] + second["results"]] == [3, 2, 1]
    assert second["next"] is None
