"""What is to be done with a subscription at a given moment: whatever wakes the charge function, this decides."""

from enum import StrEnum

from shared.domain.subscription import Subscription, SubscriptionStatus, card_notice_at
from shared.domain.subscription_periods import period_after


class Step(StrEnum):
    """What the charge function should do with a subscription now."""

    CLAIM = "claim"
    RESOLVE = "resolve"
    """A charge is in flight: ask how it stands."""
    WAIT = "wait"
    ASK_CUSTOMER = "ask_customer"
    """Two or more periods are missed."""
    END_PAUSE = "end_pause"
    STOP = "stop"
    """The paid period is over, and it was to end with it."""
    HALT = "halt"
    """The grace is over, and nothing was paid."""
    TELL_CARD_EXPIRES = "tell_card_expires"
    ENDED = "ended"


def next_step(subscription: Subscription, now: int) -> Step:
    """Decide what to do: nothing is charged before its time, and nothing while a charge is in flight."""
    if subscription.in_flight:
        return Step.RESOLVE if now >= subscription.in_flight.ask_at else Step.WAIT
    if not subscription.is_chargeable:
        return _while_held(subscription, now)
    if subscription.charge_at is None or now < subscription.charge_at:
        return _while_waiting(subscription, now)
    if subscription.status is SubscriptionStatus.PAST_DUE:
        return Step.CLAIM
    if subscription.stops_at_period_end:
        return Step.STOP
    return Step.ASK_CUSTOMER if _is_missing_two(subscription, now) else Step.CLAIM


def _while_held(subscription: Subscription, now: int) -> Step:
    if subscription.status is not SubscriptionStatus.PAUSED or subscription.resume_at is None:
        return Step.ENDED
    return Step.END_PAUSE if now >= subscription.resume_at else Step.WAIT


def _while_waiting(subscription: Subscription, now: int) -> Step:
    dunning = subscription.dunning
    if subscription.charge_at is None and dunning is not None and now >= dunning.halts_at:
        return Step.HALT
    notice_at = card_notice_at(subscription)
    return Step.TELL_CARD_EXPIRES if notice_at is not None and now >= notice_at else Step.WAIT


def _is_missing_two(subscription: Subscription, now: int) -> bool:
    """Whether the open period and the one after it are both due, and nobody has agreed to pay them all."""
    if subscription.is_catching_up:
        return False
    following = period_after(subscription, subscription.next_index)
    return following is not None and following.due_at <= now
