"""Fifty partial refunds of one payment at the same moment, against a running local stack.

    python -m tests.campaigns.refunds_on_stack --stack .local/stack.json --refunds 50

A customer pays 5,000.00 NGN; staff ask for so many refunds of 150.00 NGN at once, each in its own thread, while some
answers of Paystack's simulator are lost. Its ledger must not exceed the capture, and once the sweep has looked,
the books must say what the ledger says, and hold what was stored and never sent. The last line is a JSON object.
"""

import argparse
import json
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests

from local.stack.progress import say
from shared.adapters.dynamodb.payments import DynamoPayments
from shared.domain.payment import Payment
from shared.domain.refund import LEASE, RefundStatus
from tests.e2e.conftest import PASSWORD, Customer, Stack

CAPTURE, PART = 500_000, "150.00"
BAD_GATEWAY = 502
LOST = 8
"""Of Paystack's answers."""


def signed_up(stack: Stack, name: str) -> Customer:
    """Somebody signs up and logs in."""
    who = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    user = requests.post(f"{stack.api}/auth/users/", json=who, timeout=60).json()
    tokens = requests.post(f"{stack.api}/auth/jwt/create/", json=who, timeout=60).json()
    return Customer(stack, user["id"], who["email"], tokens["access"], tokens["refresh"])


def staff_token(stack: Stack) -> str:
    """Return the access token of somebody who is marked as staff."""
    name = f"s{uuid.uuid4().hex[:12]}"
    signed_up(stack, name)
    subprocess.run([sys.executable, "-m", "local.staff", name, "--local"], check=True, capture_output=True)
    who = {"username": name, "password": PASSWORD}
    return str(requests.post(f"{stack.api}/auth/jwt/create/", json=who, timeout=60).json()["access"])


def race(address: str, token: str, count: int) -> tuple[Counter[int], Counter[int]]:
    """Ask for so many refunds at once, and again for those that a slow machine did not answer.

    Return how often each status was answered, at once and then.
    """
    gate = threading.Barrier(count)

    def one(number: int) -> int:
        gate.wait()
        return ask(address, token, number)

    with ThreadPoolExecutor(count) as pool:
        first = list(pool.map(one, range(count)))
    again = [number for number, status in enumerate(first) if status >= BAD_GATEWAY]
    with ThreadPoolExecutor(4) as pool:
        second = list(pool.map(lambda number: ask(address, token, number), again))
    return Counter(first), Counter(second)


def ask(address: str, token: str, number: int) -> int:
    """Ask for a refund under a key of its own; return the answer's status."""
    headers = {"Authorization": f"JWT {token}", "Idempotency-Key": f"race-{number}"}
    return requests.post(address, json={"amount": PART}, headers=headers, timeout=120).status_code


def swept(stack: Stack, store: DynamoPayments, user_id: str, payment_id: int) -> Payment:
    """Let the time come at which the payment is looked at, and the sweep look."""
    for _ in range(20):
        payment = store.get_payment(user_id, payment_id)
        assert payment is not None
        if all(one.paystack_id for one in payment.refunds if one.holds_money):
            break
        stack.aws("dynamodb").update_item(
            TableName=stack.described["tables"]["Payments"],
            Key={"pk": {"S": f"USER#{user_id}"}, "sk": {"S": f"PAYMENT#{payment_id:012d}"}},
            UpdateExpression="SET look_at = :then, version = version + :one",
            ExpressionAttributeValues={":then": {"N": str(int(time.time()) - LEASE)}, ":one": {"N": "1"}},
        )
        stack.aws("lambda").invoke(FunctionName=stack.function("SweepDueSubscriptionsFunction"), Payload=b"{}")
    return payment


def main(arguments: list[str]) -> int:
    """Run the race; 1 when more went back than was taken, or the books do not say what did."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.refunds_on_stack", description=__doc__)
    parser.add_argument("--stack", type=Path, default=Path(".local/stack.json"), help="the stack's description")
    parser.add_argument("--refunds", type=int, default=50)
    options = parser.parse_args(arguments)
    stack = Stack(json.loads(options.stack.read_text(encoding="utf-8")))
    store = DynamoPayments(stack.aws("dynamodb"), stack.described["tables"]["Payments"])
    customer = signed_up(stack, f"u{uuid.uuid4().hex[:12]}")
    begun = customer.initialize()
    customer.pay(begun)
    token = staff_token(stack)
    customer.call("GET", f"/dukka/api/payments/{begun['id']}/")
    stack.simulator("faults", {"endpoint": "refund", "fault": "lost_response", "seconds": 1, "times": LOST})
    address = f"{stack.api}/dukka/api/staff/payments/{customer.id}/{begun['id']}/refunds/"
    began = time.monotonic()
    at_once, then = race(address, token, options.refunds)
    seconds = round(time.monotonic() - began, 1)
    requests.delete(f"{stack.paystack}/_sim/faults", timeout=10)
    before = store.get_payment(customer.id, begun["id"])
    payment = swept(stack, store, customer.id, begun["id"])
    there = [one for one in stack.simulator("refunds")["refunds"] if one["reference"] == begun["reference"]]
    found: dict[str, Any] = {
        "refunds": options.refunds,
        "seconds": seconds,
        "answers": {str(status): count for status, count in sorted(at_once.items())},
        "answers_to_repeated": {str(status): count for status, count in sorted(then.items())},
        "unknown_before_the_sweep": sum(one.paystack_id is None and one.holds_money for one in before.refunds),
        "captured": CAPTURE,
        "given_back": sum(one["amount"] for one in there),
        "in_the_books": sum(one.amount for one in payment.refunds if one.holds_money),
        "held_and_never_sent": sum(one.amount for one in payment.refunds if one.status is RefundStatus.REQUESTED),
        "sent_twice": len(there) - len({one["merchant_note"] for one in there}),
    }
    say(json.dumps(found))
    is_told = found["given_back"] + found["held_and_never_sent"] == found["in_the_books"]
    return 0 if is_told and found["in_the_books"] <= CAPTURE and not found["sent_twice"] else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
