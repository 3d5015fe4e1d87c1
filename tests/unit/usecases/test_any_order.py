"""Events come in any order, twice, late and early: the books end in the same state.

Each life is a row of things that happen at Paystack, each with the event that tells of it. Every order of the events,
each told once, and told twice, is played in two ways: all has happened before the first is told, and each happens
only just before it is told. `pytest -s` shows the counts.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import pytest

from shared.domain.dispute_record import Resolution
from shared.domain.errors import GatewayUnavailable
from shared.domain.refund_record import RefundState
from tests.support.builders import USER
from tests.support.fakes_paystack import Next
from tests.support.fakes_world import World

CHECKOUT, CHARGE = f"dk.{USER}.p1", f"dk.{USER}.s1.1.1"


@dataclass(frozen=True)
class Step:
    """What happens at Paystack, and what we do when we hear of it."""

    happens: Callable[[World, str], object]
    event: str


def pay(world: World, reference: str) -> None:
    if reference == CHECKOUT:
        world.paystack.pay_checkout(reference)


def refund(amount: int, note: str = "") -> Callable[[World, str], object]:
    """Paystack has a refund, made in its dashboard or by a call of ours whose answer was lost."""

    def happens(world: World, reference: str) -> None:
        money = replace(world.paystack.ledger[reference].money, subunits=amount)
        world.paystack.refund(reference, money, note or f"by hand {amount}")

    return happens


def end(state: RefundState, number: int = 0) -> Callable[[World, str], object]:
    """Paystack is further with its refund of that place."""

    def happens(world: World, _: str) -> None:
        record = list(world.paystack.refunds.values())[number]
        world.paystack.refunds[record.id] = replace(record, state=state)

    return happens


def dispute(world: World, reference: str) -> None:
    world.paystack.begin_dispute(reference)


def nothing(world: World, reference: str) -> None:
    """Paystack reminds us."""


def resolve(resolution: Resolution) -> Callable[[World, str], object]:
    return lambda world, _: world.paystack.end_dispute(next(iter(world.paystack.disputes)), resolution)


PAID = Step(pay, "settle")
PART = (
    Step(refund(150_000), "refunds"),
    Step(end(RefundState.PROCESSING), "refunds"),
    Step(end(RefundState.PROCESSED), "refunds"),
)
WHOLE = (
    Step(refund(500_000), "refunds"),
    Step(end(RefundState.PROCESSING), "refunds"),
    Step(end(RefundState.PROCESSED), "refunds"),
)
FAILED = (Step(refund(500_000), "refunds"), Step(end(RefundState.FAILED), "refunds"))
TWO_PARTS = (
    Step(refund(150_000), "refunds"),
    Step(refund(350_000), "refunds"),
    Step(end(RefundState.PROCESSED, 1), "refunds"),
    Step(end(RefundState.PROCESSED, 0), "refunds"),
)
LOST = (Step(dispute, "dispute"), Step(nothing, "dispute"), Step(resolve(Resolution.AUTO_ACCEPTED), "dispute"))
WON = (Step(dispute, "dispute"), Step(nothing, "dispute"), Step(resolve(Resolution.DECLINED), "dispute"))
LIVES = {
    "refund, partial": (PART, "partially_refunded"),
    "refund, full": (WHOLE, "refunded"),
    "refund, failed": (FAILED, "success"),
    "refund, in two parts": (TWO_PARTS, "refunded"),
    "dispute, lost": (LOST, "reversed"),
    "dispute, won": (WON, "success"),
    "refund, partial, and dispute, lost": ((PART[0], PART[2], LOST[0], LOST[2]), "reversed"),
    "refund, partial, and dispute, won": ((PART[0], PART[2], WON[0], WON[2]), "partially_refunded"),
}


def orders(count: int, *, all_twice: bool) -> Iterator[tuple[int, ...]]:
    """Every order of that many events, each told once; and with each in turn told twice, or all of up to four."""
    yield from permutations(range(count))
    if all_twice and count <= 4:
        yield from sorted(set(permutations((*range(count), *range(count)))))
    else:
        for twice in range(count):
            yield from sorted(set(permutations((*range(count), twice))))


def begun(reference: str) -> World:
    """A customer is about to pay a checkout, or a charge of their subscription was made and nobody heard of it."""
    world = World()
    if reference == CHECKOUT:
        world.begin()
        return world
    world.clock.set(world.given().next_charge_at)
    world.paystack.script("charge", Next.LOST_ANSWER)
    world.paystack.script("verify", Next.UNKNOWN)
    world.charge()
    return world


def played(steps: tuple[Step, ...], order: tuple[int, ...], reference: str, *, is_late: bool) -> Any:
    """What the books hold after the events were told in this order."""
    world, happened = begun(reference), 0
    told = deque(order)
    while told:
        number = told.popleft()
        while happened <= (len(steps) - 1 if is_late else number):
            steps[happened].happens(world, reference)
            happened += 1
        try:
            tell(world, steps[number].event, reference)
        except GatewayUnavailable:
            told.append(number)
    return books(world, reference)


def tell(world: World, event: str, reference: str) -> None:
    match event:
        case "settle":
            world.settle(reference)
        case "refunds":
            world.refresh_refunds(reference)
        case _:
            world.refresh_dispute(next(iter(world.paystack.disputes)))


def books(world: World, reference: str) -> Any:
    """All that is stored of it, without how often it was written."""
    (payment,) = (one for one in world.payments.stored.values() if one.reference == reference)
    disputes = [replace(one, version=0) for one in world.disputes.stored.values()]
    cards = {key: replace(one, version=0) for key, one in world.cards.declines.items()}
    subscriptions = [replace(one, version=0) for one in world.subscriptions.stored.values()]
    return replace(payment, version=0), disputes, cards, subscriptions


@pytest.mark.parametrize("reference", [CHECKOUT, CHARGE], ids=["one-time", "recurring"])
@pytest.mark.parametrize("life", LIVES)
def test_the_end_is_the_same(life: str, reference: str):
    steps = (PAID, *LIVES[life][0])
    expected = played(steps, tuple(range(len(steps))), reference, is_late=False)
    assert expected[0].status.value == LIVES[life][1]
    count = 0
    for order in orders(len(steps), all_twice=reference == CHECKOUT):
        for is_late in (True, False):
            assert played(steps, order, reference, is_late=is_late) == expected, (order, is_late)
            count += 1
    print(f"{life}, {'recurring' if reference == CHARGE else 'one-time'}: {count} orders of {len(steps)} events")  # noqa: T201 - figures, for whoever asks with -s


@pytest.mark.parametrize("life", ["partial", "full"])
def test_ours_whose_answer_was_lost_ends_as_if_it_had_been_heard(life: str):
    """A refund of our own is found by its name, among others that are alike, in whatever order events come."""
    amount = 150_000 if life == "partial" else 500_000
    ends, count = set(), 0
    steps = ("refunds", "end", "refunds", "settle", "sweep")
    for order in sorted(set(permutations(steps))):
        for answer in (Next.LOST_ANSWER, None):
            world = begun(CHECKOUT)
            world.paystack.pay_checkout(CHECKOUT)
            world.settle(CHECKOUT)
            if answer:
                world.paystack.script("refund", answer)
            world.refund(amount=amount)
            for step in (*order, "refunds"):
                play(world, step)
            (one,) = world.payment().refunds
            ends.add((one.status, one.amount, one.note, one.paystack_id, world.payment().status))
            count += 1
    assert len(ends) == 1
    print(f"our refund, {life}, answer lost or not: {count} orders")  # noqa: T201


def play(world: World, step: str) -> None:
    with suppress(GatewayUnavailable):
        if step == "end":
            world.paystack.end_refunds(CHECKOUT)
        elif step == "sweep":
            world.sweep()
        else:
            tell(world, step, CHECKOUT)
