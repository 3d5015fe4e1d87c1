"""Staff look at what Paystack delivered, and have an event processed once more."""

import pytest

from shared.domain.errors import Conflict, WebhookNotFound
from shared.domain.payment import DAY
from shared.domain.webhook import WebhookResult, WebhookState
from shared.ports import WebhookFilter
from shared.usecases.list_webhooks import list_webhooks
from tests.support.fakes_world_webhooks import an_event

BODY = an_event("charge.failed", id=1)


def last(world):
    return [*world.webhooks.stored.values()][-1]


class TestReplay:
    def test_a_processed_event_is_looked_at_once_more(self, world):
        world.deliver(BODY)
        assert world.replay(last(world).id).state is WebhookState.RECEIVED
        assert world.webhook_queue.queued == [last(world).id]
        assert world.process(last(world).id) is WebhookResult.UNKNOWN
        assert last(world).version == 4

    def test_one_that_waits_is_queued_again(self, world):
        world.receive(BODY)
        assert world.replay(last(world).id).version == 1
        assert world.webhook_queue.queued == [last(world).id] * 2

    def test_one_that_somebody_else_replays_at_this_moment_is_left_to_them(self, world):
        world.deliver(BODY)
        event = last(world)
        world.webhooks.before_next_write(lambda: world.webhooks.replace_webhook(event.again()))
        with pytest.raises(Conflict):
            world.replay(event.id)
        assert world.webhook_queue.queued == []

    def test_one_that_is_not_kept_cannot_be(self, world):
        with pytest.raises(WebhookNotFound):
            world.replay("0" * 32)


def test_the_list_goes_back_from_now(world):
    def shown():
        return list_webhooks(9, None, WebhookFilter(), webhooks=world.webhooks, clock=world.clock).webhooks

    world.receive(BODY)
    assert shown() == [last(world)]
    world.clock.advance(91 * DAY)
    assert shown() == []
