"""What is done about a difference when the books have moved on since it was found."""

from dataclasses import replace

import pytest

from shared.domain.difference import DifferenceKind, Done, Figures
from shared.domain.errors import GatewayUnavailable
from shared.domain.ledger import Window
from shared.domain.payment import HOUR, PaymentStatus
from shared.domain.reconciliation import Cursor, RunKind, Step, new_run
from shared.domain.subscription import Attention, SubscriptionStatus
from shared.usecases.check_pending import check_pending
from shared.usecases.deal_with_differences import deal_with_differences
from shared.usecases.find_payment import find_payment
from shared.usecases.reconciliation_parts import found
from tests.support.builders import USER, a_payment
from tests.support.fakes_paystack import Next, State
from tests.support.fakes_world import EMAIL, PRICE, World

REFERENCE = f"dk.{USER}.s1.1.1"


@pytest.fixture
def world() -> World:
    return World()


def a_run(world: World, step: Step, **cursor):
    now = world.clock.now()
    run = new_run(RunKind.ON_DEMAND, Window(now - HOUR, now), now)
    return world.reconciliations.begin_run(replace(run, cursor=Cursor(step, **cursor)))


def dealt_with(world: World, kind: DifferenceKind, reference: str, ours: str = "success") -> Done:
    run, figures = a_run(world, Step.DIFFERENCES), Figures(state=ours)
    difference = found(kind, reference, Figures(), figures, run, world.clock.now())
    world.reconciliations.add_difference(difference, run.id)
    deal_with_differences(run, world.parts)
    return world.reconciliations.get_difference(difference.id).done


def failed_attempt(world: World, state: State) -> None:
    world.given()
    world.paystack.plant(REFERENCE, PRICE, EMAIL, state=state, is_charge=True)
    world.payments.stored[USER, 2] = a_payment(
        id=2, reference=REFERENCE, subscription_id=1, status=PaymentStatus.FAILED, look_at=None
    )


def test_an_attempt_that_was_not_taken_after_all_stays_failed(world: World):
    failed_attempt(world, State.DECLINED)

    assert dealt_with(world, DifferenceKind.LATE, REFERENCE, "failed") is Done.NOTHING
    assert world.payment(2).status is PaymentStatus.FAILED


def test_late_money_of_a_subscription_that_has_ended_is_booked_alone(world: World):
    failed_attempt(world, State.TAKEN)
    world.overwrite(status=SubscriptionStatus.STOPPED)

    assert dealt_with(world, DifferenceKind.LATE, REFERENCE, "failed") is Done.BOOKED
    assert world.payment(2).status is PaymentStatus.SUCCESS


def test_a_refund_whose_payment_is_gone_is_left_to_people(world: World):
    world.given()
    world.subscriptions.stored.pop((USER, 1), None)
    parts = replace(world.parts, refresh_refunds=lambda _: None)
    run = a_run(world, Step.DIFFERENCES)
    difference = found(DifferenceKind.MISSED_REFUND, REFERENCE, Figures(), Figures(), run, world.clock.now())
    world.reconciliations.add_difference(difference, run.id)
    deal_with_differences(run, parts)

    assert world.reconciliations.get_difference(difference.id).done is Done.NOTHING
    assert len(world.alerts.raised) == 1


def test_a_checkout_that_cannot_be_told_of_yet_is_noted_when_it_is_asked_about_again(world: World):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference)
    run = a_run(world, Step.PENDING, batch=(payment.reference,))
    world.paystack.script("verify", None, Next.UNKNOWN)
    with pytest.raises(GatewayUnavailable):
        check_pending(run, world.parts)

    stepped, _ = check_pending(run, world.parts)

    assert stepped.counts.pending == 1
    assert [one.kind for one in world.found(run)] == [DifferenceKind.MISSED]


def test_an_attempt_is_found_in_a_history_of_more_than_a_page(world: World):
    world.given()
    for number in range(1, 131):
        reference = f"dk.{USER}.s1.{number}.1"
        world.payments.stored[USER, number] = a_payment(id=number, reference=reference, subscription_id=1)

    ports = {"payments": world.payments, "subscriptions": world.subscriptions}
    assert find_payment(REFERENCE, **ports) == world.payment(1)
    assert find_payment(f"dk.{USER}.s1.999.1", **ports) is None


def test_somebody_who_is_slower_leaves_the_run_to_whoever_was_faster(world: World):
    run = world.start_reconciliation()
    world.reconciliations.before_next_write(
        lambda: world.reconciliations.runs.update({run.id: replace(run, version=run.version + 1)})
    )

    assert world.reconcile().steps == 0
    assert world.finish_reconciliation(run).counts.transactions == 0


def test_what_paystack_never_had_stays_as_it_is(world: World):
    payment = world.begin()

    assert dealt_with(world, DifferenceKind.MISSED, payment.reference, "pending") is Done.NOTHING
    assert world.payment(payment.id).status is PaymentStatus.PENDING


def test_an_orphan_of_a_subscription_that_is_held_already_holds_nothing_more(world: World):
    world.given(attention=Attention.UNCLEAR_MONEY)

    assert dealt_with(world, DifferenceKind.ORPHAN, REFERENCE, "") is Done.HELD
    assert world.paystack.calls == []
