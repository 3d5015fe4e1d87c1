"""More is due than Paystack accepts: a line forms, is served in order and at Paystack's pace, and nobody is lost."""

import pytest

from shared.domain.alert import AlertKind
from shared.domain.charge_journal import HELD_BACK_FOR
from shared.domain.charge_pace import NO_TICKET, SHUT_FOR, WAITED_FOR, WINDOW, Limit, next_window, ticket_for
from shared.domain.payment import HOUR, MINUTE
from shared.domain.subscription import OVERLOOKED_AFTER
from shared.ports import Lane
from shared.usecases.charge_subscription import ChargeResult
from shared.usecases.sweep_due_subscriptions import A_LINE, SECONDS, SweepResult
from shared.usecases.wake_ups import charge_soon
from tests.support.builders import USER, at, user_id
from tests.support.fakes_paystack import Next, State

DUE = at("2026-02-28T09:00")
REFERENCE = f"dk.{USER}.s1.1.1"
SMALL = Limit(39)
"""Room for three in a window, two of them for the line."""


def all_due(world, count, look_at=DUE):
    for number in range(1, count + 1):
        world.given(user_id=user_id(number), look_at=look_at, next_charge_at=look_at, charge_at=look_at)
    world.clock.set(DUE)


def fill(world, instant):
    """Nobody finds room in this window."""
    world.pace.take(10**6, instant, is_waited_for=True)


class TestWithoutRoom:
    def test_a_charge_keeps_its_place_and_nothing_is_written(self, world):
        given = world.given()
        world.clock.set(DUE)
        fill(world, DUE)
        assert world.charge() is ChargeResult.NO_ROOM
        assert world.subscription() == given
        assert world.paystack.calls == []
        world.clock.set(next_window(DUE))
        assert world.charge() is ChargeResult.SUCCESS

    def test_one_that_comes_with_its_room_is_sent(self, world):
        world.given()
        world.clock.set(DUE)
        fill(world, DUE)
        fill(world, next_window(DUE))
        assert world.charge(ticket=ticket_for(DUE)) is ChargeResult.SUCCESS

    def test_a_ticket_that_has_run_out_is_none(self, world):
        world.given()
        ticket = ticket_for(DUE)
        world.clock.set(ticket.kept_until + 1)
        fill(world, world.clock.now())
        assert world.charge(ticket=ticket) is ChargeResult.NO_ROOM

    def test_one_that_somebody_waits_for_finds_the_places_that_the_line_leaves(self, world):
        world.given()
        world.clock.set(DUE)
        world.pace.take(10**6, DUE)
        assert world.charge() is ChargeResult.NO_ROOM
        assert world.charge(ticket=WAITED_FOR) is ChargeResult.SUCCESS

    def test_what_a_customer_asks_for_is_marked_as_waited_for(self, world):
        world.given()
        charge_soon(world.subscription(), world.queue, DUE)
        assert world.queue.tickets == [WAITED_FOR]

    def test_a_charge_that_never_arrived_waits_in_the_line_to_be_sent_again(self, world):
        world.given()
        world.clock.set(DUE)
        world.paystack.script("charge", Next.NOT_SENT)
        assert world.charge() is ChargeResult.UNRESOLVED
        world.clock.advance(10 * MINUTE)
        fill(world, world.clock.now())
        assert world.charge() is ChargeResult.NO_ROOM
        (item,) = world.due_index.due_items(world.clock.now(), 1, Lane.CHARGES)
        assert (item.look_at, item.subscription_id) == (DUE, 1), "before all that became due after it"
        before = world.subscription()
        assert world.charge() is ChargeResult.NO_ROOM
        assert world.subscription() == before, "it is in the line already"
        assert world.charge(ticket=ticket_for(world.clock.now())) is ChargeResult.SUCCESS
        assert world.paystack.calls.count(("charge", REFERENCE)) == 2

    def test_one_that_is_back_in_the_line_is_not_overlooked(self, world):
        world.given()
        world.clock.set(DUE)
        world.paystack.script("charge", Next.NOT_SENT)
        world.charge()
        world.clock.advance(10 * MINUTE)
        fill(world, world.clock.now())
        world.charge()
        world.clock.advance(OVERLOOKED_AFTER - 1)
        assert world.watch().missed == 0
        world.clock.advance(1)
        assert world.watch().missed == 1


class TestTooMany:
    def test_stays_in_flight_without_another_call_and_shuts_the_door_for_a_minute(self, world):
        world.given()
        world.given(user_id=user_id(2))
        world.clock.set(DUE)
        world.paystack.script("charge", Next.TOO_MANY)
        assert world.charge() is ChargeResult.UNRESOLVED
        assert world.paystack.calls == [("charge", REFERENCE)]
        flight = world.subscription().in_flight
        assert (str(flight.reference), flight.ask_at, flight.asked) == (REFERENCE, DUE + HELD_BACK_FOR, 0)
        world.clock.set(DUE + SHUT_FOR)
        assert world.charge(user_id(2), ticket=WAITED_FOR) is ChargeResult.NO_ROOM
        world.clock.set(next_window(DUE + SHUT_FOR))
        assert world.charge(user_id(2)) is ChargeResult.SUCCESS

    def test_is_asked_about_once_and_sent_again_under_its_reference(self, world):
        world.given()
        world.clock.set(DUE)
        world.paystack.script("charge", Next.TOO_MANY)
        world.charge()
        world.clock.set(DUE + HELD_BACK_FOR)
        assert world.charge() is ChargeResult.SUCCESS
        assert world.paystack.calls == [("charge", REFERENCE), ("verify", REFERENCE), ("charge", REFERENCE)]

    def test_however_often_it_is_never_put_off_for_an_hour(self, world):
        world.given()
        world.clock.set(DUE)
        world.paystack.script("charge", *[Next.TOO_MANY] * 20)
        world.charge()
        for _ in range(19):
            world.clock.set(world.subscription().look_at)
            assert world.charge() is ChargeResult.UNRESOLVED
        assert world.clock.now() == DUE + 19 * HELD_BACK_FOR
        world.clock.advance(HELD_BACK_FOR)
        assert world.charge() is ChargeResult.SUCCESS
        assert len(world.paystack.taken) == 1

    def test_one_whose_first_send_arrived_after_all_is_not_sent_again(self, world):
        world.given()
        world.clock.set(DUE)
        world.paystack.lag = HOUR
        world.paystack.script("charge", Next.LAGGING, Next.TOO_MANY)
        while world.paystack.count("charge") < 2:
            world.charge()
            world.clock.set(world.subscription().look_at)
        world.clock.advance(HOUR)
        assert world.charge() is ChargeResult.SUCCESS
        assert [row.state for row in world.paystack.ledger.values()] == [State.TAKEN]


def test_when_paystack_says_nothing_at_all_nobody_sends_for_a_minute(world):
    world.given()
    world.given(user_id=user_id(2))
    world.clock.set(DUE)
    world.paystack.script("charge", Next.LOST_ANSWER)
    world.paystack.script("verify", Next.UNKNOWN)
    assert world.charge() is ChargeResult.UNRESOLVED
    assert world.charge(user_id(2)) is ChargeResult.NO_ROOM
    world.clock.set(next_window(DUE + SHUT_FOR))
    assert world.charge(user_id(2)) is ChargeResult.SUCCESS


def test_a_lost_answer_that_verify_makes_up_for_holds_nobody_back(world):
    world.given()
    world.given(user_id=user_id(2))
    world.clock.set(DUE)
    world.paystack.script("charge", Next.LOST_ANSWER)
    assert [world.charge(), world.charge(user_id(2))] == [ChargeResult.SUCCESS] * 2


class TestTheSweep:
    @pytest.fixture(autouse=True)
    def _small(self, world):
        world.pace.limit = SMALL

    def test_serves_a_line_window_by_window_the_longest_due_first(self, world):
        for number in range(1, 8):
            since = DUE - number
            world.given(user_id=user_id(number), look_at=since, next_charge_at=since, charge_at=since)
        world.clock.set(DUE)
        assert world.sweep() == SweepResult(subscriptions=7, payments=0)
        assert world.queue.requested == [(user_id(number), 1) for number in range(7, 0, -1)]
        windows = [ticket.kept_until - 2 * WINDOW for ticket in world.queue.tickets]
        assert windows == [DUE, DUE, DUE + 5, DUE + 5, DUE + 10, DUE + 10, DUE + 15]
        assert world.clock.now() == DUE + 15

    def test_ends_in_time_and_says_since_when_the_rest_waits(self, world):
        all_due(world, 40)
        assert world.sweep() == SweepResult(subscriptions=24, payments=0, waiting_since=DUE)
        assert world.clock.now() <= DUE + SECONDS
        assert world.pace.reached(DUE + HOUR // 10) == DUE

    def test_has_its_room_before_whoever_is_just_woken(self, world):
        all_due(world, 4)
        waiting_for = world.clock.wait_until

        def wake_all(instant):
            waiting_for(instant)
            assert world.charge(user_id(4)) is ChargeResult.NO_ROOM

        world.clock.wait_until = wake_all
        world.sweep()
        world.clock.wait_until = waiting_for
        assert [
            world.charge(*who, ticket=ticket)
            for who, ticket in zip(world.queue.requested[2:], world.queue.tickets[2:], strict=True)
        ] == [ChargeResult.SUCCESS] * 2

    def test_waits_for_a_window_with_room(self, world):
        all_due(world, 1)
        world.pace.shut(DUE)
        assert world.sweep() == SweepResult(0, 0, waiting_since=DUE)
        assert world.sweep() == SweepResult(1, 0)
        assert world.clock.now() > DUE + SHUT_FOR

    def test_asks_about_payments_while_the_line_waits_and_after(self, world):
        payments = [world.begin(user_id=user_id(number)) for number in range(50, 53)]
        for payment in payments:
            world.paystack.pay_checkout(payment.reference)
        all_due(world, 5)
        assert world.sweep() == SweepResult(subscriptions=5, payments=3)

    def test_hands_on_what_is_in_flight_at_once_and_without_room(self, world):
        world.given()
        world.clock.set(DUE)
        world.paystack.script("charge", Next.PENDING)
        world.charge()
        world.clock.set(world.subscription().look_at)
        world.pace.shut(world.clock.now())
        asked_at = world.clock.now()
        assert world.sweep() == SweepResult(subscriptions=1, payments=0)
        assert (world.queue.tickets, world.clock.now()) == ([NO_TICKET], asked_at)

    def test_says_as_well_since_when_questions_wait_that_it_has_not_come_to(self, world):
        for number in range(1, 5):
            world.given(user_id=user_id(number))
        world.clock.set(DUE)
        world.paystack.script("charge", *[Next.PENDING] * 4)
        for number in range(1, 5):
            world.clock.set(next_window(world.clock.now()))
            world.charge(user_id(number))
        third = world.subscriptions.stored[user_id(3), 1].look_at
        world.clock.set(DUE + HOUR)
        assert world.sweep(limit=2) == SweepResult(subscriptions=2, payments=0, waiting_since=third)

    def test_does_not_look_after_schedules_while_there_is_a_line(self, world):
        world.pace.limit = Limit(13 * (A_LINE + 2))
        all_due(world, A_LINE + 1, look_at=DUE - HOUR)
        world.scheduler.schedules.clear()
        world.sweep()
        assert world.scheduler.schedules == {}


class TestTheWatchdog:
    def test_takes_nobody_who_waits_in_the_line_for_overlooked(self, world):
        all_due(world, 3)
        world.pace.note_line(DUE, DUE + HOUR)
        world.clock.set(DUE + HOUR)
        assert world.watch().missed == 0
        assert world.queue.requested == world.alerts.raised == []

    def test_finds_whom_the_line_has_passed_by(self, world):
        world.given(look_at=DUE - OVERLOOKED_AFTER)
        world.pace.note_line(DUE, DUE + HOUR)
        world.clock.set(DUE + HOUR)
        assert world.watch().missed == 1
        assert [kind for kind, _ in world.alerts.raised] == [AlertKind.PERIOD_MISSED]

    def test_finds_everybody_once_the_sweep_itself_is_silent(self, world):
        world.given()
        world.pace.note_line(DUE, DUE)
        world.clock.set(DUE + HOUR)
        assert world.watch().missed == 1
