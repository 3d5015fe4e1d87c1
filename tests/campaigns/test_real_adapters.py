"""Every period is charged once on the real adapters, wherever a process dies and whatever Paystack does."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from local.paystack_simulator.server import running_simulator
from shared.domain.payment import Payment, PaymentStatus, Purpose
from shared.domain.subscription import Subscription
from tests.campaigns.wire import AFTER, BEFORE, Wire
from tests.campaigns.world import DAY, MINUTE, Deadly, World
from tests.support.builders import user_id
from tests.support.stack import PAYSTACK_KEY, running_stack
from tests.support.stack_paystack import Paystack, begin_payment


@pytest.fixture(scope="module")
def paystack() -> Iterator[Paystack]:
    with running_simulator(PAYSTACK_KEY) as running:
        yield Paystack(running)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, paystack: Paystack) -> Iterator[World]:
    simulator = paystack.running.simulator
    simulator.reset()
    monkeypatch.setattr("shared.adapters.paystack.provider.CHARGE_TIMEOUT", 0.25)
    with running_stack(monkeypatch, paystack.running.url) as stack:
        stack.clock.instant = int(simulator.clock.now())
        wire = Wire()
        wire.install(monkeypatch)
        yield World(stack, paystack, wire)


@dataclass(frozen=True)
class Scenario:
    """What happens first to a customer whose charge is due, and the one call during which the process dies."""

    prepare: Callable[[World, str], object]
    act: Callable[[World, str, Deadly], object]


def _nothing(_world: World, _user: str) -> None:
    """Being due is enough."""


def _fails(endpoint: str, fault: str) -> Callable[[World, str], None]:
    return lambda world, _: world.paystack.fail_next(endpoint, fault)


def _never_arrived(world: World, user: str) -> None:
    """The charge was claimed and never reached Paystack, which has said so once."""
    world.paystack.fail_next("charge_authorization", "refuse")
    world.charge(user)
    world.advance(4 * MINUTE)


def _arrived_unheard(world: World, user: str) -> None:
    """The charge was made, and all answers about it were lost."""
    world.paystack.fail_next("charge_authorization", "lost_response")
    world.paystack.fail_next("verify", "reset", times=2)
    world.charge(user)
    world.advance(4 * MINUTE)


def _news(world: World, _: str, deadly: Deadly) -> None:
    newest = world.paystack.running.simulator.webhooks.deliveries()[-1]
    world.deliver(newest.body, newest.signature or "", deadly)


SCENARIOS = {
    "a charge": Scenario(_nothing, World.charge),
    "a charge whose answer is lost": Scenario(_fails("charge_authorization", "lost_response"), World.charge),
    "a charge that is refused": Scenario(lambda world, _: world.paystack.decline_next(shape="400"), World.charge),
    "sending again": Scenario(_never_arrived, World.charge),
    "finding what was made": Scenario(_arrived_unheard, World.charge),
    "the webhook of a charge": Scenario(_arrived_unheard, _news),
    "the sweep": Scenario(_nothing, lambda world, _, deadly: world.call("sweep_due_subscriptions", {}, deadly)),
}


def _subscribe(world: World, users: list[str]) -> None:
    """They all subscribe, and their first charges become due."""
    for user in users:
        world.subscribe(user)
    looks = [one.look_at for one in world.stored(Subscription) if one.user_id in users]
    world.advance(max(0, max(looks) - world.now))


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_process_may_die_at_every_call(world: World, name: str):
    scenario = SCENARIOS[name]
    _subscribe(world, [user_id(1)])
    scenario.prepare(world, user_id(1))
    scenario.act(world, user_id(1), None)
    points = world.points()
    world.go_on_until_quiet()

    users = [user_id(number) for number in range(2, len(points) + 2)]
    _subscribe(world, users)
    for user, point in zip(users, points, strict=True):
        scenario.prepare(world, user)
        scenario.act(world, user, point)
    world.go_on_until_quiet()

    found = world.audit()
    assert found.wrong() == {}
    assert found.charges > len(points) == world.figures["crashes"]


def test_a_checkout_may_be_settled_by_a_process_that_dies_at_every_call(world: World):
    def paid_checkout(user: str, deadly: Deadly) -> None:
        world.paystack.pay(begin_payment(world.stack, "subscription", user)["reference"])
        _news(world, user, deadly)

    paid_checkout(user_id(1), None)
    points = world.points()
    for customer, point in enumerate(points, start=2):
        paid_checkout(user_id(customer), point)
    world.advance(DAY)
    world.go_on_until_quiet()

    assert world.audit().wrong() == {}
    assert len(world.stored(Subscription)) == len(points) + 1


def _owe_and_give_a_card(world: World, user: str) -> None:
    """The customer's card is lost, and they pay the checkout that proves another one."""
    world.paystack.decline_next(gateway_response_code="pickup_lost_card")
    world.charge(user)
    begun = world.call("update_card", world.stack.event("update_card/ok", user))
    world.paystack.pay(json.loads(begun["body"])["reference"], "second")


def test_another_card_may_be_settled_by_a_process_that_dies_at_every_call(world: World):
    """What is owed is charged to it once, and the small payment is given back once."""
    _subscribe(world, [user_id(1)])
    _owe_and_give_a_card(world, user_id(1))
    _news(world, user_id(1), None)
    points = world.points()
    users = [user_id(number) for number in range(2, len(points) + 2)]
    _subscribe(world, users)
    for user, point in zip(users, points, strict=True):
        _owe_and_give_a_card(world, user)
        _news(world, user, point)
        world.deliver_webhooks()
    world.go_on_until_quiet()
    world.advance(3 * DAY)
    world.go_on_until_quiet()

    found = world.audit()
    assert found.wrong() == {}
    assert found.charges > len(users)
    given_back = Counter(refund["reference"] for refund in world.paystack.refunds())
    checks = {one.reference for one in world.stored(Payment) if one.purpose is Purpose.CARD_CHECK}
    assert given_back == dict.fromkeys(checks, 1)
    assert len(points) == world.figures["crashes"] > 10


def test_a_checkout_that_was_opened_can_be_paid_wherever_we_died(world: World):
    def begin(user: str, deadly: Deadly) -> None:
        world.call("initialize_payment", world.stack.event("initialize_payment/subscription", user), deadly)

    begin(user_id(1), None)
    for customer, point in enumerate(world.points(), start=2):
        begin(user_id(customer), point)
    opened = [one.reference for one in world.paystack.running.simulator.ledger.transactions()]
    for reference in opened:
        world.paystack.pay(reference)
    world.advance(DAY)
    world.go_on_until_quiet()

    assert world.audit().wrong() == {}
    assert {one.reference for one in world.stored(Payment) if one.status is PaymentStatus.SUCCESS} >= set(opened)
    assert len(opened) > 2


CHARGE_FAULTS = (
    {"fault": "lost_response"},
    {"fault": "reset"},
    {"fault": "reset", "after_commit": True},
    {"fault": "status", "status": 503},
    {"fault": "status", "status": 500, "after_commit": True},
    {"fault": "garbage"},
    {"fault": "rate_limit"},
    {"fault": "reset_mid_body"},
    {"fault": "delay", "seconds": 90, "after_commit": False},  # made long after we have stopped waiting for it
)
VERIFY_FAULTS = (
    {"fault": "reset", "times": 2},
    {"fault": "status", "status": 503, "times": 2},
    {"fault": "garbage"},
    {"fault": "rate_limit"},
)
CUSTOMERS, PERIODS, DECLINES = 10, 3, 4
"""No more declines than leave everybody a retry."""


class Unlucky(World):
    """Whatever can go wrong does, by chance: faults, declines, lagging answers, crashes, doubled wake-up calls."""

    def misfortune(self) -> Deadly:
        """Break Paystack for the next process, and kill every third one."""
        simulator = self.paystack.running.simulator
        lag = {"verify_lag_seconds": float(self.random.choice((0, 0, 45, 90, 600)))}
        simulator.settings = replace(simulator.settings, **lag)
        for endpoint, faults in (("charge_authorization", CHARGE_FAULTS), ("verify", VERIFY_FAULTS)):
            if self.random.random() < 0.4:
                fault = self.random.choice(faults)
                simulator.faults.clear()
                self.paystack.fail_next(endpoint, **fault)
                self.figures[f"{endpoint} {fault['fault']}"] += 1
        may_decline = self.figures["declines"] < DECLINES and not simulator.declines.listed()
        if self.random.random() < 0.15 and may_decline:
            self.paystack.decline_next(shape=self.random.choice(("200", "400")))
            self.figures["declines"] += 1
        return (self.random.randrange(9), self.random.choice((BEFORE, AFTER))) if self.random.random() < 0.3 else None


def test_a_campaign_of_accidents(world: World):
    unlucky = Unlucky(world.stack, world.paystack, world.wire)
    for customer in range(1, CUSTOMERS + 1):
        unlucky.subscribe(user_id(customer))
        unlucky.advance(MINUTE)
    ends = unlucky.now + (PERIODS * 31 - 3) * DAY
    while unlucky.now < ends:
        unlucky.sweep(unlucky.misfortune)
        for one in unlucky.stored(Subscription):
            if one.next_charge_at <= unlucky.now and unlucky.random.random() < 0.3:
                unlucky.charge(one.user_id, unlucky.misfortune())  # its schedule, late or again
        unlucky.deliver_webhooks(again=unlucky.random.choice((0, 0, 3)))
        unlucky.pass_time()
    unlucky.go_on_until_quiet()

    found = unlucky.audit()
    assert found.wrong() == {}, unlucky.figures
    assert found.charges >= CUSTOMERS * (PERIODS - 1)
    assert unlucky.figures["crashes"] > CUSTOMERS
