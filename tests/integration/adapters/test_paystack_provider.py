"""The provider's calls: what is sent, and what each failure means to the use cases."""

import json
from typing import Any

import pytest
import requests
import responses

from shared.adapters.paystack import provider as provider_module
from shared.adapters.paystack.client import PaystackClient
from shared.adapters.paystack.provider import PaystackProvider
from shared.domain.errors import GatewayError, GatewayRefused, GatewayTimeout, GatewayUnavailable
from shared.domain.transaction import CheckoutRequest, OutcomeKind
from tests.integration.adapters.paystack_wire import sent
from tests.support.builders import EMAIL, PRICE, an_authorization

BASE = "https://paystack.test"
INITIALIZE = f"{BASE}/transaction/initialize"
CHARGE = f"{BASE}/transaction/charge_authorization"
VERIFY = f"{BASE}/transaction/verify/r1"
DEACTIVATE = f"{BASE}/customer/authorization/deactivate"
CHECKOUT = {"authorization_url": "https://checkout.paystack.com/abc", "access_code": "abc", "reference": "r1"}


@pytest.fixture
def provider(client: PaystackClient) -> PaystackProvider:
    return PaystackProvider(client)


def order(**over: Any) -> CheckoutRequest:
    given = {"reference": "r1", "money": PRICE, "email": EMAIL, "callback_url": "https://shop.example/back"}
    return CheckoutRequest(**given | over)


def test_a_checkout_is_asked_for_with_reference_currency_and_subunits(
    provider: PaystackProvider, net: responses.RequestsMock
):
    net.add("POST", INITIALIZE, json={"status": True, "data": CHECKOUT})

    checkout = provider.initialize(order())

    assert (checkout.access_code, checkout.authorization_url) == ("abc", "https://checkout.paystack.com/abc")
    assert sent(net) == {
        "email": EMAIL,
        "amount": 500_000,
        "currency": "NGN",
        "reference": "r1",
        "callback_url": "https://shop.example/back",
    }


@pytest.mark.parametrize(
    ("over", "metadata"),
    [
        ({"metadata": '{"order":17}'}, {"order": 17}),
        ({"is_recurring": True}, {"custom_filters": {"recurring": True}}),
        (
            {"is_recurring": True, "metadata": '{"order":17,"custom_filters":{"supported_bank_providers":["058"]}}'},
            {"order": 17, "custom_filters": {"supported_bank_providers": ["058"], "recurring": True}},
        ),
    ],
)
def test_metadata_is_sent_as_text_and_asks_for_a_card_that_can_be_charged_again(
    provider: PaystackProvider, net: responses.RequestsMock, over: dict[str, Any], metadata: dict[str, Any]
):
    net.add("POST", INITIALIZE, json={"status": True, "data": CHECKOUT})

    provider.initialize(order(channels=("card",), **over))

    assert sent(net)["channels"] == ["card"]
    assert json.loads(sent(net)["metadata"]) == metadata


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"status": 400, "json": {"status": False, "message": "Invalid Email"}}, GatewayRefused),
        ({"status": 400, "body": "<html>"}, GatewayUnavailable),
        ({"status": 401, "json": {"status": False, "message": "Invalid key"}}, GatewayUnavailable),
        ({"status": 429, "json": {"status": False}}, GatewayUnavailable),
        ({"status": 500, "json": {"status": False}}, GatewayUnavailable),
        ({"status": 200, "body": "garbage"}, GatewayUnavailable),
        ({"status": 200, "json": {"status": True, "data": None}}, GatewayUnavailable),
        ({"status": 200, "json": {"status": True, "data": CHECKOUT | {"access_code": ""}}}, GatewayUnavailable),
        ({"status": 200, "json": {"status": True, "data": CHECKOUT | {"access_code": 5}}}, GatewayUnavailable),
        ({"status": 302, "headers": {"Location": "https://evil.test"}}, GatewayUnavailable),
        ({"body": requests.ReadTimeout()}, GatewayTimeout),
        ({"body": requests.ConnectTimeout()}, GatewayUnavailable),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_checkout_that_was_not_opened_raises_what_happened(
    provider: PaystackProvider, net: responses.RequestsMock, answer: dict[str, Any], error: type[GatewayError]
):
    net.add("POST", INITIALIZE, **answer)

    with pytest.raises(error) as raised:
        provider.initialize(order())
    assert type(raised.value) is error


def test_a_saved_card_is_charged_under_its_own_reference_and_address(
    provider: PaystackProvider, net: responses.RequestsMock
):
    net.add("POST", CHARGE, json={"status": True, "data": {"status": "processing"}})

    outcome = provider.charge("r1", PRICE, an_authorization(), EMAIL)

    assert outcome.kind is OutcomeKind.PENDING
    assert sent(net) == {
        "authorization_code": an_authorization().code,
        "email": EMAIL,
        "amount": 500_000,
        "currency": "NGN",
        "reference": "r1",
    }


@pytest.mark.parametrize("failure", [requests.ReadTimeout(), requests.ConnectTimeout(), requests.ConnectionError()])
def test_a_charge_or_a_question_without_an_answer_is_unknown_and_never_an_error(
    provider: PaystackProvider, net: responses.RequestsMock, failure: Exception
):
    net.add("POST", CHARGE, body=failure)
    net.add("GET", VERIFY, body=failure)

    assert provider.charge("r1", PRICE, an_authorization(), EMAIL).kind is OutcomeKind.UNKNOWN
    assert provider.verify("r1").kind is OutcomeKind.UNKNOWN


def test_each_call_waits_as_long_as_it_is_worth_and_no_longer(
    provider: PaystackProvider, net: responses.RequestsMock
):
    net.add("POST", INITIALIZE, json={"status": True, "data": CHECKOUT})
    net.add("POST", CHARGE, json={})
    net.add("GET", VERIFY, json={})
    net.add("POST", DEACTIVATE, json={"status": True})
    provider.initialize(order())
    provider.charge("r1", PRICE, an_authorization(), EMAIL)
    provider.verify("r1")
    provider.deactivate("AUTH_x")

    waits = [call.request.req_kwargs["timeout"][1] for call in net.calls]  # type: ignore[attr-defined]
    assert waits == [
        provider_module.INITIALIZE_TIMEOUT,
        provider_module.CHARGE_TIMEOUT,
        provider_module.VERIFY_TIMEOUT,
        provider_module.DEACTIVATE_TIMEOUT,
    ]


@pytest.mark.parametrize(
    "answer",
    [
        {"json": {"status": True, "message": "Authorization has been deactivated"}},
        {"status": 404, "json": {"status": False, "message": "Authorization code not found."}},
    ],
)
def test_an_authorization_is_ended_or_was_none(
    provider: PaystackProvider, net: responses.RequestsMock, answer: dict[str, Any]
):
    net.add("POST", DEACTIVATE, **answer)

    provider.deactivate("AUTH_x")

    assert sent(net) == {"authorization_code": "AUTH_x"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"status": 400, "json": {"status": False, "message": "No"}}, GatewayRefused),
        ({"status": 400, "body": "<html>"}, GatewayUnavailable),
        ({"status": 401, "json": {"status": False}}, GatewayUnavailable),
        ({"status": 404, "json": {"message": "no Route matched with those values"}}, GatewayUnavailable),
        ({"status": 429, "json": {"status": False}}, GatewayUnavailable),
        ({"status": 500, "json": {"status": False}}, GatewayUnavailable),
        ({"json": {"status": False}}, GatewayUnavailable),
        ({"body": "garbage"}, GatewayUnavailable),
        ({"body": requests.ReadTimeout()}, GatewayTimeout),
        ({"body": requests.ConnectTimeout()}, GatewayUnavailable),
    ],
    ids=lambda value: str(value)[:60],
)
def test_an_authorization_that_may_not_be_ended_raises_what_happened(
    provider: PaystackProvider, net: responses.RequestsMock, answer: dict[str, Any], error: type[GatewayError]
):
    net.add("POST", DEACTIVATE, **answer)

    with pytest.raises(error) as raised:
        provider.deactivate("AUTH_x")
    assert type(raised.value) is error
