"""What a customer is told beforehand is what then happens, index by index, instant by instant, amount by amount."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.billing_calendar import MAX_INTERVAL_COUNT, Interval, due, wall_of
from shared.domain.errors import InvalidInput, SubscriptionNotFound
from shared.domain.money import Money
from shared.domain.payment import DAY
from shared.domain.reference import parse_reference
from shared.domain.subscription import SubscriptionStatus, indexed
from shared.domain.upcoming import UpcomingCharge
from tests.support.builders import NOW, OTHER_USER, USER, a_schedule, an_authorization, at
from tests.support.fakes_paystack import Next
from tests.support.fakes_world import World
from tests.unit.domain.schedule_strategies import ANCHORS

THREE_YEARS = 3 * 366 * DAY
ZONES = st.sampled_from(
    [
        *("Africa/Lagos", "Africa/Nairobi", "Africa/Casablanca", "Africa/Cairo", "Europe/London", "Asia/Kolkata"),
        *("America/St_Johns", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Apia"),
    ]
)
TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
INTERVALS = st.sampled_from([Interval.DAILY, Interval.WEEKLY, *Interval])


@st.composite
def changes(draw):
    """Some of the terms, with or without a date."""
    interval = draw(st.none() | INTERVALS)
    terms = {
        "interval": interval,
        "interval_count": draw(st.integers(1, MAX_INTERVAL_COUNT[interval])) if interval else None,
        "money": draw(st.none() | st.integers(5_000, 900_000).map(lambda subunits: Money(subunits, "NGN"))),
        "timezone": draw(st.none() | ZONES),
        "charge_time": draw(st.none() | TIMES),
        "anchor_day": draw(st.none() | st.integers(1, 31)),
    }
    return terms, draw(st.none() | st.integers(1, 700 * DAY))


@dataclass
class Watched:
    """A world in which time is moved from one look of the sweep to the next; nothing else helps."""

    world: World = field(default_factory=World)

    def begin(self, interval, every, zone, wall, **over):
        schedule = a_schedule(interval=interval, interval_count=every, timezone=zone, anchor=wall.isoformat())
        self.world.clock.set(due(schedule, 0))
        self.world.given(schedule=schedule, next_index=1, next_charge_at=due(schedule, 1), **over)
        self.world.subscriptions.stored[USER, 1] = indexed(self.world.subscription())

    def agree(self, terms, start_in):
        start_at = self.world.clock.now() + start_in if start_in else None
        try:
            self.world.change(**terms, start_at=start_at)
        except InvalidInput:
            return  # a date that does not fit leaves all as it was

    def happens_until(self, end):
        """Charge at every look; return what was charged as it was to be told."""
        while (look_at := self.world.subscription().look_at) is not None and look_at <= end:
            self.world.clock.set(max(look_at, self.world.clock.now()))
            self.world.charge()
        return [as_told(row) for row in self.world.paystack.taken]

    def wait(self, seconds):
        until = self.world.clock.now() + seconds
        self.happens_until(until)
        self.world.clock.set(max(self.world.clock.now(), until))


def as_told(row):
    return parse_reference(row.reference).index, row.paid_at, row.money


def plain(charges: list[UpcomingCharge], end):
    return [(charge.index, charge.at, charge.money) for charge in charges if charge.at <= end]


@settings(max_examples=60, deadline=None)
@given(
    schedule=st.tuples(INTERVALS, st.integers(1, 3), ZONES, ANCHORS),
    agreed=st.lists(st.tuples(st.integers(0, 200 * DAY), changes()), max_size=2),
    pause=st.none() | st.integers(1, 500 * DAY),
    charges=st.none() | st.integers(1, 40),
    ends_in=st.none() | st.integers(1, 900 * DAY),
    card=st.sampled_from(["2028", "2031", "9999"]),
)
def test_over_three_years(schedule, agreed, pause, charges, ends_in, card):
    watched, world = (one := Watched()), one.world
    watched.begin(*schedule, authorization=an_authorization(exp_year=card), charges=charges)
    world.overwrite(end_at=world.subscription().next_charge_at + ends_in if ends_in else None)
    for wait, terms in agreed:
        watched.wait(wait)
        if world.subscription().status is SubscriptionStatus.ACTIVE:
            watched.agree(*terms)
    if pause and world.subscription().status is SubscriptionStatus.ACTIVE:
        world.pause(world.clock.now() + pause)
    made, end = len(world.paystack.taken), world.clock.now() + THREE_YEARS
    told = plain(world.upcoming(1_200), end)
    assert watched.happens_until(end)[made:] == told


@pytest.mark.parametrize("interval", Interval)
def test_with_lost_answers_and_doubled_calls_it_happens_all_the_same(interval):
    watched, world = (one := Watched()), one.world
    watched.begin(interval, 1, "Africa/Lagos", wall_of(NOW, "Africa/Lagos"))
    end = NOW + THREE_YEARS
    told = plain(world.upcoming(1_200), end)
    while (look_at := world.subscription().look_at) <= end:
        world.clock.set(look_at)
        world.paystack.script("charge", Next.LOST_ANSWER)
        world.charge()
        world.charge()
    assert [as_told(row) for row in world.paystack.taken] == told
    assert len(told) > 2


def test_while_a_charge_is_under_way_it_is_what_happens_if_that_succeeds():
    watched, world = (one := Watched()), one.world
    watched.begin(Interval.DAILY, 1, "Africa/Lagos", wall_of(NOW, "Africa/Lagos"))
    world.clock.set(world.subscription().look_at)
    world.paystack.script("charge", Next.LOST_ANSWER)
    world.paystack.script("verify", Next.UNKNOWN)
    world.charge()
    world.clock.set(world.subscription().look_at)
    told = plain(world.upcoming(9), at("2026-02-09T00:00"))
    assert watched.happens_until(at("2026-02-09T00:00"))[1:] == told


def test_nobody_sees_another_users():
    world = World()
    world.given()
    with pytest.raises(SubscriptionNotFound):
        world.upcoming(3, OTHER_USER)
