"""The one table from refusals to HTTP answers, in the shapes of the Django REST Framework."""

from shared.domain.errors import (
    ActivationIsOff,
    Conflict,
    DifferenceNotFound,
    DisputeNotFound,
    DukkaError,
    GatewayError,
    GatewayRefused,
    GatewayTimeout,
    GatewayUnavailable,
    IdempotencyKeyInFlight,
    IdempotencyKeyReused,
    InvalidInput,
    MailUnavailable,
    NoSubscription,
    NotAuthenticated,
    PaymentNotFound,
    PermissionDenied,
    QueueUnavailable,
    ReconciliationNotFound,
    SchedulerUnavailable,
    SignatureRejected,
    StaleToken,
    SubscriptionNotFound,
    Throttled,
    TokenReused,
    TokenRevoked,
    WebhookNotFound,
    WrongState,
)


class ParseError(DukkaError):
    """The body is not JSON; without a code, as the old API."""

    code = ""


class UnsupportedMediaType(DukkaError):
    """The body is of a kind that no endpoint reads; without a code, as the old API."""

    code = ""


class NotAcceptable(DukkaError):
    """The caller does not take JSON; without a code, as the old API."""

    code = ""


class MethodNotAllowed(DukkaError):
    """The path is served, this method of it is not; without a code, as the old API."""

    code = ""

    def __init__(self, method: str) -> None:
        super().__init__(f'Method "{method}" not allowed.')


class RequestTooLarge(DukkaError):
    """The body is larger than any request needs to be."""

    code = "request_too_large"


class RouteNotFound(DukkaError):
    """No endpoint has this path and method."""

    code = "not_found"


STATUS: dict[type[DukkaError], int] = {
    InvalidInput: 400,
    ParseError: 400,
    GatewayRefused: 400,
    ActivationIsOff: 400,
    NotAuthenticated: 401,
    TokenRevoked: 401,
    TokenReused: 401,
    SignatureRejected: 401,
    PermissionDenied: 403,
    StaleToken: 403,
    PaymentNotFound: 404,
    SubscriptionNotFound: 404,
    ReconciliationNotFound: 404,
    DifferenceNotFound: 404,
    DisputeNotFound: 404,
    WebhookNotFound: 404,
    RouteNotFound: 404,
    MethodNotAllowed: 405,
    NotAcceptable: 406,
    NoSubscription: 409,
    WrongState: 409,
    IdempotencyKeyInFlight: 409,
    Conflict: 409,
    RequestTooLarge: 413,
    UnsupportedMediaType: 415,
    IdempotencyKeyReused: 422,
    Throttled: 429,
    GatewayError: 502,
    GatewayUnavailable: 502,
    SchedulerUnavailable: 503,
    QueueUnavailable: 503,
    MailUnavailable: 503,
    GatewayTimeout: 504,
}
INTERNAL_ERROR = {"detail": "A server error occurred.", "code": "error"}


def error_answer(error: DukkaError) -> tuple[int, object, dict[str, str]]:
    """Return status, body and extra headers for a refusal."""
    status = STATUS[type(error)]
    if isinstance(error, ActivationIsOff):
        return status, "", {}
    if isinstance(error, InvalidInput):
        return status, error.fields, {}
    body: dict[str, object] = {"detail": error.detail}
    if error.code:
        body["code"] = error.code
    if isinstance(error, NotAuthenticated):
        if error.messages:
            body["messages"] = error.messages
        return status, body, {"WWW-Authenticate": 'JWT realm="api"'}
    return status, body, {"Retry-After": str(error.retry_after)} if isinstance(error, Throttled) else {}
