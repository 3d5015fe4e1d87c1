"""The journal of a subscription's charges: claim, send, resolve, settle.

A charge is put in flight before it is sent and taken out when its end is known. Every function returns the
subscription as it should be stored next. All instants are UTC epoch seconds.
"""

from dataclasses import replace
from enum import StrEnum

from shared.domain.billing_calendar import due
from shared.domain.payment import DAY, HOUR, MINUTE
from shared.domain.reference import ChargeReference
from shared.domain.subscription import CHARGEABLE, InFlight, Subscription, SubscriptionStatus

LEASE = 3 * MINUTE
"""How long a claim is left alone: longer than the charge function can live."""
MIN_BETWEEN_CAPTURES = 20 * HOUR
NOT_FOUND_TWICE_APART = 2 * MINUTE
"""Paystack may know a charge only some time after it was made: one "not found" proves nothing."""
UNRESOLVED_TOO_LONG = 2 * HOUR
GIVEN_UP_AFTER = DAY
"""A stopped subscription's charge that Paystack has not known for this long is dropped, not sent again."""
_ASK_AGAIN_AFTER = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR)
"""After the n-th unresolved answer; the last one for ever."""
_RETRY_AFTER_DECLINE = (DAY, 3 * DAY, 5 * DAY, 5 * DAY)
"""Four retries within 14 days, then the subscription halts."""


def claimed(subscription: Subscription, payment_id: int, now: int) -> Subscription:
    """Put the next charge in flight, before it is sent; the due index still leads to it."""
    reference = ChargeReference(subscription.user_id, subscription.id, subscription.next_index, subscription.attempt)
    return replace(subscription, in_flight=InFlight(reference, payment_id, now, now + LEASE))


def claimed_again(subscription: Subscription, now: int) -> Subscription:
    """Take the charge in flight up once more, to send it again under the same reference."""
    flight = replace(_flight(subscription), ask_at=now + LEASE, not_found_at=None)
    return replace(subscription, in_flight=flight)


class NeverCreated(StrEnum):
    """What to do about a charge in flight that Paystack does not know."""

    ASK_AGAIN = "ask_again"
    SEND_AGAIN = "send_again"
    DROP = "drop"


def after_not_found(subscription: Subscription, now: int) -> NeverCreated:
    """Decide on a "not found" at `now`: only the second, minutes after the first, means never created.

    Nothing is sent for a customer who has stopped meanwhile.
    """
    first = _flight(subscription).not_found_at
    missing_for = now - first if first is not None else 0
    if subscription.status in CHARGEABLE:
        return NeverCreated.SEND_AGAIN if missing_for >= NOT_FOUND_TWICE_APART else NeverCreated.ASK_AGAIN
    return NeverCreated.DROP if missing_for >= GIVEN_UP_AFTER else NeverCreated.ASK_AGAIN


def unresolved(subscription: Subscription, now: int, *, not_found: bool) -> Subscription:
    """Keep the charge in flight and ask again later: 1, 5, 15 minutes, then every hour, for ever."""
    flight = _flight(subscription)
    wait = _ASK_AGAIN_AFTER[min(flight.asked, len(_ASK_AGAIN_AFTER) - 1)]
    first_seen = (flight.not_found_at or now) if not_found else None
    later = replace(flight, asked=flight.asked + 1, ask_at=now + wait, not_found_at=first_seen)
    return replace(subscription, in_flight=later, look_at=later.ask_at)


def captured(subscription: Subscription, captured_at: int) -> Subscription:
    """The charge in flight succeeded: its period is over, the next one is set."""
    index = _flight(subscription).reference.index + 1
    next_charge_at = due(subscription.schedule, index)
    ended = subscription.status not in CHARGEABLE
    return replace(
        subscription,
        status=subscription.status if ended else SubscriptionStatus.ACTIVE,
        in_flight=None,
        attempt=1,
        next_index=index,
        next_charge_at=next_charge_at,
        last_capture_at=captured_at,
        look_at=None if ended else max(next_charge_at, captured_at + MIN_BETWEEN_CAPTURES),
    )


def declined(subscription: Subscription, now: int) -> Subscription:
    """The charge in flight was refused: the same period is tried again later, under the next attempt."""
    tried = _flight(subscription).reference.attempt
    landed = replace(subscription, in_flight=None, attempt=tried + 1, look_at=None)
    if subscription.status not in CHARGEABLE:
        return landed
    if tried > len(_RETRY_AFTER_DECLINE):
        return replace(landed, status=SubscriptionStatus.HALTED)
    return replace(landed, status=SubscriptionStatus.PAST_DUE, look_at=now + _RETRY_AFTER_DECLINE[tried - 1])


def is_unresolved_too_long(subscription: Subscription, now: int) -> bool:
    """Whether the end of the charge in flight has been unknown for so long that a person should be told."""
    flight = subscription.in_flight
    return flight is not None and now - flight.claimed_at >= UNRESOLVED_TOO_LONG


def dropped(subscription: Subscription) -> Subscription:
    """Forget a charge that was never created, of a subscription that is over."""
    return replace(subscription, in_flight=None, look_at=None)


def _flight(subscription: Subscription) -> InFlight:
    if subscription.in_flight is None:
        raise ValueError("no charge of this subscription is in flight")
    return subscription.in_flight
