"""Charge nothing more of a subscription: a charge of it turned out taken that nobody counts on any more."""

from dataclasses import replace

from shared.domain.alert import AlertKind
from shared.domain.subscription import Attention, Subscription, needing_attention
from shared.usecases.books import Books
from shared.usecases.wake_ups import keep_in_step


def freeze(subscription: Subscription, reference: str, books: Books, now: int) -> None:
    """Tell a person, and hold it until they have looked; one that has ended stays so. Raise Conflict.

    They are told first: whoever dies in between has told them, and nobody comes by a second time to do so. What they
    were told of is theirs from then on, and no more asked about.
    """
    books.alerts.raise_alert(AlertKind.PAYMENT_QUARANTINED, reference)
    held = needing_attention(subscription, Attention.UNCLEAR_MONEY)
    held = replace(held, given_up=tuple(one for one in held.given_up if one != reference))
    keep_in_step(subscription, books.subscriptions.replace_subscription(held), books.scheduler, now)
