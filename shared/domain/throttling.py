"""How often one may try: what an attempt is counted against, and how much of it there is.

Attempts are counted in fixed windows. Each counts against its account (the name it is about, whether anybody has that
name or not) and against the address it comes from. A device that has logged in to the account before counts against
itself alone, so that nobody else's attempts can keep it out.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.client import network_of

_QUARTER, _HOUR = 15 * 60, 3_600


class Rule(StrEnum):
    """What may be tried only so often."""

    LOG_IN = "log_in"
    SIGN_UP = "sign_up"
    RESET = "reset"
    RESEND = "resend"
    CONFIRM = "confirm"
    """The current password, asked of somebody who is logged in."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts in every window of so many seconds."""

    attempts: int
    seconds: int


PER_ACCOUNT = {
    Rule.LOG_IN: Limit(10, _QUARTER),
    Rule.SIGN_UP: Limit(10, _HOUR),
    Rule.RESET: Limit(3, _HOUR),
    Rule.RESEND: Limit(3, _HOUR),
    Rule.CONFIRM: Limit(10, _QUARTER),
}
PER_ADDRESS = {
    Rule.LOG_IN: Limit(50, _QUARTER),
    Rule.SIGN_UP: Limit(100, _HOUR),
    Rule.RESET: Limit(20, _HOUR),
    Rule.RESEND: Limit(20, _HOUR),
    Rule.CONFIRM: Limit(50, _QUARTER),
}
"""Many customers of one mobile network share an address; those that are known devices do not count here."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What an attempt counts against. `name` is never shown or stored in clear."""

    name: str
    limit: Limit

    def window(self, now: int) -> int:
        """Return the number of the present window."""
        return now // self.limit.seconds

    def ends_at(self, now: int) -> int:
        """Return when the present window ends, in UTC epoch seconds: after now."""
        return (self.window(now) + 1) * self.limit.seconds


def account_counter(rule: Rule, account: str, known_device: str) -> Counter:
    """Return the counter of an account: of its device alone, where that is known to it."""
    return Counter(f"{rule}\naccount\n{account}\n{known_device}", PER_ACCOUNT[rule])


def address_counter(rule: Rule, address: str, factor: int) -> Counter:
    """Return the counter of an address, its limit times `factor`."""
    limit = PER_ADDRESS[rule]
    return Counter(f"{rule}\naddress\n{network_of(address)}", Limit(limit.attempts * factor, limit.seconds))
