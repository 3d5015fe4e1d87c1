"""What the use cases need of the outside, in our words; `shared.adapters` has the real things.

Every write that changes state is conditional: it raises `Conflict` when the stored item is not the one that was
read, and writes nothing then. Reads by key are strongly consistent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from shared.domain.money import Money
from shared.domain.payment import Payment, PaymentStatus
from shared.domain.subscription import Subscription
from shared.domain.transaction import Authorization, Checkout, CheckoutRequest, Outcome
from shared.domain.user import User


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> int:
        """Return the current instant in UTC epoch seconds."""
        ...


class Ids(Protocol):
    """The only source of chance."""

    def new_user_id(self) -> str:
        """Return 20 random lowercase base32 characters."""
        ...


class PaymentProvider(Protocol):
    """Paystack."""

    def initialize(self, request: CheckoutRequest) -> Checkout:
        """Open a checkout; raise a GatewayError when there is none to send the customer to."""
        ...

    def verify(self, reference: str) -> Outcome:
        """Ask how a charge stands; never raises, no answer is `UNKNOWN`."""
        ...

    def charge(self, reference: str, money: Money, authorization: Authorization, email: str) -> Outcome:
        """Charge a saved authorization once; never raises and never repeats the call by itself."""
        ...


class SignatureChecker(Protocol):
    """Tells Paystack's webhooks from anybody else's."""

    def is_signed(self, body: bytes, signature: str) -> bool:
        """Whether the signature (hex HMAC-SHA512) belongs to these bytes under a current or previous key."""
        ...


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """Which payments to list; `created_from` inclusive and `created_to` exclusive, UTC epoch seconds."""

    status: PaymentStatus | None = None
    subscription_id: int | None = None
    created_from: int | None = None
    created_to: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """Payments, newest first; `next_before` is the id to go on from, None at the end."""

    payments: list[Payment]
    next_before: int | None


class PaymentStore(Protocol):
    """Payments, by user and integer id."""

    def new_payment_id(self, user_id: str) -> int:
        """Return the user's next payment id; one that is never used leaves a harmless gap."""
        ...

    def new_subscription_id(self, user_id: str) -> tuple[int, int]:
        """Return the user's next payment id and subscription id, counted in one write."""
        ...

    def add_payment(self, payment: Payment) -> Payment:
        """Store a new payment; one that is there under the same reference is returned as it is.

        Raise Conflict when the id belongs to another reference.
        """
        ...

    def replace_payment(self, payment: Payment) -> Payment:
        """Store a changed payment over the version it was read at; return it with its new version."""
        ...

    def get_payment(self, user_id: str, payment_id: int) -> Payment | None:
        """Return one of the user's payments."""
        ...

    def list_payments(self, user_id: str, limit: int, before: int | None, wanted: PaymentFilter) -> PaymentPage:
        """Return up to `limit` of the user's payments with ids below `before`, newest first."""
        ...


class SubscriptionStore(Protocol):
    """Subscriptions, by user and integer id."""

    def add_subscription(self, subscription: Subscription) -> Subscription:
        """Store a new subscription; one that is there under the same id is returned as it is."""
        ...

    def replace_subscription(self, subscription: Subscription) -> Subscription:
        """Store a changed subscription over the version it was read at; return it with its new version."""
        ...

    def get_subscription(self, user_id: str, subscription_id: int) -> Subscription | None:
        """Return one of the user's subscriptions."""
        ...


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something whose time to be looked at has come: a payment or a subscription, `look_at` UTC epoch seconds."""

    user_id: str
    look_at: int
    payment_id: int | None = None
    subscription_id: int | None = None


class DueIndex(Protocol):
    """What is due or unresolved, over all users."""

    def due_items(self, now: int, limit: int) -> Iterator[DueItem]:
        """Yield at most `limit` items with `look_at` at or before `now`, the oldest of each shard first."""
        ...


@dataclass(frozen=True, slots=True)
class IdempotencyRecord:
    """What a client's Idempotency-Key stands for; `lease_until` UTC epoch seconds, after which it may be retaken.

    `body_hash` is empty once its request turned out invalid: the key is then good for another one.
    """

    payment_id: int
    lease_until: int
    body_hash: str = ""


class IdempotencyStore(Protocol):
    """The clients' Idempotency-Keys, kept for seven days."""

    def claim_key(self, user_id: str, key: str, record: IdempotencyRecord, now: int) -> IdempotencyRecord | None:
        """Store the key when it is new or older than seven days, and return None; else return what is stored."""
        ...

    def retake_key(self, user_id: str, key: str, record: IdempotencyRecord, previous: IdempotencyRecord) -> None:
        """Point the key to another payment; raise Conflict when somebody else has just done so."""
        ...


class ScheduleRemover(Protocol):
    """The end of wake-up calls."""

    def delete_schedule(self, user_id: str, subscription_id: int) -> None:
        """Delete the subscription's schedule if it is there; raise SchedulerUnavailable when it cannot be."""
        ...


class Scheduler(ScheduleRemover, Protocol):
    """The wake-up calls of subscriptions."""

    def ensure_schedule(self, subscription: Subscription) -> None:
        """Create the subscription's schedule unless it is there; raise SchedulerUnavailable when it cannot be."""
        ...


class ChargeQueue(Protocol):
    """Hands subscriptions to the charge function."""

    def request_charge(self, user_id: str, subscription_id: int) -> None:
        """Have the charge function look at a subscription soon."""
        ...


class UserStore(Protocol):
    """Users, by id and by the names that are unique."""

    def add_user(self, user: User) -> None:
        """Store a new user with its names, all or nothing; raise InvalidInput naming each that is taken."""
        ...

    def get_user(self, user_id: str) -> User | None:
        """Return a user."""
        ...

    def find_user(self, username: str) -> User | None:
        """Return the user of that user name."""
        ...


class PasswordHasher(Protocol):
    """One-way password hashes."""

    def hash_password(self, password: str) -> str:
        """Return a salted hash, with its parameters in it."""
        ...

    def verify_password(self, password: str, password_hash: str | None) -> bool:
        """Whether the password belongs to the hash; with None it costs the same and says no."""
        ...


class Tokens(Protocol):
    """Signed access and refresh tokens."""

    def issue(self, user_id: str, kind: str) -> str:
        """Return a new token of kind `access` or `refresh`."""
        ...

    def read(self, token: str, kind: str | None = None) -> str:
        """Return the user id in a valid token of that kind (None: any); raise NotAuthenticated."""
        ...
