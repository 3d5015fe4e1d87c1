"""The answers of the subscriptions' endpoints, as docs/openapi.json shows them."""

from shared.api.fields import Choice, Flag, HttpUrl, Instant, Text, Whole
from shared.api.schemas import MAX_PAGE_SIZE, Currency
from shared.api.structures import Many, Object
from shared.domain.billing_calendar import Interval
from shared.domain.decline import DeclineClass
from shared.domain.subscription import Attention, SubscriptionStatus
from shared.domain.subscription_changes import CatchUp
from shared.domain.upcoming import MAX_UPCOMING

_LOCAL = "2027-02-28T09:00:00+01:00"

SUBSCRIPTION_SCHEDULE = Object(
    {
        "interval": Choice(Interval, help="The unit in which charges repeat."),
        "interval_count": Whole(minimum=1, help="Charged every so many intervals."),
        "timezone": Text(example="Africa/Lagos", help="IANA zone whose wall time the charges keep."),
        "anchor": Text(
            example="2027-01-31T09:00:00", help="Wall time in that zone from which every charge is counted."
        ),
        "anchor_day": Whole(
            minimum=1,
            maximum=31,
            nullable=True,
            help="Day of the month that charges come back to after a shorter month; null for days and weeks.",
        ),
    }
)
_CARD = Object(
    {
        "brand": Text(nullable=True),
        "last4": Text(nullable=True, help="Its last four digits."),
        "exp_month": Text(nullable=True, example="08", help="Month printed on it, through which it is good."),
        "exp_year": Text(nullable=True, example="2028"),
        "expires_before_next_charge": Flag(help="Whether it will have ended by the next charge: time for a new one."),
    },
    nullable=True,
    help="What the next charges are made with; null while there is none.",
)
_CHANGE = Object(
    {
        "starts_at": Instant(help="First charge under the new terms."),
        "amount": Text(example="6000.00"),
        "schedule": SUBSCRIPTION_SCHEDULE,
    },
    nullable=True,
    help="New terms that were agreed for later; until they start the present hold. Another change replaces them.",
)
_FAILURE = Object(
    {
        "code": Text(help="Paystack's code for it."),
        "message": Text(nullable=True, help="The bank's words, for people."),
        "class": Choice(
            DeclineClass,
            help="How it is tried again. soft: after days; infrastructure: after hours; careful: seldom; "
            "hard: not with this card.",
        ),
    },
    nullable=True,
    help="Why the last try was refused; null when nothing was refused since the card was changed.",
)
_PAST_DUE = Object(
    {
        "declines": Whole(minimum=0, help="How often the open period's charge was refused."),
        "failure": _FAILURE,
        "next_retry_at": Instant(nullable=True, help="When it is tried again by itself; null when it is not."),
        "halts_at": Instant(
            nullable=True, help="When it is given up. Until then a new card, or retry/, still saves the subscription."
        ),
        "needs_new_card": Flag(help="Whether this card cannot be tried again: update-card/."),
    },
    nullable=True,
    help="What went wrong, and what happens next, while it is past_due or halted.",
)
_ACTION = Object(
    {
        "url": HttpUrl(help="Send the customer here to confirm the charge under way."),
        "expires_at": Instant(nullable=True, help="After this it counts as refused."),
    },
    nullable=True,
    help="What the customer's bank asks of them before it pays.",
)
_ATTENTION = Object(
    {
        "reason": Choice(
            Attention,
            help="missed_periods: two or more periods passed without a charge, and the customer chooses (catch-up/); "
            "unclear_money: the merchant looks into a payment first.",
        ),
        "missed_periods": Whole(minimum=0, help="How many are due by now."),
        "choices": Many(
            Choice(CatchUp), min_items=0, help="What catch-up/ takes; empty when it is not theirs to choose."
        ),
    },
    nullable=True,
    help="Why nothing is charged until a person has chosen, while it is needs_attention.",
)
SUBSCRIPTION = Object(
    {
        "id": Whole(minimum=1),
        "status": Choice(SubscriptionStatus),
        "amount": Text(example="5000.00", help="What a charge takes, in the currency's major unit."),
        "currency": Choice(Currency),
        "payment": Whole(minimum=1, help="The payment that began it."),
        "schedule": SUBSCRIPTION_SCHEDULE,
        "created_time": Instant(),
        "next_charge_at": Instant(nullable=True, help="When it is charged next; null when nothing more is charged."),
        "next_charge_local": Text(nullable=True, example=_LOCAL, help="The same in its own zone."),
        "charges_made": Whole(minimum=0, help="Recurring charges paid so far."),
        "charges": Whole(minimum=1, nullable=True, help="It is completed after so many; null for no limit."),
        "end_at": Instant(nullable=True, help="No charge comes after this; null for no end."),
        "stops_at": Instant(nullable=True, help="When it stops with the paid period; resume/ takes that back."),
        "paused_until": Instant(nullable=True, help="When a pause ends by itself; null for one that does not."),
        "card": _CARD,
        "change": _CHANGE,
        "past_due": _PAST_DUE,
        "action_required": _ACTION,
        "attention": _ATTENTION,
        "last_charge": Text(nullable=True, help="Reference of a charge that is under way."),
    }
)
SUBSCRIPTION_LIST = Object(
    {
        "next": HttpUrl(nullable=True, help="Address of the next page."),
        "results": Many(SUBSCRIPTION, min_items=0, max_items=MAX_PAGE_SIZE),
    }
)
UPCOMING_CHARGE = Object(
    {
        "index": Whole(minimum=0, help="Which charge of the subscription it is."),
        "at": Instant(help="When, in UTC."),
        "local": Text(example=_LOCAL, help="The same in the subscription's own zone."),
        "timezone": Text(example="Africa/Lagos"),
        "amount": Text(example="5000.00"),
        "currency": Choice(Currency),
    }
)
UPCOMING_CHARGES = Object(
    {
        "subscription": Whole(minimum=1),
        "results": Many(
            UPCOMING_CHARGE,
            min_items=0,
            max_items=MAX_UPCOMING,
            help="The next charges if each succeeds; fewer where it ends, is held, or asks its customer first.",
        ),
    }
)
STOPPED_SUBSCRIPTION = Object(
    {
        **SUBSCRIPTION.fields,
        "card_forgotten": Flag(
            nullable=True,
            help="Whether the card was ended; false when another subscription needs it or Paystack could not be "
            "reached: ask again. Null when that was not asked for.",
        ),
    }
)
