"""What Paystack says of a charge, in our words.

Five kinds of answer, not two: money taken, refused by the bank, not final yet, certainly never created, and
unknown. Whatever is missing or odd maps to unknown, never to refused.
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
    NOT_FOUND = "not_found"
    """Paystack has no such reference, as far as it can see now."""
    UNKNOWN = "unknown"
    """No answer, or none that makes sense: ask again."""


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


@dataclass(frozen=True, slots=True)
class Transaction:
    """A charge as Paystack recorded it; amounts in subunits, `paid_at` in UTC epoch seconds."""

    reference: str
    amount: int
    currency: str
    requested_amount: int | None = None
    fees: int | None = None
    paid_at: int | None = None
    channel: str = ""
    customer_email: str = ""
    authorization: Authorization | None = None

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

    `failure_code` is Paystack's `gateway_response_code` (or error code); `failure_text` is for people only.
    """

    kind: OutcomeKind
    transaction: Transaction | None = None
    failure_code: str = ""
    failure_text: str = ""


UNKNOWN = Outcome(OutcomeKind.UNKNOWN)
NOT_FOUND = Outcome(OutcomeKind.NOT_FOUND)


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
