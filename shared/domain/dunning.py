"""When a refused charge is tried again, how often, and when that ends.

Days count from the local date of the period's first decline, at a fixed local time, so that a retry meets the
customer awake and after pay day; hours count from the decline itself. The period is open until the last of the days
("grace"), whatever the class: until then a new card, or a retry by hand, still saves the subscription.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from shared.domain.billing_calendar import instant_of, wall_of
from shared.domain.decline import Decline, DeclineClass
from shared.domain.payment import DAY, HOUR

MAX_DECLINES_IN_PERIOD = 7
MAX_DECLINES_OF_CARD = 20
"""In CARD_WINDOW. What succeeds is no attempt to be afraid of, and is not counted."""
CARD_WINDOW = 30 * DAY


@dataclass(frozen=True, slots=True)
class DunningPolicy:
    """A stack's own ladder: days and hours rise, `retry_time` is the local `HH:MM` of the retries after days."""

    days: tuple[int, ...] = (1, 3, 7, 14)
    hours: tuple[int, ...] = (1, 6, 24)
    retry_time: str = "09:00"

    @property
    def retry_wall(self) -> time:
        """The local time of the retries after days."""
        return time.fromisoformat(self.retry_time)

    def days_of(self, decline_class: DeclineClass) -> tuple[int, ...]:
        """The days on which a class that is tried again at all is: with care every second one."""
        return self.days[1::2] if decline_class is DeclineClass.CAREFUL else self.days


@dataclass(frozen=True, slots=True)
class Dunning:
    """What has gone wrong in the open period of one card; `halts_at` ends the grace, UTC epoch seconds."""

    first_declined_at: int
    halts_at: int
    declines: int = 0
    infrastructure_declines: int = 0
    code: str = ""
    text: str = ""

    @property
    def decline_class(self) -> DeclineClass:
        """The class of the last decline."""
        return Decline(self.code).decline_class

    @property
    def is_exhausted(self) -> bool:
        """Whether this card may not be tried again in this period."""
        return self.decline_class is DeclineClass.HARD or self.declines >= MAX_DECLINES_IN_PERIOD


@dataclass(frozen=True, slots=True)
class CardDeclines:
    """When a customer's card was refused, UTC epoch seconds, the oldest first, and with which of their payments.

    `open_disputes` are Paystack's numbers of the disputes for which it is not charged, `past_disputes` of those that
    are over: whoever comes late with old news does not open one again.
    """

    declined_at: tuple[int, ...] = ()
    version: int = 0
    payment_ids: tuple[int, ...] = ()
    open_disputes: tuple[int, ...] = ()
    past_disputes: tuple[int, ...] = ()

    def added(self, payment_id: int, attempted_at: int, now: int) -> "CardDeclines":
        """Return it with one attempt more, which counts once however often it is added."""
        counted = dict(zip(self.payment_ids, self.declined_at, strict=True)) | {payment_id: attempted_at}
        recent = sorted((at, number) for number, at in counted.items() if at > now - CARD_WINDOW)
        declined_at, payment_ids = tuple(at for at, _ in recent), tuple(number for _, number in recent)
        return replace(self, declined_at=declined_at, payment_ids=payment_ids)

    @property
    def is_disputed(self) -> bool:
        """Whether it is not to be charged, since a payment with it is disputed."""
        return bool(self.open_disputes)

    def disputed(self, dispute_id: int, *, is_open: bool) -> "CardDeclines":
        """Return it with what is known of a dispute: itself where that is nothing new."""
        if dispute_id in self.past_disputes or (is_open and dispute_id in self.open_disputes):
            return self
        if is_open:
            return replace(self, open_disputes=(*self.open_disputes, dispute_id))
        left = tuple(one for one in self.open_disputes if one != dispute_id)
        return replace(self, open_disputes=left, past_disputes=(*self.past_disputes, dispute_id))

    def free_at(self, now: int) -> int:
        """Return the instant from which the card may be tried again: `now` unless the ceiling is reached."""
        recent = [at for at in self.declined_at if at > now - CARD_WINDOW]
        if len(recent) < MAX_DECLINES_OF_CARD:
            return now
        return recent[-MAX_DECLINES_OF_CARD] + CARD_WINDOW


def begun(policy: DunningPolicy, timezone: str, now: int) -> Dunning:
    """Return the dunning of a period whose first decline is now."""
    return Dunning(first_declined_at=now, halts_at=_on_day(policy.days[-1], now, policy, timezone))


def next_retry(
    dunning: Dunning, policy: DunningPolicy, timezone: str, now: int, free_at: int, delay: int = 0
) -> int | None:
    """Return when to try again after a decline at `now`, not before `free_at`; None when not by itself.

    `delay` is how many seconds after the ladder's local time it is tried (`shared.domain.spread`).
    """
    if dunning.is_exhausted:
        return None
    tried = dunning.infrastructure_declines
    if dunning.decline_class is DeclineClass.INFRASTRUCTURE and tried <= len(policy.hours):
        return max(now + policy.hours[tried - 1] * HOUR, free_at)
    rungs = (
        _on_day(day, dunning.first_declined_at, policy, timezone) + delay
        for day in policy.days_of(dunning.decline_class)
    )
    return next((rung for rung in rungs if rung > now and rung >= free_at), None)


def _on_day(day: int, first_declined_at: int, policy: DunningPolicy, timezone: str) -> int:
    date = wall_of(first_declined_at, timezone).date() + timedelta(days=day)
    return instant_of(datetime.combine(date, policy.retry_wall), timezone)
