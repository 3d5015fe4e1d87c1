"""The journal of a charge: claimed, asked about, and ended in one of its ways."""

from dataclasses import replace

import pytest

from shared.domain.billing_calendar import Interval
from shared.domain.charge_journal import (
    NeverCreated,
    after_not_found,
    captured,
    claimed,
    claimed_again,
    declined,
    dropped,
    unresolved,
)
from shared.domain.payment import DAY, HOUR, MINUTE
from shared.domain.reference import ChargeReference
from shared.domain.subscription import CHARGEABLE, InFlight, SubscriptionStatus
from tests.support.builders import NOW, USER, a_schedule, a_subscription, at

DUE = at("2026-02-28T09:00")
OVER = sorted(set(SubscriptionStatus) - CHARGEABLE)
GOING = sorted(CHARGEABLE)


def flying(attempt=1, **over):
    in_flight = {"reference": ChargeReference(USER, 1, 1, attempt), "payment_id": 2, "claimed_at": DUE}
    in_flight |= {"ask_at": DUE + 180} | {name: over.pop(name) for name in ("asked", "not_found_at") if name in over}
    return a_subscription(attempt=attempt, in_flight=InFlight(**in_flight), **over)


def test_a_claim_names_charge_and_attempt_and_is_left_alone_for_three_minutes():
    subscription = a_subscription(next_index=4, attempt=3)
    assert claimed(subscription, 9, DUE) == replace(
        subscription,
        in_flight=InFlight(ChargeReference(USER, 1, 4, 3), payment_id=9, claimed_at=DUE, ask_at=DUE + 3 * MINUTE),
    )


def test_a_second_claim_keeps_the_reference_and_the_payment():
    again = claimed_again(flying(asked=2, not_found_at=DUE + 5), DUE + HOUR).in_flight
    assert again == replace(flying().in_flight, ask_at=DUE + HOUR + 3 * MINUTE, asked=2, not_found_at=None)


class TestUnresolved:
    @pytest.mark.parametrize(
        ("asked", "wait"), [(0, MINUTE), (1, 5 * MINUTE), (2, 15 * MINUTE), (3, HOUR), (4, HOUR), (900, HOUR)]
    )
    def test_is_asked_about_ever_less_often_and_for_ever(self, asked, wait):
        later = unresolved(flying(asked=asked), DUE + 7, not_found=False)
        assert later.in_flight.ask_at == later.look_at == DUE + 7 + wait
        assert later.in_flight.asked == asked + 1
        assert later.in_flight.reference == flying().in_flight.reference

    def test_remembers_when_it_was_first_not_found(self):
        first = unresolved(flying(), DUE, not_found=True)
        second = unresolved(first, DUE + MINUTE, not_found=True)
        assert (first.in_flight.not_found_at, second.in_flight.not_found_at) == (DUE, DUE)

    def test_any_other_answer_in_between_starts_that_anew(self):
        assert unresolved(flying(not_found_at=DUE), DUE + MINUTE, not_found=False).in_flight.not_found_at is None


class TestNotFound:
    @pytest.mark.parametrize("status", GOING)
    @pytest.mark.parametrize(
        ("first", "decision"),
        [
            (None, NeverCreated.ASK_AGAIN),
            (DUE, NeverCreated.ASK_AGAIN),
            (DUE - 119, NeverCreated.ASK_AGAIN),
            (DUE - 120, NeverCreated.SEND_AGAIN),
            (DUE - DAY, NeverCreated.SEND_AGAIN),
        ],
    )
    def test_only_the_second_minutes_after_the_first_means_never_created(self, status, first, decision):
        assert after_not_found(flying(status=status, not_found_at=first), DUE) is decision

    @pytest.mark.parametrize("status", OVER)
    @pytest.mark.parametrize(
        ("first", "decision"),
        [
            (None, NeverCreated.ASK_AGAIN),
            (DUE - 120, NeverCreated.ASK_AGAIN),
            (DUE - DAY + 1, NeverCreated.ASK_AGAIN),
            (DUE - DAY, NeverCreated.DROP),
        ],
    )
    def test_nothing_is_sent_again_for_one_that_is_over(self, status, first, decision):
        assert after_not_found(flying(status=status, not_found_at=first), DUE) is decision

    @pytest.mark.parametrize("status", OVER)
    def test_a_dropped_charge_leaves_the_due_index(self, status):
        assert dropped(flying(status=status)) == replace(flying(status=status), in_flight=None, look_at=None)


class TestCaptured:
    @pytest.mark.parametrize("status", GOING)
    def test_ends_the_period_and_sets_the_next(self, status):
        subscription = flying(attempt=3, status=status)
        assert captured(subscription, DUE + 40) == replace(
            subscription,
            status=SubscriptionStatus.ACTIVE,
            in_flight=None,
            attempt=1,
            next_index=2,
            next_charge_at=at("2026-03-31T09:00"),
            last_capture_at=DUE + 40,
            look_at=at("2026-03-31T09:00"),
        )

    @pytest.mark.parametrize(("late", "look_at"), [(3 * HOUR, NOW + 2 * DAY), (23 * HOUR, NOW + DAY + 43 * HOUR)])
    def test_twenty_hours_lie_between_two_captures(self, late, look_at):
        daily = flying(schedule=a_schedule(interval=Interval.DAILY))
        assert captured(daily, NOW + DAY + late).look_at == look_at

    @pytest.mark.parametrize("status", OVER)
    def test_does_not_revive_one_that_is_over(self, status):
        ended = captured(flying(status=status), DUE + 40)
        assert (ended.status, ended.in_flight, ended.look_at) == (status, None, None)
        assert (ended.next_index, ended.last_capture_at) == (2, DUE + 40)


class TestDeclined:
    @pytest.mark.parametrize(("attempt", "wait"), [(1, DAY), (2, 3 * DAY), (3, 5 * DAY), (4, 5 * DAY)])
    @pytest.mark.parametrize("status", GOING)
    def test_the_same_period_is_tried_again_under_another_attempt(self, status, attempt, wait):
        subscription = flying(attempt=attempt, status=status)
        assert declined(subscription, DUE + 40) == replace(
            subscription,
            status=SubscriptionStatus.PAST_DUE,
            in_flight=None,
            attempt=attempt + 1,
            look_at=DUE + 40 + wait,
        )

    def test_the_fifth_refusal_halts_it(self):
        halted = declined(flying(attempt=5, status=SubscriptionStatus.PAST_DUE), DUE)
        assert (halted.status, halted.look_at, halted.in_flight) == (SubscriptionStatus.HALTED, None, None)

    @pytest.mark.parametrize("status", OVER)
    def test_does_not_revive_one_that_is_over(self, status):
        ended = declined(flying(status=status), DUE)
        assert (ended.status, ended.in_flight, ended.look_at) == (status, None, None)


@pytest.mark.parametrize(
    "end",
    [
        lambda one: captured(one, NOW),
        lambda one: declined(one, NOW),
        lambda one: unresolved(one, NOW, not_found=True),
        lambda one: claimed_again(one, NOW),
        lambda one: after_not_found(one, NOW),
    ],
)
def test_what_is_not_in_flight_cannot_end(end):
    with pytest.raises(ValueError, match="in flight"):
        end(a_subscription())
