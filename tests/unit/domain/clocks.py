"""What the clocks of a zone show, by another way than the code's.

The zone is asked in one direction only, from UTC to local time, every six hours; what lies between is found by
halving. Turning that round, from a wall time to its instants, is arithmetic here. (dateutil's own zones would be
another way, but they read no file without the old 32-bit block, which the package tzdata leaves empty.)
"""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ZONES = (
    *("UTC", "Africa/Lagos", "Africa/Accra", "Africa/Nairobi", "Africa/Johannesburg", "Africa/Abidjan"),
    *("Africa/Casablanca", "Africa/El_Aaiun", "Africa/Cairo", "Africa/Tripoli"),  # Ramadan; midnight; none
    *("Europe/London", "Europe/Dublin", "Europe/Berlin", "Europe/Chisinau", "Atlantic/Azores"),
    *("America/St_Johns", "America/New_York", "America/Havana", "America/Santiago", "America/Sao_Paulo"),
    *("America/Nuuk", "America/Miquelon", "America/Port-au-Prince", "America/Asuncion"),  # Nuuk: 23:00 to midnight
    *("Asia/Kolkata", "Asia/Tehran", "Asia/Kathmandu", "Asia/Beirut", "Asia/Jerusalem", "Asia/Gaza", "Asia/Tokyo"),
    *("Australia/Lord_Howe", "Australia/Adelaide", "Australia/Eucla", "Antarctica/Troll"),  # 30 minutes; two hours
    *("Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Easter"),
)
FIRST_DAY, LAST_DAY = datetime(2026, 1, 1, tzinfo=UTC), datetime(2035, 12, 31, tzinfo=UTC)
_SIX_HOURS = 6 * 3_600


class Clocks:
    """A zone's clocks, some months before the ten years to some months after."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._zone = ZoneInfo(name)
        low, high = _seconds(FIRST_DAY) - 100 * 86_400, _seconds(LAST_DAY) + 500 * 86_400
        self._starts, self._offsets = [low], [self._offset(low)]
        for at in range(low, high, _SIX_HOURS):
            if self._offset(at) != self._offsets[-1]:
                self._starts.append(self._change(at - _SIX_HOURS, at))
                self._offsets.append(self._offset(at))

    @property
    def changes(self) -> list[int]:
        """Each instant from which on the clocks show another time than before."""
        return [at for at in self._starts[1:] if _seconds(FIRST_DAY) < at < _seconds(LAST_DAY)]

    def wall(self, instant: int) -> datetime:
        """What they show then."""
        offset = self._offsets[bisect_right(self._starts, instant) - 1]
        return datetime.fromtimestamp(instant + offset, UTC).replace(tzinfo=None)

    def showing(self, wall: datetime) -> list[int]:
        """Every instant at which they show it: none where it is skipped, two where it comes twice."""
        shown = _seconds(wall.replace(tzinfo=UTC))
        return [shown - offset for start, end, offset in self._near(shown) if start <= shown - offset < end]

    def first_from(self, wall: datetime) -> int:
        """The first instant at which they show it, or the first one after the gap that it lies in."""
        if showing := self.showing(wall):
            return showing[0]
        shown = _seconds(wall.replace(tzinfo=UTC))
        return next(start for start, _, offset in self._near(shown) if start + offset > shown)

    def _near(self, shown: int) -> list[tuple[int, int, int]]:
        """The times between changes that can show it: start, end and offset."""
        place = bisect_right(self._starts, shown)
        near = range(max(0, place - 2), min(len(self._starts), place + 2))
        ends = [*self._starts[1:], 2**62]
        return [(self._starts[one], ends[one], self._offsets[one]) for one in near]

    def _offset(self, instant: int) -> int:
        shown = datetime.fromtimestamp(instant, self._zone)
        return int((shown.utcoffset() or timedelta()).total_seconds())

    def _change(self, before: int, after: int) -> int:
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (middle, after) if self._offset(middle) == self._offset(before) else (before, middle)
        return after


@cache
def clocks(name: str) -> Clocks:
    """The clocks of a zone, read once."""
    return Clocks(name)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
