"""Schedules to try, drawn by hypothesis."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from shared.domain.billing_calendar import MAX_INTERVAL_COUNT, Interval, Schedule

ZONES = st.sampled_from(
    [
        *("Africa/Lagos", "Africa/Casablanca", "Africa/Cairo", "Europe/London", "Europe/Dublin", "UTC"),
        *("America/St_Johns", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland", "Asia/Kathmandu"),
    ]
)
ANCHORS = st.integers(1_767_225_600, 2_082_758_400).map(
    lambda at: datetime.fromtimestamp(at, UTC).replace(tzinfo=None)
)


@st.composite
def schedules(draw):
    """Any schedule anchored in the years 2026 to 2035, to the second."""
    interval = draw(st.sampled_from(Interval))
    every = draw(st.integers(1, MAX_INTERVAL_COUNT[interval]))
    return Schedule(interval, every, draw(ZONES), draw(ANCHORS).isoformat())
