"""Subscriptions at the moments of their lives that the tests begin from."""

from shared.domain.billing_calendar import Interval
from shared.domain.decline import Decline
from shared.domain.dunning import DunningPolicy
from shared.domain.payment import DAY
from shared.domain.reference import ChargeReference
from shared.domain.subscription import CHARGEABLE, InFlight, SubscriptionStatus
from tests.support.builders import NOW, USER, a_schedule, a_subscription, an_authorization, at

DUE = at("2026-02-28T09:00")
"""When the first charge of `a_subscription()` falls due."""
POLICY = DunningPolicy()
NO_MONEY, LOST_CARD = Decline("insufficient_funds", "Insufficient Funds"), Decline("pickup_lost_card", "Lost card")
BANK_AWAY, ODD = Decline("bank_unavailable", "Bank unavailable"), Decline("invalid_pin", "Invalid PIN")
GOING = sorted(CHARGEABLE)
HELD = sorted(set(SubscriptionStatus) - CHARGEABLE)
DAILY = a_schedule(interval=Interval.DAILY)
OTHER_CARD = an_authorization(code="AUTH_other", signature="SIG_other")


def a_flight(**over):
    """Return the first attempt at charge 1, claimed when it was due."""
    index, attempt = over.pop("index", 1), over.pop("attempt", 1)
    card = a_subscription().card
    given = {"reference": ChargeReference(USER, 1, index, attempt), "payment_id": 2, "card": card, "claimed_at": DUE}
    return InFlight(**given | {"ask_at": DUE + 180} | over)


def flying(attempt=1, flight=None, **over):
    """Return a subscription with that attempt at its first charge in flight."""
    over.setdefault("in_flight", a_flight(attempt=attempt, **(flight or {})))
    return a_subscription(attempt=attempt, **over)


def daily(days, **over):
    """Return a daily subscription whose charge of that day after NOW is open."""
    return a_subscription(schedule=DAILY, next_index=days, next_charge_at=NOW + days * DAY, **over)
