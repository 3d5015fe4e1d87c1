"""An epoch: terms of a subscription that are agreed for later."""

from dataclasses import dataclass

from shared.domain.billing_calendar import Schedule, due
from shared.domain.money import Money


@dataclass(frozen=True, slots=True)
class Epoch:
    """Terms that take the place of the present ones: of what is due from their first charge on, or from `instead_of`.

    That is the due date of the period whose charge they move to another time: it is not charged twice.
    """

    money: Money
    schedule: Schedule
    instead_of: int | None = None

    @property
    def begins_at(self) -> int:
        """The instant of its first charge."""
        return due(self.schedule, self.schedule.first_index)

    @property
    def replaces_from(self) -> int:
        """The instant from which nothing is due on the old terms."""
        return self.begins_at if self.instead_of is None else min(self.begins_at, self.instead_of)
