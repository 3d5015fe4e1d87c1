"""Schedules to try, and the calendar's rules read plainly: slow, obvious, and by another way than the code."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from shared.domain.billing_calendar import MAX_INTERVAL_COUNT, Interval, Schedule

ZONES = st.sampled_from(
    [
        *("Africa/Lagos", "Africa/Casablanca", "Africa/Cairo", "Europe/London", "Europe/Dublin", "UTC"),
        *("America/St_Johns", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland", "Asia/Kathmandu"),
    ]
)
ANCHORS = st.integers(1_767_225_600, 2_082_758_400)  # 2026 to 2035, to the second
INDEXES = st.integers(1, 60)


@st.composite
def schedules(draw):
    interval = draw(st.sampled_from(Interval))
    every = draw(st.integers(1, MAX_INTERVAL_COUNT[interval]))
    return Schedule(interval, every, draw(ZONES), draw(ANCHORS))


def wall_of(instant, zone):
    return datetime.fromtimestamp(instant, ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def intended_wall(schedule, index):
    """The wall time that the rules name, whether or not the clocks show it."""
    anchor, steps = wall_of(schedule.anchor_at, schedule.timezone), index * schedule.interval_count
    if schedule.interval in {Interval.DAILY, Interval.WEEKLY}:
        return anchor + timedelta(days=steps * (7 if schedule.interval is Interval.WEEKLY else 1))
    months = anchor.month - 1 + steps * (12 if schedule.interval is Interval.YEARLY else 1)
    year, month = anchor.year + months // 12, months % 12 + 1
    return anchor.replace(year=year, month=month, day=min(anchor.day, monthrange(year, month)[1]))


def instants_showing(wall, zone):
    """Every instant at which the zone's clocks show this wall time: none in a gap, two in a fold."""
    naive = int(wall.replace(tzinfo=UTC).timestamp())
    offsets = {
        ZoneInfo(zone).utcoffset(near) for near in (wall + timedelta(days=-2), wall, wall + timedelta(days=2))
    } | {ZoneInfo(zone).utcoffset(wall.replace(fold=1))}
    candidates = {naive - int(offset.total_seconds()) for offset in offsets}
    return sorted(one for one in candidates if wall_of(one, zone) == wall)
