"""The one table from refusals to HTTP answers, in the shapes of the Django REST Framework."""

from shared.domain.errors import (
    Conflict,
    DukkaError,
    GatewayError,
    GatewayRefused,
    GatewayTimeout,
    GatewayUnavailable,
    IdempotencyKeyInFlight,
    IdempotencyKeyReused,
    InvalidInput,
    NoSubscription,
    NotAuthenticated,
    PaymentNotFound,
    SchedulerUnavailable,
    SignatureRejected,
    SubscriptionNotFound,
    WrongState,
)


class ParseError(DukkaError):
    """The body is not JSON; without a code, as the old API."""

    code = ""


class UnsupportedMediaType(DukkaError):
    """The body is of a kind that no endpoint reads; without a code, as the old API."""

    code = ""


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
    NotAuthenticated: 401,
    SignatureRejected: 401,
    PaymentNotFound: 404,
    SubscriptionNotFound: 404,
    RouteNotFound: 404,
    NoSubscription: 409,
    WrongState: 409,
    IdempotencyKeyInFlight: 409,
    Conflict: 409,
    RequestTooLarge: 413,
    UnsupportedMediaType: 415,
    IdempotencyKeyReused: 422,
    GatewayError: 502,
    GatewayUnavailable: 502,
    SchedulerUnavailable: 503,
    GatewayTimeout: 504,
}
INTERNAL_ERROR = {"detail": "A server error occurred.", "code": "error"}


def error_answer(error: DukkaError) -> tuple[int, dict[str, object], dict[str, str]]:
    """Return status, body and extra headers for a refusal."""
    status = STATUS[type(error)]
    if isinstance(error, InvalidInput):
        return status, error.fields, {}
    body: dict[str, object] = {"detail": error.detail}
    if error.code:
        body["code"] = error.code
    if isinstance(error, NotAuthenticated):
        if error.messages:
            body["messages"] = error.messages
        return status, body, {"WWW-Authenticate": 'JWT realm="api"'}
    return status, body, {}
