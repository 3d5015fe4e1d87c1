"""Webhooks: a signed `charge.success` is a reason to ask Paystack, and nothing more."""

import json

import pytest

from shared.domain.errors import GatewayUnavailable, SignatureRejected
from shared.domain.payment import PaymentStatus
from shared.usecases.receive_webhook import WebhookResult, receive_webhook
from tests.support.builders import OTHER_USER, USER, at
from tests.support.fakes import FakeSignatures
from tests.support.fakes_paystack import Next

SIGNATURES = FakeSignatures()


def event(reference, name="charge.success", **data):
    return json.dumps({"event": name, "data": {"reference": reference, "status": "success"} | data}).encode()


def deliver(world, body, signature=None):
    return receive_webhook(
        body,
        SIGNATURES.sign(body) if signature is None else signature,
        signatures=SIGNATURES,
        settle=world.settle,
    )


def test_settles_the_payment_it_names(world):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference)
    assert deliver(world, event(payment.reference)) is WebhookResult.SETTLED
    assert world.payment(1).status is PaymentStatus.SUCCESS


def test_delivered_twice_it_is_settled_once(world):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference)
    deliver(world, event(payment.reference))
    after = world.payment(1)
    assert deliver(world, event(payment.reference)) is WebhookResult.SETTLED
    assert world.payment(1) == after


@pytest.mark.parametrize("signature", ["", "signed:1", "0" * 128])
def test_unsigned_bytes_are_rejected_before_anything_is_read(world, signature):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference)
    for body in (event(payment.reference), b"\xff not JSON"):
        with pytest.raises(SignatureRejected):
            deliver(world, body, signature)
    assert world.paystack.count("verify") == 0


def test_what_it_claims_is_not_believed(world):
    payment = world.begin()
    with pytest.raises(GatewayUnavailable):
        deliver(world, event(payment.reference, amount=500_000, status="success"))
    assert world.payment(1).status is PaymentStatus.PENDING


def test_one_that_cannot_be_verified_now_is_refused_so_that_it_comes_again(world):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference)
    world.paystack.script("verify", Next.UNKNOWN)
    with pytest.raises(GatewayUnavailable):
        deliver(world, event(payment.reference))
    assert deliver(world, event(payment.reference)) is WebhookResult.SETTLED


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not JSON",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b'"charge.success"',
        b"7",
        b"{}",
        b'{"event": "charge.success"}',
        b'{"event": "charge.success", "data": null}',
        b'{"event": "charge.success", "data": []}',
        b'{"event": "charge.success", "data": {}}',
        b'{"event": "charge.success", "data": {"reference": 7}}',
        b'{"event": "charge.success", "data": {"reference": null}}',
        b'{"event": ["charge.success"], "data": {"reference": "dk"}}',
    ],
)
def test_signed_nonsense_is_ignored(world, body):
    assert deliver(world, body) is WebhookResult.IGNORED
    assert world.paystack.calls == []


@pytest.mark.parametrize("name", ["charge.failed", "transfer.success", "refund.processed", "", "CHARGE.SUCCESS"])
def test_other_events_are_ignored(world, name):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference)
    assert deliver(world, event(payment.reference, name)) is WebhookResult.IGNORED
    assert world.payment(1).status is PaymentStatus.PENDING


@pytest.mark.parametrize("reference", ["T685312322670591", f"dk.{USER}.p99", f"dk.{OTHER_USER}.p1", ""])
def test_charges_of_somebody_else_on_the_same_account_are_ignored(world, reference):
    world.begin()
    assert deliver(world, event(reference)) is WebhookResult.IGNORED


def test_a_payment_that_has_failed_needs_no_other_delivery(world):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference, requested_amount=1)
    assert deliver(world, event(payment.reference)) is WebhookResult.SETTLED
    assert world.payment(1).status is PaymentStatus.QUARANTINED


def test_a_charge_in_flight_is_settled(world):
    world.given()
    world.clock.set(at("2026-02-28T09:00"))
    world.paystack.script("charge", Next.LOST_ANSWER)
    world.paystack.script("verify", Next.UNKNOWN)
    world.charge()
    assert deliver(world, event(f"dk.{USER}.s1.1.1")) is WebhookResult.SETTLED
    assert (world.subscription().in_flight, world.payment(2).status) == (None, PaymentStatus.SUCCESS)
    assert deliver(world, event(f"dk.{USER}.s1.1.1")) is WebhookResult.SETTLED


@pytest.mark.parametrize("status", [PaymentStatus.FAILED, PaymentStatus.ABANDONED])
def test_one_for_a_payment_that_nobody_looks_at_any_more_comes_again_until_it_is_settled(world, status):
    payment = world.begin()
    world.payments.replace_payment(world.payment(1).moved_to(status))
    world.paystack.pay_checkout(payment.reference)
    world.paystack.script("verify", Next.UNKNOWN)
    with pytest.raises(GatewayUnavailable):
        deliver(world, event(payment.reference))
    assert deliver(world, event(payment.reference)) is WebhookResult.SETTLED
    assert world.payment(1).status is PaymentStatus.SUCCESS
