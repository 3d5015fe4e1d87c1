"""Paystack's test cards and the simulator's own, what each does (section 10), and the checks on a card form."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from local.paystack_simulator.outcomes import Outcome, declined

_NUMBER = re.compile(r"\d{12,19}")
_CVV = re.compile(r"\d{3,4}")
_EXPIRY = re.compile(r"(\d{1,2})\s*/\s*(\d{4}|\d{2})")
_DECEMBER = 12
_CENTURY = 2000
_LONG_YEAR = 4


@dataclass(frozen=True)
class Step:
    """Something the payer must still give: its form field, a right answer, and what a wrong one means."""

    field: str
    answer: str
    wrong: Outcome
    pattern: str | None = None

    def accepts(self, value: str) -> bool:
        """Whether `value` is right: equal to the answer, or of the pattern where there is one."""
        if self.pattern is None:
            return value == self.answer
        return re.fullmatch(self.pattern, value) is not None


def _pin(answer: str) -> Step:
    return Step("pin", answer, declined("invalid_pin"))


_OTP = Step("otp", "123456", declined("unknown", "Token Authorization Not Successful"))
_PHONE = Step("phone", "08012345678", declined("unknown", "Unable to process transaction"), r"\+?\d{10,15}")
_BANK = Step("bank_auth", "approve", declined("customer_cancellation", "Declined"))


@dataclass(frozen=True)
class PaymentCard:
    """A test card: its steps in order, and its decline (None when it pays).

    `saved` is what becomes of a later charge of it: a decline code, or `paused`; empty when it pays. `refund` is how
    a refund to it ends. `expires_now` has its expiry filled in as the current month.
    """

    key: str
    label: str
    number: str
    cvv: str
    brand: str
    steps: tuple[Step, ...] = ()
    decline: Outcome | None = None
    saved: str = ""
    refund: str = "processed"
    expires_now: bool = False


_PAYSTACKS = (
    PaymentCard("success", "Pays at once", "4084084084084081", "408", "visa"),
    PaymentCard("pin", "Pays after PIN 1111", "507850785078507812", "081", "verve", (_pin("1111"),)),
    PaymentCard(
        "pin_otp", "Pays after PIN 1234, OTP 123456", "5060666666666666666", "123", "verve",
        (_pin("1234"), _OTP),
    ),
    PaymentCard(
        "pin_phone_otp", "Pays after PIN 0000, phone, OTP 123456", "507850785078507804", "884", "verve",
        (_pin("0000"), _PHONE, _OTP),
    ),
    PaymentCard("bank", "Pays after the bank's page", "5192602720584796", "123", "mastercard", (_BANK,)),
    PaymentCard(
        "declined", "Declined", "4084080000005408", "001", "visa", decline=declined("do_not_honor")
    ),
    PaymentCard(
        "no_token", "Token not generated after PIN 0000", "507850785078507853", "082", "verve",
        (_pin("0000"),), declined("unknown", "Token Not Generated"),
    ),
    PaymentCard(
        "insufficient", "Insufficient funds", "4084080000670037", "787", "visa",
        decline=declined("insufficient_funds"),
    ),
    PaymentCard("refund_fails", "Pays; its refund fails", "4084080000671803", "180", "visa", refund="failed"),
    PaymentCard(
        "refund_attention", "Pays; its refund needs attention", "4084080000671902", "190", "visa",
        refund="needs-attention",
    ),
)  # fmt: skip
_OWN = (
    PaymentCard("second", "Another card that pays at once", "5192600000000004", "124", "mastercard"),
    PaymentCard("expiring", "Pays; expires this month", "4084000000000100", "100", "visa", expires_now=True),
    PaymentCard(
        "soft", "Pays; later charges lack funds", "4084000000000209", "200", "visa", saved="insufficient_funds"
    ),
    PaymentCard(
        "hard", "Pays; later charges refused: stolen", "4084000000000308", "300", "visa", saved="pickup_stolen_card"
    ),
    PaymentCard("challenged", "Pays; later charges to confirm", "4084000000000407", "400", "visa", saved="paused"),
    PaymentCard("amex", "American Express, pays at once", "370000000000002", "3700", "amex"),
)
"""What Paystack's test cards never do."""
CARDS = _PAYSTACKS + _OWN

BY_NUMBER = {card.number: card for card in CARDS}
BY_KEY = {card.key: card for card in CARDS}

NOT_A_TEST_CARD = declined("unknown", "Transaction declined. Please use the test card.")
WRONG_CVV = declined("cvv_verification_failed", "Declined")


class CardFormError(Exception):
    """A card form that cannot be sent to a bank; the text is for the payer."""


@dataclass(frozen=True)
class CardForm:
    """A card as typed in: digits only, `exp_month` as `01`..`12`, `exp_year` with four digits."""

    number: str
    cvv: str
    exp_month: str
    exp_year: str


def read_card_form(number: str, cvv: str, expiry: str, now: float) -> CardForm:
    """The checked form, or a CardFormError; `now` is virtual seconds since the epoch."""
    digits = re.sub(r"[\s-]", "", number)
    if not _NUMBER.fullmatch(digits):
        raise CardFormError("Enter a card number of 12 to 19 digits.")
    if not _CVV.fullmatch(cvv.strip()):
        raise CardFormError("Enter the CVV: the 3 or 4 digits on the card.")
    match = _EXPIRY.fullmatch(expiry.strip())
    if match is None or not 1 <= int(match[1]) <= _DECEMBER:
        raise CardFormError("Enter the expiry date as MM/YY.")
    month = int(match[1])
    year = int(match[2]) if len(match[2]) == _LONG_YEAR else _CENTURY + int(match[2])
    if has_expired(month, year, now):
        raise CardFormError("This card has expired: enter an expiry date in the future.")
    return CardForm(digits, cvv.strip(), f"{month:02}", str(year))


def has_expired(month: int, year: int, now: float) -> bool:
    """Whether a card is past the last day of its month at `now` (seconds since the epoch)."""
    today = datetime.fromtimestamp(now, UTC)
    return (year, month) < (today.year, today.month)


def usual_expiry(card: PaymentCard | None, now: float) -> str:
    """`MM/YY` for buttons and calls that fill in a card: `12` four years after `now`, or the month of `now`."""
    today = datetime.fromtimestamp(now, UTC)
    if card is not None and card.expires_now:
        return f"{today.month:02}/{today.year % 100:02}"
    return f"12/{(today.year + 4) % 100:02}"
