"""Kill a reconciliation before and after every write: whoever goes on with it comes to the same figures."""

import pytest

from shared.domain.alert import AlertKind
from shared.domain.money import Money
from shared.domain.payment import HOUR
from shared.domain.reconciliation import LEASE, Run
from shared.domain.refund_record import RefundState
from tests.support.builders import USER
from tests.support.fakes_world import World


class Killed(BaseException):
    """The process is gone."""


def planted() -> World:
    """An orphan, a webhook that never came, a wrong amount, a refund unheard of, and what waits to be paid."""
    world = World()
    world.paystack.page_size = 2
    payments = [world.begin() for _ in range(5)]
    for payment in payments[:4]:
        world.paystack.pay_checkout(payment.reference, fees=900)
    for payment in payments[1:4]:
        world.settle(payment.reference)
    world.paystack.change(payments[1].reference, money=Money(1, "NGN"), requested_amount=1)
    world.paystack.add_refund(payments[2].reference, 10_000, RefundState.PROCESSED)
    world.paystack.plant("of-the-till", Money(700_000, "NGN"), "ama@example.com")
    world.clock.advance(1)
    return world


def begun(world: World) -> Run:
    return world.start_reconciliation(world.clock.now() - 2 * HOUR, world.clock.now())


def kill_at(world: World, number: int, *, is_done: bool) -> list[int]:
    """Let the process die at a write, before or after it is made; return the count of writes, as it grows."""
    count = [0]
    for store in (world.reconciliations, world.payments, world.subscriptions):

        def write(act, made=store._write):
            count[0] += 1
            if count[0] == number and not is_done:
                raise Killed
            made(act)
            if count[0] == number:
                raise Killed

        store._write = write
    return count


def figures(world: World, run: Run):
    ended = world.reconciliations.runs[run.id]
    found = [(one.kind, one.reference, one.theirs, one.ours, one.done, one.status) for one in world.found(run)]
    statuses = {number: one.status for (_, number), one in world.payments.stored.items()}
    return ended.status, ended.counts, found, statuses


def undisturbed() -> tuple[World, Run, int]:
    world = planted()
    run = begun(world)
    count = kill_at(world, 0, is_done=False)
    return world, world.finish_reconciliation(run), count[0]


WORLD, RUN, WRITES = undisturbed()
EXPECTED, TOLD = figures(WORLD, RUN), WORLD.alerts.raised


def test_what_was_planted_is_found():
    assert RUN.counts.differences == {"orphan": 1, "missed": 1, "amount": 1, "missed_refund": 2}
    assert len(TOLD) == 2
    assert WRITES > 20


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", range(1, WRITES + 1))
def test_a_crash_at_any_write_comes_to_the_same_figures(number: int, is_done: bool):
    world = planted()
    run = begun(world)
    kill_at(world, number, is_done=is_done)
    with pytest.raises(Killed):
        world.finish_reconciliation(run)
    world.clock.advance(LEASE)

    world.finish_reconciliation(run)

    assert figures(world, run) == EXPECTED
    assert set(world.alerts.raised) == set(TOLD)
    assert len(world.alerts.raised) <= len(TOLD) + 1
    assert all(kind is AlertKind.RECONCILIATION_DIFFERENCE for kind, _ in world.alerts.raised)


def test_two_at_once_count_nothing_twice():
    world = planted()
    run = begun(world)
    for _ in range(200):
        world.reconciliations.before_next_write(lambda: None)
        world.reconciliations.after_next_write(world.reconcile)
        world.reconcile()
        world.clock.advance(LEASE)
        if not world.reconciliations.runs[run.id].is_under_way:
            break

    assert figures(world, run) == EXPECTED
    assert world.payments.get_payment(USER, 1).is_settled
