"""A simulation in which everything goes wrong at once."""

from dataclasses import dataclass
from functools import partial

from shared.domain.billing_calendar import Interval
from shared.domain.payment import DAY, HOUR, PaymentStatus, Purpose
from shared.domain.reference import ChargeReference, parse_reference
from tests.faults.chaos import Chaos
from tests.faults.gateway import Row
from tests.faults.http_faults import FAULTS, GOOD, TIMEOUTS, Fault
from tests.faults.simulation import Simulation
from tests.faults.wire import Point
from tests.support.builders import NOW
from tests.support.fakes_world import Crash

_SECONDS = {Interval.DAILY: DAY, Interval.WEEKLY: 7 * DAY, Interval.MONTHLY: 30 * DAY}
_LOST = "pickup_lost_card"
_REASONS = ("insufficient_funds", "do_not_honor", "bank_unavailable", "transaction_timeout", "invalid_pin", _LOST)
_CARDS_END = ("06", "2026")
_DARK = next(fault for fault in FAULTS["charge"] if fault.name == "503 before")


@dataclass(frozen=True)
class Rates:
    """How often each thing goes wrong, of 1."""

    point: float = 0.015
    """At a point of the wire: the process dies, or something else happens first."""
    call: float = 0.25
    """Of a call of Paystack."""
    decline: float = 0.05
    delivery: float = 0.25
    """Of a webhook or a wake-up call: lost, late or twice."""
    outage: float = 0.5
    """In ten periods: something is off for hours."""


class Storm(Simulation):
    """`chaos` decides what strikes."""

    def __init__(self, chaos: Chaos, periods: int, rates: Rates) -> None:
        super().__init__()
        self.chaos = chaos
        self.rates = rates
        self._depth = 0
        self.wire.on_point = self._at_point
        self.gateway.fault, self.gateway.declines = self._fault, self._declines
        self.interval = (Interval.DAILY, Interval.WEEKLY, Interval.MONTHLY)[chaos.between("interval", 0, 2)]
        self.length = _SECONDS[self.interval] * periods
        self.gateway.expires = _CARDS_END
        self._lost_cards: set[str] = set()
        self._dark: Fault | None = None
        for number in range(periods // 10):
            self._plan_outage(number)

    def live(self) -> None:
        """Let it rage, then let it be quiet."""
        self.run_until(NOW + self.length)
        self.chaos.is_on = False
        for turn in (self._turn_paystack, self._turn_schedules, self._turn_switch):
            turn(True)
        self.until_quiet()

    def _plan_outage(self, number: int) -> None:
        """For some hours Paystack, the schedules or the main switch are off, for everybody."""
        bits = self.chaos.strike(f"outage {number}", self.rates.outage)
        if bits is None:
            return
        begins = NOW + bits % self.length
        turn = (self._turn_paystack, self._turn_schedules, self._turn_switch)[bits % 3]
        self.at(begins, "", lambda: turn(False))
        self.at(begins + HOUR + bits % (11 * HOUR), "", lambda: turn(True))

    def _turn_paystack(self, is_on: bool) -> None:
        self.say("PAYSTACK", is_on)
        self._dark = None if is_on else _DARK

    def _turn_schedules(self, is_on: bool) -> None:
        self.say("SCHEDULES", is_on)
        self.schedules.is_down = not is_on

    def _turn_switch(self, is_on: bool) -> None:
        self.say("SWITCH", is_on)
        self.switch.on = is_on

    def _at_point(self, point: Point) -> None:
        bits = self.chaos.strike(f"{self.owner[-4:]} {self.actor} {point}", self.rates.point)
        if bits is None:
            return
        if bits % 5 < 2 or self._depth >= 2:
            self.say("CRASH", point)
            raise Crash
        self.counts["duplicates"] += 1
        self.say("MEANWHILE", point)
        self._depth += 1
        try:
            self._meanwhile(bits // 5)
        finally:
            self._depth -= 1

    def _meanwhile(self, bits: int) -> None:
        """Another process is just at it."""
        owner, deed = self.owner, bits % 8
        mine = [number for whose, number in self.subscriptions.stored if whose == owner]
        if not owner or deed == 0:
            self.attempt("sweep", self.world.sweep)
        elif deed == 1 and bits // 7 % 3 == 0:
            self.attempt("stop", lambda: self._stop(owner))
        elif deed == 2 and not mine:
            self.attempt("poll", lambda: self.poll(owner, 1))
        elif deed <= 4:
            flights = [self.subscriptions.stored[owner, number].in_flight for number in mine]
            references = [str(flight.reference) for flight in flights if flight] or [self.checkout(owner)]
            self.attempt("webhook", lambda: self.webhook(references[0]))
        elif deed == 5 and mine:
            self._decide(owner, mine[0], bits // 8)
        else:
            for number in mine:
                self.attempt("charge", partial(self.charge, owner, number))

    def _decide(self, owner: str, number: int, bits: int) -> None:
        """The customer pauses, resumes, or comes back from the last checkout."""
        if bits % 3 == 0 and bits % 4 == 0:
            self.attempt("pause", partial(self.pause, owner, number, DAY))
        elif bits % 3 == 1:
            self.attempt("resume", partial(self.world.resume, owner, number))
        else:
            checkouts = [one for (whose, _), one in self.payments.stored.items() if whose == owner]
            references = [one.reference for one in checkouts if one.terms or one.purpose is Purpose.CARD_CHECK]
            self.attempt("callback", partial(self.callback, references[-1]))

    def _stop(self, owner: str) -> None:
        if any(whose == owner for whose, _ in self.payments.stored):
            self.stop(owner, 1)

    def _fault(self, call: str, reference: str) -> Fault:
        if self._dark:
            return self._dark
        bits = self.chaos.strike(f"{_name(reference)} HTTP {call}", self.rates.call)
        if bits is None:
            return GOOD
        fault = FAULTS[call][bits % len(FAULTS[call])]
        self.say("FAULT", call, fault)
        self.counts["timeouts"] += fault.effect in TIMEOUTS
        return fault

    def _declines(self, row: Row) -> str:
        named = parse_reference(row.reference)
        worn = isinstance(named, ChargeReference) and named.index % 16 == 9 and _seldom(named.user_id)
        bits = self.chaos.strike(f"{_name(row.reference)} declined", 1.0 if worn else self.rates.decline)
        card = row.authorization.split("#")[0]
        if bits is not None and _REASONS[bits % len(_REASONS)] == _LOST:
            self._lost_cards.add(card)
        if card in self._lost_cards and self.chaos.is_on:
            return _LOST
        return "" if bits is None else _REASONS[bits % len(_REASONS)]

    def announce(self, reference: str) -> None:
        bits = self.chaos.strike(f"{_name(reference)} webhook", self.rates.delivery)
        if bits is None:
            self.deliver(reference, delay=2)
            return
        how = 1 if bits % 4 == 0 and self._was_given_up(reference) else bits % 4
        self.say("WEBHOOK of", reference, ("lost", "late", "very late", "twice")[how])
        delays = ((), (bits % 7_200,), (DAY + bits % HOUR,), (1, 1 + bits % 90))[how]
        self.counts["duplicates"] += len(delays) > 1
        for delay in delays:
            self.deliver(reference, delay)

    def _was_given_up(self, reference: str) -> bool:
        """Of money that comes for an abandoned checkout, the webhook is all that tells: Paystack repeats it."""
        given_up = PaymentStatus.ABANDONED
        return any(one.reference == reference for one in self.payments.stored.values() if one.status is given_up)

    def woken(self, user_id: str, subscription_id: int) -> None:
        bits = self.chaos.strike(f"{user_id[-4:]} wake-up", self.rates.delivery)
        if bits is None:
            self.invoke(user_id, subscription_id)
            return
        self.say("WAKE-UP", ("lost", "late", "twice", "twice, early")[bits % 4])
        delays = ((), (bits % 2_400,), (0, bits % 3), (0, 0))[bits % 4]
        self.counts["duplicates"] += len(delays) > 1
        for delay in delays:
            self.invoke(user_id, subscription_id, delay)


def _name(reference: str) -> str:
    """A reference without what is the same in all of them."""
    return reference[19:]


def _seldom(owner: str) -> bool:
    return owner[-1] in "ck2"
