"""The reference's shapes."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, HttpUrl


class Currency(StrEnum):
    NGN = "NGN"
    GHS = "GHS"
    ZAR = "ZAR"
    KES = "KES"
    USD = "USD"
    XOF = "XOF"


class Interval(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


class Schedule(BaseModel):
    interval: Interval
    interval_count: int = Field(default=1, ge=1, le=365)
    start_at: datetime | None = None
    timezone: str = "Africa/Lagos"


class Order(BaseModel):
    model_config = ConfigDict(extra="ignore")
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
    amount: Decimal = Field(gt=0, max_digits=10, decimal_places=2)
    currency: Currency = Currency.NGN
    subscription_plan: bool = False
    payment_interval: Interval | None = None
    schedule: Schedule | None = None
    channels: list[str] = []
    callback_url: HttpUrl | None = None
    metadata: dict[str, Any] | None = None


class Checkout(BaseModel):
    id: int
    reference: str
    access_code: str
    authorization_url: str
    status: str
    amount: Decimal
    currency: Currency
    subscription: int | None = None


class Payment(BaseModel):
    id: int
    reference: str
    status: str
    amount: Decimal
    currency: Currency
    email: str
    created_time: datetime
    paid_at: datetime | None = None
    channel: str | None = None
    card: dict[str, str] | None = None
    failure: dict[str, str] | None = None
    subscription: int | None = None
    authorization_url: str | None = None
    metadata: dict[str, Any] | None = None


class PaymentList(BaseModel):
    next: str | None
    results: list[Payment]


class Credentials(BaseModel):
    username: str = Field(max_length=150)
    password: str = Field(max_length=128)


class TokenPair(BaseModel):
    access: str
    refresh: str


class Authorization(BaseModel):
    authorization_code: str
    reusable: bool
    signature: str | None = None
    brand: str | None = None
    last4: str | None = None


class Transaction(BaseModel):
    model_config = ConfigDict(extra="ignore")
    reference: str
    status: str
    amount: int
    currency: Currency
    paid_at: datetime | None = None
    channel: str | None = None
    authorization: Authorization | None = None


class WebhookEvent(BaseModel):
    event: str
    data: Transaction


class Subscription(BaseModel):
    model_config = ConfigDict(extra="ignore")
    user_id: str
    id: int
    status: str
    amount: int
    currency: Currency
    email: str
    authorization_code: str
    interval: Interval
    next_charge_at: int
    index: int


class ChargeEvent(BaseModel):
    user_id: str
    subscription_id: int
