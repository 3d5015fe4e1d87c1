"""Paystack's own books as they are read: a window of time, in pages."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.domain.transaction import Outcome

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Window:
    """From the instant `start` up to and without `end`, UTC epoch seconds; a row belongs to when it was made."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page, newest first; `is_last` where no page follows.

    A row made while pages are read moves the others back: it can be met twice, it is never passed over.
    """

    rows: tuple[Row, ...]
    is_last: bool


@dataclass(frozen=True, slots=True)
class ListedTransaction:
    """A charge in Paystack's list, paid or not; `amount` in subunits, `created_at` in UTC epoch seconds.

    `outcome` is what verify would have said; of a status that we do not know it is UNKNOWN.
    """

    id: int
    reference: str
    amount: int
    currency: str
    created_at: int
    outcome: Outcome
