"""Every refusal the product can give, one class per meaning.

    DukkaError
    ├── InvalidInput             a field is wrong; names each
    ├── NotAuthenticated         no, malformed, forged, expired or revoked credentials
    │   └── TokenRevoked         a refresh token whose family has ended: logged out, or another password
    │       └── TokenReused      it had been replaced and came again: that has just ended its family
    ├── PermissionDenied         the caller is known, and may not
    ├── Throttled                too many attempts; says when the next one is let in
    ├── PaymentNotFound          missing, or somebody else's: the same answer
    ├── NoSubscription           the payment has no subscription to act on
    ├── SubscriptionNotFound     missing, or somebody else's: the same answer
    ├── DisputeNotFound          neither our books nor Paystack have it
    ├── ReconciliationNotFound   there is no such run
    ├── DifferenceNotFound       there is no such difference
    ├── WrongState               what it is asked of does not allow it as it stands
    ├── WebhookNotFound          there is no such event, or no longer
    ├── IdempotencyKeyReused     same key, other body
    ├── IdempotencyKeyInFlight   same key, first request still running
    ├── StaleToken               a link to activate an account that needs no activation
    ├── ActivationIsOff          accounts are active from the start here
    ├── MailUnavailable          a mail could not be handed on
    ├── SignatureRejected        a webhook that Paystack did not sign
    ├── Conflict                 a stored item changed since it was read
    ├── SchedulerUnavailable     a schedule could not be created or deleted
    ├── QueueUnavailable         a webhook could not be queued
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


class TokenRevoked(NotAuthenticated):
    """A refresh token that was good and is no longer."""

    def __init__(self) -> None:
        super().__init__("Token is blacklisted", "token_not_valid")


class TokenReused(TokenRevoked):
    """A refresh token was used by two; told as any revoked one, named in the log."""


class PermissionDenied(DukkaError):
    """The caller is none of those who may do this; without a code, as the old API."""

    code = ""

    def __init__(self) -> None:
        super().__init__("You do not have permission to perform this action.")


class Throttled(DukkaError):
    """Too many attempts; `retry_after` is in seconds. Without a code, as the old API."""

    code = ""

    def __init__(self, retry_after: int) -> None:
        unit = "second" if retry_after == 1 else "seconds"
        super().__init__(f"Request was throttled. Expected available in {retry_after} {unit}.")
        self.retry_after = retry_after


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


class DisputeNotFound(DukkaError):
    """There is no such dispute."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("No dispute matches the given query.")


class WebhookNotFound(DukkaError):
    """There is no such event of Paystack's, or no longer."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("No event matches the given query.")


class ReconciliationNotFound(DukkaError):
    """There is no such comparison of the books."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("No reconciliation matches the given query.")


class DifferenceNotFound(DukkaError):
    """No comparison of the books has found this."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("No difference matches the given query.")


class WrongState(DukkaError):
    """What was asked for is not possible as things stand; nothing was changed."""

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


class StaleToken(DukkaError):
    """An activation link whose account is active already; without a code, as the old API."""

    code = ""

    def __init__(self) -> None:
        super().__init__("Stale token for given user.")


class ActivationIsOff(DukkaError):
    """Accounts are active from the start: there is nothing to send again. The old API answers with no body."""


class MailUnavailable(DukkaError):
    """A mail could not be handed on to be sent: nothing of it is kept."""

    code = "mail_unavailable"


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


class QueueUnavailable(DukkaError):
    """An event could not be queued; it is kept, and queued when it is delivered again."""

    code = "queue_unavailable"


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
