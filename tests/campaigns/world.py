"""All functions with their real adapters, moto's AWS, the simulator over HTTP, and time that can be moved."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from shared import bootstrap
from shared.adapters.dynamodb.items import from_item
from shared.domain.payment import Payment
from shared.domain.subscription import Subscription
from tests.campaigns.books import Findings, audit, is_at_rest
from tests.campaigns.wire import AFTER, BEFORE, Crash, Wire
from tests.support.events import load_event, with_body, with_headers
from tests.support.stack import PAYMENTS, PAYSTACK_KEY, Stack
from tests.support.stack_paystack import Paystack, begin_payment

DAY, MINUTE = 86_400, 60
Deadly = tuple[int, str] | None


@dataclass
class World:
    """One deployment and its Paystack; `figures` counts what happened."""

    stack: Stack
    paystack: Paystack
    wire: Wire
    random: Random = field(default_factory=lambda: Random(7))  # noqa: S311 - the same run each time
    figures: Counter[str] = field(default_factory=Counter)
    _delivered: int = 0

    def call(self, function: str, event: dict[str, Any], deadly: Deadly = None) -> Any:
        """Invoke a function in a fresh process; None when it died."""
        for value in vars(bootstrap).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()
        self.wire.begin(deadly)
        try:
            return self.stack.invoke(function, event)
        except Crash:
            self.figures["crashes"] += 1
            return None
        finally:
            calls = self.wire.calls
            self.wire.begin()
            self.wire.calls = calls

    def points(self) -> list[tuple[int, str]]:
        """Every point at which the last process could have died: before its first call, and after each."""
        return [(0, BEFORE), *((number, AFTER) for number in range(len(self.wire.calls)))]

    def subscribe(self, user_id: str, case: str = "subscription") -> None:
        """A customer begins a monthly subscription and pays; the webhook settles it."""
        begun = begin_payment(self.stack, case, user_id)
        self.paystack.pay(begun["reference"])
        self.deliver_webhooks()

    def charge(self, user_id: str, deadly: Deadly = None) -> Any:
        """The charge function is woken for a customer's subscription."""
        return self.call("charge_subscription", {"user_id": user_id, "subscription_id": 1}, deadly)

    def sweep(self, misfortune: Callable[[], Deadly] = lambda: None) -> None:
        """The sweep runs, and then what it asked for; `misfortune` says where each process dies."""
        self.call("sweep_due_subscriptions", {}, misfortune())
        requested, self.stack.charges[:] = list(self.stack.charges), []
        for event in requested:
            self.call("charge_subscription", event, misfortune())

    def deliver_webhooks(self, *, again: int = 0) -> None:
        """Paystack delivers its new events, and some old ones again."""
        known = self.paystack.running.simulator.webhooks.deliveries()
        wanted = known[self._delivered :] + self.random.sample(known, min(again, len(known)))
        self._delivered = len(known)
        for delivery in wanted:
            self.deliver(delivery.body, delivery.signature or "")

    def deliver(self, body: str, signature: str, deadly: Deadly = None) -> None:
        """One event arrives, with the simulator's own bytes and signature, and is processed; a message comes once."""
        event = load_event("receive_webhook/charge_success", user_id="a" * 20, paystack_key=PAYSTACK_KEY)
        event = with_headers(with_body(event, body), X_Paystack_Signature=signature)
        self.call("receive_webhook", event, deadly)
        self.figures["webhooks"] += 1
        calls = list(self.wire.calls)
        later = (deadly[0] - len(calls), deadly[1]) if deadly and deadly[0] >= len(calls) else None
        for record in self.stack.waiting_webhooks():
            self.call("process_webhook", {"Records": [record]}, later)
            calls += self.wire.calls
        self.wire.calls = calls

    def advance(self, seconds: int) -> None:
        """Time passes for us and for Paystack."""
        self.stack.clock.advance(seconds)
        self.paystack.running.simulator.clock.advance(seconds)

    @property
    def now(self) -> int:
        """Our clock."""
        return self.stack.clock.now()

    def stored(self, kind: type[Any]) -> list[Any]:
        """Every payment, or subscription, of the table."""
        prefix = {Payment: "PAYMENT#", Subscription: "SUBSCRIPTION#"}[kind]
        items = self.stack.client("dynamodb").scan(TableName=PAYMENTS, ConsistentRead=True)["Items"]
        return [from_item(kind, item) for item in items if item["sk"]["S"].startswith(prefix)]

    def pass_time(self) -> None:
        """Go on to the next moment at which something should be looked at, or a little past it."""
        looks = [one.look_at for kind in (Payment, Subscription) for one in self.stored(kind)]
        due = min((look for look in looks if look is not None), default=self.now + DAY)
        self.advance(max(due - self.now, 0) + self.random.choice((20, MINUTE, 4 * MINUTE)))

    def go_on_until_quiet(self, rounds: int = 60) -> None:
        """Nothing goes wrong any more: sweeps and replayed webhooks finish everything."""
        simulator = self.paystack.running.simulator
        simulator.faults.clear()
        simulator.declines.remove()
        simulator.settings = replace(simulator.settings, verify_lag_seconds=0.0)
        for _ in range(rounds):
            self.sweep()
            if all(is_at_rest(one, self.now) for one in self.stored(Subscription)):
                self.deliver_webhooks(again=20)
                return
            self.pass_time()
        raise AssertionError(f"not quiet after {rounds} rounds: {self.audit().wrong()}")

    def audit(self) -> Findings:
        """Hold Paystack's ledger against our table."""
        ledger = [vars(one) for one in self.paystack.running.simulator.ledger.transactions()]
        return audit(ledger, self.stored(Payment), self.stored(Subscription), self.now)
