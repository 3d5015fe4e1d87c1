"""The bodies and queries of every endpoint: what validates a request is what docs/openapi.json shows."""

from enum import StrEnum

from shared.api.amounts import Amount
from shared.api.fields import Choice, Email, Flag, HttpUrl, Instant, Text, Whole
from shared.api.structures import Anything, Many, Object
from shared.domain.billing_calendar import DEFAULT_TIMEZONE, Interval
from shared.domain.money import DEFAULT_CURRENCY, MINIMUM
from shared.domain.payment import PaymentStatus

Currency = StrEnum("Currency", {code: code for code in MINIMUM})  # type: ignore[misc]
PAGE_SIZE, MAX_PAGE_SIZE, MAX_CSV_ROWS = 20, 100, 1_000


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


_CARD_FIELDS = (
    *("ccv", "cvv", "cvc", "pin", "pan", "number", "card_number", "card_type"),
    *("card_first_six_digit", "card_last_four_digit", "expiry_month", "expiry_year", "authorization_code"),
)
CARD_DATA = "Card data is never accepted here: the customer enters it on Paystack's page."

SIGN_UP = Object(
    {
        "username": Text(
            max_length=150,
            pattern=r"[\w.@+-]+",
            pattern_problem=(
                "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."
            ),
            example="amina",
        ),
        "email": Email(example="amina@example.com"),
        "password": Text(max_length=128, help="At least 8 characters, not all digits."),
    }
)
USER = Object({"email": Email(), "username": Text(), "id": Text(help="20 characters of a-z and 2-7.")})
CREDENTIALS = Object({"username": Text(example="amina"), "password": Text()})
TOKEN_PAIR = Object(
    {
        "refresh": Text(),
        "access": Text(),
        "token": Text(required=False, help="Equal to access; on /api/token/ alone."),
    }
)
REFRESH = Object({"refresh": Text()})
ACCESS = Object({"access": Text()})
TOKEN = Object({"token": Text()})
NOTHING = Object({})

SCHEDULE = Object(
    {
        "interval": Choice(Interval, required=False, help="Defaults to payment_interval."),
        "interval_count": Whole(required=False, minimum=1, help="Charge every so many intervals; 1 if absent."),
        "start_at": Instant(
            required=False,
            nullable=True,
            help="Date of the first recurring charge, in the future; the checkout itself is charged at once. "
            "Without it the first recurring charge comes one interval after the checkout's success.",
        ),
        "timezone": Text(
            required=False,
            max_length=64,
            example=DEFAULT_TIMEZONE,
            help=f"IANA zone whose wall time the charges keep; {DEFAULT_TIMEZONE} if absent.",
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
    refused=dict.fromkeys(_CARD_FIELDS, CARD_DATA),
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
        "subscription": Whole(nullable=True, help="The subscription that this payment begins once it is paid."),
    }
)
PAYMENT = Object(
    {
        "id": Whole(minimum=1),
        "reference": Text(),
        "status": Choice(PaymentStatus),
        "amount": Text(example="5000.00"),
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
        "authorization_url": HttpUrl(nullable=True, help="Where a pending payment is made."),
        "metadata": Anything(nullable=True),
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
RECEIVED = Object({"status": Text(example="settled")})
