"""Paystack."""

from typing import Protocol

from shared.domain.money import Money
from shared.domain.transaction import Authorization, Checkout, CheckoutRequest, Outcome


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


class SignatureChecker(Protocol):
    """Tells Paystack's webhooks from anybody else's."""

    def is_signed(self, body: bytes, signature: str) -> bool:
        """Whether the signature (hex HMAC-SHA512) belongs to these bytes under a current or previous key."""
        ...
