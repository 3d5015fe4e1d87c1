"""How many charges may be sent in any few seconds, so that Paystack refuses none for being too many.

Paystack accepts so many charges in 60 seconds and answers 429 to the rest (paystack.md 9.4: 600 with a live key, 100
with a test key). Time is cut into windows with room for an equal part each; whoever charges keeps room first. Sixty
seconds touch at most thirteen windows of five, so thirteen of them together may not have more room than the limit,
wherever Paystack's own minute begins. All instants are UTC epoch seconds.
"""

from dataclasses import dataclass

WINDOW = 5
_MINUTE = 60
_WINDOWS_TOUCHED = _MINUTE // WINDOW + 1
_PART_FOR_PEOPLE = 20
"""One place in so many, and at least one, is for charges that somebody waits for, however long the line is."""
SHUT_FOR = _MINUTE
"""After a "too many" of Paystack's: its window is over by then, wherever it began."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many charges Paystack accepts in 60 seconds, and what that leaves for one window."""

    per_minute: int

    @property
    def room(self) -> int:
        """Places in one window."""
        return self.per_minute // _WINDOWS_TOUCHED

    @property
    def room_of_line(self) -> int:
        """Places in one window for charges that nobody waits for."""
        return self.room - max(1, self.room // _PART_FOR_PEOPLE)


@dataclass(frozen=True, slots=True)
class Ticket:
    """With what a subscription comes to be charged: room kept for it until an instant, or a person who waits."""

    kept_until: int = 0
    is_waited_for: bool = False


NO_TICKET = Ticket()
WAITED_FOR = Ticket(is_waited_for=True)


def window_of(instant: int) -> int:
    """Return the number of the window that an instant lies in."""
    return instant // WINDOW


def next_window(instant: int) -> int:
    """Return the instant at which the window after this one begins."""
    return (window_of(instant) + 1) * WINDOW


def ticket_for(instant: int) -> Ticket:
    """Return the ticket of a place in the window of that instant, good for as long again: calls take their time."""
    return Ticket(kept_until=next_window(instant) + WINDOW)


def windows_shut(now: int) -> range:
    """Return the windows in which nothing is sent after a "too many" at `now`."""
    return range(window_of(now), window_of(now + SHUT_FOR) + 1)
