"""Webhooks come in: kept, queued and answered at once, whatever is in them, if Paystack signed them."""

import pytest

from shared.domain.errors import PermissionDenied, QueueUnavailable, SignatureRejected
from shared.domain.webhook import WebhookState
from shared.usecases.receive_webhook import Reception
from tests.support.builders import NOW
from tests.support.fakes_world import Crash, crash
from tests.support.fakes_world_webhooks import an_event

PAYSTACK = "52.31.139.75"
BODY = an_event("charge.success", reference="dk", status="success")


def stored(world):
    (webhook,) = world.webhooks.stored.values()
    return webhook


def test_an_event_is_kept_as_it_came_and_queued(world):
    assert world.receive(BODY) is Reception.QUEUED
    assert world.webhooks.bodies[stored(world).id] == BODY
    assert world.webhook_queue.queued == [stored(world).id]
    assert (stored(world).state, stored(world).received_at) == (WebhookState.RECEIVED, NOW)


def test_paystack_is_not_asked_and_nothing_is_settled(world):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference)
    asked = len(world.paystack.calls)
    world.receive(an_event("charge.success", reference=payment.reference))
    assert len(world.paystack.calls) == asked
    assert world.payment(1) == payment


@pytest.mark.parametrize("body", [b"", b"not JSON", b"\xff\xfe\x00", b"[]", an_event("something.new"), an_event("")])
def test_signed_nonsense_and_unknown_events_are_kept_too(world, body):
    assert world.receive(body) is Reception.QUEUED
    assert world.webhooks.bodies[stored(world).id] == body


@pytest.mark.parametrize("signature", ["", "signed:1", "0" * 128])
def test_what_paystack_did_not_sign_is_not_kept(world, signature):
    for body in (BODY, b"\xff not JSON"):
        with pytest.raises(SignatureRejected):
            world.receive(body, signature=signature)
    assert (world.webhooks.stored, world.webhook_queue.queued) == ({}, [])


def test_one_that_waits_is_queued_again_when_it_comes_again(world):
    world.receive(BODY)
    world.clock.advance(180)
    assert world.receive(BODY) is Reception.QUEUED
    assert world.webhook_queue.queued == [stored(world).id] * 2
    assert stored(world).received_at == NOW


def test_one_that_was_processed_is_not_queued_again(world):
    world.deliver(BODY)
    assert world.receive(BODY) is Reception.KNOWN
    assert world.webhook_queue.queued == []


def test_one_that_was_kept_and_not_queued_is_queued_when_it_comes_again(world):
    world.webhooks.after_next_write(crash)
    with pytest.raises(Crash):
        world.receive(BODY)
    assert world.webhook_queue.queued == []
    assert world.receive(BODY) is Reception.QUEUED
    assert world.webhook_queue.queued == [stored(world).id]


def test_paystack_delivers_again_what_could_not_be_queued(world):
    world.webhook_queue.is_down = True
    with pytest.raises(QueueUnavailable):
        world.receive(BODY)
    world.webhook_queue.is_down = False
    assert world.receive(BODY) is Reception.QUEUED


class TestAddresses:
    def test_any_may_deliver_where_none_is_named(self, world):
        assert world.receive(BODY, address="203.0.113.7") is Reception.QUEUED

    def test_those_that_are_named_may(self, world):
        assert world.receive(BODY, PAYSTACK, ("52.49.173.169", PAYSTACK)) is Reception.QUEUED

    @pytest.mark.parametrize("address", ["203.0.113.7", "", "52.31.139.7", f" {PAYSTACK}"])
    def test_no_other_may_even_with_a_signature(self, world, address):
        with pytest.raises(PermissionDenied):
            world.receive(BODY, address, (PAYSTACK,))
        assert world.webhooks.stored == {}
