"""Lives with all their events. Those of refunds and disputes join `LIVES` from files of their own."""

from shared.domain.payment import DAY, MINUTE
from tests.permutations.orders import Life, Step
from tests.support.builders import USER
from tests.support.fakes_paystack import OTHER_CARD, Decline, Next
from tests.support.fakes_world import MONTHLY, World
from tests.support.fakes_world_webhooks import an_event

FIRST, SECOND = f"dk.{USER}.p1", f"dk.{USER}.p2"


def paid(reference: str) -> bytes:
    """The event of a charge that was taken."""
    return an_event("charge.success", reference=reference, status="success", amount=500_000)


def refund(state: str, reference: str) -> bytes:
    """An event of a refund, which does not say which one of its charge's."""
    return an_event(f"refund.{state}", transaction_reference=reference, status=state, amount="5000")


def begin(world: World) -> None:
    """A customer begins a payment."""
    world.begin()


def pay(world: World) -> None:
    """They pay it on Paystack's page, and do not come back."""
    world.paystack.pay_checkout(FIRST)


def pay_something_else(world: World) -> None:
    """They pay less than was asked for."""
    world.paystack.pay_checkout(FIRST, requested_amount=1)


def look_after(seconds: int) -> Step:
    """Time passes, and the sweep comes by."""

    def act(world: World) -> None:
        world.clock.advance(seconds)
        world.sweep()

    return Step(act)


def begin_subscription(world: World) -> None:
    """A customer begins a monthly subscription and pays its checkout."""
    world.begin(recurrence=MONTHLY)
    pay(world)


def settled_by_the_sweep(world: World) -> None:
    """A quarter of an hour later the sweep has looked at what is pending, whatever was delivered."""
    world.clock.advance(16 * MINUTE)
    world.sweep()


def fall_due(*told: Next | Decline) -> Step:
    """The next period's day comes, and its charge goes as told; its answer may be lost."""

    def act(world: World) -> None:
        look_at = world.subscription().look_at
        assert look_at is not None
        world.clock.set(look_at)
        world.paystack.script("charge", *told)
        world.charge()

    return Step(act)


def charged(number: int, attempt: int, *told: Next | Decline) -> Step:
    """The same, with the event of its success."""
    return Step(fall_due(*told).act, (paid(f"dk.{USER}.s1.{number}.{attempt}"),))


def ask(world: World) -> None:
    """The charge function asks about what is in flight, if anything still is."""
    world.clock.advance(10 * MINUTE)
    world.charge()


def give_card(world: World) -> None:
    """The customer proves another card by a small payment."""
    world.begin_card()
    world.paystack.pay_checkout(SECOND, authorization=OTHER_CARD)


def refund_arrives(world: World) -> None:
    """The small payment has been given back; the sweep looks after a day."""
    world.paystack.end_refunds(SECOND)


def stop(world: World) -> None:
    """The customer stops."""
    world.stop()


NOISE = (an_event("something.new", id=7), paid("T-somebody-elses"))
ACTIVE, STOPPED = ("active", 3, None), ("stopped", 3, None)

LIVES = (
    Life(
        "one-time",
        (Step(begin), Step(pay, (paid(FIRST),)), look_after(20 * MINUTE)),
        {"payments": {1: "success"}, "subscriptions": {}, "alerts": 0},
    ),
    Life(
        "one-time, among others' events",
        (Step(begin, NOISE[:1]), Step(pay, (paid(FIRST), *NOISE[1:]))),
        {"payments": {1: "success"}, "subscriptions": {}, "alerts": 0},
    ),
    Life(
        "one-time, paid when it was given up",
        (Step(begin), look_after(3 * DAY), Step(pay, (paid(FIRST),)), look_after(DAY)),
        {"payments": {1: "success"}, "subscriptions": {}, "alerts": 0},
    ),
    Life(
        "one-time, something else was paid",
        (Step(begin), Step(pay_something_else, (paid(FIRST),)), look_after(20 * MINUTE)),
        {"payments": {1: "quarantined"}, "subscriptions": {}, "alerts": 1},
    ),
    Life(
        "recurring, its answers lost",
        (
            Step(begin_subscription, (paid(FIRST),)),
            Step(settled_by_the_sweep),
            charged(1, 1, Next.LOST_ANSWER),
            Step(ask),
            charged(2, 1, Next.LOST_ANSWER),
            Step(ask),
        ),
        {"payments": {1: "success", 2: "success", 3: "success"}, "subscriptions": {1: ACTIVE}, "alerts": 0},
    ),
    Life(
        "recurring, declined and tried again, then stopped",
        (
            Step(begin_subscription, (paid(FIRST),)),
            Step(settled_by_the_sweep),
            fall_due(Decline("insufficient_funds")),
            charged(1, 2, Next.LOST_ANSWER),
            Step(ask),
            charged(2, 1),
            Step(stop),
        ),
        {
            "payments": {1: "success", 2: "failed", 3: "success", 4: "success"},
            "subscriptions": {1: STOPPED},
            "alerts": 0,
        },
    ),
    Life(
        "recurring, another card, whose proof is given back",
        (
            Step(begin_subscription),
            Step(settled_by_the_sweep),
            Step(give_card, (paid(SECOND),)),
            Step(settled_by_the_sweep, (refund("processing", SECOND),)),
            Step(refund_arrives, (refund("processed", SECOND),)),
            look_after(2 * DAY),
        ),
        {"payments": {1: "success", 2: "refunded"}, "subscriptions": {1: ("active", 1, None)}, "alerts": 0},
    ),
)
