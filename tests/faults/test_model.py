"""Random users, subscriptions, cards, faults, crashes and moments, against Paystack's own ledger.

The model is that ledger: after every step nothing is taken twice, and once all is quiet both sides agree.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shared.domain.billing_calendar import Interval
from shared.domain.money import Money
from shared.domain.payment import DAY, HOUR, Purpose
from shared.domain.reference import ChargeReference, parse_reference
from shared.domain.terms import Terms
from tests.faults.acts import fail
from tests.faults.decisions import INTERVALS, PICK, Decisions
from tests.faults.gateway import State
from tests.faults.http_faults import FAULTS, GOOD, Fault
from tests.faults.invariants import assert_sound
from tests.faults.simulation import Simulation
from tests.faults.wire import Point
from tests.support.builders import user_id
from tests.support.fakes_world import Crash, an_order

USERS = st.integers(1, 3)
DEEDS = ["charge", "charge", "webhook", "stop", "pause", "resume", "card"]
REASONS = st.sampled_from(["insufficient_funds", "bank_unavailable", "invalid_pin", "pickup_card"])
LIVES = 400
ANY_FAULT = st.sampled_from([(call, fault) for call, faults in FAULTS.items() for fault in faults])


class Payments(Decisions):
    """Every step is something that a customer, a card, Paystack, AWS or time does."""

    lives = 0

    def __init__(self) -> None:
        super().__init__()
        self.simulation = Simulation()
        self.simulation.tell()
        self.simulation.wire.on_point = self._at_point
        self.simulation.gateway.declines = lambda _: self.declines.pop() if self.declines else ""
        self.crash_in: list[int] = []
        self.meets: list[tuple[int, str]] = []
        self.is_meeting = False
        self.declines: list[str] = []
        self.keys = Counter[str]()

    def _at_point(self, point: Point) -> None:
        """Count down to the next crash, and to the next meeting of two processes."""
        if self.meets and not self.is_meeting:
            countdown, deed = self.meets.pop(0)
            if countdown > 0:
                self.meets.insert(0, (countdown - 1, deed))
            else:
                self._meet(deed)
        if not self.crash_in:
            return
        self.crash_in[0] -= 1
        if self.crash_in[0] < 0:
            self.crash_in.pop(0)
            self.simulation.say("CRASH", point)
            raise Crash

    def _meet(self, deed: str) -> None:
        """Another process does its work here, whole."""
        simulation, self.is_meeting = self.simulation, True
        for key, subscription in list(simulation.subscriptions.stored.items()):
            flight = subscription.in_flight
            reference = str(flight.reference) if flight else simulation.checkout(key[0], subscription.payment_id)
            do = {
                "charge": partial(simulation.charge, *key),
                "webhook": partial(simulation.webhook, reference),
                "stop": partial(simulation.stop, key[0], subscription.payment_id),
                "pause": partial(simulation.pause, *key, DAY),
                "resume": partial(simulation.world.resume, *key),
                "card": self._newest_card(key[0]),
            }
            simulation.attempt(deed, do[deed])
        self.is_meeting = False

    def _newest_card(self, owner: str) -> Callable[[], object]:
        """The customer comes back from their last checkout."""
        mine = [one for (whose, _), one in self.simulation.payments.stored.items() if whose == owner]
        checks = [one.reference for one in mine if one.purpose is Purpose.CARD_CHECK] or [mine[0].reference]
        return partial(self.simulation.callback, checks[-1])

    def _one(self, pick: int) -> tuple[str, int]:
        """Some payment, by whose and which it is."""
        stored = list(self.simulation.payments.stored)
        return stored[pick % len(stored)]

    def has_payments(self) -> bool:
        return bool(self.simulation.payments.stored)

    @initialize(interval=INTERVALS, amount=st.integers(5_000, 900_000))
    def one_subscribes(self, interval: Interval, amount: int) -> None:
        self.begins(1, interval, amount, repeats=False)
        self.pays(0)
        self.comes_back(0)

    @rule(number=USERS, interval=INTERVALS | st.none(), amount=st.integers(5_000, 900_000), repeats=st.booleans())
    def begins(self, number: int, interval: Interval | None, amount: int, repeats: bool) -> None:
        owner = user_id(number)
        self.keys[owner] += not repeats
        key = f"{self.keys[owner]}"
        order = an_order(
            user_id=owner,
            email=f"{owner}@example.com",
            money=Money(5_000 if repeats else amount, "NGN"),
            recurrence=Terms(interval, 1, "Africa/Lagos") if interval else None,
            idempotency_key=key,
            body_hash=key,
        )
        self.simulation.owner = owner
        self.simulation.attempt("begin", lambda: self.simulation.begin(order))

    @precondition(has_payments)
    @rule(pick=PICK, is_reusable=st.sampled_from([True, True, True, False]), part=st.sampled_from([1, 1, 1, 2]))
    def pays(self, pick: int, is_reusable: bool = True, part: int = 1) -> None:
        ledger = self.simulation.gateway.ledger
        pages = [one for one in self.simulation.payments.stored.values() if one.authorization_url]
        unpaid = [one.reference for one in pages if ledger[one.reference].state is State.OPEN]
        if unpaid:
            reference = unpaid[pick % len(unpaid)]
            card = f"AUTH_{parse_reference(reference)}"
            self.simulation.gateway.pay(reference, card, is_reusable=is_reusable, part=part)

    @precondition(has_payments)
    @rule(pick=PICK)
    def comes_back(self, pick: int) -> None:
        owner, number = self._one(pick)
        reference = self.simulation.payments.stored[owner, number].reference
        if not isinstance(parse_reference(reference), ChargeReference):
            self.simulation.attempt("callback", lambda: self.simulation.callback(reference))

    @precondition(has_payments)
    @rule(pick=PICK)
    def asks(self, pick: int) -> None:
        self.simulation.attempt("poll", lambda: self.simulation.poll(*self._one(pick)))

    @precondition(has_payments)
    @rule(pick=PICK)
    def gets_a_webhook_again(self, pick: int) -> None:
        taken = [row.reference for row in self.simulation.gateway.ledger.values() if row.state is State.TAKEN]
        if taken:
            self.simulation.deliver(taken[pick % len(taken)], delay=0)

    @precondition(Decisions.has_subscriptions)
    @rule(pick=PICK)
    def stops(self, pick: int) -> None:
        subscriptions = list(self.simulation.subscriptions.stored.values())
        mine = subscriptions[pick % len(subscriptions)]
        self.simulation.attempt("stop", lambda: self.simulation.stop(mine.user_id, mine.payment_id))

    @precondition(Decisions.has_subscriptions)
    @rule(pick=PICK, times=st.integers(1, 3))
    def is_invoked(self, pick: int, times: int) -> None:
        subscriptions = list(self.simulation.subscriptions.stored)
        for _ in range(times):
            self.simulation.invoke(*subscriptions[pick % len(subscriptions)])

    @rule()
    def is_swept(self) -> None:
        self.simulation.attempt("sweep", self.simulation.world.sweep)

    @rule()
    def is_watched(self) -> None:
        self.simulation.attempt("watch", self.simulation.world.watch)

    @rule(what=ANY_FAULT)
    def paystack_fails(self, what: tuple[str, Fault]) -> None:
        call, fault = what
        fail(self.simulation, call, fault)

    @rule(times=st.integers(1, 6), code=REASONS)
    def the_card_refuses(self, times: int, code: str) -> None:
        self.declines = [code] * times

    @rule(points=st.lists(st.integers(0, 30), min_size=1, max_size=3))
    def will_crash(self, points: list[int]) -> None:
        self.crash_in = points

    @rule(points=st.integers(0, 24), deed=st.sampled_from(DEEDS))
    def will_meet(self, points: int, deed: str) -> None:
        self.meets.append((points, deed))

    @rule(is_down=st.booleans())
    def schedules_fail(self, is_down: bool) -> None:
        self.simulation.schedules.is_down = is_down

    @rule(is_on=st.booleans())
    def charging_is_switched(self, is_on: bool) -> None:
        self.simulation.switch.on = is_on

    @rule()
    def the_next_is_due(self) -> None:
        oldest = self.simulation.due_index.oldest()
        if oldest is not None:
            self.simulation.run_until(oldest + 60)

    @rule(fault=st.sampled_from(FAULTS["charge"]), asked=st.lists(st.sampled_from(FAULTS["verify"]), max_size=3))
    def the_next_due_charge_fails(self, fault: Fault, asked: list[Fault]) -> None:
        fail(self.simulation, "charge", fault)
        fail(self.simulation, "verify", *asked)
        self.the_next_is_due()

    @rule(seconds=st.sampled_from([30, 400, HOUR, 6 * HOUR, DAY, 8 * DAY, 31 * DAY]))
    def time_passes(self, seconds: int) -> None:
        self.simulation.run_until(self.simulation.clock.now() + seconds)

    @invariant()
    def no_period_is_paid_twice(self) -> None:
        taken = [row.reference for row in self.simulation.gateway.ledger.values() if row.state is State.TAKEN]
        assert max((row.refunds for row in self.simulation.gateway.ledger.values()), default=0) <= 1
        charges = [one for one in map(parse_reference, taken) if isinstance(one, ChargeReference)]
        periods = Counter((one.user_id, one.subscription_id, one.index) for one in charges)
        assert not [period for period, times in periods.items() if times > 1]
        assert not self.simulation.record.problems

    def teardown(self) -> None:
        self.crash_in, self.declines, self.meets = [], [], []
        self.simulation.gateway.fault = lambda *_: GOOD
        self.simulation.schedules.is_down, self.simulation.switch.on = False, True
        self.simulation.until_quiet()
        assert_sound(self.simulation)
        Payments.lives += 1


def test_random_lives_end_well():
    Payments.lives = 0
    run_state_machine_as_test(
        Payments,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=40,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
    assert Payments.lives >= LIVES
