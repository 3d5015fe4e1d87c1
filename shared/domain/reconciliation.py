"""A reconciliation: one comparison of Paystack's books with ours over a window of time, in repeatable steps.

A run is stored after each step, over the version it was read at, with where it goes on and its figures so far: a
process that dies leaves at most one step to be done again, and nothing is counted twice. All instants are UTC
epoch seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from shared.domain.ledger import ListedTransaction, Window
from shared.domain.payment import DAY, HOUR, MINUTE
from shared.domain.refund_record import RefundRecord, RefundState

SLICE = HOUR
"""Paystack's lists are read in slices of time, so that none has many pages."""
OVERLAP = 2 * DAY
"""How far a daily run reaches back before the last one's end: a checkout may be paid as late, a bank answer."""
LONGEST = 31 * DAY
LEASE = 5 * MINUTE
"""How long a step is left to whoever began it."""
MOST_FAILURES = 30
"""In a row; with the waits between them that is more than a day."""
_LONGEST_WAIT = HOUR


class RunKind(StrEnum):
    """Why a run was begun."""

    DAILY = "daily"
    ON_DEMAND = "on_demand"


class RunStatus(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    """Paystack did not answer for more than a day; the next daily run begins where this one did."""


class Step(StrEnum):
    """What a run does next, in this order; the first two take turns, slice by slice."""

    TRANSACTIONS = "transactions"
    """Every charge of Paystack's against ours."""
    REFUNDS = "refunds"
    """Every refund of Paystack's against ours."""
    PENDING = "pending"
    """Everything of ours without an end against verify."""
    DIFFERENCES = "differences"
    """Act on what was found, and count it."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a run goes on: slice and page of Paystack's lists, or the mark after which our own list goes on.

    `batch` are the references being asked about: noted before anything is changed, so that a step can be
    repeated.
    """

    step: Step = Step.TRANSACTIONS
    slice: int = 0
    page: int = 1
    after: str = ""
    batch: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """A run's figures; the sums are subunits by currency.

    `transactions` counts Paystack's charges, `taken` and `fees` are the sums of those that were paid, `pending`
    counts ours that had no end. `differences` are those found, by kind, `new_differences` those that no
    run before had found.
    """

    transactions: int = 0
    taken: dict[str, int] = field(default_factory=dict)
    fees: dict[str, int] = field(default_factory=dict)
    refunds: int = 0
    refunded: dict[str, int] = field(default_factory=dict)
    pending: int = 0
    differences: dict[str, int] = field(default_factory=dict)
    new_differences: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A run; `begun_by` is a user id, empty for the daily one. Nobody else may go on with it before `busy_until`."""

    id: str
    start: int
    end: int
    kind: RunKind
    begun_at: int
    begun_by: str = ""
    status: RunStatus = RunStatus.RUNNING
    cursor: Cursor = field(default_factory=Cursor)
    counts: Counts = field(default_factory=Counts)
    busy_until: int = 0
    failures: int = 0
    ended_at: int | None = None
    version: int = 0

    @property
    def is_under_way(self) -> bool:
        """Whether something of it is left to do."""
        return self.status is RunStatus.RUNNING

    @property
    def slices(self) -> int:
        """How many slices its window is cut in."""
        return -(-(self.end - self.start) // SLICE)

    @property
    def window(self) -> Window:
        """The slice that its cursor is at."""
        start = self.start + self.cursor.slice * SLICE
        return Window(start, min(start + SLICE, self.end))


def new_run(kind: RunKind, window: Window, now: int, begun_by: str = "") -> Run:
    """Return a run over a window; its id follows from when it was begun and over what."""
    run_id = f"{now}-{window.start}-{window.end}"
    return Run(run_id, window.start, window.end, kind, now, begun_by)


def daily_window(covered_to: int | None, now: int) -> Window | None:
    """Return what a daily run is to compare at `now`: all up to midnight that none before has; None if nothing.

    It overlaps with the one before, and reaches back over days on which none has finished.
    """
    end = now - now % DAY
    if covered_to is not None and covered_to >= end:
        return None
    begin = end - DAY if covered_to is None else covered_to
    return Window(max(begin - OVERLAP, end - LONGEST), end)


def paged(run: Run, *, is_last: bool) -> Run:
    """Return the run after a page of Paystack's lists."""
    at = run.cursor
    if not is_last:
        return replace(run, cursor=replace(at, page=at.page + 1))
    if at.step is Step.TRANSACTIONS:
        return replace(run, cursor=Cursor(Step.REFUNDS, at.slice))
    is_over = at.slice + 1 >= run.slices
    return replace(run, cursor=Cursor(Step.PENDING) if is_over else Cursor(Step.TRANSACTIONS, at.slice + 1))


def leased(run: Run, now: int) -> Run:
    """Return the run as taken up by whoever stores it."""
    return replace(run, busy_until=now + LEASE)


def handed_on(run: Run, now: int) -> Run:
    """Return the run as left to whoever comes next."""
    return replace(run, busy_until=now)


def put_off(run: Run, now: int) -> Run:
    """Return the run after a step failed: 1, 2, 4 ... minutes later, at last every hour, and then no more."""
    if run.failures + 1 >= MOST_FAILURES:
        return replace(run, status=RunStatus.FAILED, failures=run.failures + 1, ended_at=now)
    wait = min(MINUTE * 2**run.failures, _LONGEST_WAIT)
    return replace(run, failures=run.failures + 1, busy_until=now + wait)


def finished(run: Run, now: int) -> Run:
    """Return the run as over."""
    return replace(run, status=RunStatus.FINISHED, ended_at=now)


def with_transactions(counts: Counts, rows: tuple[ListedTransaction, ...]) -> Counts:
    """Return the figures after a page of charges."""
    taken, fees = dict(counts.taken), dict(counts.fees)
    for row in rows:
        if (paid := row.outcome.transaction) is not None:
            taken = added(taken, paid.currency, paid.amount)
            fees = added(fees, paid.currency, paid.fees or 0)
    return replace(counts, transactions=counts.transactions + len(rows), taken=taken, fees=fees)


def with_refunds(counts: Counts, rows: tuple[RefundRecord, ...]) -> Counts:
    """Return the figures after a page of refunds; one that failed gave nothing back."""
    refunded = dict(counts.refunded)
    for row in rows:
        if row.state is not RefundState.FAILED:
            refunded = added(refunded, row.currency, row.amount)
    return replace(counts, refunds=counts.refunds + len(rows), refunded=refunded)


def added(sums: Mapping[str, int], name: str, number: int) -> dict[str, int]:
    """Return sums by name with one more number in them."""
    return dict(sums) | {name: sums.get(name, 0) + number}
