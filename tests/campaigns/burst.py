"""Delivers a burst of signed webhooks to a running local stack, and then holds the books together.

    python -m tests.campaigns.burst --stack .local/stack.json --webhooks 1000

Customers pay half as many checkouts on the simulator, which keeps their events to itself. Then every event is
delivered twice, all at once and in any order, from several connections. Accepted is what was answered 200; what was
refused is delivered again, as Paystack does. The last line is one JSON object; it fails unless every payment was
settled, each by one write, and nothing was given up.
"""

import argparse
import json
import sys
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import requests

from local.stack.progress import say
from shared.adapters.dynamodb.items import from_item
from shared.domain.payment import Payment, PaymentStatus
from shared.domain.webhook import WebhookResult
from tests.e2e.conftest import PASSWORD, Customer, Stack

CONNECTIONS, CUSTOMERS, SETTLING_SECONDS, TRIES = 8, 4, 600, 20
SETTLED_ONCE = 2
"""The version of a payment that was begun (0), opened at Paystack (1) and settled."""


@dataclass
class Burst:
    """A stack, who paid, and what came of what was delivered."""

    stack: Stack
    users: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    _sessions: threading.local = field(default_factory=threading.local)

    def pay(self, number: int) -> list[tuple[bytes, str]]:
        """Customers pay so many checkouts; return body and signature of each event."""
        self.stack.simulator("webhooks/drop_next", {"times": number})
        customers = [self._sign_up() for _ in range(CUSTOMERS)]
        self.users += [customer.id for customer in customers]
        with ThreadPoolExecutor(CUSTOMERS) as pool:
            paid = list(pool.map(lambda turn: self._pay_once(customers[turn % CUSTOMERS]), range(number)))
        known = {one["reference"]: one for one in self.stack.simulator("webhooks")["webhooks"]}
        return [(known[reference]["body"].encode(), known[reference]["signature"]) for reference in paid]

    def _sign_up(self) -> Customer:
        name = f"u{uuid.uuid4().hex[:12]}"
        who = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
        user = requests.post(f"{self.stack.api}/auth/users/", json=who, timeout=40).json()
        tokens = requests.post(f"{self.stack.api}/auth/jwt/create/", json=who, timeout=40).json()
        return Customer(self.stack, user["id"], who["email"], tokens["access"], tokens["refresh"])

    def _pay_once(self, customer: Customer) -> str:
        reference = str(customer.initialize()["reference"])
        self.stack.simulator(f"pay/{reference}", {})
        return reference

    def deliver(self, events: list[tuple[bytes, str]]) -> float:
        """Deliver all of them at once; return the seconds until the last was accepted."""
        began = time.monotonic()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(self._deliver_one, events))
        return time.monotonic() - began

    def _deliver_one(self, event: tuple[bytes, str]) -> None:
        if not hasattr(self._sessions, "http"):
            self._sessions.http = requests.Session()
        headers = {"x-paystack-signature": event[1], "Content-Type": "application/json"}
        for _ in range(TRIES):
            began = time.monotonic()
            url = f"{self.stack.api}/dukka/api/webhooks/paystack/"
            status = self._sessions.http.post(url, data=event[0], headers=headers, timeout=60).status_code
            self.answers[status] += 1
            if status == requests.codes.ok:
                self.seconds.append(time.monotonic() - began)
                return
        raise AssertionError(f"refused {TRIES} times: {self.answers}")

    @cached_property
    def _dynamodb(self) -> Any:
        return self.stack.aws("dynamodb")

    def payments(self) -> list[Payment]:
        """The payments of these customers, as they are stored."""
        query = self._dynamodb.get_paginator("query").paginate
        table, found = self.stack.described["tables"]["Payments"], []
        for user_id in self.users:
            values = {":pk": {"S": f"USER#{user_id}"}, ":sk": {"S": "PAYMENT#"}}
            key = "pk = :pk AND begins_with(sk, :sk)"
            pages = query(TableName=table, KeyConditionExpression=key, ExpressionAttributeValues=values)
            found += [from_item(Payment, item) for page in pages for item in page["Items"]]
        return found

    def settled_within(self) -> float:
        """Wait until every payment has been settled; return the seconds that took, or raise."""
        began, pause = time.monotonic(), threading.Event()
        while time.monotonic() - began < SETTLING_SECONDS:
            if all(one.status is PaymentStatus.SUCCESS for one in self.payments()):
                return time.monotonic() - began
            pause.wait(0.5)
        raise AssertionError(f"not settled: {Counter(one.status.value for one in self.payments())}")

    def waiting(self, queue: str) -> int:
        """How many messages a queue of the stack's outputs has."""
        url, names = self.stack.described["outputs"][queue], ("", "NotVisible")
        wanted = [f"ApproximateNumberOfMessages{name}" for name in names]
        told = self.stack.aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
        return sum(int(told[name]) for name in wanted)

    def until_empty(self) -> None:
        """Wait until the queue has nothing left: the second of two deliveries may still be there."""
        until, pause = time.monotonic() + SETTLING_SECONDS, threading.Event()
        while self.waiting("WebhookQueue") and time.monotonic() < until:
            pause.wait(0.5)

    def results(self) -> Counter[str]:
        """What became of the events about these customers' payments."""
        ours = tuple(f"dk.{user_id}." for user_id in self.users)
        rows = [one for one in self.stack.dump("Payments") if one["pk"]["S"].startswith("WEBHOOKS#")]
        rows = [one for one in rows if one["subject"]["S"].startswith(ours)]
        return Counter(one.get("result", {"S": "none yet"})["S"] for one in rows)


def main(arguments: list[str]) -> int:
    """Run the burst; 1 when a payment was not settled, or more than once."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.burst", description=__doc__)
    parser.add_argument("--stack", type=Path, default=Path(".local/stack.json"), help="the stack's description")
    parser.add_argument("--webhooks", type=int, default=1_000)
    options = parser.parse_args(arguments)
    burst = Burst(Stack(json.loads(options.stack.read_text(encoding="utf-8"))))
    events = burst.pay(options.webhooks // 2)
    say(f"{len(events)} checkouts are paid, and nothing of ours knows it yet")
    deliveries = events * 2
    Random(7).shuffle(deliveries)  # noqa: S311 - the same burst each time
    took = burst.deliver(deliveries)
    say(f"{len(deliveries)} webhooks accepted in {took:.1f} s")
    settled = burst.settled_within()
    burst.until_empty()
    payments, results, seconds = burst.payments(), burst.results(), sorted(burst.seconds)
    figures = {
        "webhooks": len(deliveries),
        "accepted_per_second": round(len(deliveries) / took, 1),
        "answers": dict(burst.answers),
        "answered_in_ms": {name: round(seconds[int(len(seconds) * part)] * 1_000) for name, part in
                           (("median", 0.5), ("p99", 0.99))},
        "settled": len(payments),
        "settled_after_the_last_was_accepted_s": round(settled, 1),
        "settled_twice": sum(one.version != SETTLED_ONCE for one in payments),
        "events": dict(results),
        "given_up": burst.waiting("GivenUpWebhookQueue"),
    }  # fmt: skip
    say(json.dumps(figures))
    is_sound = len(payments) == len(events) and results == {WebhookResult.SETTLED: len(events)}
    return 0 if is_sound and not figures["settled_twice"] and not figures["given_up"] else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
