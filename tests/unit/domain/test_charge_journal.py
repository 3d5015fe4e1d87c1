"""The journal of a charge: claimed, asked about, and captured."""

from dataclasses import replace

import pytest

from shared.domain.charge_journal import (
    CHALLENGE_EXPIRES_AFTER,
    NeverCreated,
    after_not_found,
    captured,
    claimed,
    claimed_again,
    declined,
    has_challenge_expired,
    is_unresolved_too_long,
    landed,
    unresolved,
)
from shared.domain.dunning import begun
from shared.domain.payment import DAY, HOUR, MINUTE
from shared.domain.reference import ChargeReference
from shared.domain.subscription import InFlight, SubscriptionStatus
from tests.support.builders import NOW, USER, a_subscription, at
from tests.unit.domain.lives import DUE, GOING, HELD, NO_MONEY, OTHER_CARD, POLICY, a_flight, daily, flying

PAGE = "https://checkout.paystack.com/resume/code"


def test_a_claim_names_charge_attempt_and_card_and_is_left_alone_for_three_minutes():
    subscription = a_subscription(next_index=4, attempt=3)
    flight = InFlight(ChargeReference(USER, 1, 4, 3), 9, subscription.card, claimed_at=DUE, ask_at=DUE + 3 * MINUTE)
    assert claimed(subscription, 9, DUE) == replace(subscription, in_flight=flight)


def test_a_second_claim_keeps_the_reference_and_the_payment():
    again = claimed_again(flying(flight={"asked": 2, "not_found_at": DUE + 5}), DUE + HOUR).in_flight
    assert again == replace(a_flight(), ask_at=DUE + HOUR + 3 * MINUTE, asked=2, not_found_at=None)


def test_a_second_claim_is_of_the_card_that_is_the_subscriptions_now():
    assert claimed_again(flying(authorization=OTHER_CARD), DUE).in_flight.card == OTHER_CARD.signature


class TestUnresolved:
    @pytest.mark.parametrize(
        ("asked", "wait"), [(0, MINUTE), (1, 5 * MINUTE), (2, 15 * MINUTE), (3, HOUR), (4, HOUR), (900, HOUR)]
    )
    def test_is_asked_about_ever_less_often_and_for_ever(self, asked, wait):
        later = unresolved(flying(flight={"asked": asked}), DUE + 7)
        assert later.in_flight.ask_at == later.look_at == DUE + 7 + wait
        assert later.in_flight.asked == asked + 1
        assert later.in_flight.reference == a_flight().reference

    def test_remembers_when_it_was_first_not_found(self):
        first = unresolved(flying(), DUE, not_found=True)
        second = unresolved(first, DUE + MINUTE, not_found=True)
        assert (first.in_flight.not_found_at, second.in_flight.not_found_at) == (DUE, DUE)

    def test_any_other_answer_in_between_starts_that_anew(self):
        missed = flying(flight={"not_found_at": DUE})
        assert unresolved(missed, DUE + MINUTE).in_flight.not_found_at is None

    @pytest.mark.parametrize(("age", "is_too_long"), [(2 * HOUR - 1, False), (2 * HOUR, True)])
    def test_for_two_hours_is_told(self, age, is_too_long):
        assert is_unresolved_too_long(flying(), DUE + age) is is_too_long
        assert not is_unresolved_too_long(a_subscription(), DUE + age)


class TestChallenge:
    def test_gives_the_customer_a_day_from_the_first_time_its_address_was_told(self):
        first = unresolved(flying(), DUE, challenge_url=PAGE).in_flight
        assert (first.challenge_url, first.challenge_expires_at) == (PAGE, DUE + DAY)

    def test_keeps_address_and_time_whatever_is_answered_later(self):
        asked = unresolved(flying(), DUE, challenge_url=PAGE)
        for later, url in ((MINUTE, ""), (HOUR, PAGE)):
            asked = unresolved(asked, DUE + later, challenge_url=url)
            flight = asked.in_flight
            assert (flight.challenge_url, flight.challenge_expires_at) == (PAGE, DUE + CHALLENGE_EXPIRES_AFTER)

    def test_that_was_left_gives_a_day_too_where_its_address_was_never_told(self):
        left = unresolved(unresolved(flying(), DUE, is_left=True), DUE + HOUR, is_left=True).in_flight
        assert (left.challenge_url, left.challenge_expires_at) == ("", DUE + DAY)

    def test_that_was_left_keeps_the_address_it_had(self):
        asked = unresolved(flying(), DUE, challenge_url=PAGE)
        left = unresolved(asked, DUE + HOUR, is_left=True).in_flight
        assert (left.challenge_url, left.challenge_expires_at) == (PAGE, DUE + DAY)

    @pytest.mark.parametrize(("age", "is_over"), [(-1, False), (0, True), (DAY, True)])
    def test_expires_at_its_time(self, age, is_over):
        asked = flying(flight={"challenge_url": PAGE, "challenge_expires_at": DUE + DAY})
        assert has_challenge_expired(asked, DUE + DAY + age) is is_over

    @pytest.mark.parametrize("other", [a_subscription(), flying()], ids=["nothing in flight", "no challenge"])
    def test_is_not_over_where_there_is_none(self, other):
        assert not has_challenge_expired(other, DUE + 9 * DAY)

    @pytest.mark.parametrize(("age", "is_too_long"), [(DAY - 1, False), (DAY, True)])
    def test_is_no_alarm_while_the_customer_has_time(self, age, is_too_long):
        asked = flying(flight={"challenge_url": PAGE, "challenge_expires_at": DUE + DAY})
        assert is_unresolved_too_long(asked, DUE + age) is is_too_long


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
        assert after_not_found(flying(status=status, flight={"not_found_at": first}), DUE) is decision

    @pytest.mark.parametrize("status", HELD)
    @pytest.mark.parametrize(
        ("first", "decision"),
        [
            (None, NeverCreated.ASK_AGAIN),
            (DUE - 120, NeverCreated.ASK_AGAIN),
            (DUE - DAY + 1, NeverCreated.ASK_AGAIN),
            (DUE - DAY, NeverCreated.DROP),
        ],
    )
    def test_nothing_is_sent_again_for_one_that_is_held_or_over(self, status, first, decision):
        assert after_not_found(flying(status=status, flight={"not_found_at": first}), DUE) is decision

    @pytest.mark.parametrize("status", HELD)
    def test_a_dropped_charge_leaves_the_due_index(self, status):
        assert landed(flying(status=status)) == replace(flying(status=status), in_flight=None, look_at=None)

    def test_dropped_in_a_pause_it_waits_for_the_end_of_that(self):
        held = flying(status=SubscriptionStatus.PAUSED, resume_at=DUE + 9 * DAY)
        assert landed(held).look_at == DUE + 9 * DAY


class TestCaptured:
    @pytest.mark.parametrize("status", GOING)
    def test_ends_the_period_and_opens_the_next(self, status):
        subscription = flying(attempt=3, status=status, dunning=begun(POLICY, "Africa/Lagos", DUE))
        next_due = at("2026-03-31T09:00")
        assert captured(subscription, DUE + 40) == replace(
            subscription,
            status=SubscriptionStatus.ACTIVE,
            in_flight=None,
            attempt=1,
            dunning=None,
            charged=1,
            next_index=2,
            next_charge_at=next_due,
            charge_at=next_due,
            last_capture_at=DUE + 40,
            look_at=next_due,
        )

    @pytest.mark.parametrize(("late", "charge_at"), [(3 * HOUR, NOW + 2 * DAY), (23 * HOUR, NOW + DAY + 43 * HOUR)])
    def test_twenty_hours_lie_between_two_captures(self, late, charge_at):
        after = captured(flying(schedule=daily(1).schedule), NOW + DAY + late)
        assert after.charge_at == after.look_at == charge_at
        assert after.next_charge_at == NOW + 2 * DAY

    @pytest.mark.parametrize("status", HELD)
    def test_does_not_revive_one_that_is_held_or_over(self, status):
        ended = captured(flying(status=status), DUE + 40)
        assert (ended.status, ended.in_flight, ended.look_at, ended.charge_at) == (status, None, None, None)
        assert (ended.next_index, ended.last_capture_at, ended.charged) == (2, DUE + 40, 1)


@pytest.mark.parametrize(
    "end",
    [
        lambda one: captured(one, NOW),
        lambda one: declined(one, NO_MONEY, POLICY, card_free_at=NOW, now=NOW),
        lambda one: unresolved(one, NOW),
        lambda one: claimed_again(one, NOW),
        lambda one: after_not_found(one, NOW),
    ],
)
def test_what_is_not_in_flight_cannot_end(end):
    with pytest.raises(ValueError, match="in flight"):
        end(a_subscription())
