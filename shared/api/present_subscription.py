"""Subscriptions as the API shows them to their customers."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.api.presenters import present_instant
from shared.domain.billing_calendar import MONTHS, Schedule
from shared.domain.card_expiry import expires_at
from shared.domain.decline import Decline
from shared.domain.epoch import Epoch
from shared.domain.subscription import ENDED, Attention, Subscription, SubscriptionStatus
from shared.domain.subscription_changes import CatchUp
from shared.domain.subscription_periods import missed_periods
from shared.domain.upcoming import UpcomingCharge, after_charge_under_way, upcoming

Json = dict[str, Any]


def present_subscription(subscription: Subscription, now: int) -> Json:
    """A subscription in full, as it stands at `now` (UTC epoch seconds)."""
    next_charge = next(iter(upcoming(subscription, 1, now)), None)
    next_at = next_charge.at if next_charge else None
    flight = subscription.in_flight
    return {
        "id": subscription.id,
        "status": subscription.status.value,
        "amount": str(subscription.money),
        "currency": subscription.money.currency,
        "payment": subscription.payment_id,
        "schedule": _schedule(subscription.schedule),
        "created_time": present_instant(subscription.created_at),
        "next_charge_at": _instant(next_at),
        "next_charge_local": _local(next_charge.at, next_charge.timezone) if next_charge else None,
        "charges_made": subscription.charged,
        "charges": subscription.charges,
        "end_at": _instant(subscription.end_at),
        "stops_at": _instant(_stops_at(subscription, now)),
        "paused_until": _instant(subscription.resume_at),
        "card": _card(subscription, next_at),
        "change": _change(subscription.coming) if subscription.coming else None,
        "past_due": _past_due(subscription),
        "action_required": _action_required(subscription, now),
        "attention": _attention(subscription, now),
        "last_charge": str(flight.reference) if flight else None,
    }


def present_upcoming(subscription_id: int, charges: list[UpcomingCharge]) -> Json:
    """What will be charged next, and when by the customer's clock."""
    shown = [
        {
            "index": charge.index,
            "at": present_instant(charge.at),
            "local": _local(charge.at, charge.timezone),
            "timezone": charge.timezone,
            "amount": str(charge.money),
            "currency": charge.money.currency,
        }
        for charge in charges
    ]
    return {"subscription": subscription_id, "results": shown}


def _instant(instant: int | None) -> str | None:
    return present_instant(instant) if instant is not None else None


def _local(instant: int, timezone: str) -> str:
    """`2026-02-28T09:00:00+01:00`."""
    return datetime.fromtimestamp(instant, ZoneInfo(timezone)).isoformat()


def _schedule(schedule: Schedule) -> Json:
    return {
        "interval": schedule.interval.value,
        "interval_count": schedule.interval_count,
        "timezone": schedule.timezone,
        "anchor": schedule.anchor,
        "anchor_day": schedule.day if schedule.interval in MONTHS else None,
    }


def _stops_at(subscription: Subscription, now: int) -> int | None:
    """The end of the period that is paid, where it stops with that."""
    if not subscription.stops_at_period_end or subscription.status in ENDED:
        return None
    return after_charge_under_way(subscription, now).next_charge_at


def _card(subscription: Subscription, next_charge_at: int | None) -> Json | None:
    card = subscription.authorization
    if card is None:
        return None
    expiry = expires_at(card, subscription.schedule.timezone)
    return {
        "brand": card.brand or None,
        "last4": card.last4 or None,
        "exp_month": card.exp_month or None,
        "exp_year": card.exp_year or None,
        "expires_before_next_charge": expiry is not None and next_charge_at is not None and expiry <= next_charge_at,
    }


def _change(coming: Epoch) -> Json:
    return {
        "starts_at": present_instant(coming.begins_at),
        "amount": str(coming.money),
        "schedule": _schedule(coming.schedule),
    }


def _past_due(subscription: Subscription) -> Json | None:
    if subscription.status not in {SubscriptionStatus.PAST_DUE, SubscriptionStatus.HALTED}:
        return None
    dunning = subscription.dunning
    decline = Decline(dunning.code, dunning.text) if dunning and dunning.code else None
    return {
        "declines": dunning.declines if dunning else 0,
        "failure": _failure(decline) if decline else None,
        "next_retry_at": _instant(subscription.charge_at) if not subscription.in_flight else None,
        "halts_at": _instant(dunning.halts_at if dunning else None),
        "needs_new_card": dunning is not None and dunning.is_exhausted,
    }


def _failure(decline: Decline) -> Json:
    return {"code": decline.code, "message": decline.text or None, "class": decline.decline_class.value}


def _action_required(subscription: Subscription, now: int) -> Json | None:
    flight = subscription.in_flight
    if flight is None or not flight.challenge_url:
        return None
    if flight.challenge_expires_at is not None and now >= flight.challenge_expires_at:
        return None
    return {"url": flight.challenge_url, "expires_at": _instant(flight.challenge_expires_at)}


def _attention(subscription: Subscription, now: int) -> Json | None:
    if subscription.status is not SubscriptionStatus.NEEDS_ATTENTION or subscription.attention is None:
        return None
    is_theirs = subscription.attention is Attention.MISSED_PERIODS
    return {
        "reason": subscription.attention.value,
        "missed_periods": sum(1 for _ in missed_periods(subscription, now)) if is_theirs else 0,
        "choices": [choice.value for choice in CatchUp] if is_theirs else [],
    }
