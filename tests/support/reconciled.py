"""Books that are compared, in tests of reconciliation."""

from shared.domain.alert import AlertKind
from shared.domain.payment import HOUR
from shared.domain.reconciliation import Run
from tests.support.builders import USER
from tests.support.fakes_world import World

TILL = "of-the-till-0001"


def paid(world: World, *, is_heard_of: bool = True):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference, fees=900)
    if is_heard_of:
        world.settle(payment.reference)
    return world.payments.get_payment(USER, payment.id)


def compared(world: World) -> Run:
    """All of the last hours is compared, up to now."""
    world.clock.advance(1)
    now = world.clock.now()
    return world.reconciled(now - 2 * HOUR, now)


def told(world: World) -> list[str]:
    return [named for kind, named in world.alerts.raised if kind is AlertKind.RECONCILIATION_DIFFERENCE]


def the_difference(world: World, run: Run):
    (difference,) = world.found(run)
    return difference
