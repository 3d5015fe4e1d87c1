"""The queries and bodies of the subscriptions' endpoints: what validates a request is what docs/openapi.json shows.

Bodies are closed: a misspelt field must not be left out of a decision about money.
"""

from shared.api.amounts import Amount
from shared.api.fields import Choice, Email, Flag, HttpUrl, Text, Whole
from shared.api.schemas import CARD_FIELDS, MAX_PAGE_SIZE, PAGE_SIZE
from shared.api.structures import Object
from shared.api.wall_times import Moment, Start
from shared.domain.billing_calendar import Interval
from shared.domain.subscription_changes import CatchUp
from shared.domain.upcoming import MAX_UPCOMING

DEFAULT_UPCOMING = 12

SUBSCRIPTION_LIST_QUERY = Object(
    {
        "limit": Whole(
            required=False,
            minimum=1,
            maximum=MAX_PAGE_SIZE,
            help=f"Subscriptions a page: {PAGE_SIZE} if absent, at most {MAX_PAGE_SIZE}.",
        ),
        "cursor": Whole(required=False, minimum=1, help="From the previous page's next."),
    }
)
UPCOMING_QUERY = Object(
    {"count": Whole(required=False, minimum=1, maximum=MAX_UPCOMING, help=f"How many: {DEFAULT_UPCOMING} if absent.")}
)
_NEW_SCHEDULE = Object(
    {
        "interval": Choice(Interval, required=False),
        "interval_count": Whole(required=False, minimum=1, help="Charge every so many intervals."),
        "timezone": Text(
            required=False, max_length=64, example="Africa/Lagos", help="IANA zone to keep the time of."
        ),
        "charge_time": Text(
            required=False,
            pattern=r"([01]\d|2[0-3]):[0-5]\d",
            pattern_problem="Time has wrong format. Use HH:MM, from 00:00 to 23:59.",
            example="09:00",
            help="Local time of day of the charges.",
        ),
        "anchor_day": Whole(
            required=False,
            minimum=1,
            maximum=31,
            help="Day of the month to come back to, where start_at lies on the last day of a shorter month.",
        ),
        "start_at": Start(
            required=False,
            help="First charge under the new terms; without it they begin with the next charge. A day alone means "
            "the charges' time on that day, a time without its offset the subscription's own zone.",
        ),
    },
    is_closed=True,
    required=False,
    help="What is left out stays as it is.",
)
CHANGE_SUBSCRIPTION = Object(
    {
        "amount": Amount(required=False, help="In the subscription's own currency, at most two decimals."),
        "schedule": _NEW_SCHEDULE,
    },
    refused=CARD_FIELDS,
    is_closed=True,
)
PAUSE_SUBSCRIPTION = Object(
    {
        "until": Moment(
            required=False,
            nullable=True,
            help="When it goes on by itself, with its offset from UTC; absent: resume/.",
        )
    },
    is_closed=True,
)
STOP_SUBSCRIPTION = Object(
    {
        "at_period_end": Flag(required=False, help="Stop when the paid period ends instead of at once."),
        "forget_card": Flag(
            required=False, help="End the saved card at Paystack as well, unless another subscription needs it."
        ),
    },
    is_closed=True,
)
CATCH_UP_SUBSCRIPTION = Object(
    {
        "choice": Choice(
            CatchUp,
            help="charge_one: the last missed period alone; charge_all: each, one after the other, never two within "
            "20 hours; skip_to_next: none, and go on with the next.",
        )
    },
    is_closed=True,
)
UPDATE_CARD = Object(
    {
        "email": Email(
            required=False, help="Whom Paystack asks and writes to; the card's present address if absent."
        ),
        "callback_url": HttpUrl(
            required=False, help="Where the customer returns to; this API's receipt page if absent."
        ),
    },
    refused=CARD_FIELDS,
    is_closed=True,
)
