"""What Paystack says of a charge, in our words.

Seven kinds of answer, not two: money taken, refused by the bank, not final yet, left by the customer, certainly never
created, not looked at, and unknown. Whatever is missing or odd maps to unknown, never to refused.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.money import Money


class OutcomeKind(StrEnum):
    """How a charge stands at Paystack."""

    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    """Final: the bank, or Paystack on a bad authorization, said no. No money moved."""
    PENDING = "pending"
    """Known to Paystack and not final: the customer or a bank has yet to act."""
    ABANDONED = "abandoned"
    """Not final either, but the customer has not completed it and nobody is at it now: a checkout that waits to be
    paid, one whose card was refused at the first step, or a challenge that was left."""
    NOT_FOUND = "not_found"
    """Paystack has no such reference, as far as it can see now."""
    UNKNOWN = "unknown"
    """No answer, or none that makes sense: ask again."""
    HELD_BACK = "held_back"
    """Paystack did not look at this call, for there were too many: what was asked for was not begun by it."""


@dataclass(frozen=True, slots=True)
class Authorization:
    """A saved instrument: `code` charges it, `signature` says which instrument it is."""

    code: str
    reusable: bool
    signature: str = ""
    channel: str = ""
    brand: str = ""
    last4: str = ""
    exp_month: str = ""
    exp_year: str = ""
    bank: str = ""

    @property
    def instrument(self) -> str:
        """What tells one instrument from another: codes are made anew at each checkout, signatures are not."""
        return self.signature or self.code


@dataclass(frozen=True, slots=True)
class Transaction:
    """A charge as Paystack recorded it; amounts in subunits, `paid_at` in UTC epoch seconds.

    `is_reversed` is true once it was given back, `is_reversal_pending` while that is on its way. `id` is Paystack's
    own number, up to 64 bits.
    """

    reference: str
    amount: int
    currency: str
    requested_amount: int | None = None
    fees: int | None = None
    paid_at: int | None = None
    channel: str = ""
    customer_email: str = ""
    authorization: Authorization | None = None
    is_reversed: bool = False
    is_reversal_pending: bool = False
    id: int | None = None

    def covers(self, reference: str, money: Money) -> bool:
        """Whether this is the charge we asked for: same reference and currency, our amount, paid in full.

        Where the customer bears the fees, `amount` is what we asked plus `fees`; a charge of a saved card
        then reports no `requested_amount`, so the sum is checked instead.
        """
        if self.reference != reference or self.currency != money.currency:
            return False
        if self.requested_amount is not None:
            return self.requested_amount == money.subunits <= self.amount
        return money.subunits in {self.amount, self.amount - (self.fees or 0)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer about one charge; `transaction` is there when Paystack described it.

    `failure_code` is Paystack's `gateway_response_code`, "unknown" where it gave none, or AUTHORIZATION_REFUSED;
    `failure_text` is for people only. `challenge_url` is where the customer confirms a charge that waits for that
    (PENDING); Paystack tells it once, in the answer to the charge.
    """

    kind: OutcomeKind
    transaction: Transaction | None = None
    failure_code: str = ""
    failure_text: str = ""
    challenge_url: str = ""


AUTHORIZATION_REFUSED = "authorization_refused"
"""Failure code where Paystack refused the authorization itself, without asking the bank: nothing was created."""
UNKNOWN = Outcome(OutcomeKind.UNKNOWN)
NOT_FOUND = Outcome(OutcomeKind.NOT_FOUND)
HELD_BACK = Outcome(OutcomeKind.HELD_BACK)


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """What a checkout page is asked for: `metadata` is JSON text for the merchant to find again.

    `is_recurring` asks for an instrument that can be charged again.
    """

    reference: str
    money: Money
    email: str
    callback_url: str
    channels: tuple[str, ...] = ()
    metadata: str = ""
    is_recurring: bool = False


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where the customer pays: Paystack never tells the address again."""

    access_code: str
    authorization_url: str
