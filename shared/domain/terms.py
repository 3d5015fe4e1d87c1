"""What a customer agrees to at a checkout that begins a subscription."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from shared.domain.billing_calendar import Interval, Schedule, first_index_after, wall_of
from shared.domain.money import Money


@dataclass(frozen=True, slots=True)
class Terms:
    """When it is charged, and until when; instants in UTC epoch seconds.

    `start_at` is the first recurring charge, `charge_time` a local `HH:MM`, `anchor_day` the day of the month to come
    back to. It ends after `charges` recurring charges or with the last one due by `end_at`. With an `offer` the
    checkout only proves the card, and `money` is what is charged from `start_at` on.
    """

    interval: Interval
    interval_count: int
    timezone: str
    start_at: int | None = None
    charge_time: str = ""
    anchor_day: int = 0
    end_at: int | None = None
    charges: int | None = None
    offer: str = ""
    money: Money | None = None

    def schedule_from(self, success_at: int) -> Schedule:
        """Return the schedule that a checkout paid at `success_at` (UTC epoch seconds) begins."""
        anchor = wall_of(self.start_at or success_at, self.timezone)
        if self.charge_time:
            meant = datetime.combine(anchor, time.fromisoformat(self.charge_time))
            was_before_midnight = self.start_at is not None and meant > anchor  # in a gap that ends after it
            anchor = meant - timedelta(days=1) if was_before_midnight else meant
        return Schedule(self.interval, self.interval_count, self.timezone, anchor.isoformat(), self.anchor_day)

    def first_index(self, success_at: int) -> int:
        """Return the index in that schedule of the first recurring charge.

        With `start_at` that is the anchor itself, or the next due date when the checkout was finished later; without
        it the one that follows the anchor: the checkout stands for that one.
        """
        index = first_index_after(self.schedule_from(success_at), success_at)
        return index if self.start_at else max(index, 1)
