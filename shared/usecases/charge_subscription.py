"""Charge what is due of a subscription, at most once: claim, charge, settle; and whatever else its time has come for.

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
    given_up_of_period,
    halted,
    put_in_line,
    withheld,
)
from shared.domain.charge_pace import NO_TICKET, Ticket
from shared.domain.errors import Conflict
from shared.domain.next_step import Step, next_step
from shared.domain.payment import PaymentStatus
from shared.domain.subscription import (
    Attention,
    Subscription,
    SubscriptionStatus,
    is_asked_about,
    needing_attention,
    put_off,
    stopped,
    told_of_expiry,
)
from shared.domain.subscription_changes import resumed
from shared.domain.transaction import Outcome, OutcomeKind
from shared.ports import ChargePace, ChargingSwitch, Clock, Events, PaymentProvider
from shared.usecases.books import Books
from shared.usecases.door import Door
from shared.usecases.freeze import freeze
from shared.usecases.settle_charge import settle_charge
from shared.usecases.wake_ups import keep_in_step

_CERTAINLY_NOT_TAKEN = frozenset({OutcomeKind.ABANDONED, OutcomeKind.DECLINED, OutcomeKind.NOT_FOUND})


class ChargeResult(StrEnum):
    """What a call of the charge function came to."""

    SUCCESS = "success"
    FAILED = "failed"
    QUARANTINED = "quarantined"
    UNRESOLVED = "unresolved"
    NOT_DUE = "not_due"
    LOST_RACE = "lost_race"
    WITHHELD = "withheld"
    CARD_DISPUTED = "card_disputed"
    NEEDS_ATTENTION = "needs_attention"
    RESUMED = "resumed"
    STOPPED = "stopped"
    HALTED = "halted"
    TOLD_CARD_EXPIRES = "told_card_expires"
    ENDED = "ended"
    CHARGING_OFF = "charging_off"
    NO_ROOM = "no_room"
    """As many are being sent as Paystack accepts: it keeps its place in the line, and the sweep comes for it."""


def charge_subscription(
    user_id: str,
    subscription_id: int,
    *,
    books: Books,
    provider: PaymentProvider,
    switch: ChargingSwitch,
    pace: ChargePace,
    events: Events,
    clock: Clock,
    ticket: Ticket = NO_TICKET,
) -> ChargeResult:
    """Do what the subscription needs now and say what that was."""
    subscription = books.subscriptions.get_subscription(user_id, subscription_id)
    step = next_step(subscription, clock.now()) if subscription else Step.ENDED
    if subscription is None or step is Step.ENDED:
        books.scheduler.delete_schedule(user_id, subscription_id)  # nothing should have woken us
        return ChargeResult.ENDED
    try:
        door = Door(switch, pace, clock, ticket)
        return _do(step, subscription, books, provider, door, events, clock)
    except Conflict:  # another one was faster, or the customer stopped: theirs stands
        return ChargeResult.LOST_RACE


def _do(
    step: Step,
    subscription: Subscription,
    books: Books,
    provider: PaymentProvider,
    door: Door,
    events: Events,
    clock: Clock,
) -> ChargeResult:
    match step:
        case Step.WAIT:
            if subscription.status is SubscriptionStatus.PAUSED:  # a schedule that could not be deleted then
                books.scheduler.delete_schedule(subscription.user_id, subscription.id)
            return ChargeResult.NOT_DUE
        case Step.RESOLVE:
            return _resolve(subscription, books, provider, door, clock)
        case Step.CLAIM if not door.has_room():
            return ChargeResult.NO_ROOM
        case Step.CLAIM | Step.ASK_CUSTOMER if not door.is_open():
            books.subscriptions.replace_subscription(put_off(subscription, clock.now()))
            return ChargeResult.CHARGING_OFF
        case Step.CLAIM:
            return _charge(subscription, books, provider, door, clock)
        case _:
            return _change(step, subscription, books, events, clock.now())


def _change(step: Step, subscription: Subscription, books: Books, events: Events, now: int) -> ChargeResult:
    """Whatever the calendar asks for that takes no money."""
    match step:
        case Step.ASK_CUSTOMER:
            changed, result = needing_attention(subscription, Attention.MISSED_PERIODS), ChargeResult.NEEDS_ATTENTION
        case Step.END_PAUSE:
            changed, result = resumed(subscription, subscription.resume_at or now), ChargeResult.RESUMED
        case Step.STOP:
            changed, result = stopped(subscription), ChargeResult.STOPPED
        case Step.HALT:
            changed, result = halted(subscription), ChargeResult.HALTED
        case _:
            changed, result = told_of_expiry(subscription, now), ChargeResult.TOLD_CARD_EXPIRES
            events.card_expires(changed)
    keep_in_step(subscription, books.subscriptions.replace_subscription(changed), books.scheduler, now)
    return result


def _charge(
    subscription: Subscription, books: Books, provider: PaymentProvider, door: Door, clock: Clock
) -> ChargeResult:
    """Claim the open period's next attempt and send it, unless something forbids it."""
    now = clock.now()
    card = books.cards.get_declines(subscription.user_id, subscription.card)
    if card.is_disputed:  # whatever period is open waits, and those that pass meanwhile are asked about
        books.subscriptions.replace_subscription(put_off(subscription, now))
        return ChargeResult.CARD_DISPUTED
    if (free_at := card.free_at(now)) > now:
        waiting = withheld(subscription, books.policy, card_free_at=free_at, now=now)
        keep_in_step(subscription, books.subscriptions.replace_subscription(waiting), books.scheduler, now)
        return ChargeResult.WITHHELD
    if (ends := _given_up_one_forbids(subscription, books, provider, now)) is not None:
        return ends
    payment_id = books.payments.new_payment_id(subscription.user_id)
    claim = books.subscriptions.replace_subscription(claimed(subscription, payment_id, now))
    return _settled(claim, _send(claim, provider, door), books, clock)


def _given_up_one_forbids(
    subscription: Subscription, books: Books, provider: PaymentProvider, now: int
) -> ChargeResult | None:
    """Ask once more about the period's charges that nobody confirmed in time: money must not be taken twice."""
    for reference in given_up_of_period(subscription):
        kind = provider.verify(reference).kind
        if kind is OutcomeKind.SUCCEEDED:
            freeze(subscription, reference, books, now)
            return ChargeResult.NEEDS_ATTENTION
        if kind not in _CERTAINLY_NOT_TAKEN:
            books.subscriptions.replace_subscription(put_off(subscription, now))
            return ChargeResult.UNRESOLVED
    return None


def _send(subscription: Subscription, provider: PaymentProvider, door: Door) -> Outcome:
    """Send the charge in flight; where that tells nothing, ask how it stands."""
    flight, authorization = subscription.in_flight, subscription.authorization
    if flight is None or authorization is None:
        raise ValueError("only a claimed charge of a saved card can be sent")
    reference = str(flight.reference)
    outcome = provider.charge(reference, subscription.money, authorization, subscription.email)
    if outcome.kind is OutcomeKind.UNKNOWN:
        outcome = provider.verify(reference)
    if outcome.kind in {OutcomeKind.HELD_BACK, OutcomeKind.UNKNOWN}:
        door.shut()
    return outcome


def _resolve(
    subscription: Subscription, books: Books, provider: PaymentProvider, door: Door, clock: Clock
) -> ChargeResult:
    """Ask how the charge in flight stands; send it again only when it was certainly never created."""
    flight = subscription.in_flight
    if flight is None:
        raise ValueError("nothing is in flight")
    outcome = provider.verify(str(flight.reference))
    if outcome.kind is OutcomeKind.NOT_FOUND:
        match after_not_found(subscription, clock.now()):
            case NeverCreated.SEND_AGAIN if not door.has_room():
                if is_asked_about(subscription):
                    books.subscriptions.replace_subscription(put_in_line(subscription, clock.now()))
                return ChargeResult.NO_ROOM
            case NeverCreated.SEND_AGAIN if door.is_open():
                subscription = books.subscriptions.replace_subscription(claimed_again(subscription, clock.now()))
                outcome = _send(subscription, provider, door)
            case NeverCreated.DROP:
                books.subscriptions.replace_subscription(dropped(subscription))
                return ChargeResult.UNRESOLVED
    return _settled(subscription, outcome, books, clock)


def _settled(subscription: Subscription, outcome: Outcome, books: Books, clock: Clock) -> ChargeResult:
    payment = settle_charge(subscription, outcome, books=books, now=clock.now())
    return _result(payment.status if payment else None)


def _result(status: PaymentStatus | None) -> ChargeResult:
    return ChargeResult(status) if status else ChargeResult.UNRESOLVED
