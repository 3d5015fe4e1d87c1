"""Webhooks through the deployed queue: settled by it alone, kept, shown to staff, and processed once more."""

import uuid

import pytest
import requests

from tests.e2e.conftest import PASSWORD, Customer, Stack
from tests.e2e.waiting import eventually

pytestmark = pytest.mark.e2e
PATH = "/dukka/api/staff/webhooks/"


@pytest.fixture
def staff(stack: Stack) -> Customer:
    """Somebody whom the merchant has marked as staff, and who has logged in since."""
    username = f"s{uuid.uuid4().hex[:12]}"
    who = {"username": username, "email": f"{username}@example.com", "password": PASSWORD}
    user = requests.post(f"{stack.api}/auth/users/", json=who, timeout=40).json()
    stack.aws("dynamodb").update_item(
        TableName=stack.described["tables"]["Users"],
        Key={"pk": {"S": f"USER#{user['id']}"}, "sk": {"S": "USER"}},
        UpdateExpression="SET is_staff = :yes",
        ExpressionAttributeValues={":yes": {"BOOL": True}},
    )
    tokens = requests.post(f"{stack.api}/auth/jwt/create/", json=who, timeout=40).json()
    return Customer(stack, user["id"], who["email"], tokens["access"], tokens["refresh"])


def shown(staff: Customer, reference: str) -> dict | None:
    """The event about a charge, as staff see it."""
    answer = staff.call("GET", f"{PATH}?event=charge.success&limit=100")
    assert answer.status_code == 200, answer.text
    return next((one for one in answer.json()["results"] if one["subject"] == reference), None)


def processed(staff: Customer, reference: str) -> dict | None:
    event = shown(staff, reference)
    return event if event and event["state"] == "processed" else None


def test_an_event_that_comes_three_times_is_one_and_settles_once(
    stack: Stack, staff: Customer, customer: Customer
) -> None:
    reference = customer.initialize()["reference"]
    stack.simulator(f"pay/{reference}", {})
    (delivery,) = stack.simulator(f"webhooks?reference={reference}")["webhooks"]
    stack.simulator(f"webhooks/{delivery['id']}/duplicate", {"times": 2})

    event = eventually(lambda: processed(staff, reference), within=60, what="the event")

    assert (event["result"], event["status"]) == ("settled", "success")
    assert [payment["status"] for payment in customer.history()] == ["success"]
    stack.simulator("webhooks/settle", {"timeout_seconds": 30})
    answers = [one["tries"][-1] for one in stack.simulator(f"webhooks?reference={reference}")["webhooks"]]
    assert [one["status"] for one in answers] == [200] * 3
    assert processed(staff, reference) == event


def test_what_paystack_did_not_answer_waits_and_staff_can_have_it_processed_again(
    stack: Stack, staff: Customer, customer: Customer
) -> None:
    reference = customer.initialize()["reference"]
    stack.simulator("faults", {"endpoint": "verify", "fault": "status", "status": 503, "times": 2})
    stack.simulator(f"pay/{reference}", {})
    eventually(lambda: not stack.simulator("faults")["faults"], within=60, what="the two questions")
    waiting = eventually(lambda: shown(staff, reference), within=20, what="the event")
    assert (waiting["state"], waiting["result"]) == ("received", None)

    replayed = staff.call("POST", f"{PATH}{waiting['id']}/replay/")

    assert (replayed.status_code, replayed.json()) == (202, waiting)
    assert eventually(lambda: processed(staff, reference), within=60, what="its end")["result"] == "settled"
    assert [payment["status"] for payment in customer.history()] == ["success"]


def test_customers_are_not_let_in(customer: Customer) -> None:
    assert customer.call("GET", PATH).status_code == 403
    assert customer.call("POST", f"{PATH}{'0' * 32}/replay/").status_code == 403
