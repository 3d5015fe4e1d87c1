"""The journal of a subscription's charges: claim, send, resolve, settle.

A charge is put in flight before it is sent and taken out when its end is known. Every function returns the
subscription as it should be stored next. All instants are UTC epoch seconds.
"""

from dataclasses import replace
from enum import StrEnum

from shared.domain.decline import CHALLENGE_EXPIRED, Decline, DeclineClass
from shared.domain.dunning import Dunning, DunningPolicy, begun, next_retry
from shared.domain.payment import DAY, HOUR, MINUTE
from shared.domain.reference import ChargeReference, parse_reference
from shared.domain.spread import delay
from shared.domain.subscription import (
    CHARGEABLE,
    ENDED,
    InFlight,
    Subscription,
    SubscriptionStatus,
    indexed,
    moved_to,
    stopped,
)
from shared.domain.subscription_periods import opened

LEASE = 3 * MINUTE
"""How long a claim is left alone: longer than the charge function can live."""
NOT_FOUND_TWICE_APART = 2 * MINUTE
"""Paystack may know a charge only some time after it was made: one "not found" proves nothing."""
UNRESOLVED_TOO_LONG = 2 * HOUR
GIVEN_UP_AFTER = DAY
"""A stopped subscription's charge that Paystack has not known for this long is dropped, not sent again."""
GIVEN_UP_KEPT = 10
CHALLENGE_EXPIRES_AFTER = DAY
"""How long a customer has to confirm a charge; longer than Paystack keeps the page open."""
HELD_BACK_FOR = NOT_FOUND_TWICE_APART
"""After "too many": by then one "not found" is the second word that the charge was never created."""
_ASK_AGAIN_AFTER = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR)
"""After the n-th unresolved answer; the last one for ever."""


def claimed(subscription: Subscription, payment_id: int, now: int) -> Subscription:
    """Put the next charge in flight, before it is sent; the due index still leads to it."""
    flight = InFlight(subscription.next_reference, payment_id, subscription.card, now, ask_at=now + LEASE)
    return replace(subscription, in_flight=replace(flight, card_payment_id=subscription.card_payment_id))


def claimed_again(subscription: Subscription, now: int) -> Subscription:
    """Take the charge in flight up once more, to send it again under the same reference."""
    flight = replace(_flight(subscription), card=subscription.card, card_payment_id=subscription.card_payment_id)
    return replace(subscription, in_flight=replace(flight, ask_at=now + LEASE, not_found_at=None))


def put_in_line(subscription: Subscription, now: int) -> Subscription:
    """Have the charge in flight, which is to be sent again, wait for room where it would if it had not been sent."""
    flight = _flight(subscription)
    due_at = min(subscription.charge_at or flight.claimed_at, flight.claimed_at)
    return replace(subscription, in_flight=replace(flight, ask_at=now), look_at=due_at)


class NeverCreated(StrEnum):
    """What to do about a charge in flight that Paystack does not know."""

    ASK_AGAIN = "ask_again"
    SEND_AGAIN = "send_again"
    DROP = "drop"


def after_not_found(subscription: Subscription, now: int) -> NeverCreated:
    """Decide on a "not found" at `now`: only the second, minutes after the first, means never created.

    Nothing is sent for a customer who has stopped or paused meanwhile.
    """
    first = _flight(subscription).not_found_at
    missing_for = now - first if first is not None else 0
    if subscription.status in CHARGEABLE:
        return NeverCreated.SEND_AGAIN if missing_for >= NOT_FOUND_TWICE_APART else NeverCreated.ASK_AGAIN
    return NeverCreated.DROP if missing_for >= GIVEN_UP_AFTER else NeverCreated.ASK_AGAIN


def unresolved(
    subscription: Subscription, now: int, *, not_found: bool = False, challenge_url: str = "", is_left: bool = False
) -> Subscription:
    """Keep the charge in flight and ask again later: 1, 5, 15 minutes, then every hour, for ever.

    `challenge_url` is where the customer can confirm it, and the first one given starts the time they have. So does
    the first news that they have left it (`is_left`), where the answer with the address was lost.
    """
    flight = _flight(subscription)
    wait = _ASK_AGAIN_AFTER[min(flight.asked, len(_ASK_AGAIN_AFTER) - 1)]
    first_seen = (flight.not_found_at or now) if not_found else None
    later = replace(flight, asked=flight.asked + 1, ask_at=now + wait, not_found_at=first_seen)
    if challenge_url or is_left:
        expires_at = flight.challenge_expires_at or now + CHALLENGE_EXPIRES_AFTER
        url = challenge_url or flight.challenge_url
        later = replace(later, challenge_url=url, challenge_expires_at=expires_at)
    return indexed(replace(subscription, in_flight=later))


def held_back(subscription: Subscription, now: int) -> Subscription:
    """Keep the charge in flight that Paystack did not look at: that is a "not found", and asking is not put off more.

    It is asked about before it is sent again, as every charge is: an earlier send of it may have arrived.
    """
    flight = _flight(subscription)
    later = replace(flight, ask_at=now + HELD_BACK_FOR, not_found_at=flight.not_found_at or now)
    return indexed(replace(subscription, in_flight=later))


def captured(subscription: Subscription, captured_at: int) -> Subscription:
    """The charge in flight succeeded: its period is over, the next one is opened."""
    over = replace(
        subscription,
        in_flight=None,
        next_index=_flight(subscription).reference.index + 1,
        attempt=1,
        dunning=None,
        charged=subscription.charged + 1,
        last_capture_at=captured_at,
    )
    if over.status is SubscriptionStatus.PAST_DUE:
        over = moved_to(over, SubscriptionStatus.ACTIVE)
    following = opened(over, over.next_index) if over.status not in ENDED else over
    if following.is_catching_up and following.next_charge_at > captured_at:
        following = replace(following, is_catching_up=False)
    return following if following.status in CHARGEABLE else indexed(replace(following, charge_at=None))


def declined(
    subscription: Subscription, decline: Decline, policy: DunningPolicy, *, card_free_at: int, now: int
) -> Subscription:
    """The charge in flight was refused: the same period is tried again later under the next attempt, if at all.

    `card_free_at` is when the card may be tried again; another one that came meanwhile is tried at once. A customer
    who was to leave with the period leaves now.
    """
    flight = _flight(subscription)
    over = dropped(subscription) if decline.code == CHALLENGE_EXPIRED else landed(subscription)
    over = replace(over, attempt=flight.reference.attempt + 1)
    dunning = _with_decline(over, decline, policy, now)
    if over.status not in CHARGEABLE:
        return indexed(replace(over, dunning=dunning))
    if over.stops_at_period_end:
        return stopped(over)
    if flight.card_payment_id != subscription.card_payment_id:
        return indexed(moved_to(replace(over, dunning=None, charge_at=now), SubscriptionStatus.PAST_DUE))
    wait = delay(over.user_id, over.id, over.spread, policy.retry_wall)
    retry_at = next_retry(dunning, policy, over.schedule.timezone, now, card_free_at, wait)
    if retry_at is not None:
        dunning = replace(dunning, halts_at=max(dunning.halts_at, retry_at))
    past_due = moved_to(replace(over, dunning=dunning, charge_at=retry_at), SubscriptionStatus.PAST_DUE)
    return halted(past_due) if retry_at is None and now >= dunning.halts_at else indexed(past_due)


def _with_decline(subscription: Subscription, decline: Decline, policy: DunningPolicy, now: int) -> Dunning:
    so_far = subscription.dunning or begun(policy, subscription.schedule.timezone, now)
    is_infrastructure = decline.decline_class is DeclineClass.INFRASTRUCTURE
    return replace(
        so_far,
        declines=so_far.declines + 1,
        infrastructure_declines=so_far.infrastructure_declines + int(is_infrastructure),
        code=decline.code,
        text=decline.text,
    )


def withheld(subscription: Subscription, policy: DunningPolicy, *, card_free_at: int, now: int) -> Subscription:
    """Send nothing although it is due: the card was refused too often of late. It waits as if it had been refused."""
    dunning = subscription.dunning or begun(policy, subscription.schedule.timezone, now)
    waits = card_free_at <= dunning.halts_at
    past_due = replace(subscription, dunning=dunning, charge_at=card_free_at if waits else None)
    return indexed(moved_to(past_due, SubscriptionStatus.PAST_DUE))


def halted(subscription: Subscription) -> Subscription:
    """Try no more by itself."""
    return indexed(replace(moved_to(subscription, SubscriptionStatus.HALTED), charge_at=None))


def has_challenge_expired(subscription: Subscription, now: int) -> bool:
    """Whether the customer's time to confirm the charge in flight is over."""
    flight = subscription.in_flight
    return flight is not None and flight.challenge_expires_at is not None and now >= flight.challenge_expires_at


def is_unresolved_too_long(subscription: Subscription, now: int) -> bool:
    """Whether the end of the charge in flight has been unknown for so long that a person should be told.

    While the customer still may confirm it there is nothing to be told.
    """
    flight = subscription.in_flight
    if flight is None or (flight.challenge_expires_at is not None and now < flight.challenge_expires_at):
        return False
    return now - flight.claimed_at >= UNRESOLVED_TOO_LONG


def landed(subscription: Subscription) -> Subscription:
    """Take the charge out of flight, and change nothing else."""
    return indexed(replace(subscription, in_flight=None))


def dropped(subscription: Subscription) -> Subscription:
    """Take the charge out of flight although Paystack has not ended it, and remember that."""
    given_up = (*subscription.given_up, str(_flight(subscription).reference))
    return landed(replace(subscription, given_up=given_up[-GIVEN_UP_KEPT:]))


def given_up_of_period(subscription: Subscription) -> list[str]:
    """Return the open period's charges that were given up: they are asked about before another one is sent."""
    named = ((one, parse_reference(one)) for one in subscription.given_up)
    return [one for one, at in named if isinstance(at, ChargeReference) and at.index == subscription.next_index]


def _flight(subscription: Subscription) -> InFlight:
    if subscription.in_flight is None:
        raise ValueError("no charge of this subscription is in flight")
    return subscription.in_flight
