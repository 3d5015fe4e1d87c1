"""Webhooks are worked on: a reason to look, with Paystack, and nothing more."""

import pytest

from shared.domain.errors import GatewayUnavailable, PaymentNotFound
from shared.domain.payment import PaymentStatus
from shared.domain.webhook import WebhookResult, WebhookState
from tests.support.builders import NOW, OTHER_USER, USER, at
from tests.support.fakes_paystack import Next
from tests.support.fakes_world_webhooks import an_event


def success(reference, **data):
    return an_event("charge.success", **({"reference": reference, "status": "success"} | data))


def deliver(world, body):
    (result,) = world.deliver(body)
    return result


def last(world):
    return [*world.webhooks.stored.values()][-1]


def test_settles_the_payment_it_names(world):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference)
    world.clock.advance(60)
    assert deliver(world, success(payment.reference)) is WebhookResult.SETTLED
    assert world.payment(1).status is PaymentStatus.SUCCESS
    assert (last(world).state, last(world).result, last(world).processed_at) == ("processed", "settled", NOW + 60)


def test_handed_on_twice_it_is_looked_at_once(world):
    looked_at = []
    world.refresh_refunds = looked_at.append
    for _ in range(2):
        world.receive(an_event("refund.processed", transaction_reference="dk.x.p1"))
    assert [world.process(one) for one in world.webhook_queue.queued] == [WebhookResult.REFRESHED] * 2
    assert looked_at == ["dk.x.p1"]


def test_what_it_claims_is_not_believed(world):
    payment = world.begin()
    with pytest.raises(GatewayUnavailable):
        deliver(world, success(payment.reference, amount=500_000))
    assert world.payment(1).status is PaymentStatus.PENDING
    assert last(world).state is WebhookState.RECEIVED


def test_one_that_cannot_be_verified_now_is_not_processed_and_comes_again(world):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference)
    world.paystack.script("verify", Next.UNKNOWN)
    with pytest.raises(GatewayUnavailable):
        deliver(world, success(payment.reference))
    assert last(world).state is WebhookState.RECEIVED
    assert world.process(last(world).id) is WebhookResult.SETTLED


@pytest.mark.parametrize("body", [b"", b"not JSON", b"null", b'{"event": "charge.success"}', success(None)])
def test_what_cannot_be_read_is_recorded_and_never_comes_again(world, body):
    assert deliver(world, body) is WebhookResult.UNREADABLE
    assert last(world).is_processed
    assert world.paystack.calls == []


@pytest.mark.parametrize("name", ["charge.failed", "refund.success", "CHARGE.SUCCESS"])
def test_an_unknown_event_is_recorded(world, name):
    payment = world.begin()
    assert deliver(world, an_event(name, reference=payment.reference)) is WebhookResult.UNKNOWN
    assert world.paystack.count("verify") == 0


@pytest.mark.parametrize("name", ["transfer.success", "invoice.payment_failed", "subscription.create"])
def test_an_event_on_which_nothing_depends_is_recorded(world, name):
    assert deliver(world, an_event(name, reference="T-1")) is WebhookResult.RECORDED


@pytest.mark.parametrize("reference", ["T685312322670591", f"dk.{USER}.p99", f"dk.{OTHER_USER}.p1"])
def test_charges_of_somebody_else_on_the_same_account_are_recorded(world, reference):
    world.begin()
    assert deliver(world, success(reference)) is WebhookResult.NOT_OURS


def test_a_payment_that_has_failed_needs_no_second_look(world):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference, requested_amount=1)
    assert deliver(world, success(payment.reference)) is WebhookResult.SETTLED
    assert world.payment(1).status is PaymentStatus.QUARANTINED


def test_a_charge_in_flight_is_settled(world):
    world.given()
    world.clock.set(at("2026-02-28T09:00"))
    world.paystack.script("charge", Next.LOST_ANSWER)
    world.paystack.script("verify", Next.UNKNOWN)
    world.charge()
    assert deliver(world, success(f"dk.{USER}.s1.1.1")) is WebhookResult.SETTLED
    assert (world.subscription().in_flight, world.payment(2).status) == (None, PaymentStatus.SUCCESS)
    assert deliver(world, success(f"dk.{USER}.s1.1.1", id=2)) is WebhookResult.SETTLED


@pytest.mark.parametrize("status", [PaymentStatus.FAILED, PaymentStatus.ABANDONED])
def test_one_for_a_payment_that_nobody_looks_at_any_more_comes_again_until_it_is_settled(world, status):
    payment = world.begin()
    world.payments.replace_payment(world.payment(1).moved_to(status))
    world.paystack.pay_checkout(payment.reference)
    world.paystack.script("verify", Next.UNKNOWN)
    with pytest.raises(GatewayUnavailable):
        deliver(world, success(payment.reference))
    assert deliver(world, success(payment.reference)) is WebhookResult.SETTLED
    assert world.payment(1).status is PaymentStatus.SUCCESS


@pytest.mark.parametrize("state", ["pending", "processing", "processed", "failed", "needs-attention"])
def test_an_event_about_a_refund_has_the_refunds_of_its_charge_looked_at(world, state):
    looked_at = []
    world.refresh_refunds = looked_at.append
    body = an_event(f"refund.{state}", transaction_reference="dk.x.p1", amount="10000", status=state)
    assert deliver(world, body) is WebhookResult.REFRESHED
    assert looked_at == ["dk.x.p1"]


@pytest.mark.parametrize("step", ["create", "remind", "resolve"])
def test_an_event_about_a_dispute_has_the_dispute_looked_at(world, step):
    looked_at = []
    world.refresh_dispute = looked_at.append
    body = an_event(f"charge.dispute.{step}", id=358950, transaction={"reference": "dk.x.p1"})
    assert deliver(world, body) is WebhookResult.REFRESHED
    assert looked_at == [358950]


@pytest.mark.parametrize(
    "body", [an_event("refund.failed", transaction_reference="T"), an_event("charge.dispute.create", id=1)]
)
def test_a_refund_or_a_dispute_of_somebody_elses_charge_is_recorded(world, body):
    def refuse(_):
        raise PaymentNotFound

    world.refresh_refunds = world.refresh_dispute = refuse
    assert deliver(world, body) is WebhookResult.NOT_OURS


def test_whatever_fails_is_not_processed(world):
    def fail(_):
        raise RuntimeError

    world.refresh_dispute = fail
    with pytest.raises(RuntimeError):
        deliver(world, an_event("charge.dispute.create", id=1))
    assert last(world).state is WebhookState.RECEIVED


def test_a_message_about_an_event_that_is_no_longer_kept_is_done_with(world):
    assert world.process("0" * 32) is None


def test_somebody_else_who_processes_it_at_the_same_moment_is_no_failure(world):
    world.receive(an_event("transfer.success", id=1))
    event = last(world)
    world.webhooks.before_next_write(
        lambda: world.webhooks.replace_webhook(event.processed(WebhookResult.RECORDED, NOW))
    )
    assert world.process(event.id) is WebhookResult.RECORDED
    assert last(world).version == 2
