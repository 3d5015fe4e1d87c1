"""A subscription that is to stop when the paid period ends."""

from dataclasses import replace

import pytest

from shared.domain.charge_journal import captured, declined
from shared.domain.errors import WrongState
from shared.domain.next_step import Step, next_step
from shared.domain.subscription import ENDED, SubscriptionStatus, indexed
from shared.domain.subscription_changes import resumed, stopping
from tests.support.builders import NOW, a_subscription, at
from tests.unit.domain.lives import DUE, LOST_CARD, NO_MONEY, OTHER_CARD, POLICY, flying

ACTIVE, STOPPED = SubscriptionStatus.ACTIVE, SubscriptionStatus.STOPPED
THEN = at("2026-03-31T09:00")


def test_stops_when_the_next_charge_would_be_due():
    leaving = stopping(a_subscription())
    assert leaving == replace(a_subscription(), stops_at_period_end=True)
    assert [next_step(leaving, DUE + later) for later in (-1, 0)] == [Step.WAIT, Step.STOP]


def test_with_a_charge_under_way_that_period_is_paid_for_and_is_the_last():
    after = captured(stopping(flying()), DUE)
    assert (after.status, after.stops_at_period_end, after.look_at) == (ACTIVE, True, THEN)
    assert next_step(after, THEN) is Step.STOP


@pytest.mark.parametrize("decline", [NO_MONEY, LOST_CARD])
@pytest.mark.parametrize(
    "card", [{}, {"authorization": OTHER_CARD, "card_payment_id": 5}], ids=["same", "another card"]
)
def test_with_a_charge_under_way_that_is_refused_it_stops_at_once(decline, card):
    leaving = replace(stopping(flying()), **card)
    after = declined(leaving, decline, POLICY, card_free_at=DUE, now=DUE)
    assert (after.status, after.charge_at, after.look_at, after.in_flight) == (STOPPED, None, None, None)


def test_can_be_said_twice():
    assert stopping(stopping(a_subscription())) == stopping(a_subscription())


@pytest.mark.parametrize("status", sorted(set(SubscriptionStatus) - {ACTIVE}))
def test_is_for_an_active_one(status):
    with pytest.raises(WrongState, match="cannot be stopped later"):
        stopping(a_subscription(status=status))


class TestTakenBack:
    @pytest.mark.parametrize("before", [a_subscription(), indexed(flying())], ids=["waiting", "in flight"])
    def test_it_goes_on_as_if_nothing_had_been_said(self, before):
        assert resumed(stopping(before), NOW) == before

    def test_while_it_is_held_too(self):
        held = indexed(a_subscription(status=SubscriptionStatus.NEEDS_ATTENTION, stops_at_period_end=True))
        assert resumed(held, NOW) == replace(held, stops_at_period_end=False)

    @pytest.mark.parametrize("status", sorted(ENDED))
    def test_not_once_it_has_ended(self, status):
        with pytest.raises(WrongState, match="cannot be resumed"):
            resumed(a_subscription(status=status, stops_at_period_end=True), NOW)
