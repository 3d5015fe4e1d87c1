"""How long after its due instant a subscription is charged, so that not everybody's charge falls into one minute.

The calendar's instant stays what is owed and shown; only the charge waits. How long is a subscription's own, the same
in every period, in whole minutes, and inside the local day (an hour past it where clocks are put forward meanwhile).
"""

import zlib
from datetime import datetime, time

from shared.domain.billing_calendar import Schedule
from shared.domain.subscription import Subscription

_MINUTE, _MINUTES_A_DAY = 60, 1_440


def delay(user_id: str, subscription_id: int, minutes: int, wall: time) -> int:
    """Return the seconds that a subscription waits when it is due at that local time, of a spread over `minutes`."""
    begun = wall.hour * _MINUTE + wall.minute + (wall.second > 0)
    widest = min(minutes, _MINUTES_A_DAY - begun)
    if widest <= 1:
        return 0
    return zlib.crc32(f"{user_id}.{subscription_id}".encode()) % widest * _MINUTE


def delay_of(subscription: Subscription, schedule: Schedule) -> int:
    """Return the seconds that a subscription's charges wait after the due instants of a schedule."""
    wall = datetime.fromisoformat(schedule.anchor).time()
    return delay(subscription.user_id, subscription.id, subscription.spread, wall)
