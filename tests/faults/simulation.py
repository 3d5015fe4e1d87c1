"""A whole stack in simulated time: what wakes it, what is delivered to it, and what goes on after it was killed.

Nothing happens between two events, so time leaps from one to the next. Everything asynchronous is tried again as
AWS and Paystack try it: an invocation twice, a webhook for three days.
"""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any

from shared.domain.charge_pace import NO_TICKET, Ticket
from shared.domain.errors import DukkaError
from shared.domain.payment import DAY, HOUR, MINUTE, Payment
from shared.domain.reference import CheckoutReference, parse_reference
from shared.domain.subscription import OVERLOOKED_AFTER, Subscription
from shared.domain.subscription_changes import CatchUp
from shared.domain.webhook import webhook_of
from shared.usecases.get_payment import get_payment
from shared.usecases.initialize_payment import Order
from shared.usecases.payment_callback import payment_callback
from tests.faults.calls import Queue, Schedules
from tests.faults.gateway import Gateway
from tests.faults.recorded import IndexedDueIndex, Record, RecordedPayments, RecordedSubscriptions
from tests.faults.wire import Wire, Wired
from tests.support.builders import NOW
from tests.support.fakes import FakeClock, FakeSignatures
from tests.support.fakes_world import Crash, World
from tests.support.fakes_world_webhooks import an_event

PORTS = (
    *("payments", "subscriptions", "cards", "keys", "scheduler", "queue", "switch", "pace", "alerts", "events"),
    *("due_index", "webhooks", "webhook_queue"),
)
Action = Callable[[], object]
TICK = 5 * MINUTE
LAMBDA_TRIES_AGAIN = (MINUTE, 2 * MINUTE)
PAYSTACK_TRIES_AGAIN = (3 * MINUTE,) * 4 + (HOUR,) * 68
SETTLED_DOWN = 8 * DAY
"""By then every decline was tried again, every unpaid checkout given up, every question answered."""


class Simulation:
    """The stack and its surroundings. `owner` is whose action runs; `sweeps_only` takes all other help away."""

    def __init__(self, start: int = NOW, *, sweeps_only: bool = False) -> None:
        self.clock = FakeClock(start)
        self.gateway = Gateway(self.clock)
        self.record = Record(self.clock, look=self._expect_sweep)
        self.wire = Wire()
        self.sweeps_only = sweeps_only
        self.owner = self.actor = ""
        self.counts: Counter[str] = Counter()
        self.trace: list[str] | None = None
        self._events: list[tuple[int, int, str, Action]] = []
        self._numbers = count()
        self._sweeps: set[int] = set()
        self.world = self._wired()
        self.gateway.asked, self.gateway.taken = self.record.charge_sent, self._money_taken
        self.gateway.later = lambda seconds, _, action: self.at(self.clock.now() + seconds, self.owner, action)

    def _wired(self) -> World:
        payments, subscriptions = RecordedPayments(self.record), RecordedSubscriptions(self.record)
        self.schedules = Schedules(self)
        self.due_index = IndexedDueIndex(payments, subscriptions)
        world = World(clock=self.clock, payments=payments, subscriptions=subscriptions, scheduler=self.schedules)
        self.payments, self.subscriptions = payments, subscriptions
        self.alerts, self.switch = world.alerts, world.switch
        world.queue, world.due_index, world.paystack = Queue(self), self.due_index, self.gateway.provider()
        for port in PORTS:
            setattr(world, port, Wired(getattr(world, port), port, self.wire))
        world.registry = Wired(world.registry, "registry", self.wire)
        world.paystack = Wired(world.paystack, "provider", self.wire)
        world.signatures = Wired(FakeSignatures(), "signatures", self.wire)
        return world

    def begin(self, order: Order) -> Payment:
        """The customer begins a payment."""
        self.say("begin", order.user_id)
        return self.world.begin(order)

    def webhook(self, reference: str) -> object:
        """Paystack delivers `charge.success`, and it is processed; one process here, which may die at any point."""
        body = an_event("charge.success", reference=reference)
        self.world.receive(body)
        return self.world.process(webhook_of(body, self.clock.now()).id)

    def callback(self, reference: str) -> Payment:
        """Paystack sends the customer back."""
        return payment_callback(reference, settle=self.world.settle)

    def poll(self, user_id: str, payment_id: int) -> Payment:
        """The customer asks how the payment stands."""
        return get_payment(user_id, payment_id, payments=self.world.payments, settle=self.world.settle)

    def stop(self, user_id: str, payment_id: int) -> Subscription:
        """The customer stops, and is answered."""
        answer = self.world.stop(user_id, payment_id)
        self.say("stopped, last", answer.in_flight)
        self.record.stop_answered(self.subscriptions.stored[user_id, answer.id], answer)
        return answer

    def pause(self, user_id: str, subscription_id: int, seconds: int | None) -> Subscription:
        """The customer pauses, for so long or for as long as they like, and is answered."""
        until = None if seconds is None else self.clock.now() + seconds
        answer = self.world.pause(until, user_id, subscription_id)
        self.say("paused until", until)
        self.record.pause_answered(self.subscriptions.stored[user_id, subscription_id], answer)
        return answer

    def catch_up(self, user_id: str, subscription_id: int, choice: CatchUp) -> Subscription:
        """The customer says what is to become of missed periods."""
        self.say("catch up:", choice)
        return self.world.catch_up(choice, user_id, subscription_id)

    def begin_card(self, user_id: str, subscription_id: int) -> Payment:
        """The customer begins to give another card."""
        self.say("begin card", user_id)
        return self.world.begin_card(user_id=user_id, number=subscription_id)

    def charge(self, user_id: str, subscription_id: int, ticket: Ticket = NO_TICKET) -> object:
        """The charge function is invoked."""
        return self.world.charge(user_id, subscription_id, ticket)

    def at(self, instant: int, owner: str, action: Action) -> None:
        """Have something happen."""
        heapq.heappush(self._events, (instant, next(self._numbers), owner, action))

    def run_until(self, instant: int) -> None:
        """Let time go on to an instant."""
        while self._events and self._events[0][0] <= instant:
            self.step()
        self.clock.set(max(instant, self.clock.now()))

    def step(self) -> None:
        """Let the next thing happen."""
        at, _, self.owner, action = heapq.heappop(self._events)
        self.clock.set(max(at, self.clock.now()))
        action()

    def until_quiet(self) -> None:
        """Let everything settle down, undisturbed; the watch has run by then."""
        self.wire.on_point = None
        self.run_until(self.clock.now() + SETTLED_DOWN)
        self.attempt("watch", self.world.watch)

    def attempt(self, actor: str, action: Action, again: tuple[int, ...] = ()) -> bool:
        """Run a process that may be killed, again after each of the delays; whether it ended the first time."""
        self.actor, outer = actor, self.actor
        self.say(actor)
        owner = self.owner
        try:
            action()
        except Crash:
            self.counts["crashes"] += 1
        except Exception as failure:  # noqa: BLE001 - a Lambda's runtime catches everything
            self._check_failure(failure)
        else:
            return True
        finally:
            self.actor, self.owner = outer, owner
        self.say(actor, "did not end")
        if again:
            self.at(self.clock.now() + again[0], owner, lambda: self.attempt(actor, action, again[1:]))
        return False

    def _check_failure(self, failure: Exception) -> None:
        parts = failure.exceptions if isinstance(failure, ExceptionGroup) else (failure,)
        self.record.problems += [f"unexpected: {part!r}" for part in parts if not isinstance(part, DukkaError)]

    def invoke(self, user_id: str, subscription_id: int, delay: int = 0, ticket: Ticket = NO_TICKET) -> None:
        """Have the charge function invoked, as by its schedule."""
        again = () if self.sweeps_only else LAMBDA_TRIES_AGAIN
        charge = partial(self.charge, user_id, subscription_id, ticket)
        self.at(self.clock.now() + delay, user_id, partial(self.attempt, "charge", charge, again))

    def woken(self, user_id: str, subscription_id: int) -> None:
        """A schedule fires."""
        if not self.sweeps_only:
            self.invoke(user_id, subscription_id)

    def _money_taken(self, reference: str) -> None:
        self.say("TAKEN", reference)
        if not self.sweeps_only:
            self.announce(reference)

    def announce(self, reference: str) -> None:
        self.deliver(reference, delay=2)

    def deliver(self, reference: str, delay: int) -> None:
        """Have a webhook delivered, again and again until it is answered."""
        named = parse_reference(reference)
        attempt = partial(self.attempt, "webhook", partial(self.webhook, reference), PAYSTACK_TRIES_AGAIN)
        self.at(self.clock.now() + delay, named.user_id if named else "", attempt)

    def _expect_sweep(self, look_at: int) -> None:
        at = (max(look_at, self.clock.now()) // TICK + 1) * TICK
        if at not in self._sweeps:
            self._sweeps.add(at)
            self.at(at, "", lambda: self._sweep(at))

    def _sweep(self, at: int) -> None:
        """The sweep's and the watch's five minutes are over, and something is due."""
        self._sweeps.discard(at)
        now, oldest = self.clock.now(), self.due_index.oldest()
        if oldest is not None and oldest <= now:
            self.attempt("sweep", self.world.sweep)
        if oldest is not None and now - oldest >= OVERLOOKED_AFTER:
            self.attempt("watch", self.world.watch)
        oldest = self.due_index.oldest()
        if oldest is not None:
            self._expect_sweep(oldest)

    def say(self, *words: object) -> None:
        """Tell the trace."""
        if self.trace is not None:
            text = " ".join(map(str, words))
            self.trace.append(
                f"{self.clock.now() - NOW:>9} s  {self.owner[-4:] or '-':>4}  {self.actor or '-':8} {text}"
            )

    def tell(self) -> list[str]:
        """Begin a trace and return it."""
        self.trace = []
        self.record.say = self.say
        return self.trace

    def checkout(self, user_id: str, payment_id: int = 1) -> str:
        """The reference of a checkout."""
        return str(CheckoutReference(user_id, payment_id))

    def overwrite(self, user_id: str, subscription_id: int, **over: Any) -> None:
        """Set what is stored of a subscription, as a test's beginning."""
        read = self.subscriptions.stored[user_id, subscription_id]
        self.subscriptions.replace_subscription(replace(read, **over))
