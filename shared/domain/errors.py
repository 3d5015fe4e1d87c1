"""Every refusal the product can give, one class per meaning.

    DukkaError
    ├── InvalidInput             a field is wrong; names each
    ├── NotAuthenticated         no, malformed, forged, expired or revoked credentials
    ├── PaymentNotFound          missing, or somebody else's: the same answer
    ├── NoSubscription           the payment has no subscription to act on
    ├── SubscriptionNotFound     missing, or somebody else's: the same answer
    ├── WrongState               the subscription's state does not allow it
    ├── IdempotencyKeyReused     same key, other body
    ├── IdempotencyKeyInFlight   same key, first request still running
    ├── SignatureRejected        a webhook that Paystack did not sign
    ├── Conflict                 a stored item changed since it was read
    ├── SchedulerUnavailable     a schedule could not be created or deleted
    └── GatewayError             Paystack did not do what was asked
        ├── GatewayRefused       it said no, and why
        ├── GatewayUnavailable   it could not be reached, or answered nonsense
        └── GatewayTimeout       it did not answer in time: the outcome is unknown

`shared.api.errors` has the one table from these to HTTP statuses.
"""


class DukkaError(Exception):
    """Base of all refusals; `code` is stable and safe to show."""

    code = "error"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class InvalidInput(DukkaError):
    """One or more fields are wrong: `{"amount": ["A valid number is required."]}`, nested for objects."""

    code = "invalid"

    def __init__(self, fields: dict[str, object]) -> None:
        super().__init__("Invalid input.")
        self.fields = fields


class NotAuthenticated(DukkaError):
    """No usable credentials; `code` is empty where the old API gave none, `messages` explains a bad token."""

    def __init__(self, detail: str, code: str = "", messages: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.messages = messages


class PaymentNotFound(DukkaError):
    """There is no such payment among the caller's own."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("No payment matches the given query.")


class NoSubscription(DukkaError):
    """The payment was one-time: there is nothing to stop."""

    code = "no_subscription"

    def __init__(self) -> None:
        super().__init__("This payment has no subscription.")


class SubscriptionNotFound(DukkaError):
    """There is no such subscription among the caller's own."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("No subscription matches the given query.")


class WrongState(DukkaError):
    """What was asked for is not possible as the subscription stands; nothing was changed."""

    code = "wrong_state"


class IdempotencyKeyReused(DukkaError):
    """An Idempotency-Key came again with another body."""

    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used with another body.")


class IdempotencyKeyInFlight(DukkaError):
    """An Idempotency-Key came again while its first request was still running."""

    code = "idempotency_key_in_flight"

    def __init__(self) -> None:
        super().__init__("A request with this Idempotency-Key is still running. Repeat it in a minute.")


class SignatureRejected(DukkaError):
    """A webhook whose signature is missing or wrong."""

    code = "invalid_signature"

    def __init__(self) -> None:
        super().__init__("Invalid signature.")


class Conflict(DukkaError):
    """A stored item is no longer as it was read: read again and decide again."""

    code = "conflict"


class SchedulerUnavailable(DukkaError):
    """A schedule could not be created or deleted; the sweep makes up for it."""

    code = "scheduler_unavailable"


class GatewayError(DukkaError):
    """Paystack did not do what was asked."""

    code = "gateway_error"


class GatewayRefused(GatewayError):
    """Paystack said no; nothing was created there."""

    code = "gateway_refused"


class GatewayUnavailable(GatewayError):
    """Paystack could not be reached, or its answer made no sense."""

    code = "gateway_unavailable"


class GatewayTimeout(GatewayError):
    """Paystack did not answer in time; whether it acted is unknown."""

    code = "gateway_timeout"
