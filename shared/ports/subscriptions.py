"""Subscriptions, and what wakes the charge function for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from shared.domain.subscription import Subscription


@dataclass(frozen=True, slots=True)
class SubscriptionPage:
    """Subscriptions, newest first; `next_before` is the id to go on from, None at the end."""

    subscriptions: list[Subscription]
    next_before: int | None


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

    def list_subscriptions(self, user_id: str, limit: int, before: int | None = None) -> SubscriptionPage:
        """Return up to `limit` of the user's subscriptions with ids below `before`, newest first."""
        ...


@dataclass(frozen=True, slots=True)
class WatchedSubscription:
    """A subscription of which something may still become by itself; `look_at` as in the due index, None if lost."""

    user_id: str
    subscription_id: int
    look_at: int | None


PARTS = 8
"""All users are cut into so many parts, so that a walk over all of them need not be one."""


def part_of(user_id: str) -> int:
    """Return the part that a user belongs to: random ids spread evenly by their first character."""
    return ord(user_id[0]) % PARTS


class SubscriptionRegistry(Protocol):
    """Every subscription that is watched, over all users, whether or not the due index has it."""

    def watched(self, part: int) -> Iterator[WatchedSubscription]:
        """Yield each of a part once; what was just written may be missing still."""
        ...


class ScheduleRemover(Protocol):
    """The end of wake-up calls."""

    def delete_schedule(self, user_id: str, subscription_id: int) -> None:
        """Delete the subscription's schedule if it is there; raise SchedulerUnavailable when it cannot be."""
        ...


class Scheduler(ScheduleRemover, Protocol):
    """The wake-up calls of subscriptions."""

    def ensure_schedule(self, subscription: Subscription) -> None:
        """Make the subscription's schedule what its calendar asks for; raise SchedulerUnavailable when it cannot."""
        ...

    def wake_once(self, subscription: Subscription, at: int) -> None:
        """Have the charge function look at it once more, at `at` (UTC epoch seconds, in the future).

        The call deletes itself. Asking twice for the same instant asks once. Raise SchedulerUnavailable.
        """
        ...


class ScheduleDirectory(Protocol):
    """All schedules that there are."""

    def scheduled(self, part: int) -> Iterator[tuple[str, int]]:
        """Yield user id and subscription id of every schedule of a part of the users."""
        ...
