"""What the simulator remembers: customers, saved instruments and transactions. Money is int subunits."""

from dataclasses import asdict, dataclass
from typing import Any

Json = dict[str, Any]

SUCCESS, FAILED, ABANDONED, ONGOING, PROCESSING = "success", "failed", "abandoned", "ongoing", "processing"
TERMINAL = frozenset({SUCCESS, FAILED})
"""Statuses which the simulator never leaves again (paystack.md 2.2); `abandoned` is not one of them."""

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
    gateway_response: str = "The transaction was not completed"
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
    """What the payer still has to do: a card's next step, or `{"for": "two_factor"}`."""


def as_json(record: Customer | Authorization | Transaction) -> Json:
    """A record as plain JSON values, for the state file and the control API."""
    return asdict(record)
