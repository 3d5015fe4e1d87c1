"""The parts of flows in which a customer decides something, or a card does: pauses, changes, dunning, new cards."""

from dataclasses import replace

from shared.domain.billing_calendar import Interval
from shared.domain.dunning import MAX_DECLINES_OF_CARD, CardDeclines
from shared.domain.money import Money
from shared.domain.payment import DAY, HOUR, MINUTE
from shared.domain.reference import CheckoutReference
from shared.domain.subscription import Subscription
from shared.domain.subscription_changes import CatchUp
from tests.faults.acts import Do, active, charge, decline, due_now, fail, fault, look_later, two_missed
from tests.faults.gateway import Row
from tests.faults.simulation import Simulation
from tests.support.builders import USER

DEARER = Money(900_000, "NGN")
CARDS = ("AUTH_better", "AUTH_best")


def one(simulation: Simulation) -> Subscription:
    """The customer's subscription as it is stored."""
    return simulation.subscriptions.stored[USER, 1]


def refused(code: str = "insufficient_funds") -> Do:
    """The first charge was refused."""

    def prepare(simulation: Simulation) -> None:
        due_now(simulation)
        decline(simulation, 1, code)
        charge(simulation)

    return prepare


def charge_refused(code: str) -> Do:
    """The charge function is invoked; the card refuses with that code, this once."""

    def act(simulation: Simulation) -> object:
        decline(simulation, 1, code)
        return charge(simulation)

    return act


def grace_is_over(simulation: Simulation) -> None:
    """The card was lost, and nobody gave another one in time."""
    refused("pickup_lost_card")(simulation)
    look_later(simulation)


def refused_too_often(simulation: Simulation) -> None:
    """The card was refused twenty times of late; the first was thirty days ago less five."""
    due_now(simulation)
    times = tuple(simulation.clock.now() - 25 * DAY + hour * HOUR for hour in range(MAX_DECLINES_OF_CARD))
    declines = CardDeclines(times, payment_ids=tuple(range(1_000, 1_000 + len(times))))
    simulation.world.cards.put_declines(USER, one(simulation).card, declines, simulation.clock.now())


def challenged(simulation: Simulation) -> None:
    """The customer is asked to confirm a charge, and has left the page; their time is over."""
    due_now(simulation)
    fail(simulation, "charge", fault("charge", "challenge, left"))
    charge(simulation)
    simulation.run_until(simulation.clock.now() + DAY)
    look_later(simulation)


def lapsed(simulation: Simulation) -> None:
    """That charge was given up; it is time for the next."""
    challenged(simulation)
    charge(simulation)
    look_later(simulation)


def confirmed_after_all(simulation: Simulation) -> None:
    """It was given up, and then the customer confirmed it."""
    lapsed(simulation)
    simulation.gateway.confirm(_first_charge(simulation))


def _first_charge(simulation: Simulation) -> Row:
    return next(row for row in simulation.gateway.ledger.values() if row.is_charge)


def given_a_card(before: Do) -> Do:
    """The customer has paid a checkout that proves another card, and we have yet to hear of it."""

    def prepare(simulation: Simulation) -> None:
        before(simulation)
        begin_card(simulation)
        simulation.clock.advance(MINUTE)
        simulation.gateway.pay(card_check(simulation), CARDS[0])

    return prepare


def begin_card(simulation: Simulation) -> object:
    """The customer begins to give another card."""
    return simulation.begin_card(USER, 1)


def card_check(simulation: Simulation) -> str:
    """The reference of the customer's last checkout."""
    mine = [row.reference for row in simulation.gateway.ledger.values() if not row.is_charge]
    return mine[-1]


def card_webhook(simulation: Simulation) -> object:
    """Paystack delivers the webhook of the card check."""
    return simulation.webhook(card_check(simulation))


def card_callback(simulation: Simulation) -> object:
    """The customer comes back from the card check."""
    return simulation.callback(card_check(simulation))


def older_card_callback(simulation: Simulation) -> object:
    """The customer comes back from the first of two card checks."""
    checks = [row.reference for row in simulation.gateway.ledger.values() if not row.is_charge]
    return simulation.callback(checks[-2])


def given_two_cards(simulation: Simulation) -> None:
    """The customer has paid two card checks."""
    given_a_card(refused("pickup_card"))(simulation)
    begin_card(simulation)
    simulation.gateway.pay(card_check(simulation), CARDS[1])


def being_given_back(told: str) -> Do:
    """A card is the subscription's; its small payment was to be given back, and that went wrong."""

    def prepare(simulation: Simulation) -> None:
        given_a_card(active)(simulation)
        fail(simulation, "refund", fault("refund", told))
        simulation.attempt("callback", lambda: card_callback(simulation))
        simulation.clock.advance(6 * MINUTE)

    return prepare


def look_at_card_check(simulation: Simulation) -> object:
    """The customer asks how the card check stands."""
    named = CheckoutReference(USER, int(card_check(simulation).rsplit("p", 1)[1]))
    return simulation.poll(named.user_id, named.payment_id)


def card_ends(simulation: Simulation) -> None:
    """The card ends before its next charge, and it is time to say so."""
    simulation.gateway.expires = ("02", "2026")
    active(simulation)
    simulation.overwrite(USER, 1, **_put_off_two_months(one(simulation)))
    look_later(simulation)


def _put_off_two_months(subscription: Subscription) -> dict[str, object]:
    later = subscription.next_charge_at + 31 * DAY
    schedule = replace(subscription.schedule, anchor="2026-02-28T09:01:00", anchor_day=31)
    return {"schedule": schedule, "next_charge_at": later, "charge_at": later, "look_at": subscription.next_charge_at}


def pause(seconds: int | None) -> Do:
    """The customer pauses, for so long or for as long as they like."""
    return lambda simulation: simulation.pause(USER, 1, seconds)


def paused(seconds: int | None, later: int = 0) -> Do:
    """The customer has paused; so much later it is now."""

    def prepare(simulation: Simulation) -> None:
        active(simulation)
        pause(seconds)(simulation)
        simulation.clock.advance(later)

    return prepare


def resume(simulation: Simulation) -> object:
    """The customer resumes."""
    return simulation.world.resume()


def change(simulation: Simulation) -> object:
    """Another amount and interval are agreed on, from the next charge on."""
    return simulation.world.change(money=DEARER, interval=Interval.WEEKLY)


def change_later(simulation: Simulation) -> object:
    """The same, from a date after the next charge on."""
    start_at = simulation.clock.now() + 33 * DAY
    return simulation.world.change(money=DEARER, interval=Interval.WEEKLY, start_at=start_at)


def asked(simulation: Simulation) -> None:
    """Two periods were missed, and the customer is asked what is to become of them."""
    two_missed(simulation)
    charge(simulation)


def catch_up(choice: CatchUp) -> Do:
    """The customer answers."""
    return lambda simulation: simulation.catch_up(USER, 1, choice)


def retry(simulation: Simulation) -> object:
    """The customer has what they owe tried at once."""
    return simulation.world.retry()


def leave_later(simulation: Simulation) -> object:
    """The customer stops with the period."""
    return simulation.world.leave(later=True)


def leaving(simulation: Simulation) -> None:
    """The customer was to stop with the period, and that is over."""
    active(simulation)
    leave_later(simulation)
    look_later(simulation)


def on_its_last_charge(simulation: Simulation) -> None:
    """One charge was agreed on, and it is due."""
    due_now(simulation)
    simulation.overwrite(USER, 1, charges=1)
