"""Paystack in memory, as a herd meets it: each reference once, so many charges a minute, now and then a fault."""

from collections import deque
from dataclasses import dataclass
from random import Random

from benchmarks.herd.stores import number_of
from shared.domain.money import Money
from shared.domain.reference import ChargeReference, parse_reference
from shared.domain.transaction import (
    HELD_BACK,
    NOT_FOUND,
    UNKNOWN,
    Authorization,
    Outcome,
    OutcomeKind,
    Transaction,
)

MINUTE = 60
HALF = 0.5
PRICE = Money(500_000, "NGN")


class Crash(BaseException):
    """The process dies here: nothing catches it."""


@dataclass(frozen=True)
class Faults:
    """How often each goes wrong, of 1; `outage` and `others` are seconds from and to, since the herd fell due."""

    declined: float = 0.03
    lost_after: float = 0.002
    """Booked, and the answer is lost."""
    lost_before: float = 0.002
    """Not booked, and no answer."""
    killed_before: float = 0.001
    """The function dies before the call has left."""
    killed_after: float = 0.001
    """The function dies once it was booked."""
    outage: tuple[int, int] = (1_800, 3_000)
    """Nothing is answered, half of it is booked."""
    others: tuple[int, int] = (5_400, 7_200)
    """The merchant's other programs use a third of the limit."""


class Gateway:
    """A PaymentProvider. `taken` counts for each customer how often money was taken."""

    def __init__(self, count: int, limit: int, began: int, faults: Faults, seed: int) -> None:
        self.taken = bytearray(count)
        self.sent = self.asked = self.held_back = self.most_in_a_minute = 0
        self.now = began
        self._began = began
        self._limit = limit
        self._faults = faults
        self._chance = Random(seed)  # noqa: S311 - the same run again
        self._booked: dict[int, bool] = {}
        self._recent: deque[tuple[int, int]] = deque()
        self._in_a_minute = 0

    def charge(self, reference: str, money: Money, authorization: Authorization, email: str) -> Outcome:
        """Book it once, unless there are too many or something goes wrong."""
        self.sent += 1
        if self._is_too_many():
            self.held_back += 1
            return HELD_BACK
        key = _key(reference)
        if key in self._booked:
            return UNKNOWN
        if self._is_within(self._faults.outage):
            if self._chance.random() < HALF:
                self._book(key, is_taken=True)
            return UNKNOWN
        return self._with_chance(reference, key, money)

    def _with_chance(self, reference: str, key: int, money: Money) -> Outcome:
        faults, dice = self._faults, self._chance.random()
        if dice < faults.lost_before:
            return UNKNOWN
        if (dice := dice - faults.lost_before) < faults.killed_before:
            raise Crash
        dice -= faults.killed_before
        self._book(key, is_taken=self._chance.random() >= faults.declined)
        if dice < faults.lost_after:
            return UNKNOWN
        if dice - faults.lost_after < faults.killed_after:
            raise Crash
        return self._told_of(reference, key, money)

    def verify(self, reference: str) -> Outcome:
        """Say how it stands."""
        self.asked += 1
        return UNKNOWN if self._is_within(self._faults.outage) else self._told_of(reference, _key(reference))

    def _book(self, key: int, *, is_taken: bool) -> None:
        self._booked[key] = is_taken
        self.taken[key >> 8] += is_taken

    def _told_of(self, reference: str, key: int, money: Money = PRICE) -> Outcome:
        is_taken = self._booked.get(key)
        if is_taken is None:
            return NOT_FOUND
        if not is_taken:
            return Outcome(OutcomeKind.DECLINED, failure_code="insufficient_funds")
        return Outcome(
            OutcomeKind.SUCCEEDED,
            Transaction(reference, money.subunits, money.currency, money.subunits, paid_at=self.now),
        )

    def _is_within(self, span: tuple[int, int]) -> bool:
        return span[0] <= self.now - self._began < span[1]

    def _is_too_many(self) -> bool:
        """Count it; no sixty seconds, wherever they begin, may see more than the limit."""
        while self._recent and self._recent[0][0] <= self.now - MINUTE:
            self._in_a_minute -= self._recent.popleft()[1]
        limit = self._limit * 2 // 3 if self._is_within(self._faults.others) else self._limit
        if self._in_a_minute >= limit:
            return True
        self._in_a_minute += 1
        self.most_in_a_minute = max(self.most_in_a_minute, self._in_a_minute)
        if self._recent and self._recent[-1][0] == self.now:
            self._recent[-1] = (self.now, self._recent[-1][1] + 1)
        else:
            self._recent.append((self.now, 1))
        return False


def _key(reference: str) -> int:
    """Customer, period and attempt in one number."""
    named = parse_reference(reference)
    if not isinstance(named, ChargeReference):
        raise TypeError(reference)
    return number_of(named.user_id) << 8 | (named.index & 15) << 4 | named.attempt
