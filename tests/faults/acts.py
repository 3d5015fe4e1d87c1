"""The parts of flows: what is there at the beginning, and what is then done."""

from collections.abc import Callable
from contextlib import suppress

from shared.domain.errors import GatewayError
from shared.domain.payment import DAY, HOUR, MINUTE
from tests.faults.gateway import Row
from tests.faults.http_faults import FAULTS, Fault
from tests.faults.simulation import Simulation
from tests.support.builders import USER
from tests.support.fakes_world import MONTHLY, an_order

Do = Callable[[Simulation], object]
CARD = "AUTH_good"


def fault(call: str, name: str) -> Fault:
    """Return a fault of Paystack by its name."""
    return next(one for one in FAULTS[call] if one.name == name)


def fail(simulation: Simulation, call: str, *faults: Fault) -> None:
    """The next calls of that name go wrong, one after the other."""
    waiting = list(faults)
    outer = simulation.gateway.fault

    def choose(called: str, reference: str) -> Fault:
        if called == call and waiting:
            return waiting.pop(0)
        return outer(called, reference)

    simulation.gateway.fault = choose


def decline(simulation: Simulation, times: int, code: str = "insufficient_funds") -> None:
    """The card refuses the next charges."""
    left = [code] * times
    simulation.gateway.declines = lambda _: left.pop() if left else ""


def nothing(_: Simulation) -> None:
    """A stack where nothing has happened."""


def paid_once(simulation: Simulation) -> None:
    """A one-time checkout is paid, and we have yet to hear of it."""
    simulation.begin(an_order())
    pay(simulation)


def paid_subscription(simulation: Simulation) -> None:
    """The checkout of a subscription is paid, and we have yet to hear of it."""
    unpaid_subscription(simulation)
    pay(simulation)


def unpaid_subscription(simulation: Simulation) -> None:
    """The checkout of a subscription is open."""
    simulation.begin(an_order(recurrence=MONTHLY))


def pay(simulation: Simulation) -> None:
    """The customer pays a minute later."""
    simulation.clock.advance(MINUTE)
    simulation.gateway.pay(simulation.checkout(USER), CARD)


def active(simulation: Simulation) -> None:
    """A subscription waits for its first charge."""
    paid_subscription(simulation)
    simulation.callback(simulation.checkout(USER))


def due_now(simulation: Simulation) -> None:
    """A subscription's first charge is due."""
    active(simulation)
    look_later(simulation)


def look_later(simulation: Simulation) -> None:
    """It is time to look at the subscription again."""
    look_at = simulation.subscriptions.stored[USER, 1].look_at
    assert look_at is not None
    simulation.clock.set(max(look_at, simulation.clock.now()))


def after_charge(*told: Fault, answers: int = 0) -> Do:
    """A charge was sent with these faults; after some further answers it is time to ask again."""

    def prepare(simulation: Simulation) -> None:
        due_now(simulation)
        fail(simulation, "charge", *told)
        for _ in range(answers + 1):
            simulation.attempt("charge", lambda: charge(simulation))
            look_later(simulation)

    return prepare


def unheard_of(simulation: Simulation) -> None:
    """A charge was taken, and neither its answer nor verify's came through."""
    due_now(simulation)
    fail(simulation, "charge", fault("charge", "lost after"))
    fail(simulation, "verify", *[fault("verify", "lost after")] * 2)
    charge(simulation)


def on_its_last_try(simulation: Simulation) -> None:
    """Four attempts were declined; the fifth will be."""
    due_now(simulation)
    decline(simulation, 5)
    for _ in range(4):
        charge(simulation)
        look_later(simulation)


def two_missed(simulation: Simulation) -> None:
    """Nothing ran for two months."""
    due_now(simulation)
    simulation.clock.advance(62 * DAY)


def stopped_in_flight(simulation: Simulation) -> None:
    """The customer stopped while a charge was under way that Paystack never got; that is a day ago."""
    after_charge(fault("charge", "lost before"))(simulation)
    stop(simulation)
    charge(simulation)
    simulation.clock.advance(DAY + HOUR)


def stopped_with_schedule(simulation: Simulation) -> None:
    """A stop could not delete the schedule."""
    active(simulation)
    simulation.schedules.is_down = True
    stop(simulation)
    simulation.schedules.is_down = False


def forgotten(simulation: Simulation) -> None:
    """A due subscription has lost its place in the due index and its schedule."""
    due_now(simulation)
    simulation.overwrite(USER, 1, look_at=None)
    simulation.schedules.schedules.clear()
    simulation.schedules.schedules["b" * 20, 7] = simulation.subscriptions.stored[USER, 1]


def begin_once(simulation: Simulation) -> None:
    """The customer begins a one-time payment."""
    simulation.begin(an_order())


def begin_keyed(simulation: Simulation) -> None:
    """The customer begins a subscription under an Idempotency-Key."""
    simulation.begin(an_order(recurrence=MONTHLY, idempotency_key="key-1", body_hash="body"))


def begin_refused(simulation: Simulation) -> None:
    """Paystack cannot be reached when the customer begins."""
    fail(simulation, "initialize", *[fault("initialize", "503 before")])
    with suppress(GatewayError):
        begin_keyed(simulation)


def webhook(simulation: Simulation) -> object:
    """Paystack delivers the checkout's webhook."""
    return simulation.webhook(simulation.checkout(USER))


def charge_webhook(simulation: Simulation) -> object:
    """Paystack delivers the webhook of the last charge."""
    return simulation.webhook(last_charge(simulation).reference)


def last_charge(simulation: Simulation) -> Row:
    """The youngest charge that Paystack holds."""
    return [row for row in simulation.gateway.ledger.values() if row.is_charge][-1]


def callback(simulation: Simulation) -> object:
    """The customer comes back."""
    return simulation.callback(simulation.checkout(USER))


def poll(simulation: Simulation) -> object:
    """The customer asks."""
    return simulation.poll(USER, 1)


def sweep(simulation: Simulation) -> object:
    """The sweep runs, long after."""
    simulation.clock.advance(16 * MINUTE)
    return simulation.world.sweep()


def watch(simulation: Simulation) -> object:
    """The watch runs, long after."""
    simulation.clock.advance(16 * MINUTE)
    return simulation.world.watch()


def charge(simulation: Simulation) -> object:
    """The charge function is invoked."""
    return simulation.charge(USER, 1)


def charge_declined(simulation: Simulation) -> object:
    """The charge function is invoked; the card refuses."""
    decline(simulation, 1)
    return charge(simulation)


def charge_with(name: str) -> Do:
    """The charge function is invoked; Paystack fails by that name."""

    def act(simulation: Simulation) -> object:
        fail(simulation, "charge", fault("charge", name))
        return charge(simulation)

    return act


def stop(simulation: Simulation) -> object:
    """The customer stops."""
    return simulation.stop(USER, 1)
