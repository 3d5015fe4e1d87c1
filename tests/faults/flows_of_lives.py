"""Every flow in which a subscription changes its state other than by a charge that is paid."""

from shared.domain.payment import DAY
from shared.domain.subscription import SubscriptionStatus
from shared.domain.subscription_changes import CatchUp
from tests.faults.acts import after_charge, charge, charge_with, due_now, fault, sweep
from tests.faults.acts_of_lives import (
    active,
    asked,
    begin_card,
    being_given_back,
    card_callback,
    card_ends,
    card_webhook,
    catch_up,
    challenged,
    change,
    change_later,
    charge_refused,
    confirmed_after_all,
    given_a_card,
    grace_is_over,
    lapsed,
    leave_later,
    leaving,
    look_at_card_check,
    on_its_last_charge,
    pause,
    paused,
    refused,
    refused_too_often,
    resume,
    retry,
)
from tests.faults.flow import HAND, Flow
from tests.faults.simulation import LAMBDA_TRIES_AGAIN, PAYSTACK_TRIES_AGAIN, Simulation

_HOOK, _LAMBDA = PAYSTACK_TRIES_AGAIN, LAMBDA_TRIES_AGAIN
_S = SubscriptionStatus
_OPEN = fault("charge", "pending")
_LOST_CARD = refused("pickup_lost_card")


def _halted(simulation: Simulation) -> None:
    """The grace was over, and it was halted."""
    grace_is_over(simulation)
    charge(simulation)


FLOWS_OF_LIVES = (
    Flow("charge, refused for good", due_now, charge_refused("pickup_card"), _LAMBDA, _S.HALTED),
    Flow("charge, refused for an unknown reason", due_now, charge_refused("brand_new"), _LAMBDA, _S.ACTIVE),
    Flow("charge, the grace is over", grace_is_over, charge, _LAMBDA, _S.HALTED),
    Flow("charge, refused too often of late", refused_too_often, charge, _LAMBDA, _S.ACTIVE),
    Flow("charge, challenged", due_now, charge_with("challenge"), _LAMBDA, _S.ACTIVE),
    Flow("charge, challenge given up", challenged, charge, _LAMBDA, _S.ACTIVE),
    Flow("charge, after a challenge", lapsed, charge, _LAMBDA, _S.ACTIVE),
    Flow("charge, challenge confirmed after all", confirmed_after_all, charge, _LAMBDA, _S.NEEDS_ATTENTION),
    Flow("charge, the last", on_its_last_charge, charge, _LAMBDA, _S.COMPLETED),
    Flow("charge, stops with the period", leaving, charge, _LAMBDA, _S.STOPPED),
    Flow("charge, end of a pause", paused(20 * DAY, 20 * DAY), charge, _LAMBDA, _S.ACTIVE),
    Flow("charge, the card ends", card_ends, charge, _LAMBDA, _S.ACTIVE),
    Flow("retry", refused(), retry, HAND, _S.ACTIVE),
    Flow("card, begun", active, begin_card, HAND, _S.ACTIVE),
    Flow("card, by webhook", given_a_card(active), card_webhook, _HOOK, _S.ACTIVE),
    Flow("card of one that owes, by webhook", given_a_card(_LOST_CARD), card_webhook, _HOOK, _S.ACTIVE),
    Flow("card of one that owes, by callback", given_a_card(_LOST_CARD), card_callback, (), _S.ACTIVE),
    Flow("card of one that owes, by sweep", given_a_card(_LOST_CARD), sweep, (), _S.ACTIVE),
    Flow("card of a halted one", given_a_card(_halted), card_webhook, _HOOK, _S.ACTIVE),
    Flow("card with a charge in flight", given_a_card(after_charge(_OPEN)), card_webhook, _HOOK, _S.ACTIVE),
    Flow("card, refund lost before", being_given_back("lost before"), look_at_card_check, (), _S.ACTIVE),
    Flow("card, refund lost after", being_given_back("lost after"), look_at_card_check, (), _S.ACTIVE),
    Flow("pause", active, pause(10 * DAY), HAND, _S.ACTIVE),
    Flow("pause, in flight", after_charge(_OPEN), pause(10 * DAY), HAND, _S.ACTIVE),
    Flow("resume", paused(None, 40 * DAY), resume, HAND, _S.ACTIVE),
    Flow("change", active, change, HAND, _S.ACTIVE),
    Flow("change, from a date on", active, change_later, HAND, _S.ACTIVE),
    Flow("change, in a pause", paused(10 * DAY), change, HAND, _S.ACTIVE),
    Flow("stop, with the period", active, leave_later, HAND, _S.STOPPED),
    *(Flow(f"catch up, {choice}", asked, catch_up(choice), HAND, _S.ACTIVE) for choice in CatchUp),
)
