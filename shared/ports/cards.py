"""What is kept of customers' cards: how often they were refused, and which trials they had. Never their numbers."""

from typing import Protocol

from shared.domain.dunning import CardDeclines


class CardStore(Protocol):
    """Cards by the signature that Paystack gives them (`Authorization.instrument`)."""

    def get_declines(self, user_id: str, card: str) -> CardDeclines:
        """Return when the user's card was refused, and its disputes; empty for one that has neither."""
        ...

    def put_declines(self, user_id: str, card: str, declines: CardDeclines, now: int) -> None:
        """Store them over the version that was read; raise Conflict."""
        ...

    def claim_trial(self, card: str, offer: str, reference: str) -> bool:
        """Whether the checkout of that reference is the first with this card and offer, over all users; for ever."""
        ...
