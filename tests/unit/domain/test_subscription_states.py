"""The states of a subscription: which may follow which, and what ends it."""

from dataclasses import replace

import pytest

from shared.domain.charge_journal import captured, declined
from shared.domain.dunning import begun
from shared.domain.errors import WrongState
from shared.domain.payment import DAY
from shared.domain.subscription import (
    CHARGEABLE,
    ENDED,
    Attention,
    SubscriptionStatus,
    moved_to,
    needing_attention,
    stopped,
)
from shared.domain.subscription_changes import CatchUp, caught_up, paused, resumed, retried
from tests.support.builders import a_subscription
from tests.unit.domain.lives import DUE, GOING, LOST_CARD, NO_MONEY, POLICY, a_flight, flying

ACTIVE, PAST_DUE, PAUSED, NEEDS_ATTENTION, HALTED, STOPPED, COMPLETED = SubscriptionStatus
NOW = DUE


def refused(one, decline=NO_MONEY, now=NOW):
    return declined(one, decline, POLICY, card_free_at=now, now=now)


def unclear(one):
    return needing_attention(one, Attention.UNCLEAR_MONEY)


def asked(one):
    return needing_attention(one, Attention.MISSED_PERIODS)


OVER = begun(POLICY, "Africa/Lagos", NOW - 15 * DAY)
"""The grace of a decline fifteen days ago."""
MADE = {
    (ACTIVE, PAST_DUE): lambda: refused(flying()),
    (ACTIVE, PAUSED): lambda: paused(a_subscription(), None, NOW),
    (ACTIVE, NEEDS_ATTENTION): lambda: asked(a_subscription()),
    (ACTIVE, STOPPED): lambda: stopped(a_subscription()),
    (ACTIVE, COMPLETED): lambda: captured(flying(charges=1), NOW),
    (PAST_DUE, ACTIVE): lambda: captured(flying(status=PAST_DUE), NOW),
    (PAST_DUE, HALTED): lambda: refused(flying(status=PAST_DUE, dunning=OVER), LOST_CARD),
    (PAST_DUE, NEEDS_ATTENTION): lambda: unclear(a_subscription(status=PAST_DUE)),
    (PAST_DUE, STOPPED): lambda: stopped(a_subscription(status=PAST_DUE)),
    (PAUSED, ACTIVE): lambda: resumed(a_subscription(status=PAUSED), NOW),
    (PAUSED, NEEDS_ATTENTION): lambda: unclear(flying(status=PAUSED)),
    (PAUSED, STOPPED): lambda: stopped(a_subscription(status=PAUSED)),
    (PAUSED, COMPLETED): lambda: captured(flying(status=PAUSED, charges=1), NOW),
    (NEEDS_ATTENTION, ACTIVE): lambda: caught_up(asked(a_subscription()), CatchUp.CHARGE_ONE, NOW),
    (NEEDS_ATTENTION, STOPPED): lambda: stopped(asked(a_subscription())),
    (NEEDS_ATTENTION, COMPLETED): lambda: captured(unclear(flying(charges=1)), NOW),
    (HALTED, PAST_DUE): lambda: retried(a_subscription(status=HALTED), NOW),
    (HALTED, NEEDS_ATTENTION): lambda: unclear(a_subscription(status=HALTED)),
    (HALTED, STOPPED): lambda: stopped(a_subscription(status=HALTED)),
}
"""Every transition that there is, by what makes it."""


@pytest.mark.parametrize("to", SubscriptionStatus)
@pytest.mark.parametrize("of", SubscriptionStatus)
def test_the_whole_table_of_transitions(of, to):
    subscription = a_subscription(status=of)
    if of is to or (of, to) in MADE:
        assert moved_to(subscription, to) == replace(subscription, status=to)
    else:
        with pytest.raises(WrongState, match="cannot become"):
            moved_to(subscription, to)


@pytest.mark.parametrize(("transition", "make"), MADE.items())
def test_each_transition_is_made_by_something(transition, make):
    after = make()
    assert after.status is transition[1]
    assert (after.charge_at is not None) <= (after.status in CHARGEABLE)
    if after.status not in ENDED:
        assert (after.attention is not None) is (after.status is NEEDS_ATTENTION)


class TestStop:
    def test_leaves_the_due_index(self):
        subscription = a_subscription()
        assert stopped(subscription) == replace(subscription, status=STOPPED, look_at=None, charge_at=None)

    def test_with_a_charge_in_flight_it_stays_until_the_end_of_that_is_known(self):
        stop = stopped(flying())
        assert (stop.status, stop.in_flight, stop.look_at) == (STOPPED, a_flight(), DUE + 180)


class TestNeedsAttention:
    @pytest.mark.parametrize("status", sorted(set(SubscriptionStatus) - ENDED))
    @pytest.mark.parametrize("reason", Attention)
    def test_charges_nothing_more(self, status, reason):
        asked = needing_attention(a_subscription(status=status, resume_at=DUE), reason)
        assert (asked.status, asked.attention) == (NEEDS_ATTENTION, reason)
        assert (asked.charge_at, asked.resume_at, asked.look_at) == (None, None, None)

    @pytest.mark.parametrize("status", GOING)
    def test_a_charge_in_flight_is_still_asked_about(self, status):
        asked = needing_attention(flying(status=status), Attention.UNCLEAR_MONEY)
        assert (asked.in_flight, asked.look_at) == (a_flight(), DUE + 180)

    @pytest.mark.parametrize("status", sorted(ENDED))
    def test_one_that_is_over_stays_over(self, status):
        over = flying(status=status)
        assert needing_attention(over, Attention.UNCLEAR_MONEY) is over
