"""What the simulator remembers: customers, instruments, transactions, refunds, disputes. Money is int subunits."""

from dataclasses import asdict, dataclass, field
from typing import Any

Json = dict[str, Any]

SUCCESS, FAILED, ABANDONED, ONGOING, PROCESSING = "success", "failed", "abandoned", "ongoing", "processing"
QUEUED, REVERSED, REVERSAL_PENDING = "queued", "reversed", "reversal-pending"
TAKEN = frozenset({SUCCESS, REVERSED, REVERSAL_PENDING})
"""Money was taken, whatever was given back of it."""
TERMINAL = TAKEN | {FAILED}
"""No payer and no bank changes these any more (paystack.md 2.2)."""

LEFT = "The transaction was not completed"
"""`gateway_response` of what nobody has paid."""

AWAITING_MERCHANT, RESOLVED = "awaiting-merchant-feedback", "resolved"
"""Statuses of a dispute."""

INITIALIZE, CHARGE = "initialize", "charge_authorization"
"""How a transaction came to be."""


@dataclass
class Customer:
    """One payer by e-mail address (kept in lower case)."""

    id: int
    email: str
    customer_code: str
    created_at: float


@dataclass
class Authorization:
    """A saved instrument of one e-mail (paystack.md section 4); `signature` names the instrument itself."""

    authorization_code: str
    email: str
    bin: str | None
    last4: str | None
    exp_month: str | None
    exp_year: str | None
    channel: str
    card_type: str
    bank: str | None
    country_code: str
    brand: str | None
    reusable: bool
    signature: str | None
    created_at: float
    active: bool = True


@dataclass
class Transaction:
    """One payment; `amount` is what is taken, `requested_amount` what was asked, both in subunits."""

    id: int
    reference: str
    source: str
    email: str
    currency: str
    requested_amount: int
    amount: int
    domain: str
    metadata: Any
    callback_url: str | None
    channels: list[str] | None
    created_at: float
    status: str = ABANDONED
    gateway_response: str = LEFT
    gateway_response_code: str | None = None
    response_code: str | None = None
    message: str | None = None
    channel: str = "card"
    fees: int | None = None
    access_code: str | None = None
    paid_at: float | None = None
    authorization_code: str | None = None
    ip_address: str | None = None
    attempts: int = 0
    errors: int = 0
    waiting: Json | None = None
    """What the payer still has to do: a card's next step, or `{"for": "two_factor"}` and the bank's `verdict`."""
    ending: Json | None = None
    """How it ends by itself: `at` in virtual seconds, and the bank's `verdict`; None where the payer's time ends."""
    is_silent: bool = False
    """Whether no event is sent of it."""

    @property
    def is_taken(self) -> bool:
        """Whether money was taken, whatever was given back of it."""
        return self.status in TAKEN

    @property
    def is_over(self) -> bool:
        """Whether a payer can do nothing more about it: a checkout that was left can still be paid."""
        return self.status in TERMINAL or (self.status == ABANDONED and self.source == CHARGE)


@dataclass
class Refund:
    """Money on its way back (paystack.md section 6); `transaction_id` and `reference` name the charge.

    `ends` is the last of its statuses, and `next_at` the virtual second at which it goes on to the next by itself.
    """

    id: int
    transaction_id: int
    reference: str
    amount: int
    currency: str
    domain: str
    customer_note: str
    merchant_note: str
    created_at: float
    updated_at: float
    ends: str
    status: str
    next_at: float | None = None
    refunded_at: float | None = None
    refund_reference: str | None = None
    dispute_id: int | None = None
    """The dispute that it settled."""


@dataclass
class Dispute:
    """A payer wants money back by way of their bank (paystack.md 5.3).

    `transaction_id` and `reference` name the charge. `refund_amount` is what they want, and in the end what they got.
    Moments are virtual seconds: `next_at` is when it goes on by itself, with a reminder or, at `due_at`, by being
    accepted. `evidence` is what the merchant said of the payer, `files` what was uploaded, by the name that Paystack
    gave it.
    """

    id: int
    transaction_id: int
    reference: str
    refund_amount: int
    currency: str
    domain: str
    category: str
    created_at: float
    updated_at: float
    due_at: float | None = None
    next_at: float | None = None
    status: str = AWAITING_MERCHANT
    resolution: str | None = None
    resolved_at: float | None = None
    evidence: Json | None = None
    attachment: str | None = None
    files: Json = field(default_factory=dict)
    history: list[Json] = field(default_factory=list)
    messages: list[Json] = field(default_factory=list)


def as_json(record: Customer | Authorization | Transaction | Refund | Dispute) -> Json:
    """A record as plain JSON values, for the state file and the control API."""
    return asdict(record)
