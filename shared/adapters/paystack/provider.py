"""The payment provider, spoken to in Paystack's terms: one method per call."""

import json
from typing import Any

from shared.adapters.paystack.calls import act
from shared.adapters.paystack.client import Answer, NeverSent, NoAnswer, PaystackClient
from shared.adapters.paystack.transactions import charge_outcome, verify_outcome
from shared.domain.errors import GatewayError, GatewayRefused, GatewayUnavailable
from shared.domain.money import Money
from shared.domain.transaction import (
    UNKNOWN,
    Authorization,
    Checkout,
    CheckoutRequest,
    Outcome,
)

INITIALIZE_TIMEOUT = 15
VERIFY_TIMEOUT = 8
CHARGE_TIMEOUT = 45
DEACTIVATE_TIMEOUT = 15
"""Seconds to wait for an answer; a charge waits for the card's bank. Two connects and one read fit the functions."""
_OK, _NOT_FOUND = 200, 404


class PaystackProvider:
    """Implements `shared.ports.PaymentProvider`."""

    def __init__(self, client: PaystackClient) -> None:
        self._client = client

    def initialize(self, request: CheckoutRequest) -> Checkout:
        """`POST /transaction/initialize`; raise GatewayRefused, GatewayUnavailable or GatewayTimeout."""
        body: dict[str, Any] = {
            "email": request.email,
            "amount": request.money.subunits,
            "currency": request.money.currency,
            "reference": request.reference,
            "callback_url": request.callback_url,
        }
        if request.channels:
            body["channels"] = list(request.channels)
        if request.metadata or request.is_recurring:
            body["metadata"] = _metadata(request)
        return _checkout(act(lambda: self._client.post("/transaction/initialize", body, INITIALIZE_TIMEOUT)))

    def verify(self, reference: str) -> Outcome:
        """`GET /transaction/verify/:reference`."""
        try:
            return verify_outcome(self._client.get(f"/transaction/verify/{reference}", VERIFY_TIMEOUT))
        except (NeverSent, NoAnswer):
            return UNKNOWN

    def charge(self, reference: str, money: Money, authorization: Authorization, email: str) -> Outcome:
        """`POST /transaction/charge_authorization`, sent at most once."""
        body = {
            "authorization_code": authorization.code,
            "email": email,
            "amount": money.subunits,
            "currency": money.currency,
            "reference": reference,
        }
        try:
            return charge_outcome(self._client.post("/transaction/charge_authorization", body, CHARGE_TIMEOUT))
        except (NeverSent, NoAnswer):
            return UNKNOWN

    def deactivate(self, authorization_code: str) -> None:
        """`POST /customer/authorization/deactivate`; a code that Paystack does not know is a 404."""
        body = {"authorization_code": authorization_code}
        answer = act(lambda: self._client.post("/customer/authorization/deactivate", body, DEACTIVATE_TIMEOUT))
        is_done = answer.status == _OK and answer.body.get("status") is True
        is_unknown = answer.status == _NOT_FOUND and answer.body.get("status") is False
        if is_done or is_unknown:
            return
        if answer.is_refusal:
            raise GatewayRefused(f"Paystack did not end the authorization: {answer.message}")
        raise GatewayUnavailable(f"Paystack could not end the authorization (HTTP {answer.status}). Try again.")


def _metadata(request: CheckoutRequest) -> str:
    """As text: numbers keep their type then, while in an object they come back as strings."""
    metadata = json.loads(request.metadata or "{}")
    if request.is_recurring:
        metadata["custom_filters"] = {**metadata.get("custom_filters", {}), "recurring": True}
    return json.dumps(metadata)


def _checkout(answer: Answer) -> Checkout:
    access_code, url = answer.data.get("access_code"), answer.data.get("authorization_url")
    if answer.status == _OK and isinstance(access_code, str) and isinstance(url, str) and access_code and url:
        return Checkout(access_code, url)
    raise _refusal(answer)


def _refusal(answer: Answer) -> GatewayError:
    if answer.is_refusal:
        return GatewayRefused(f"Paystack refused the payment: {answer.message}")
    return GatewayUnavailable(f"Paystack could not open a checkout (HTTP {answer.status}). Try again.")
