"""How a subscription begins, and what a stop before that leaves."""

from dataclasses import replace

import pytest

from shared.domain.billing_calendar import Schedule, due
from shared.domain.money import Money
from shared.domain.next_step import Step, next_step
from shared.domain.payment import DAY, HOUR, PaymentStatus
from shared.domain.subscription import Subscription, SubscriptionStatus
from shared.domain.subscription_periods import activate, stopped_before_start
from tests.support.builders import EMAIL, NOW, PRICE, USER, a_payment, an_authorization, at, some_terms

LAGOS = "Africa/Lagos"


def paid(at_wall="2026-01-31T09:00", **terms):
    return a_payment(status=PaymentStatus.SUCCESS, paid_at=at(at_wall), terms=some_terms(**terms))


def begun(at_wall="2026-01-31T09:00", **terms):
    return activate(paid(at_wall, **terms), an_authorization(), EMAIL)


def test_without_a_start_the_anchor_is_the_payment_and_the_first_charge_one_interval_later():
    payment = replace(paid(), id=7)
    assert activate(payment, an_authorization(), "card@example.com") == Subscription(
        user_id=USER,
        id=1,
        status=SubscriptionStatus.ACTIVE,
        payment_id=7,
        money=PRICE,
        email="card@example.com",
        authorization=an_authorization(),
        card_payment_id=7,
        schedule=Schedule(some_terms().interval, 1, LAGOS, "2026-01-31T09:00:00"),
        created_at=at("2026-01-31T09:00"),
        next_index=1,
        next_charge_at=at("2026-02-28T09:00"),
        charge_at=at("2026-02-28T09:00"),
        look_at=at("2026-02-28T09:00"),
    )


def test_a_start_ahead_is_the_anchor_and_the_first_charge():
    start = at("2026-02-10T00:00")
    one = begun(start_at=start)
    assert (one.schedule.anchor, one.next_index, one.next_charge_at) == ("2026-02-10T00:00:00", 0, start)
    assert one.look_at == one.charge_at == start


@pytest.mark.parametrize(
    ("paid_at", "index", "first"),
    [
        ("2026-02-10T00:00", 1, "2026-03-10T00:00"),
        ("2026-02-10T00:01", 1, "2026-03-10T00:00"),
        ("2026-04-09T23:59", 2, "2026-04-10T00:00"),
        ("2026-04-10T00:00", 3, "2026-05-10T00:00"),
    ],
)
def test_a_checkout_finished_after_its_start_begins_with_the_next_due_date(paid_at, index, first):
    one = begun(paid_at, start_at=at("2026-02-10T00:00"))
    assert (one.next_index, one.next_charge_at) == (index, at(first))
    assert one.schedule.anchor == "2026-02-10T00:00:00"


def test_the_charge_time_and_the_anchor_day_are_the_calendars():
    one = begun("2026-02-28T18:30", charge_time="07:15", anchor_day=31)
    assert (one.schedule.anchor, one.schedule.anchor_day) == ("2026-02-28T07:15:00", 31)
    assert one.next_charge_at == at("2026-03-31T07:15")


def test_a_charge_time_that_is_past_on_the_day_of_the_payment_is_not_charged_on_it():
    assert begun("2026-01-31T09:00", charge_time="23:00").next_charge_at == at("2026-02-28T23:00")


def test_a_trial_charges_the_terms_own_price():
    one = begun(start_at=NOW + 14 * DAY, offer="gold", money=Money(900_000, "NGN"))
    assert (one.money, one.next_charge_at) == (Money(900_000, "NGN"), NOW + 14 * DAY)


class TestEnd:
    def test_is_kept(self):
        one = begun(charges=3, end_at=at("2026-12-31T00:00"))
        assert (one.charges, one.end_at, one.charged) == (3, at("2026-12-31T00:00"), 0)

    @pytest.mark.parametrize(
        ("before", "status"), [(0, SubscriptionStatus.ACTIVE), (1, SubscriptionStatus.COMPLETED)]
    )
    def test_before_the_first_charge_it_is_completed_at_once(self, before, status):
        one = begun(end_at=at("2026-02-28T09:00") - before)
        assert one.status is status
        assert (one.look_at is None) is (status is SubscriptionStatus.COMPLETED)

    def test_before_the_first_charge_left_to_a_late_checkout_too(self):
        late = begun("2026-03-15T10:00", start_at=at("2026-02-10T00:00"), end_at=at("2026-03-10T00:00"))
        assert (late.status, late.charge_at) == (SubscriptionStatus.COMPLETED, None)


@pytest.mark.parametrize("payment", [a_payment(paid_at=NOW), a_payment(terms=some_terms())])
def test_needs_terms_and_a_paid_checkout(payment):
    with pytest.raises(ValueError, match="paid checkout with terms"):
        activate(payment, an_authorization(), EMAIL)


class TestStopBeforeStart:
    @pytest.mark.parametrize(("start_at", "anchor"), [(None, NOW + 5), (NOW + DAY, NOW + DAY)])
    def test_is_stopped_and_never_looked_at(self, start_at, anchor):
        stop = stopped_before_start(a_payment(terms=some_terms(start_at=start_at)), NOW + 5)
        assert stop.status is SubscriptionStatus.STOPPED
        assert (stop.authorization, stop.look_at, stop.in_flight, stop.card) == (None, None, None, "")
        assert (stop.id, stop.payment_id, stop.money, stop.created_at) == (1, 1, PRICE, NOW + 5)
        assert due(stop.schedule, 0) == anchor
        assert next_step(stop, NOW + 900 * DAY) is Step.ENDED

    def test_a_checkout_without_terms_has_nothing_to_stop(self):
        with pytest.raises(ValueError, match="with terms"):
            stopped_before_start(a_payment(), NOW)


def test_the_twenty_hours_do_not_count_from_the_checkout():
    soon = begun(start_at=NOW + HOUR)
    assert soon.charge_at == NOW + HOUR
