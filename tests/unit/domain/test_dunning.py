"""When a refused charge is tried again: a ladder for each class, counted from the period's first decline."""

from dataclasses import replace

import pytest

from shared.domain.decline import DeclineClass
from shared.domain.dunning import MAX_DECLINES_IN_PERIOD, Dunning, DunningPolicy, begun, next_retry
from shared.domain.payment import DAY, HOUR
from tests.support.builders import at

LAGOS, LONDON = "Africa/Lagos", "Europe/London"
FIRST = at("2026-02-28T09:00")
POLICY = DunningPolicy()
CODES = {
    "soft": "insufficient_funds",
    "infrastructure": "bank_unavailable",
    "careful": "invalid_pin",
    "hard": "pickup_card",
}


def refused(*codes, first=FIRST, zone=LAGOS, policy=POLICY):
    """The dunning after these declines."""
    infrastructure = codes.count(CODES["infrastructure"])
    so_far = begun(policy, zone, first)
    return replace(so_far, declines=len(codes), infrastructure_declines=infrastructure, code=codes[-1])


def ladder(kind, zone=LAGOS, first=FIRST, policy=POLICY, late=0):
    """Every retry of one class, each refused `late` seconds after its time."""
    instants, now, codes = [], first, []
    while len(instants) < 20:
        codes.append(CODES[kind])
        retry_at = next_retry(refused(*codes, first=first, zone=zone, policy=policy), policy, zone, now, now)
        if retry_at is None:
            return instants
        instants.append(retry_at)
        now = retry_at + late
    raise AssertionError("it never ends")


def on_days(*days, month="2026-03", zone=LAGOS, time="09:00"):
    return [at(f"{month}-{day:02}T{time}", zone) for day in days]


class TestDefaultPolicy:
    def test_soft_on_days_1_3_7_and_14_at_nine_local_time(self):
        assert ladder("soft") == on_days(1, 3, 7, 14)

    def test_careful_on_every_second_of_them(self):
        assert ladder("careful") == on_days(3, 14)

    def test_infrastructure_after_1_6_and_24_hours_and_then_as_soft(self):
        hours = [FIRST + HOUR, FIRST + 7 * HOUR, FIRST + 31 * HOUR]
        assert ladder("infrastructure") == hours + on_days(3, 7, 14)

    def test_hard_never(self):
        assert ladder("hard") == []

    @pytest.mark.parametrize("late", [0, 40, 3 * HOUR])
    def test_a_retry_that_comes_late_does_not_move_those_after_it(self, late):
        assert ladder("soft", late=late) == on_days(1, 3, 7, 14)

    def test_a_rung_that_was_slept_through_is_left_out(self):
        dunning = refused(CODES["soft"], CODES["soft"])
        assert next_retry(dunning, POLICY, LAGOS, at("2026-03-04T10:00"), 0) == at("2026-03-07T09:00")

    def test_the_grace_ends_with_the_last_day_whatever_the_class(self):
        for code in CODES.values():
            assert refused(code).halts_at == at("2026-03-14T09:00")


class TestDaysAndHours:
    @pytest.mark.parametrize(
        ("first", "zone"),
        [
            ("2026-02-28T00:00", LAGOS),
            ("2026-02-28T23:59", LAGOS),
            ("2026-02-28T23:59", "Pacific/Auckland"),
            ("2026-02-28T00:01", "America/St_Johns"),
        ],
    )
    def test_days_are_those_of_the_customers_own_calendar(self, first, zone):
        assert ladder("soft", zone, at(first, zone)) == on_days(1, 3, 7, 14, zone=zone)

    def test_nine_oclock_stays_nine_oclock_when_the_clocks_change(self):
        first = at("2026-03-27T09:00", LONDON)
        instants = ladder("soft", LONDON, first)
        assert instants == [*on_days(28, 30, zone=LONDON), *on_days(3, 10, month="2026-04", zone=LONDON)]
        assert instants[1] - instants[0] == 2 * DAY - HOUR

    def test_hours_are_hours_when_the_clocks_change(self):
        first = at("2026-03-28T22:00", LONDON)
        assert ladder("infrastructure", LONDON, first)[:3] == [first + HOUR, first + 7 * HOUR, first + 31 * HOUR]

    def test_a_retry_time_that_the_clocks_skip_is_the_first_moment_after(self):
        night = DunningPolicy(days=(1,), retry_time="01:30")
        assert ladder("soft", LONDON, at("2026-03-28T09:00", LONDON), night) == [at("2026-03-29T02:00", LONDON)]

    def test_the_policy_is_the_stacks_own(self):
        own = DunningPolicy(days=(2, 5, 9), hours=(2,), retry_time="18:45")
        assert ladder("soft", policy=own) == on_days(2, 5, 9, time="18:45")
        assert ladder("careful", policy=own) == on_days(5, time="18:45")
        assert ladder("infrastructure", policy=own) == [FIRST + 2 * HOUR, *on_days(2, 5, 9, time="18:45")]
        assert refused(CODES["hard"], policy=own).halts_at == at("2026-03-09T18:45")


class TestMixedClasses:
    def test_the_last_decline_decides_how_and_the_first_from_when(self):
        soft, odd, away = CODES["soft"], CODES["careful"], CODES["infrastructure"]
        now = at("2026-03-01T09:00")
        assert next_retry(refused(soft, odd), POLICY, LAGOS, now, now) == at("2026-03-03T09:00")
        assert next_retry(refused(odd, soft), POLICY, LAGOS, now, now) == at("2026-03-03T09:00")
        assert next_retry(refused(soft, soft, odd), POLICY, LAGOS, now + 2 * DAY, now) == at("2026-03-14T09:00")
        assert next_retry(refused(soft, away), POLICY, LAGOS, now, now) == now + HOUR
        assert next_retry(refused(away, soft, away), POLICY, LAGOS, now, now) == now + 6 * HOUR

    def test_hours_that_go_beyond_the_last_day_are_tried_all_the_same(self):
        now = at("2026-03-14T09:00")
        assert next_retry(refused(CODES["soft"], CODES["infrastructure"]), POLICY, LAGOS, now, now) == now + HOUR

    def test_a_hard_one_ends_it_whatever_came_before(self):
        assert next_retry(refused(CODES["soft"], CODES["hard"]), POLICY, LAGOS, FIRST, FIRST) is None


class TestCeilings:
    @pytest.mark.parametrize(("declines", "is_tried"), [(6, True), (7, False), (8, False)])
    def test_seven_declines_in_a_period_are_enough(self, declines, is_tried):
        dunning = refused(*[CODES["infrastructure"]] * declines)
        assert dunning.is_exhausted is not is_tried
        assert (next_retry(dunning, POLICY, LAGOS, FIRST, FIRST) is not None) is is_tried
        assert MAX_DECLINES_IN_PERIOD == 7

    def test_a_card_that_may_not_be_tried_yet_waits_for_the_next_day_of_the_ladder(self):
        dunning = refused(CODES["soft"])
        for day, instant in ((1, 3), (3, 3), (4, 7), (14, 14)):
            free_at = at(f"2026-03-{day:02}T09:00") + (day in {1, 4})
            assert next_retry(dunning, POLICY, LAGOS, FIRST, free_at) == at(f"2026-03-{instant:02}T09:00")
        assert next_retry(dunning, POLICY, LAGOS, FIRST, at("2026-03-14T09:01")) is None

    def test_or_until_it_may_where_hours_count(self):
        assert (
            next_retry(refused(CODES["infrastructure"]), POLICY, LAGOS, FIRST, FIRST + 5 * HOUR) == FIRST + 5 * HOUR
        )


@pytest.mark.parametrize(("kind", "code"), CODES.items())
def test_the_class_is_that_of_the_last_decline(kind, code):
    assert Dunning(FIRST, FIRST, code=code).decline_class is DeclineClass(kind)
    assert Dunning(FIRST, FIRST, code=code).is_exhausted is (kind == "hard")
