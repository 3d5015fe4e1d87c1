"""Other terms: a new epoch with its own amount and calendar, from a stated date or with the next charge."""

from dataclasses import replace

import pytest

from shared.domain.billing_calendar import Interval, Schedule
from shared.domain.charge_journal import captured, claimed
from shared.domain.epoch import Epoch
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.money import Money
from shared.domain.payment import DAY, FURTHEST_START, HOUR
from shared.domain.subscription import SubscriptionStatus
from shared.domain.subscription_changes import Change, changed, paused, resumed
from tests.support.builders import NOW, PRICE, a_schedule, a_subscription, at
from tests.unit.domain.lives import DUE, daily, flying

LAGOS, LONDON = "Africa/Lagos", "Europe/London"
ACTIVE, PAUSED = SubscriptionStatus.ACTIVE, SubscriptionStatus.PAUSED
DEARER = Money(900_000, "NGN")
SOON = NOW + HOUR


def charges(subscription, number):
    """The next charges as they will be made: index, local time and amount."""
    made = []
    for _ in range(number):
        if subscription.charge_at is None:
            break
        wall = subscription.charge_at
        made.append((subscription.next_index, wall, subscription.money))
        subscription = captured(claimed(subscription, 9, wall), wall)
    return made


def change(subscription=None, now=SOON, **terms):
    return changed(subscription or a_subscription(), Change(**terms), now)


class TestWithTheNextCharge:
    def test_another_amount_is_taken_from_then_on_under_a_number_of_its_own(self):
        after = change(money=DEARER)
        assert charges(after, 3) == [
            (2, DUE, DEARER),
            (3, at("2026-03-31T09:00"), DEARER),
            (4, at("2026-04-30T09:00"), DEARER),
        ]
        assert (after.status, after.coming, after.look_at) == (ACTIVE, None, DUE)
        assert after.schedule == Schedule(Interval.MONTHLY, 1, LAGOS, "2026-02-28T09:00:00", 31, first_index=2)

    def test_another_interval_counts_from_it(self):
        weekly = charges(change(interval=Interval.WEEKLY), 3)
        assert [instant for _, instant, _ in weekly] == [DUE, DUE + 7 * DAY, DUE + 14 * DAY]

    @pytest.mark.parametrize(("terms", "count"), [({}, 1), ({"interval_count": 3}, 3)])
    def test_another_interval_has_its_own_count(self, terms, count):
        every_other = a_subscription(schedule=a_schedule(interval_count=2))
        assert change(every_other, interval=Interval.WEEKLY, **terms).schedule.interval_count == count
        assert change(every_other, interval=Interval.MONTHLY).schedule.interval_count == 2

    @pytest.mark.parametrize("time", ["06:15", "18:30"])
    def test_another_time_of_day_is_the_same_charge_at_that_time(self, time):
        assert charges(change(charge_time=time), 2) == [
            (2, at(f"2026-02-28T{time}"), PRICE),
            (3, at(f"2026-03-31T{time}"), PRICE),
        ]

    def test_another_zone_keeps_the_time_on_the_wall(self):
        after = change(timezone=LONDON)
        assert after.charge_at == at("2026-02-28T09:00", LONDON) == DUE + HOUR
        assert charges(after, 2)[1][1] == at("2026-03-31T09:00", LONDON)

    def test_another_day_of_the_month(self):
        on_the_tenth = a_subscription(schedule=a_schedule(anchor_at=at("2026-01-10T09:00")))
        for day in ("05", "20"):
            after = change(on_the_tenth, anchor_day=int(day))
            instants = [instant for _, instant, _ in charges(after, 2)]
            assert instants == [at(f"2026-02-{day}T09:00"), at(f"2026-03-{day}T09:00")]

    @pytest.mark.parametrize(
        ("interval", "day"), [(Interval.YEARLY, 31), (Interval.QUARTERLY, 31), (Interval.WEEKLY, 28)]
    )
    def test_the_day_to_come_back_to_is_kept_among_intervals_of_months(self, interval, day):
        assert change(interval=interval).schedule.day == day

    def test_keeps_the_time_that_the_clocks_skip_on_the_day_of_the_change(self):
        night = a_schedule(interval=Interval.DAILY, timezone=LONDON, anchor="2026-03-20T01:30:00")
        one = a_subscription(schedule=night, next_index=9)
        assert one.next_charge_at == at("2026-03-29T02:00", LONDON), "which the clocks skip"
        after = change(one, now=at("2026-03-28T12:00"), money=DEARER)
        assert [instant for _, instant, _ in charges(after, 2)] == [
            at("2026-03-29T02:00", LONDON),
            at("2026-03-30T01:30", LONDON),
        ]

    def test_a_period_that_is_due_already_is_charged_on_the_old_terms(self):
        after = change(now=DUE, money=DEARER)
        assert charges(after, 2) == [(1, DUE, PRICE), (3, at("2026-03-31T09:00"), DEARER)]

    def test_twenty_hours_still_lie_between_two_captures(self):
        after = change(daily(2, last_capture_at=NOW + DAY), now=NOW + DAY + 1, charge_time="01:00")
        assert (after.next_charge_at, after.charge_at) == (at("2026-02-02T01:00"), NOW + DAY + 20 * HOUR)


class TestFromAStatedDate:
    START = at("2026-04-15T12:00")

    def test_the_old_terms_go_on_until_then(self):
        after = change(start_at=self.START, money=DEARER, interval=Interval.WEEKLY)
        assert after.coming == Epoch(DEARER, Schedule(Interval.WEEKLY, 1, LAGOS, "2026-04-15T12:00:00"))
        assert charges(after, 4) == [
            (1, DUE, PRICE),
            (2, at("2026-03-31T09:00"), PRICE),
            (4, self.START, DEARER),
            (5, self.START + 7 * DAY, DEARER),
        ]

    def test_on_a_due_date_the_new_terms_are_charged_alone(self):
        after = change(start_at=at("2026-03-31T09:00"), money=DEARER)
        assert charges(after, 2) == [(1, DUE, PRICE), (3, at("2026-03-31T09:00"), DEARER)]

    def test_before_the_next_charge_takes_its_place(self):
        after = change(start_at=DUE - 10 * DAY, interval=Interval.YEARLY)
        assert charges(after, 2) == [(2, DUE - 10 * DAY, PRICE), (3, at("2027-02-18T09:00"), PRICE)]

    def test_its_own_zone_time_and_day_are_the_new_calendars(self):
        start = at("2026-04-30T10:00", LONDON)
        after = change(start_at=start, timezone=LONDON, charge_time="07:00", anchor_day=31)
        assert after.coming.begins_at == at("2026-04-30T07:00", LONDON)
        assert [one[1] for one in charges(after, 4)][2:] == [
            at("2026-04-30T07:00", LONDON),
            at("2026-05-31T07:00", LONDON),
        ]

    def test_the_latest_agreement_holds(self):
        first = change(start_at=self.START, money=DEARER)
        second = change(first, start_at=self.START + DAY, interval=Interval.YEARLY)
        assert second.coming.begins_at == self.START + DAY
        assert second.coming.money == PRICE

    def test_the_end_holds_for_the_new_terms_too(self):
        ending = change(a_subscription(end_at=self.START + 8 * DAY), start_at=self.START, interval=Interval.WEEKLY)
        assert len(charges(ending, 9)) == 4
        counted = change(a_subscription(charges=3), start_at=self.START, interval=Interval.WEEKLY)
        assert len(charges(counted, 9)) == 3


class TestInAPause:
    def test_nothing_is_charged_before_it_is_over(self):
        after = change(paused(a_subscription(), None, NOW), money=DEARER)
        assert (after.status, after.charge_at, after.look_at) == (PAUSED, None, None)

    @pytest.mark.parametrize("until", [None, at("2026-03-20T00:00")])
    def test_the_new_terms_are_charged_when_it_is(self, until):
        held = change(paused(a_subscription(), until, NOW), money=DEARER)
        [(_, charge_at, money)] = charges(resumed(held, at("2026-03-20T00:00")), 1)
        assert (charge_at, money) == (at("2026-03-31T09:00"), DEARER)

    def test_with_an_end_they_begin_with_the_first_charge_after_it(self):
        held = change(paused(a_subscription(), at("2026-05-01T00:00"), NOW), interval=Interval.YEARLY)
        assert held.coming.begins_at == at("2026-05-31T09:00")
        assert [one[1] for one in charges(resumed(held, held.resume_at), 2)] == [
            at("2026-05-31T09:00"),
            at("2027-05-31T09:00"),
        ]

    def test_that_outlasts_what_was_due_they_begin_with_what_is_due_next(self):
        held = paused(a_subscription(), None, NOW)
        after = change(held, now=DUE + 9 * DAY, money=DEARER)
        assert after.coming.begins_at == at("2026-03-31T09:00")

    def test_a_charge_that_they_move_is_made_once(self):
        held = change(paused(a_subscription(), at("2026-02-28T08:00"), NOW), charge_time="18:30")
        assert charges(resumed(held, held.resume_at), 2) == [
            (2, at("2026-02-28T18:30"), PRICE),
            (3, at("2026-03-31T18:30"), PRICE),
        ]

    def test_what_begins_in_it_goes_on_by_its_own_calendar(self):
        held = change(paused(a_subscription(), None, NOW), start_at=DUE + DAY, interval=Interval.WEEKLY)
        back = resumed(held, DUE + 16 * DAY)
        assert (back.coming, back.charge_at, back.next_index) == (None, DUE + 22 * DAY, 6)

    def test_that_ends_before_they_begin_the_old_terms_go_on(self):
        held = change(paused(a_subscription(), None, NOW), start_at=at("2026-04-15T12:00"), money=DEARER)
        assert charges(resumed(held, NOW + DAY), 3) == [
            (1, DUE, PRICE),
            (2, at("2026-03-31T09:00"), PRICE),
            (4, at("2026-04-15T12:00"), DEARER),
        ]


class TestRefused:
    @pytest.mark.parametrize(
        "terms",
        [
            {"start_at": SOON},
            {"start_at": NOW - DAY},
            {"start_at": SOON + HOUR, "charge_time": "00:00"},
            {"start_at": SOON + FURTHEST_START + 1},
        ],
    )
    def test_a_date_that_is_past_or_far_away(self, terms):
        with pytest.raises(InvalidInput) as refused:
            change(money=DEARER, **terms)
        assert list(refused.value.fields["schedule"]) == ["start_at"]

    def test_where_the_new_calendar_would_have_begun_already(self):
        with pytest.raises(InvalidInput, match="Invalid input"):
            change(now=DUE - HOUR, charge_time="07:00")

    @pytest.mark.parametrize(("end_at", "is_refused"), [(DUE + DAY - 1, True), (DUE + DAY, False)])
    def test_after_the_end(self, end_at, is_refused):
        one = a_subscription(end_at=end_at)
        if is_refused:
            with pytest.raises(InvalidInput):
                change(one, start_at=DUE + DAY)
        else:
            assert change(one, start_at=DUE + DAY).coming is not None

    def test_more_of_an_interval_than_there_may_be(self):
        with pytest.raises(InvalidInput) as refused:
            change(interval=Interval.YEARLY, interval_count=4)
        assert list(refused.value.fields["schedule"]) == ["interval_count"]
        kept = a_subscription(schedule=a_schedule(interval_count=36))
        assert change(kept, money=DEARER).schedule.interval_count == 36

    @pytest.mark.parametrize("status", [ACTIVE, PAUSED])
    def test_while_a_charge_is_under_way(self, status):
        with pytest.raises(WrongState, match="under way"):
            change(flying(status=status), money=DEARER)

    def test_for_one_that_is_about_to_stop(self):
        with pytest.raises(WrongState, match="about to stop"):
            change(replace(a_subscription(), stops_at_period_end=True), money=DEARER)

    @pytest.mark.parametrize("status", sorted(set(SubscriptionStatus) - {ACTIVE, PAUSED}))
    def test_in_any_other_state(self, status):
        with pytest.raises(WrongState, match="cannot be changed"):
            change(a_subscription(status=status), money=DEARER)
