"""Two flows that meet: they begin from the same."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.payment import DAY
from shared.domain.subscription_changes import CatchUp
from tests.faults.acts import (
    Do,
    active,
    after_charge,
    callback,
    charge,
    charge_with,
    due_now,
    fault,
    look_later,
    on_its_last_try,
    paid_subscription,
    poll,
    stop,
    stopped_in_flight,
    sweep,
    two_missed,
    unheard_of,
    unpaid_subscription,
    webhook,
)
from tests.faults.acts_of_lives import (
    asked,
    being_given_back,
    card_callback,
    card_webhook,
    catch_up,
    challenged,
    change,
    change_later,
    charge_refused,
    confirmed_after_all,
    given_a_card,
    given_two_cards,
    grace_is_over,
    leave_later,
    look_at_card_check,
    older_card_callback,
    pause,
    paused,
    refused,
    resume,
    retry,
)
from tests.faults.simulation import Simulation
from tests.support.builders import USER


def sweep_now(simulation: Simulation) -> None:
    """The sweep runs, and what it hands on is done."""
    simulation.world.sweep()
    charge(simulation)


def in_flight_webhook(simulation: Simulation) -> None:
    """Paystack delivers the webhook of whatever is in flight."""
    subscription = simulation.subscriptions.stored[USER, 1]
    flight = subscription.in_flight
    simulation.webhook(str(flight.reference) if flight else simulation.checkout(USER))


def pay_and_callback(simulation: Simulation) -> None:
    """The customer pays, if that is still to be done, and comes back."""
    row = simulation.gateway.ledger[simulation.checkout(USER)]
    if row.paid_at is None:
        simulation.gateway.pay(row.reference, "AUTH_good")
    callback(simulation)


def retry_due(simulation: Simulation) -> None:
    """The first charge was refused, and its next try is due."""
    refused()(simulation)
    look_later(simulation)


def first_charge_webhook(simulation: Simulation) -> None:
    """Paystack delivers the webhook of the first charge, which is not in flight any more."""
    simulation.webhook(next(row.reference for row in simulation.gateway.ledger.values() if row.is_charge))


@dataclass(frozen=True)
class Pair:
    """Two flows that begin from the same."""

    name: str
    prepare: Do
    first: Do
    second: Do

    def __str__(self) -> str:
        return self.name

    def begin(self) -> Simulation:
        simulation = Simulation()
        simulation.tell()
        self.prepare(simulation)
        return simulation

    def points(self, flow: Do) -> int:
        simulation = self.begin()
        return len(simulation.wire.record(lambda: flow(simulation)))

    def orders(self) -> Iterator[tuple[Do, Do]]:
        yield self.first, self.second
        if self.first is not self.second:
            yield self.second, self.first


_LOST, _OPEN = fault("charge", "lost before"), fault("charge", "pending")
PAIRS = (
    Pair("charge x charge", due_now, charge, charge),
    Pair("charge x charge, answer lost", due_now, charge_with("lag"), charge),
    Pair("charge x stop", due_now, charge, stop),
    Pair("charge without an end x stop", due_now, charge_with("pending"), stop),
    Pair("charge x webhook", due_now, charge, in_flight_webhook),
    Pair("charge, asked again x webhook", after_charge(_OPEN), charge, in_flight_webhook),
    Pair("charge, sent again x charge", after_charge(_LOST, answers=1), charge, charge),
    Pair("charge, sent again x stop", after_charge(_LOST, answers=1), charge, stop),
    Pair("charge, declined for the last time x charge", on_its_last_try, charge, charge),
    Pair("charge, two missed x stop", two_missed, charge, stop),
    Pair("charge, dropped x webhook", stopped_in_flight, charge, in_flight_webhook),
    Pair("charge x sweep", due_now, charge, sweep_now),
    Pair("settle x settle", paid_subscription, webhook, callback),
    Pair("settle x sweep", paid_subscription, callback, sweep),
    Pair("settle x poll", paid_subscription, webhook, poll),
    Pair("stop x activation", paid_subscription, stop, webhook),
    Pair("stop x payment", unpaid_subscription, stop, pay_and_callback),
    Pair("stop x stop", active, stop, stop),
    Pair("stop x stop, in flight", after_charge(_OPEN), stop, stop),
    Pair("pause x charge", due_now, pause(DAY), charge),
    Pair("pause x charge, declined", due_now, pause(DAY), charge_refused("insufficient_funds")),
    Pair("pause x webhook", unheard_of, pause(DAY), in_flight_webhook),
    Pair("resume x end of the pause", paused(DAY, DAY), resume, charge),
    Pair("resume x stop", paused(None, DAY), resume, stop),
    Pair("change x charge", due_now, change, charge),
    Pair("change x pause", active, change, pause(DAY)),
    Pair("change x change", active, change, change_later),
    Pair("catch up x catch up", asked, catch_up(CatchUp.CHARGE_ALL), catch_up(CatchUp.SKIP_TO_NEXT)),
    Pair("retry x charge", retry_due, retry, charge),
    Pair("retry x card", given_a_card(refused()), retry, card_webhook),
    Pair("card x card, settled at once", given_a_card(refused("pickup_card")), card_webhook, card_callback),
    Pair("card x an older card", given_two_cards, card_webhook, older_card_callback),
    Pair("card x charge", given_a_card(retry_due), card_webhook, charge),
    Pair("card x charge, declined", given_a_card(due_now), card_webhook, charge_refused("pickup_card")),
    Pair("card x charge, given up", given_a_card(challenged), card_webhook, charge),
    Pair("card x grace is over", given_a_card(grace_is_over), card_webhook, charge),
    Pair("card x stop", given_a_card(refused()), card_webhook, stop),
    Pair("refund x refund", being_given_back("lost before"), look_at_card_check, card_webhook),
    Pair("charge, after a challenge x webhook", confirmed_after_all, charge, first_charge_webhook),
    Pair("stop with the period x charge", due_now, leave_later, charge),
)
