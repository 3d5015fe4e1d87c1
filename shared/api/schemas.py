"""The bodies and queries of every endpoint: what validates a request is what docs/openapi.json shows."""

from enum import StrEnum

from shared.api.amounts import Amount
from shared.api.fields import Choice, DateOrInstant, Email, Flag, HttpUrl, Instant, Text, Whole
from shared.api.structures import Anything, Many, Object
from shared.domain.billing_calendar import DEFAULT_TIMEZONE, Interval
from shared.domain.money import DEFAULT_CURRENCY, MINIMUM
from shared.domain.payment import Notice, PaymentStatus, Purpose
from shared.domain.refund import MOST_REFUNDS, RefundStatus

Currency = StrEnum("Currency", {code: code for code in MINIMUM})  # type: ignore[misc]
PAGE_SIZE, MAX_PAGE_SIZE, MAX_CSV_ROWS = 20, 100, 1_000
MAX_CHARGES = 1_000


class Channel(StrEnum):
    """The ways to pay that Paystack's checkout can offer."""

    CARD = "card"
    BANK = "bank"
    APPLE_PAY = "apple_pay"
    USSD = "ussd"
    QR = "qr"
    MOBILE_MONEY = "mobile_money"
    BANK_TRANSFER = "bank_transfer"
    EFT = "eft"
    CAPITEC_PAY = "capitec_pay"
    PAYATTITUDE = "payattitude"


class ListFormat(StrEnum):
    """How a history is written."""

    JSON = "json"
    CSV = "csv"


CARD_DATA = "Card data is never accepted here: the customer enters it on Paystack's page."
CARD_FIELDS = dict.fromkeys(
    (
        *("ccv", "cvv", "cvc", "pin", "pan", "number", "card_number", "card_type"),
        *("card_first_six_digit", "card_last_four_digit", "expiry_month", "expiry_year", "authorization_code"),
    ),
    CARD_DATA,
)
"""Fields that are refused, with the reason."""

CREDENTIALS = Object({"username": Text(example="amina"), "password": Text()})
TOKEN_PAIR = Object(
    {
        "refresh": Text(),
        "access": Text(),
        "token": Text(required=False, help="Equal to access; on /api/token/ alone."),
    }
)
REFRESH = Object({"refresh": Text()})
NEXT_TOKEN_PAIR = Object(
    {
        "access": Text(),
        "refresh": Text(help="Replaces the one that was sent, which is no longer good."),
    }
)
TOKEN = Object({"token": Text()})
NOTHING = Object({})

SCHEDULE = Object(
    {
        "interval": Choice(Interval, required=False, help="Defaults to payment_interval."),
        "interval_count": Whole(required=False, minimum=1, help="Charge every so many intervals; 1 if absent."),
        "start_at": DateOrInstant(
            required=False,
            nullable=True,
            help="Date of the first recurring charge, less than two years ahead; the checkout itself is charged at "
            "once. A date alone means charge_time on that day; a time without an offset is the zone's own. "
            "Without it the first recurring charge comes one interval after the checkout's success.",
        ),
        "timezone": Text(
            required=False,
            max_length=64,
            example=DEFAULT_TIMEZONE,
            help=f"IANA zone whose wall time the charges keep; {DEFAULT_TIMEZONE} if absent.",
        ),
        "charge_time": Text(
            required=False,
            nullable=True,
            pattern="(?:[01][0-9]|2[0-3]):[0-5][0-9]",
            pattern_problem="Enter a time of day as HH:MM.",
            example="09:00",
            help="Local time of day of every charge. Absent: that of start_at (09:00 if it is a date alone), "
            "or else that of the checkout's success.",
        ),
        "anchor_day": Whole(
            required=False,
            nullable=True,
            minimum=1,
            maximum=31,
            help="Day of the month to charge on, for intervals of months; months without it are charged on their "
            "last day. Only needed where start_at falls on the last day of a shorter month.",
        ),
        "end_at": DateOrInstant(
            required=False,
            nullable=True,
            help="Nothing is charged after it; a date alone is the whole of that day. Not together with charges.",
        ),
        "charges": Whole(
            required=False,
            nullable=True,
            minimum=1,
            maximum=MAX_CHARGES,
            help="How many recurring charges to make; the checkout is not counted. Not together with end_at.",
        ),
    },
    is_closed=True,
    required=False,
    nullable=True,
)
INITIALIZE_PAYMENT = Object(
    {
        "email": Email(example="amina@example.com"),
        "amount": Amount(help="In the currency's major unit, at most two decimals."),
        "currency": Choice(Currency, required=False, help=f"{DEFAULT_CURRENCY} if absent."),
        "subscription_plan": Flag(required=False, help="True when the customer agrees to be charged again."),
        "payment_interval": Choice(Interval, required=False, nullable=True),
        "schedule": SCHEDULE,
        "trial_offer": Text(
            required=False,
            nullable=True,
            max_length=64,
            pattern=r"[A-Za-z0-9][A-Za-z0-9._-]*",
            pattern_problem="Use letters, digits, dots, hyphens and underscores, beginning with a letter or digit.",
            example="spring-2027",
            help="The offer whose trial this is, once per card: the checkout then takes a small amount that proves "
            "the card and is given back, and amount is charged from schedule.start_at on.",
        ),
        "channels": Many(
            Choice(Channel),
            required=False,
            help="Ways to pay to offer; a subscription needs card, which is its default.",
        ),
        "callback_url": HttpUrl(
            required=False, help="Where the customer returns to; this API's receipt page if absent."
        ),
        "metadata": Anything(required=False, help="Kept with the payment, and sent to Paystack. 2 KB at most."),
    },
    refused=CARD_FIELDS,
)
CHECKOUT = Object(
    {
        "id": Whole(minimum=1),
        "reference": Text(),
        "access_code": Text(),
        "authorization_url": HttpUrl(help="Send the customer here to pay."),
        "status": Choice(PaymentStatus),
        "amount": Text(example="5000.00"),
        "currency": Choice(Currency),
        "subscription": Whole(
            nullable=True, help="The subscription that this payment begins, or gives its card to, once it is paid."
        ),
    }
)
REFUND = Object(
    {
        "id": Whole(minimum=1, help="Counted within the payment."),
        "amount": Text(example="1500.00"),
        "status": Choice(
            RefundStatus, help="processed: it left; a bank may take days more. failed: nothing went back."
        ),
        "created_time": Instant(),
        "updated_time": Instant(),
    }
)
PAYMENT = Object(
    {
        "id": Whole(minimum=1),
        "reference": Text(),
        "status": Choice(PaymentStatus),
        "amount": Text(example="5000.00"),
        "amount_refunded": Text(example="0.00", help="What went back, by refunds and by disputes."),
        "currency": Choice(Currency),
        "email": Email(),
        "created_time": Instant(),
        "paid_at": Instant(nullable=True),
        "channel": Text(nullable=True),
        "card": Object({"brand": Text(), "last4": Text()}, nullable=True),
        "failure": Object({"code": Text(), "message": Text()}, nullable=True),
        "subscription": Whole(nullable=True),
        "subscription_plan": Flag(help="Whether this checkout began, or was to begin, a subscription."),
        "payment_interval": Choice(Interval, nullable=True),
        "purpose": Choice(
            Purpose, help="card_check: a small amount that proves a card, and is given back by itself."
        ),
        "notice": Choice(
            Notice,
            nullable=True,
            help="Why a paid checkout began no subscription, or gave none a card. not_reusable: it was paid with "
            "something that cannot be charged again; trial_used: the card has had this offer's trial before.",
        ),
        "authorization_url": HttpUrl(nullable=True, help="Where a pending payment is made."),
        "metadata": Anything(nullable=True),
        "refunds": Many(REFUND, min_items=0, max_items=MOST_REFUNDS, help="In the order in which they were made."),
    }
)
PAYMENT_LIST = Object(
    {
        "next": HttpUrl(nullable=True, help="Address of the next page."),
        "results": Many(PAYMENT, min_items=0, max_items=MAX_PAGE_SIZE),
    }
)
LIST_QUERY = Object(
    {
        "limit": Whole(
            required=False,
            minimum=1,
            maximum=MAX_CSV_ROWS,
            help=f"Payments a page: {PAGE_SIZE} if absent, at most {MAX_PAGE_SIZE} ({MAX_CSV_ROWS} as CSV).",
        ),
        "cursor": Whole(required=False, minimum=1, help="From the previous page's next."),
        "status": Choice(PaymentStatus, required=False),
        "subscription": Whole(required=False, minimum=1),
        "from": Instant(required=False, help="Created at or after."),
        "to": Instant(required=False, help="Created before."),
        "format": Choice(ListFormat, required=False),
    }
)
STOP = Object(
    {
        "detail": Text(),
        "subscription": Whole(),
        "status": Text(example="stopped"),
        "last_charge": Text(nullable=True, help="Reference of a charge that was already under way: it is the last."),
    }
)
CALLBACK_QUERY = Object(
    {
        "reference": Text(required=False, max_length=100),
        "trxref": Text(required=False, max_length=100, help="The same, as Paystack also sends it."),
    }
)
