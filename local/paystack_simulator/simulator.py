"""The simulator as one object: settings, clock, ledger, webhooks, faults and logs belong together here."""

from dataclasses import asdict

from local.paystack_simulator import shapes
from local.paystack_simulator.agenda import Agenda
from local.paystack_simulator.clock import VirtualClock
from local.paystack_simulator.declines import decline_scripts
from local.paystack_simulator.disputes import DisputeBook
from local.paystack_simulator.faults import FaultPlan
from local.paystack_simulator.instruments import success_message
from local.paystack_simulator.ledger import Ledger
from local.paystack_simulator.outcomes import Outcome
from local.paystack_simulator.ratelimit import RateLimits
from local.paystack_simulator.records import Json, Transaction
from local.paystack_simulator.refunds import RefundBook
from local.paystack_simulator.requestlog import RequestLog
from local.paystack_simulator.settings import Settings
from local.paystack_simulator.webhooks import Dispatcher

SUCCESS_EVENT = "charge.success"
"""The one event of a charge: failures send none (paystack.md 5.1)."""


class Simulator:
    """All parts of one running simulator; `settings` is replaced as a whole when it changes."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = VirtualClock()
        self.webhooks = Dispatcher(self.clock, lambda: self.settings)
        self.ledger = Ledger(self.clock.now, self._announce)
        self.agenda = Agenda(self.clock, self.ledger.lock, self._go_on)
        self.refunds = RefundBook(self.ledger, self.clock, lambda: self.settings, self.webhooks, self.agenda)
        self.disputes = DisputeBook(
            self.ledger, self.clock, lambda: self.settings, self.webhooks, self.agenda, self.refunds
        )
        self.declines = decline_scripts()
        self.faults = FaultPlan()
        self.limits = RateLimits(self.clock.now)
        self.requests = RequestLog(self.clock.now)

    def _announce(self, transaction: Transaction) -> None:
        if transaction.is_silent:
            return
        payer = self.ledger.customer(transaction.email)
        saved = self.ledger.authorization(transaction.authorization_code)
        data = shapes.charge_success(transaction, payer, saved)
        self.webhooks.publish(SUCCESS_EVENT, data, transaction.reference)

    def judge(self, transaction: Transaction, outcome: Outcome, at: float | None = None) -> None:
        """Take the money of a transaction at `at` (now), or fail it, as its bank says (S11, S12, S27)."""
        if not outcome.is_approval:
            self.ledger.fail(transaction, outcome)
            return
        bears = self.settings.fee_bearer == "customer"
        moment = self.clock.now() if at is None else at
        transaction.message = success_message(transaction.channel)
        self.ledger.settle(transaction, outcome, moment, customer_pays_fees=bears)

    def end_later(self, transaction: Transaction, seconds: float, verdict: Outcome | None) -> None:
        """Let a transaction end by itself: as its bank says, or left by its payer where there is no verdict."""
        at = self.clock.now() + seconds
        transaction.ending = {"at": at, "verdict": asdict(verdict) if verdict else None}
        self.agenda.plan(f"transaction {transaction.reference}", at)

    def _go_on(self, name: str, at: float) -> None:
        kind, key = name.split(" ", 1)
        if kind == "refund":
            self.refunds.go_on(int(key), at)
            return
        if kind == "dispute":
            self.disputes.go_on(int(key), at)
            return
        transaction = self.ledger.find(key)
        if transaction is None or transaction.ending is None:
            return  # somebody has ended it since
        verdict = transaction.ending["verdict"]
        if verdict is None:
            self.ledger.leave(transaction)
        else:
            self.judge(transaction, Outcome(**verdict), at)

    def checkout_url(self, path: str) -> str:
        """An address on this simulator's own checkout."""
        return f"{self.settings.public_url.rstrip('/')}/checkout/{path}"

    def is_visible(self, transaction: Transaction) -> bool:
        """Whether verify already finds a transaction (S18: optional lag after its creation)."""
        return self.clock.now() >= transaction.created_at + self.settings.verify_lag_seconds

    def reset(self) -> None:
        """Forget all but the settings, the clock and the next id."""
        self.agenda.clear()
        self.ledger.clear()
        self.refunds.clear()
        self.disputes.clear()
        self.webhooks.clear()
        self.declines.remove()
        self.faults.clear()
        self.limits.clear()
        self.requests.clear()

    def snapshot(self) -> Json:
        """What is kept between runs: money, deliveries, scripts and how far the clock was moved."""
        return {
            "ledger": self.ledger.snapshot(),
            "refunds": self.refunds.snapshot(),
            "disputes": self.disputes.snapshot(),
            "deliveries": self.webhooks.snapshot(),
            "declines": self.declines.listed(),
            "refund_outcomes": self.refunds.scripts.listed(),
            "clock_offset": self.clock.offset,
        }

    def restore(self, snapshot: Json) -> None:
        """Take over a `snapshot`."""
        self.clock.advance(snapshot["clock_offset"])
        self.ledger.restore(snapshot["ledger"])
        self.declines.restore(snapshot["declines"])
        self.webhooks.restore(snapshot["deliveries"])
        self.refunds.restore(snapshot.get("refunds", []))  # a file of before there were any has none
        self.disputes.restore(snapshot.get("disputes", []))
        self.refunds.scripts.restore(snapshot.get("refund_outcomes", []))
        for transaction in self.ledger.transactions():
            if transaction.ending is not None:
                self.agenda.plan(f"transaction {transaction.reference}", transaction.ending["at"])
