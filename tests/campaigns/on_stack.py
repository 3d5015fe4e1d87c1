"""Kills charge functions of a running local stack mid-charge, again and again, and then holds the books together.

    python -m tests.campaigns.on_stack --stack .local/stack.json --customers 20

Customers subscribe and pay; days pass by setting the times in their items back. While Paystack's simulator takes its
time to answer, or loses its answers, the workers of ChargeSubscriptionFunction are killed by process id. Then nothing
is killed any more and the sweep goes on until everybody is at rest. The last line is one JSON object.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import requests
from botocore.exceptions import ClientError

from local.stack.progress import say
from shared.adapters.dynamodb.items import from_item
from shared.adapters.dynamodb.subscriptions import DynamoSubscriptions
from shared.domain.billing_calendar import Schedule, due, wall_of
from shared.domain.charge_journal import LEASE
from shared.domain.errors import Conflict
from shared.domain.payment import DAY, Payment
from shared.domain.subscription import Subscription
from tests.campaigns.books import Findings, audit, is_at_rest
from tests.e2e.conftest import PASSWORD, Customer, Stack

DAYS, KILLING_SECONDS, FINISHING_SECONDS = 3, 120, 360
SLOW = (
    {"fault": "delay", "seconds": 3},
    {"fault": "delay", "seconds": 3, "after_commit": False},
    {"fault": "lost_response", "seconds": 3},
)
"""Answers after the charge was made, charges made only after a while, and answers that never come."""


@dataclass
class Campaign:
    """A stack under test, and what was done to it."""

    stack: Stack
    random: Random = field(default_factory=lambda: Random(7))  # noqa: S311 - nothing secret is drawn
    kills: int = 0
    users: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._dynamodb, self._lambda = self.stack.aws("dynamodb"), self.stack.aws("lambda")
        self._table = self.stack.described["tables"]["Payments"]
        self._store = DynamoSubscriptions(self._dynamodb, self._table)

    def subscribe(self) -> None:
        """Somebody signs up, begins a daily subscription and pays."""
        name = f"u{uuid.uuid4().hex[:12]}"
        who = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
        user = requests.post(f"{self.stack.api}/auth/users/", json=who, timeout=40).json()
        tokens = requests.post(f"{self.stack.api}/auth/jwt/create/", json=who, timeout=40).json()
        customer = Customer(self.stack, user["id"], who["email"], tokens["access"], tokens["refresh"])
        customer.pay(customer.initialize(subscription_plan=True, schedule={"interval": "daily", "timezone": "UTC"}))
        self.users.add(customer.id)

    def stored(self, kind: type[Any]) -> list[Any]:
        """The payments, or subscriptions, of this campaign's customers."""
        prefix = {Payment: "PAYMENT#", Subscription: "SUBSCRIPTION#"}[kind]
        items = [item for item in self.stack.dump("Payments") if item["sk"]["S"].startswith(prefix)]
        return [one for one in (from_item(kind, item) for item in items) if one.user_id in self.users]

    def let_pass(self, seconds: int, *, in_flight: bool) -> None:
        """Time passes for those with a charge in flight, or for the others, unless somebody writes meanwhile."""
        for one in self.stored(Subscription):
            if (one.in_flight is not None) == in_flight:
                with suppress(Conflict):
                    self._store.replace_subscription(_earlier(one, seconds))

    def wake(self) -> None:
        """The charge function is woken for everybody who is due or in flight, as by their schedules."""
        for one in self.stored(Subscription):
            if not is_at_rest(one, int(time.time())):
                self._invoke("ChargeSubscriptionFunction", {"user_id": one.user_id, "subscription_id": one.id})

    def sweep(self) -> None:
        """The sweep runs now, beside its own schedule."""
        self._invoke("SweepDueSubscriptionsFunction", {})

    def _invoke(self, name: str, event: dict[str, Any]) -> None:
        with suppress(ClientError):
            self._lambda.invoke(
                FunctionName=self.stack.function(name), InvocationType="Event", Payload=json.dumps(event).encode()
            )

    def kill(self) -> None:
        """Kill each worker of the charge function, a child of this stack's MiniStack, with even odds."""
        shown = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
        parent = str(self.stack.described["pids"]["ministack"])
        name = self.stack.function("ChargeSubscriptionFunction")
        rows = [line.split(None, 2) for line in shown.splitlines()]
        for pid, its_parent, command in (row for row in rows if len(row) == 3):
            if its_parent == parent and f"-{name}-" in command and self.random.random() < 0.5:
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
                    self.kills += 1

    def is_quiet(self) -> bool:
        """Whether everybody only waits for their next day."""
        return all(is_at_rest(one, int(time.time())) for one in self.stored(Subscription))

    def audit(self) -> Findings:
        """Hold the simulator's ledger of these customers against the table."""
        ledger = [
            row
            for row in self.stack.simulator("transactions")["transactions"]
            if row["reference"].split(".")[1:2] and row["reference"].split(".")[1] in self.users
        ]
        return audit(ledger, self.stored(Payment), self.stored(Subscription), int(time.time()))


def _earlier(one: Subscription, seconds: int) -> Subscription:
    """The subscription as if everything about it had happened so much earlier."""
    flight = one.in_flight
    if flight:
        missed = flight.not_found_at
        flight = replace(
            flight,
            claimed_at=flight.claimed_at - seconds,
            ask_at=flight.ask_at - seconds,
            not_found_at=missed - seconds if missed else None,
        )
    return replace(
        one,
        in_flight=flight,
        schedule=replace(one.schedule, anchor=_wall_earlier(one.schedule, seconds)),
        created_at=one.created_at - seconds,
        next_charge_at=one.next_charge_at - seconds,
        charge_at=one.charge_at - seconds if one.charge_at else None,
        look_at=one.look_at - seconds if one.look_at else None,
        last_capture_at=one.last_capture_at - seconds if one.last_capture_at else None,
    )


def _wall_earlier(schedule: Schedule, seconds: int) -> str:
    return wall_of(due(schedule, schedule.first_index) - seconds, schedule.timezone).isoformat()


def _break_paystack(stack: Stack, fault: dict[str, Any] | None) -> None:
    requests.delete(f"{stack.paystack}/_sim/faults", timeout=10)
    if fault:
        stack.simulator("faults", {"endpoint": "charge_authorization", "times": None} | fault)
        stack.simulator("faults", {"endpoint": "verify", "times": None, "fault": "delay", "seconds": 1})


def _a_day_of_kills(campaign: Campaign, pause: threading.Event) -> None:
    """Everybody's next charge becomes due; whoever makes it is killed half of the time.

    It is over once all are charged, or there were as many kills as customers; a busy machine takes a while to begin.
    """
    campaign.let_pass(DAY, in_flight=False)
    until, wanted = time.monotonic() + KILLING_SECONDS, campaign.kills + len(campaign.users)
    while time.monotonic() < until and campaign.kills < wanted:
        _break_paystack(campaign.stack, campaign.random.choice(SLOW))
        campaign.wake()
        for _ in range(4):
            pause.wait(campaign.random.uniform(0.1, 0.6))
            if any(one.in_flight for one in campaign.stored(Subscription)):
                campaign.kill()
        campaign.let_pass(LEASE, in_flight=True)
        if campaign.is_quiet():
            return


def _finish(campaign: Campaign, pause: threading.Event) -> None:
    """Nothing is killed any more: sweep until everybody is at rest, or the time is used up."""
    _break_paystack(campaign.stack, None)
    until = time.monotonic() + FINISHING_SECONDS
    while time.monotonic() < until:
        if campaign.is_quiet():
            return
        campaign.sweep()
        pause.wait(4)
        campaign.let_pass(LEASE, in_flight=True)


def main(arguments: list[str]) -> int:
    """Run the campaign; 1 when a charge was doubled, lost, left unresolved or booked wrongly."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.on_stack", description=__doc__)
    parser.add_argument("--stack", type=Path, default=Path(".local/stack.json"), help="the stack's description")
    parser.add_argument("--customers", type=int, default=20)
    options = parser.parse_args(arguments)
    campaign, pause = Campaign(Stack(json.loads(options.stack.read_text(encoding="utf-8")))), threading.Event()
    try:
        for _ in range(options.customers):
            campaign.subscribe()
        say(f"{options.customers} customers have subscribed")
        for day in range(1, DAYS + 1):
            before = campaign.kills
            _a_day_of_kills(campaign, pause)
            say(f"day {day}: {campaign.kills - before} charge functions killed")
            _finish(campaign, pause)
            found = campaign.audit()
            say(f"day {day}: {found.charges} charges made, not as it should be: {found.wrong() or 'nothing'}")
    finally:
        _break_paystack(campaign.stack, None)
    counted = {name: len(getattr(found, name)) for name in ("doubled", "lost", "unresolved", "mismatched")}
    say(json.dumps({"customers": options.customers, "charges": found.charges, "kills": campaign.kills} | counted))
    return 1 if any(counted.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
