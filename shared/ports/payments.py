"""Payments, clients' Idempotency-Keys, and what is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from shared.domain.payment import Payment, PaymentStatus


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
        """Return the user's next payment id; one that is never used leaves a harmless gap.

        Raise Conflict when the account was closed.
        """
        ...

    def new_subscription_id(self, user_id: str) -> tuple[int, int]:
        """Return the user's next payment id and subscription id, counted in one write; raise Conflict as above."""
        ...

    def close_account(self, user_id: str) -> None:
        """Give the user no ids from now on: nothing of theirs begins any more."""
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


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something whose time to be looked at has come, `look_at` UTC epoch seconds.

    A payment, a subscription, or a dispute, which is nobody's (`user_id` is empty).
    """

    user_id: str
    look_at: int
    payment_id: int | None = None
    subscription_id: int | None = None
    dispute_id: int | None = None


class Lane(StrEnum):
    """What a due item asks for: the two are served apart, so that neither holds the other up."""

    CHARGES = "charges"
    """Subscriptions whose time has come."""
    QUESTIONS = "questions"
    """Pending payments, and charges in flight: Paystack is asked how they stand."""


class DueIndex(Protocol):
    """What is due or unresolved, over all users."""

    def due_items(self, now: int, limit: int, lane: Lane) -> Iterator[DueItem]:
        """Yield at most `limit` items of a lane with `look_at` at or before `now`, the longest due first."""
        ...

    def walk(self, until: int, after: str, limit: int) -> tuple[list[DueItem], str | None]:
        """Return up to `limit` questions with `look_at` at or before `until`, and where to go on, None at the end.

        `after` is empty at first. What is looked at goes from the latest `look_at` of each shard to the earliest, so
        that an item that is put off meanwhile is met once: those that are put off move behind the walk.
        """
        ...


@dataclass(frozen=True, slots=True)
class IdempotencyRecord:
    """What a client's Idempotency-Key stands for; `lease_until` UTC epoch seconds, after which it may be replaced."""

    payment_id: int
    lease_until: int
    body_hash: str


class IdempotencyStore(Protocol):
    """The clients' Idempotency-Keys, kept for seven days."""

    def get_key(self, user_id: str, key: str, now: int) -> IdempotencyRecord | None:
        """Return what the key stands for; None when it is new or older than seven days."""
        ...

    def add_key(self, user_id: str, key: str, record: IdempotencyRecord, now: int) -> None:
        """Store a key that is new or older than seven days; raise Conflict for any other."""
        ...

    def replace_key(self, user_id: str, key: str, record: IdempotencyRecord, previous: IdempotencyRecord) -> None:
        """Make the key stand for another payment; raise Conflict when somebody else has just done so."""
        ...
