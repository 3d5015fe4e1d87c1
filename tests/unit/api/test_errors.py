"""Every refusal has one answer, in the shape of the old API."""

import pytest

from shared.api.errors import (
    STATUS,
    ParseError,
    RequestTooLarge,
    RouteNotFound,
    UnsupportedMediaType,
    error_answer,
)
from shared.domain import errors
from shared.domain.errors import DukkaError


def all_refusals(base=DukkaError):
    for one in base.__subclasses__():
        yield one
        yield from all_refusals(one)


def test_every_refusal_has_its_status():
    assert set(all_refusals()) == set(STATUS)


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (errors.InvalidInput({"amount": ["Wrong."]}), 400, {"amount": ["Wrong."]}),
        (ParseError("JSON parse error - x"), 400, {"detail": "JSON parse error - x"}),
        (errors.GatewayRefused("No."), 400, {"detail": "No.", "code": "gateway_refused"}),
        (errors.NotAuthenticated("Who?"), 401, {"detail": "Who?"}),
        (errors.NotAuthenticated("Who?", "gone"), 401, {"detail": "Who?", "code": "gone"}),
        (
            errors.NotAuthenticated("Bad.", "token_not_valid", [{"message": "x"}]),
            401,
            {"detail": "Bad.", "code": "token_not_valid", "messages": [{"message": "x"}]},
        ),
        (errors.TokenRevoked(), 401, {"detail": "Token is blacklisted", "code": "token_not_valid"}),
        (errors.TokenReused(), 401, {"detail": "Token is blacklisted", "code": "token_not_valid"}),
        (errors.PermissionDenied(), 403, {"detail": "You do not have permission to perform this action."}),
        (errors.Throttled(59), 429, {"detail": "Request was throttled. Expected available in 59 seconds."}),
        (errors.Throttled(1), 429, {"detail": "Request was throttled. Expected available in 1 second."}),
        (errors.SignatureRejected(), 401, {"detail": "Invalid signature.", "code": "invalid_signature"}),
        (errors.PaymentNotFound(), 404, {"detail": "No payment matches the given query.", "code": "not_found"}),
        (RouteNotFound("Not found."), 404, {"detail": "Not found.", "code": "not_found"}),
        (errors.NoSubscription(), 409, {"detail": "This payment has no subscription.", "code": "no_subscription"}),
        (errors.Conflict("Changed."), 409, {"detail": "Changed.", "code": "conflict"}),
        (RequestTooLarge("Large."), 413, {"detail": "Large.", "code": "request_too_large"}),
        (UnsupportedMediaType("XML?"), 415, {"detail": "XML?"}),
        (errors.GatewayError("No."), 502, {"detail": "No.", "code": "gateway_error"}),
        (errors.GatewayUnavailable("Down."), 502, {"detail": "Down.", "code": "gateway_unavailable"}),
        (errors.SchedulerUnavailable("Down."), 503, {"detail": "Down.", "code": "scheduler_unavailable"}),
        (errors.GatewayTimeout("Late."), 504, {"detail": "Late.", "code": "gateway_timeout"}),
    ],
)
def test_a_refusal_says_why(error, status, body):
    assert error_answer(error)[:2] == (status, body)


@pytest.mark.parametrize(
    ("error", "status"), [(errors.IdempotencyKeyReused(), 422), (errors.IdempotencyKeyInFlight(), 409)]
)
def test_an_idempotency_key_that_cannot_be_answered_says_why(error, status):
    answered, body, _ = error_answer(error)
    assert (answered, body["code"]) == (status, error.code)
    assert "Idempotency-Key" in body["detail"]


def test_only_missing_credentials_ask_for_some():
    assert error_answer(errors.NotAuthenticated("Who?"))[2] == {"WWW-Authenticate": 'JWT realm="api"'}
    assert error_answer(errors.SignatureRejected())[2] == {}
    assert error_answer(errors.InvalidInput({}))[2] == {}


def test_whoever_is_throttled_is_told_how_long():
    assert error_answer(errors.Throttled(59))[2] == {"Retry-After": "59"}
