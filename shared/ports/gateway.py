"""Paystack."""

from typing import Protocol

from shared.domain.money import Money
from shared.domain.transaction import Authorization, Checkout, CheckoutRequest, Outcome, RefundOutcome


class PaymentProvider(Protocol):
    """Paystack."""

    def initialize(self, request: CheckoutRequest) -> Checkout:
        """Open a checkout; raise a GatewayError when there is none to send the customer to."""
        ...

    def verify(self, reference: str) -> Outcome:
        """Ask how a charge stands; never raises, no answer is `UNKNOWN`."""
        ...

    def charge(self, reference: str, money: Money, authorization: Authorization, email: str) -> Outcome:
        """Charge a saved authorization once; never raises and never repeats the call by itself."""
        ...

    def refund(self, reference: str) -> RefundOutcome:
        """Give a whole charge back; never raises and never repeats the call by itself.

        Paystack has no key against doing it twice, but refuses to give back more than was taken. After `UNKNOWN`
        ask verify whether it is reversed, or about to be, before asking again.
        """
        ...

    def deactivate(self, authorization_code: str) -> None:
        """End a saved authorization for good; one that Paystack does not know, or no longer, is ended.

        Raise GatewayRefused, GatewayUnavailable or GatewayTimeout; it may be asked again.
        """
        ...


class SignatureChecker(Protocol):
    """Tells Paystack's webhooks from anybody else's."""

    def is_signed(self, body: bytes, signature: str) -> bool:
        """Whether the signature (hex HMAC-SHA512) belongs to these bytes under a current or previous key."""
        ...
