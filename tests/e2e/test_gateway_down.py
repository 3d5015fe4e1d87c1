"""Paystack down, slow or talking nonsense: an error with a code, and never a success in the books."""

from datetime import datetime, timedelta

import pytest

from tests.e2e.conftest import Customer, Stack

pytestmark = pytest.mark.e2e
ORDER = {"amount": "5000.00", "currency": "NGN"}


@pytest.mark.parametrize(
    ("fault", "status", "code", "payment_status"),
    [
        ({"fault": "reset", "times": 2}, 504, "gateway_timeout", "pending"),
        ({"fault": "status", "status": 503, "times": 2}, 502, "gateway_unavailable", "failed"),
        ({"fault": "garbage", "times": 2}, 502, "gateway_unavailable", "failed"),
        ({"fault": "delay", "seconds": 20, "times": 1}, 504, "gateway_timeout", "pending"),
    ],
    ids=lambda value: value.get("fault") if isinstance(value, dict) else None,
)
def test_initialize_says_what_went_wrong(
    stack: Stack, customer: Customer, fault: dict[str, object], status: int, code: str, payment_status: str
) -> None:
    stack.simulator("faults", {"endpoint": "initialize"} | fault)
    answer = customer.call("POST", "/dukka/api/initialize-payment/", json={"email": customer.email} | ORDER)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [payment["status"] for payment in customer.history()] == [payment_status]


def test_a_lost_answer_to_a_charge_is_found_by_asking(stack: Stack, customer: Customer) -> None:
    checkout = customer.initialize(subscription_plan=True, payment_interval="monthly")
    customer.pay(checkout)
    _make_due(stack, customer)
    stack.simulator("faults", {"endpoint": "charge_authorization", "fault": "lost_response", "times": 1})
    invoke = {"user_id": customer.id, "subscription_id": checkout["subscription"]}
    result = _charge(stack, invoke)
    assert result == {"result": "success"}, "verify found the charge whose answer was lost"
    assert len(stack.charges(customer.id)) == 1
    assert _charge(stack, invoke) == {"result": "not_due"}
    assert [payment["status"] for payment in customer.history()] == ["success", "success"]


def _charge(stack: Stack, event: dict[str, object]) -> dict[str, object]:
    import json

    answer = stack.aws("lambda").invoke(
        FunctionName=stack.function("ChargeSubscriptionFunction"), Payload=json.dumps(event).encode()
    )
    return dict(json.loads(answer["Payload"].read()))


def _make_due(stack: Stack, customer: Customer) -> None:
    """Put the subscription's schedule a month back, as if time had passed."""
    [item] = [
        item
        for item in stack.dump("Payments")
        if item["pk"]["S"] == f"USER#{customer.id}" and item["sk"]["S"].startswith("SUBSCRIPTION#")
    ]
    month = 31 * 86_400
    for name in ("next_charge_at", "charge_at", "look_at"):
        item[name] = {"N": str(int(item[name]["N"]) - month)}
    anchor = item["schedule"]["M"]["anchor"]
    anchor["S"] = (datetime.fromisoformat(anchor["S"]) - timedelta(days=31)).isoformat()
    stack.aws("dynamodb").put_item(TableName=stack.described["tables"]["Payments"], Item=item)
