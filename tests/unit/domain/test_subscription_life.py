"""How a subscription begins and ends, and what is to be done with it at a given moment."""

from dataclasses import replace

import pytest

from shared.domain.billing_calendar import Interval, Schedule, due
from shared.domain.charge_journal import claimed
from shared.domain.payment import DAY, PaymentStatus
from shared.domain.reference import ChargeReference
from shared.domain.subscription import (
    CHARGEABLE,
    InFlight,
    Step,
    Subscription,
    SubscriptionStatus,
    activate,
    needing_attention,
    next_step,
    stopped,
    stopped_before_start,
)
from tests.support.builders import (
    EMAIL,
    NOW,
    PRICE,
    USER,
    a_payment,
    a_schedule,
    a_subscription,
    an_authorization,
    at,
    some_terms,
)

LAGOS = "Africa/Lagos"
DUE = at("2026-02-28T09:00")
FLIGHT = InFlight(ChargeReference(USER, 1, 1, 1), payment_id=2, claimed_at=DUE, ask_at=DUE + 180)


def paid(at_wall="2026-01-31T09:00", **terms):
    return a_payment(status=PaymentStatus.SUCCESS, paid_at=at(at_wall), terms=some_terms(**terms))


class TestBegin:
    def test_without_a_start_the_anchor_is_the_payment_and_the_first_charge_one_interval_later(self):
        assert activate(paid(), an_authorization(), "card@example.com") == Subscription(
            user_id=USER,
            id=1,
            status=SubscriptionStatus.ACTIVE,
            payment_id=1,
            money=PRICE,
            email="card@example.com",
            authorization=an_authorization(),
            schedule=Schedule(Interval.MONTHLY, 1, LAGOS, at("2026-01-31T09:00")),
            created_at=at("2026-01-31T09:00"),
            next_index=1,
            next_charge_at=at("2026-02-28T09:00"),
            look_at=at("2026-02-28T09:00"),
        )

    def test_a_start_ahead_is_the_anchor_and_the_first_charge(self):
        start = at("2026-02-10T00:00")
        begun = activate(paid(start_at=start), an_authorization(), EMAIL)
        assert (begun.schedule.anchor_at, begun.next_index, begun.next_charge_at) == (start, 0, start)
        assert begun.look_at == start

    @pytest.mark.parametrize(
        ("paid_at", "index", "first"),
        [
            ("2026-02-10T00:00", 1, "2026-03-10T00:00"),
            ("2026-02-10T00:01", 1, "2026-03-10T00:00"),
            ("2026-04-09T23:59", 2, "2026-04-10T00:00"),
            ("2026-04-10T00:00", 3, "2026-05-10T00:00"),
        ],
    )
    def test_a_checkout_finished_after_its_start_begins_with_the_next_due_date(self, paid_at, index, first):
        begun = activate(paid(paid_at, start_at=at("2026-02-10T00:00")), an_authorization(), EMAIL)
        assert (begun.next_index, begun.next_charge_at) == (index, at(first))
        assert begun.schedule.anchor_at == at("2026-02-10T00:00")

    @pytest.mark.parametrize("payment", [a_payment(paid_at=NOW), a_payment(terms=some_terms())])
    def test_needs_terms_and_a_paid_checkout(self, payment):
        with pytest.raises(ValueError, match="paid checkout with terms"):
            activate(payment, an_authorization(), EMAIL)


class TestStopBeforeStart:
    @pytest.mark.parametrize(("start_at", "anchor"), [(None, NOW + 5), (NOW + DAY, NOW + DAY)])
    def test_is_stopped_and_never_looked_at(self, start_at, anchor):
        stop = stopped_before_start(a_payment(terms=some_terms(start_at=start_at)), NOW + 5)
        assert stop.status is SubscriptionStatus.STOPPED
        assert (stop.authorization, stop.look_at, stop.in_flight) == (None, None, None)
        assert (stop.id, stop.payment_id, stop.money, stop.created_at) == (1, 1, PRICE, NOW + 5)
        assert stop.schedule.anchor_at == anchor
        assert next_step(stop, NOW + 900 * DAY) is Step.ENDED

    def test_a_checkout_without_terms_has_nothing_to_stop(self):
        with pytest.raises(ValueError, match="with terms"):
            stopped_before_start(a_payment(), NOW)


class TestNextStep:
    @pytest.mark.parametrize(("later", "step"), [(-1, Step.WAIT), (0, Step.CLAIM), (27 * DAY, Step.CLAIM)])
    def test_nothing_is_charged_before_its_time(self, later, step):
        assert next_step(a_subscription(), DUE + later) is step

    def test_nothing_is_charged_before_it_is_to_be_looked_at(self):
        waiting = a_subscription(look_at=DUE + DAY)
        assert next_step(waiting, DUE + DAY - 1) is Step.WAIT
        assert next_step(waiting, DUE + DAY) is Step.CLAIM

    @pytest.mark.parametrize("status", SubscriptionStatus)
    def test_a_charge_in_flight_is_taken_up_at_its_time_in_any_state(self, status):
        flying = a_subscription(status=status, in_flight=FLIGHT)
        assert next_step(flying, FLIGHT.ask_at - 1) is Step.WAIT
        assert next_step(flying, FLIGHT.ask_at) is Step.RESUME

    @pytest.mark.parametrize("status", sorted(set(SubscriptionStatus) - CHARGEABLE))
    def test_only_active_and_past_due_ones_are_charged(self, status):
        assert next_step(a_subscription(status=status), DUE) is Step.ENDED

    def test_nothing_is_charged_without_a_card(self):
        assert next_step(a_subscription(authorization=None), DUE) is Step.ENDED

    def test_with_two_periods_missed_the_customer_is_asked(self):
        subscription = a_subscription()
        second = due(subscription.schedule, 2)
        assert next_step(subscription, second - 1) is Step.CLAIM
        assert next_step(subscription, second) is Step.ASK_CUSTOMER

    def test_a_period_that_is_being_retried_was_not_missed(self):
        daily = a_subscription(schedule=a_schedule(interval=Interval.DAILY), status=SubscriptionStatus.PAST_DUE)
        assert next_step(daily, NOW + 9 * DAY) is Step.CLAIM


class TestStop:
    def test_leaves_the_due_index(self):
        subscription = a_subscription()
        assert stopped(subscription) == replace(subscription, status=SubscriptionStatus.STOPPED, look_at=None)

    def test_with_a_charge_in_flight_it_stays_until_the_end_of_that_is_known(self):
        flying = claimed(a_subscription(), 2, DUE)
        stop = stopped(flying)
        assert (stop.status, stop.in_flight, stop.look_at) == (
            SubscriptionStatus.STOPPED,
            flying.in_flight,
            flying.look_at,
        )


class TestNeedsAttention:
    @pytest.mark.parametrize("status", sorted(CHARGEABLE))
    def test_charges_nothing_more(self, status):
        asked = needing_attention(a_subscription(status=status, in_flight=FLIGHT))
        assert (asked.status, asked.in_flight, asked.look_at) == (SubscriptionStatus.NEEDS_ATTENTION, None, None)

    @pytest.mark.parametrize("status", sorted(set(SubscriptionStatus) - CHARGEABLE))
    def test_one_that_is_over_stays_over(self, status):
        assert needing_attention(a_subscription(status=status, in_flight=FLIGHT)).status is status
