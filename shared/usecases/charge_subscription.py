"""Charge what is due of a subscription, at most once: claim, charge, settle.

The claim is stored before the call and blocks every other charge of the subscription until the end of this one
is known. Being called early, late, twice or at the same moment as another changes nothing: the calendar decides.
"""

from enum import StrEnum

from shared.domain.charge_journal import (
    NeverCreated,
    after_not_found,
    claimed,
    claimed_again,
    dropped,
)
from shared.domain.errors import Conflict
from shared.domain.payment import PaymentStatus
from shared.domain.subscription import Step, Subscription, needing_attention, next_step, put_off
from shared.domain.transaction import Outcome, OutcomeKind
from shared.ports import (
    Alerts,
    ChargingSwitch,
    Clock,
    PaymentProvider,
    PaymentStore,
    ScheduleRemover,
    SubscriptionStore,
)
from shared.usecases.settle_charge import settle_charge


class ChargeResult(StrEnum):
    """What a call of the charge function came to."""

    SUCCESS = "success"
    FAILED = "failed"
    QUARANTINED = "quarantined"
    UNRESOLVED = "unresolved"
    NOT_DUE = "not_due"
    LOST_RACE = "lost_race"
    NEEDS_ATTENTION = "needs_attention"
    ENDED = "ended"
    CHARGING_OFF = "charging_off"


def charge_subscription(
    user_id: str,
    subscription_id: int,
    *,
    payments: PaymentStore,
    subscriptions: SubscriptionStore,
    provider: PaymentProvider,
    scheduler: ScheduleRemover,
    switch: ChargingSwitch,
    alerts: Alerts,
    clock: Clock,
) -> ChargeResult:
    """Do what the subscription needs now and say what that was."""
    subscription = subscriptions.get_subscription(user_id, subscription_id)
    step = next_step(subscription, clock.now()) if subscription else Step.ENDED
    if subscription is None or step is Step.ENDED:
        scheduler.delete_schedule(user_id, subscription_id)  # nothing should have woken us
        return ChargeResult.ENDED
    if step is Step.WAIT:
        return ChargeResult.NOT_DUE
    may_send = switch.is_on()
    try:
        if step is not Step.RESUME and not may_send:
            subscriptions.replace_subscription(put_off(subscription, clock.now()))
            return ChargeResult.CHARGING_OFF
        if step is Step.ASK_CUSTOMER:
            subscriptions.replace_subscription(needing_attention(subscription))
            return ChargeResult.NEEDS_ATTENTION
        if step is Step.CLAIM:
            payment_id = payments.new_payment_id(user_id)
            subscription = subscriptions.replace_subscription(claimed(subscription, payment_id, clock.now()))
            outcome = _send(subscription, provider)
        else:
            subscription, outcome = _resume(subscription, subscriptions, provider, clock, may_send=may_send)
    except Conflict:  # another one was faster, or the customer stopped: theirs stands
        return ChargeResult.LOST_RACE
    payment = settle_charge(
        subscription, outcome, payments=payments, subscriptions=subscriptions, alerts=alerts, now=clock.now()
    )
    return _result(payment.status if payment else None)


def _send(subscription: Subscription, provider: PaymentProvider) -> Outcome:
    """Send the charge in flight; where that tells nothing, ask how it stands."""
    flight, authorization = subscription.in_flight, subscription.authorization
    if flight is None or authorization is None:
        raise ValueError("only a claimed charge of a saved card can be sent")
    reference = str(flight.reference)
    outcome = provider.charge(reference, subscription.money, authorization, subscription.email)
    if outcome.kind is OutcomeKind.UNKNOWN:
        return provider.verify(reference)
    return outcome


def _resume(
    subscription: Subscription,
    subscriptions: SubscriptionStore,
    provider: PaymentProvider,
    clock: Clock,
    *,
    may_send: bool,
) -> tuple[Subscription, Outcome]:
    """Ask how the charge in flight stands; send it again only when it was certainly never created."""
    flight = subscription.in_flight
    if flight is None:
        raise ValueError("nothing is in flight")
    outcome = provider.verify(str(flight.reference))
    if outcome.kind is not OutcomeKind.NOT_FOUND:
        return subscription, outcome
    match after_not_found(subscription, clock.now()):
        case NeverCreated.SEND_AGAIN if may_send:
            subscription = subscriptions.replace_subscription(claimed_again(subscription, clock.now()))
            outcome = _send(subscription, provider)
        case NeverCreated.DROP:
            subscription = subscriptions.replace_subscription(dropped(subscription))
    return subscription, outcome


def _result(status: PaymentStatus | None) -> ChargeResult:
    return ChargeResult(status) if status else ChargeResult.UNRESOLVED
