"""Events: kept once with their bytes, changed over the version that was read, listed newest first for 90 days."""

from dataclasses import replace

import pytest

from shared.domain.errors import Conflict, InvalidInput
from shared.domain.webhook import DAY, WebhookResult, WebhookState, webhook_of
from shared.ports import WebhookFilter
from tests.support.builders import NOW
from tests.support.fakes_world_webhooks import an_event

ANY = WebhookFilter()
BODY = an_event("charge.success", reference="dk", status="success")
EVENT = webhook_of(BODY, NOW)


def add(webhooks, number, instant=NOW, name="charge.success"):
    body = an_event(name, reference=f"dk.{number}")
    return webhooks.add_webhook(webhook_of(body, instant), body)


def every_page(webhooks, limit, wanted=ANY, now=NOW):
    pages, before = [], None
    while True:
        page = webhooks.list_webhooks(limit, before, wanted, now)
        pages.append(page.webhooks)
        if page.next_before is None:
            return pages
        before = page.next_before


def test_a_new_event_is_kept(webhooks):
    assert webhooks.get_webhook(EVENT.id) is None
    assert webhooks.add_webhook(EVENT, BODY) == EVENT
    assert webhooks.get_webhook(EVENT.id) == EVENT


def test_one_that_is_there_is_returned_as_it_stands(webhooks):
    webhooks.add_webhook(EVENT, BODY)
    ended = webhooks.replace_webhook(EVENT.processed(WebhookResult.SETTLED, NOW + 5))
    assert webhooks.add_webhook(replace(EVENT, received_at=NOW + 40 * DAY), BODY) == ended
    assert webhooks.get_webhook(EVENT.id) == ended


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"x" * 65_536])
def test_any_bytes_are_kept(webhooks, body):
    event = webhook_of(body, NOW)
    webhooks.add_webhook(event, body)
    assert webhooks.get_webhook(event.id) == event


def test_a_change_takes_the_place_of_what_was_read(webhooks):
    webhooks.add_webhook(EVENT, BODY)
    ended = webhooks.replace_webhook(EVENT.processed(WebhookResult.NOT_OURS, NOW))
    assert ended == replace(EVENT.processed(WebhookResult.NOT_OURS, NOW), version=2)
    assert webhooks.replace_webhook(ended.again()) == replace(EVENT, version=3)


def test_of_two_changes_at_once_one_is_refused(webhooks):
    webhooks.add_webhook(EVENT, BODY)
    webhooks.replace_webhook(EVENT.processed(WebhookResult.SETTLED, NOW))
    with pytest.raises(Conflict):
        webhooks.replace_webhook(EVENT.processed(WebhookResult.NOT_OURS, NOW))
    assert webhooks.get_webhook(EVENT.id).result is WebhookResult.SETTLED


class TestList:
    def test_nothing(self, webhooks):
        assert every_page(webhooks, 5) == [[]]

    @pytest.mark.parametrize("limit", [1, 2, 3, 9])
    def test_newest_first_in_pages_across_spans(self, webhooks, limit):
        ages = (0, 1, 1, DAY, 20 * DAY, 31 * DAY, 60 * DAY, 89 * DAY)
        added = [add(webhooks, number, NOW - age) for number, age in enumerate(ages)]
        pages = every_page(webhooks, limit)
        listed = [one for page in pages for one in page]
        assert sorted(listed, key=lambda one: one.id) == sorted(added, key=lambda one: one.id)
        assert [one.received_at for one in listed] == sorted((NOW - age for age in ages), reverse=True)
        assert all(len(page) <= limit for page in pages)

    def test_one_a_moment_ahead_of_this_clock_is_there(self, webhooks):
        assert every_page(webhooks, 5, now=NOW - 30) == [[]]
        event = add(webhooks, 1, NOW)
        assert every_page(webhooks, 5, now=NOW) == [[event]]

    def test_by_state_and_by_name(self, webhooks):
        first, second = add(webhooks, 1), add(webhooks, 2, NOW - 1, "refund.failed")
        done = webhooks.replace_webhook(second.processed(WebhookResult.REFRESHED, NOW))
        third = add(webhooks, 3, NOW - 40 * DAY, "refund.failed")
        assert every_page(webhooks, 5, WebhookFilter(state=WebhookState.RECEIVED)) == [[first, third]]
        assert every_page(webhooks, 5, WebhookFilter(state=WebhookState.PROCESSED)) == [[done]]
        assert every_page(webhooks, 5, WebhookFilter(event="refund.failed")) == [[done, third]]
        assert every_page(webhooks, 5, WebhookFilter(WebhookState.RECEIVED, "refund.failed")) == [[third]]
        assert every_page(webhooks, 1, WebhookFilter(event="refund.failed")) == [[done], [third]]

    @pytest.mark.parametrize("cursor", ["17", "", "#", "x" * 12, f"{NOW}#{'g' * 32}", f"{NOW:012d}#1", "é"])
    def test_a_false_cursor_is_refused(self, webhooks, cursor):
        with pytest.raises(InvalidInput):
            webhooks.list_webhooks(5, cursor, ANY, NOW)
