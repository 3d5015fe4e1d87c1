"""Time, chance, the main switch and alarms."""

from typing import Protocol

from shared.domain.alert import AlertKind
from shared.domain.subscription import Subscription


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> int:
        """Return the current instant in UTC epoch seconds."""
        ...

    def wait_until(self, instant: int) -> None:
        """Return at that instant (UTC epoch seconds), at once when it is past."""
        ...


class Ids(Protocol):
    """The only source of chance."""

    def new_user_id(self) -> str:
        """Return 20 random lowercase base32 characters."""
        ...


class ChargingSwitch(Protocol):
    """The stack's main switch: while it is off nothing is claimed or sent, and nothing is lost."""

    def is_on(self) -> bool:
        """Whether subscriptions may be charged."""
        ...


class Alerts(Protocol):
    """Tells people."""

    def raise_alert(self, kind: AlertKind, reference: str) -> None:
        """Count it, so that its alarm goes off, and log what it is about: a reference, nothing personal."""
        ...


class Events(Protocol):
    """Tells the merchant's other systems, at least once: what an event is about tells a repeated one."""

    def card_expires(self, subscription: Subscription) -> None:
        """A subscription's card ends before its next charge: `card_notice` days before that end, as noted in it."""
        ...
