"""What a flow is."""

from dataclasses import dataclass

from shared.domain.payment import MINUTE
from shared.domain.subscription import SubscriptionStatus
from tests.faults.acts import Do

HAND = (MINUTE + 1, 2 * MINUTE)
"""When a customer tries again."""


@dataclass(frozen=True)
class Flow:
    """`again`: after how many seconds a killed one is tried again; `ends` is the status it must come to, if any."""

    name: str
    prepare: Do
    act: Do
    again: tuple[int, ...] = ()
    ends: SubscriptionStatus | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def is_by_hand(self) -> bool:
        """Whether nobody but the customer tries it again."""
        return self.again == HAND
