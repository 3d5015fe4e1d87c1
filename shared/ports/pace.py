"""How fast charges are sent over all processes, and how far the line of those that wait has come."""

from typing import Protocol

from shared.domain.charge_pace import Ticket


class ChargePace(Protocol):
    """Room for charges in windows of a few seconds (`shared.domain.charge_pace`), over all processes."""

    def take(self, wanted: int, at: int, *, is_waited_for: bool = False) -> int:
        """Keep room for up to `wanted` charges in the window of `at` (UTC epoch seconds); return for how many.

        What is never used is lost with its window. A charge that a person waits for finds room that others do not.
        """
        ...

    def shut(self, now: int) -> None:
        """Leave no room for a minute from `now` on: Paystack has said that there were too many."""
        ...

    def note_line(self, waiting_since: int, now: int) -> None:
        """Say since when (UTC epoch seconds) the first of those is due that a sweep had no room for: a line."""
        ...

    def reached(self, now: int) -> int:
        """Return the instant up to which everything due has had its turn: `now` when there is no line."""
        ...


class ChargeQueue(Protocol):
    """Hands subscriptions to the charge function."""

    def request_charge(self, user_id: str, subscription_id: int, ticket: Ticket = ...) -> None:
        """Have the charge function look at a subscription soon; raise SchedulerUnavailable when it cannot."""
        ...
