"""Every flow in which staff give money back, by a call of theirs, by the sweep, or by an event."""

from shared.domain.payment import DAY, MINUTE
from shared.domain.refund import Refund
from tests.faults.acts import Do, charge, due_now, fail, fault, last_charge, paid_once, webhook
from tests.faults.flow import HAND, Flow
from tests.faults.simulation import PAYSTACK_TRIES_AGAIN, Simulation
from tests.support.builders import USER

PART = 150_000
KEYED = {"client_key": "order 7", "body_hash": "a part"}


def settled(simulation: Simulation) -> None:
    """A payment is paid, and we know it."""
    paid_once(simulation)
    webhook(simulation)


def charged(simulation: Simulation) -> None:
    """A subscription's charge is paid, and we know it."""
    due_now(simulation)
    charge(simulation)


def newest(simulation: Simulation) -> int:
    """The id of the customer's newest payment."""
    return max(number for user_id, number in simulation.payments.stored if user_id == USER)


def refund_part(simulation: Simulation) -> Refund:
    """Staff give a part back, under a key."""
    return simulation.world.refund(newest(simulation), PART, **KEYED)


def refund_all(simulation: Simulation) -> Refund:
    """Staff give back what is left, under a key."""
    return simulation.world.refund(newest(simulation), client_key="the rest", body_hash="the rest")


def refunding(told: str, before: Do = settled, wait: int = 6 * MINUTE) -> Do:
    """Staff gave a part back, and Paystack failed by that name."""

    def prepare(simulation: Simulation) -> None:
        before(simulation)
        fail(simulation, "refund", fault("refund", told))
        simulation.attempt("refund", lambda: refund_part(simulation))
        simulation.clock.advance(wait)

    return prepare


def under_way(simulation: Simulation) -> None:
    """A part is on its way back, and then all of the rest."""
    settled(simulation)
    refund_part(simulation)
    simulation.clock.advance(DAY)


def look(simulation: Simulation) -> object:
    """The sweep runs."""
    return simulation.world.sweep()


def told_of_refund(simulation: Simulation) -> object:
    """Paystack tells of a refund of the customer's newest payment."""
    return simulation.world.refresh_refunds(simulation.payments.stored[USER, newest(simulation)].reference)


def told_of_charge_s_refund(simulation: Simulation) -> object:
    """Paystack tells of a refund of the last charge."""
    return simulation.world.refresh_refunds(last_charge(simulation).reference)


FLOWS_OF_REFUNDS = (
    Flow("refund, a part", settled, refund_part, HAND),
    Flow("refund, the rest", under_way, refund_all, HAND),
    Flow("refund, of a charge", charged, refund_part, HAND),
    Flow("refund, lost before, by sweep", refunding("lost before"), look),
    Flow("refund, lost after, by sweep", refunding("lost after"), look),
    Flow("refund, lost before, after a day", refunding("lost before", wait=DAY), look),
    Flow("refund, lost after, by event", refunding("lost after"), told_of_refund, PAYSTACK_TRIES_AGAIN),
    Flow("refund, of a charge, lost after, by sweep", refunding("lost after", charged), look),
    Flow(
        "refund, of a charge, lost, by event",
        refunding("lost after", charged),
        told_of_charge_s_refund,
        PAYSTACK_TRIES_AGAIN,
    ),
    Flow("refund, under way, by sweep", under_way, look),
    Flow("refund, heard of before its payment", paid_once, told_of_refund, PAYSTACK_TRIES_AGAIN),
)
