"""References: the names of charges at Paystack, derived from our own keys, never random or timed.

A checkout is `dk.<user>.p<payment>`; charge k of a subscription is `dk.<user>.s<subscription>.<k>.<attempt>`.
Paystack accepts a reference once for ever, so the same charge can never be created twice under its name.
The charset is the one Paystack documents: letters, digits, `-`, `.`, `=`.
"""

import re
from dataclasses import dataclass

_CHECKOUT = re.compile(r"dk\.([a-z2-7]{20})\.p([1-9][0-9]{0,11})")
_CHARGE = re.compile(r"dk\.([a-z2-7]{20})\.s([1-9][0-9]{0,11})\.(0|[1-9][0-9]{0,5})\.([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class CheckoutReference:
    """Names a payment that a customer makes on Paystack's page."""

    user_id: str
    payment_id: int

    def __str__(self) -> str:
        """The reference as Paystack knows it."""
        return f"dk.{self.user_id}.p{self.payment_id}"


@dataclass(frozen=True, slots=True)
class ChargeReference:
    """Names one attempt at charge `index` of a subscription; attempts count from 1."""

    user_id: str
    subscription_id: int
    index: int
    attempt: int

    def __str__(self) -> str:
        """The reference as Paystack knows it."""
        return f"dk.{self.user_id}.s{self.subscription_id}.{self.index}.{self.attempt}"


def parse_reference(text: str) -> CheckoutReference | ChargeReference | None:
    """Return what a reference names, or None when it is not one of ours."""
    if match := _CHECKOUT.fullmatch(text):
        return CheckoutReference(match[1], int(match[2]))
    if match := _CHARGE.fullmatch(text):
        return ChargeReference(match[1], int(match[2]), int(match[3]), int(match[4]))
    return None
