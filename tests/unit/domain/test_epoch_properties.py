"""Whatever is agreed when: no number of a period is used twice, none is charged twice, and all are in order."""

from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.billing_calendar import MAX_INTERVAL_COUNT, Interval, due
from shared.domain.charge_journal import captured, claimed
from shared.domain.errors import InvalidInput
from shared.domain.money import Money
from shared.domain.next_step import Step, next_step
from shared.domain.payment import DAY, HOUR
from shared.domain.subscription import (
    MIN_BETWEEN_CAPTURES,
    Attention,
    Subscription,
    SubscriptionStatus,
    needing_attention,
    told_of_expiry,
)
from shared.domain.subscription_changes import CatchUp, Change, caught_up, changed, paused, resumed
from tests.support.builders import NOW, a_subscription
from tests.unit.domain.schedule_strategies import ZONES, schedules

ACTIVE, PAUSED = SubscriptionStatus.ACTIVE, SubscriptionStatus.PAUSED
TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))


@st.composite
def changes(draw):
    interval = draw(st.none() | st.sampled_from(Interval))
    most = MAX_INTERVAL_COUNT[interval] if interval else 1
    return {
        "money": draw(st.none() | st.integers(5_000, 900_000).map(lambda subunits: Money(subunits, "NGN"))),
        "interval": interval,
        "interval_count": draw(st.none() | st.integers(1, most)) if interval else None,
        "timezone": draw(st.none() | ZONES),
        "charge_time": draw(st.none() | TIMES),
        "anchor_day": draw(st.none() | st.integers(1, 31)),
        "start_in": draw(st.none() | st.integers(1, 400 * DAY)),
    }


DEEDS = st.lists(
    st.tuples(st.just("charge"), st.integers(0, 9 * DAY))
    | st.tuples(st.just("change"), changes())
    | st.tuples(st.just("pause"), st.none() | st.integers(1, 90 * DAY))
    | st.tuples(st.just("resume"), st.none())
    | st.tuples(st.just("wait"), st.integers(0, 400 * DAY)),
    max_size=25,
)


@dataclass
class Life:
    """`made` are the charges: number, instant, due date and amount."""

    subscription: Subscription
    now: int = NOW + 1
    made: list[tuple[int, int, int, Money]] = field(default_factory=list)

    def charge(self, late: int) -> None:
        """Go on to the next charge, make it so much later, and whatever else is due then."""
        if self.subscription.look_at is not None:
            self.now = max(self.now, self.subscription.look_at) + late
        self.wait(0)

    def wait(self, seconds: int) -> None:
        self.now += seconds
        while (step := next_step(self.subscription, self.now)) not in {Step.WAIT, Step.ENDED}:
            self.subscription = self._done(step)

    def _done(self, step: Step) -> Subscription:
        one, now = self.subscription, self.now
        match step:
            case Step.CLAIM:
                self.made.append((one.next_index, now, one.next_charge_at, one.money))
                return captured(claimed(one, 9, now), now)
            case Step.END_PAUSE:
                return resumed(one, one.resume_at or now)
            case Step.TELL_CARD_EXPIRES:
                return told_of_expiry(one, now)
        assert step is Step.ASK_CUSTOMER
        return caught_up(needing_attention(one, Attention.MISSED_PERIODS), list(CatchUp)[now % 3], now)

    def change(self, terms) -> None:
        start_in = terms.pop("start_in")
        if self.subscription.status in {ACTIVE, PAUSED}:
            start_at = self.now + start_in if start_in else None
            try:
                self.subscription = changed(self.subscription, Change(**terms, start_at=start_at), self.now)
            except InvalidInput as refused:
                assert list(refused.fields) == ["schedule"]

    def pause(self, seconds) -> None:
        if self.subscription.status is ACTIVE:
            self.subscription = paused(self.subscription, self.now + seconds if seconds else None, self.now)

    def resume(self, _) -> None:
        if self.subscription.status is PAUSED:
            self.subscription = resumed(self.subscription, self.now + 1)


def lived(schedule, deeds, **over):
    life = Life(a_subscription(schedule=schedule, next_charge_at=due(schedule, 1), **over))
    life.now = max(life.now, due(schedule, 0))
    for name, detail in deeds:
        getattr(life, name)(dict(detail) if isinstance(detail, dict) else detail)
        assert_consistent(life.subscription)
    return life


def assert_consistent(one):
    if one.status is ACTIVE:
        assert one.next_charge_at == due(one.schedule, one.next_index)
        assert one.charge_at >= one.next_charge_at
        assert one.coming is None or one.coming.replaces_from > one.next_charge_at


@settings(max_examples=250, deadline=None)
@given(schedules(), DEEDS)
def test_each_charge_has_a_number_of_its_own_in_order_twenty_hours_apart_and_never_early(schedule, deeds):
    made = lived(schedule, deeds).made
    for earlier, later in pairwise(made):
        assert earlier[0] < later[0]
        assert later[1] - earlier[1] >= MIN_BETWEEN_CAPTURES
        assert earlier[2] < later[2]
    assert all(at >= due_at for _, at, due_at, _ in made)


@settings(max_examples=100, deadline=None)
@given(schedules(), DEEDS, st.integers(1, 6), st.integers(0, 400 * DAY))
def test_ends_hold_over_every_change(schedule, deeds, charges, days):
    end_at = due(schedule, 1) + days
    life = lived(schedule, deeds, charges=charges, end_at=end_at)
    assert len(life.made) <= charges
    assert all(due_at <= end_at for _, _, due_at, _ in life.made)


@settings(max_examples=200, deadline=None)
@given(schedules(), changes(), st.integers(1, 20 * HOUR))
def test_a_change_moves_the_next_charge_and_adds_none(schedule, terms, early):
    """With or without it, one charge is made until the old one would be, or the new one is."""
    before = a_subscription(schedule=schedule, next_charge_at=due(schedule, 1))
    now = before.charge_at - early
    terms.pop("start_in")
    try:
        after = changed(before, Change(**terms), now)
    except InvalidInput:
        return
    assert (after.coming, after.next_index) == (None, 2)
    assert after.next_charge_at > now
    assert after.money == (terms["money"] or before.money)
