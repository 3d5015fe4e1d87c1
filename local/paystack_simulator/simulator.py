"""The simulator as one object: settings, clock, ledger, webhooks, faults and logs belong together here."""

from local.paystack_simulator import shapes
from local.paystack_simulator.clock import VirtualClock
from local.paystack_simulator.declines import DeclineScripts
from local.paystack_simulator.faults import FaultPlan
from local.paystack_simulator.ledger import Ledger
from local.paystack_simulator.outcomes import Outcome
from local.paystack_simulator.ratelimit import RateLimits
from local.paystack_simulator.records import Json, Transaction
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
        self.declines = DeclineScripts()
        self.faults = FaultPlan()
        self.limits = RateLimits(self.clock.now)
        self.requests = RequestLog(self.clock.now)

    def _announce(self, transaction: Transaction) -> None:
        payer = self.ledger.customer(transaction.email)
        saved = self.ledger.authorization(transaction.authorization_code)
        data = shapes.charge_success(transaction, payer, saved)
        self.webhooks.publish(SUCCESS_EVENT, data, transaction.reference)

    def settle(self, transaction: Transaction, outcome: Outcome) -> None:
        """Take the money of a transaction, with the fee bearer of the settings (S27)."""
        bears = self.settings.fee_bearer == "customer"
        self.ledger.settle(transaction, outcome, customer_pays_fees=bears)

    def checkout_url(self, path: str) -> str:
        """An address on this simulator's own checkout."""
        return f"{self.settings.public_url.rstrip('/')}/checkout/{path}"

    def is_visible(self, transaction: Transaction) -> bool:
        """Whether verify already finds a transaction (S18: optional lag after its creation)."""
        return self.clock.now() >= transaction.created_at + self.settings.verify_lag_seconds

    def reset(self) -> None:
        """Forget all but the settings, the clock and the next id."""
        self.ledger.clear()
        self.webhooks.clear()
        self.declines.remove()
        self.faults.clear()
        self.limits.clear()
        self.requests.clear()

    def snapshot(self) -> Json:
        """What is kept between runs: money, deliveries, decline scripts and how far the clock was moved."""
        return {
            "ledger": self.ledger.snapshot(),
            "deliveries": self.webhooks.snapshot(),
            "declines": self.declines.listed(),
            "clock_offset": self.clock.offset,
        }

    def restore(self, snapshot: Json) -> None:
        """Take over a `snapshot`."""
        self.clock.advance(snapshot["clock_offset"])
        self.ledger.restore(snapshot["ledger"])
        self.declines.restore(snapshot["declines"])
        self.webhooks.restore(snapshot["deliveries"])
