"""Customers who live through a storm."""

from shared.domain.money import Money
from shared.domain.payment import DAY, HOUR, MINUTE
from shared.domain.terms import Terms
from shared.usecases.initialize_payment import Order
from tests.faults.minds import Mind
from tests.faults.storm import Storm
from tests.support.builders import NOW, user_id
from tests.support.fakes_world import CALLBACK_URL

ZONES = ("Africa/Lagos", "Africa/Cairo", "Europe/London", "America/New_York", "Asia/Tokyo")
CURRENCIES = ("NGN", "GHS", "ZAR", "KES", "USD")
_CUSTOMER_TRIES_AGAIN = (61, 75, 90, 600, 3_600)


class Customer:
    """Begins a subscription, pays it sooner or later or never, looks at it now and then, and may stop it."""

    def __init__(self, storm: Storm, number: int) -> None:
        self._storm = storm
        self._id = user_id(number)
        self._name = f"customer {number}"
        self._wish: Order | None = None
        is_stopping = storm.chaos.chance(f"{self._name} stops", 0.25)
        begins = NOW + self._between("begins", 0, DAY)
        storm.at(begins, self._id, lambda: self._begin(_CUSTOMER_TRIES_AGAIN))
        storm.at(begins, self._id, lambda: Mind(storm, self._id, self._name))
        if is_stopping:
            stops = begins + self._between("stops at", 1, storm.length)
            is_picky = storm.chaos.chance(f"{self._name} is picky", 0.5)
            storm.at(stops, self._id, self._stop_while_charged if is_picky else self._stop)

    def _between(self, what: str, low: int, high: int) -> int:
        return self._storm.chaos.between(f"{self._name} {what}", low, high)

    def _order(self) -> Order:
        storm, chaos = self._storm, self._storm.chaos
        starts = storm.clock.now() + self._between("start", 2 * DAY, 20 * DAY)
        is_later = chaos.chance(f"{self._name} starts later", 0.25)
        zone = ZONES[self._between("zone", 0, len(ZONES) - 1)]
        currency = CURRENCIES[self._between("currency", 0, len(CURRENCIES) - 1)]
        count = 1 + chaos.chance(f"{self._name} every other", 0.2)
        recurrence = Terms(storm.interval, count, zone, starts if is_later else None)
        return Order(
            user_id=self._id,
            email=f"{self._id}@example.com",
            money=Money(self._between("amount", 50, 900) * 100, currency),
            callback_url=CALLBACK_URL,
            recurrence=recurrence if self._between("recurs?", 1, 12) > 1 else None,
            idempotency_key="key",
            body_hash="body",
        )

    def _begin(self, again: tuple[int, ...]) -> None:
        """Repeated under the same key until there is a page to pay on."""
        storm = self._storm
        order = self._wish = self._wish or self._order()
        answers: list[str] = []
        if storm.attempt("begin", lambda: answers.append(storm.begin(order).reference)):
            self._pay_later(answers[0])
        elif again:
            storm.at(storm.clock.now() + again[0], self._id, lambda: self._begin(again[1:]))

    def _pay_later(self, reference: str) -> None:
        how = self._between("pays", 1, 20)
        if how == 1:
            return
        delay = self._between("pays after", 20, 2 * HOUR) if how > 2 else 2 * DAY + self._between("late", 0, DAY)
        self._storm.at(self._storm.clock.now() + delay, self._id, lambda: self._pay(reference, how))

    def _pay(self, reference: str, how: int) -> None:
        storm = self._storm
        card = f"AUTH_{self._id}"
        storm.gateway.pay(reference, card, is_reusable=how != 3, part=2 if how == 4 else 1)
        now = storm.clock.now()
        number = int(reference.rsplit("p", 1)[1])
        if how % 2:
            storm.at(now + 3, self._id, lambda: storm.attempt("callback", lambda: storm.callback(reference)))
        if how % 3:
            at = now + self._between("polls", 1, 5 * MINUTE)
            storm.at(at, self._id, lambda: storm.attempt("poll", lambda: storm.poll(self._id, number)))

    def _stop_while_charged(self) -> None:
        """Wait for the next charge and stop just then, or soon after."""
        storm = self._storm
        times = [one.look_at for (whose, _), one in storm.subscriptions.stored.items() if whose == self._id]
        at = max(storm.clock.now(), times[0] or 0 if times else 0)
        storm.at(at + self._between("stops late", 0, 400), self._id, self._stop)

    def _stop(self) -> None:
        """Repeated until it is answered."""
        storm = self._storm
        mine = [number for whose, number in storm.payments.stored if whose == self._id]
        if mine:
            storm.attempt("stop", lambda: storm.stop(self._id, mine[-1]), (30, 300, HOUR, HOUR))
