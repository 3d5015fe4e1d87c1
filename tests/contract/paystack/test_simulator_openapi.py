"""The simulator's answers against Paystack's own OpenAPI document, with its known errors listed by name."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.contract.paystack.helpers import ACCOUNT, PAYER, Api

SPECIFICATION = Path(__file__).with_name("paystack_openapi.yaml")

_NAMELESS = "null where the customer has no name or phone (official samples)"
_UNPAID = "null until paid (observed)"
_NO_PAYER = "null until a payer has visited, and on off-session charges (charge samples)"
_NO_CARD = "null on an instrument that is no card (direct debit samples)"
_NULL_IN_SAMPLE = "null (official sample)"
_NOTHING_SAVED = "{} on an unpaid transaction (observed)"

KNOWN_ERRORS = {
    "VerifyResponse": {"data.ip_address": _NO_PAYER, "data.authorization.signature": _NO_CARD},
    "TransactionFetchResponse": {
        "data.ip_address": _NO_PAYER,
        "data.paid_at": _UNPAID,
        "data.paidAt": _UNPAID,
        "data.fees": _UNPAID,
        "data.authorization": _NOTHING_SAVED,
        "data.authorization.signature": _NO_CARD,
        "data.metadata": "empty text where the merchant sent none (verify sample)",
        "data.customer.metadata": _NAMELESS,
        "data.customer.first_name": _NAMELESS,
        "data.customer.last_name": _NAMELESS,
        "data.customer.phone": _NAMELESS,
        "data.customer.international_format_phone": _NAMELESS,
    },
    "TransactionListResponse": {"data.paidAt": _UNPAID, "data.authorization": _NOTHING_SAVED},
    "CustomerFetchResponse": {
        "data.metadata": _NAMELESS,
        "data.first_name": _NAMELESS,
        "data.last_name": _NAMELESS,
        "data.phone": _NAMELESS,
    },
    "RefundFetchResponse": {
        "data.customer.metadata": _NAMELESS,
        "data.customer.first_name": _NAMELESS,
        "data.customer.last_name": _NAMELESS,
        "data.customer.phone": _NAMELESS,
        "data.customer.international_format_phone": _NAMELESS,
    },
    "RefundListResponse": {
        "data.customer.metadata": _NAMELESS,
        "data.customer.first_name": _NAMELESS,
        "data.customer.last_name": _NAMELESS,
        "data.customer.international_format_phone": _NAMELESS,
        "meta.perPage": "a number (sample of the guide)",
    },
    "DisputeListResponse": {
        "data.customer.metadata": _NAMELESS,
        "data.customer.first_name": _NAMELESS,
        "data.customer.last_name": _NAMELESS,
        "data.customer.international_format_phone": _NAMELESS,
    },
    "DisputeFetchResponse": {
        "data.customer.metadata": _NAMELESS,
        "data.customer.first_name": _NAMELESS,
        "data.customer.last_name": _NAMELESS,
        "data.customer.phone": _NAMELESS,
        "data.customer.international_format_phone": _NAMELESS,
        "data.transaction.authorization": "{} (official samples)",
    },
    "RefundRetryResponse": {
        "data.dispute": _NULL_IN_SAMPLE,
        "data.settlement": _NULL_IN_SAMPLE,
        "data.customer": _NULL_IN_SAMPLE,
    },
}
"""Where Paystack's document is narrower than Paystack's answers, by schema and place, with why."""


def _strict(node: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema: `nullable` becomes a second type."""
    if isinstance(node, list):
        return [_strict(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _strict(value) for key, value in node.items() if key != "nullable"}
    if node.get("nullable") is True and isinstance(plain.get("type"), str):
        plain["type"] = [plain["type"], "null"]
    return plain


DOCUMENT = _strict(yaml.safe_load(SPECIFICATION.read_text(encoding="utf-8")))


def _differences(schema: str, answer: Any) -> dict[str, str]:
    whole = {"$ref": f"#/components/schemas/{schema}", "components": DOCUMENT["components"]}
    found = jsonschema.Draft202012Validator(whole).iter_errors(answer)
    return {".".join(p for p in error.absolute_path if isinstance(p, str)): error.message for error in found}


def _unknown(schema: str, answer: Any) -> dict[str, str]:
    known = KNOWN_ERRORS.get(schema, {})
    return {place: why for place, why in _differences(schema, answer).items() if place not in known}


def _states(api: Api) -> dict[str, str]:
    """One transaction reference of each kind of state."""
    code = api.saved_card()
    api.initialize(reference="open")
    api.initialize(reference="paid", metadata={"custom_fields": []})
    api.control("pay/paid")
    api.initialize(reference="momo")
    api.control("pay/momo", channel="mobile_money")
    api.charge(code, reference="charged")
    api.control("declines", authorization_code=code)
    api.charge(code, reference="declined")
    return {name: name for name in ("open", "paid", "momo", "charged", "declined")}


@pytest.mark.parametrize("state", ["open", "paid", "momo", "charged", "declined"])
def test_verify_and_fetch_are_as_documented(api: Api, state):
    reference = _states(api)[state]
    verified = api.verify(reference)
    assert _unknown("VerifyResponse", verified) == {}
    fetched = api.call("GET", f"/transaction/{verified['data']['id']}").json()
    assert _unknown("TransactionFetchResponse", fetched) == {}


def test_a_paid_card_checkout_needs_few_exceptions(api: Api):
    reference = _states(api)["paid"]
    verified = api.verify(reference)
    assert _differences("VerifyResponse", verified) == {}
    fetched = api.call("GET", f"/transaction/{verified['data']['id']}").json()
    places = _differences("TransactionFetchResponse", fetched)
    assert {place for place in places if not place.startswith("data.customer.")} == set()


def test_initialize_is_as_documented(api: Api):
    assert _differences("TransactionInitializeResponse", api.initialize(reference="r1").json()) == {}


def test_list_is_as_documented(api: Api):
    _states(api)
    answer = api.call("GET", "/transaction").json()
    assert len(answer["data"]) == 6
    assert _unknown("TransactionListResponse", answer) == {}


def test_charge_authorization_is_as_documented(api: Api):
    code = api.saved_card()
    assert _differences("ChargeAuthorizationResponse", api.charge(code).json()) == {}
    api.control("declines", authorization_code=code)
    assert _differences("ChargeAuthorizationResponse", api.charge(code).json()) == {}


def test_customers_and_deactivation_are_as_documented(api: Api):
    code = api.saved_card()
    assert _unknown("CustomerFetchResponse", api.call("GET", f"/customer/{PAYER}").json()) == {}
    path = "/customer/authorization/deactivate"
    answer = api.call("POST", path, json={"authorization_code": code})
    assert _differences("CustomerDeactivateAuthorizationResponse", answer.json()) == {}


def _refunds(api: Api) -> dict[str, Any]:
    """An answer of each refund call but create, by the name of its schema."""
    api.paid("refund_attention")
    number = api.refund().json()["data"]["id"]
    api.control(f"refunds/{number}/complete", outcome="needs-attention")
    retry = api.call("POST", f"/refund/retry_with_customer_details/{number}", json=ACCOUNT)
    return {
        "RefundRetryResponse": retry.json(),
        "RefundFetchResponse": api.call("GET", f"/refund/{number}").json(),
        "RefundListResponse": api.call("GET", "/refund").json(),
    }


def test_refunds_are_as_documented(api: Api):
    for schema, answer in _refunds(api).items():
        assert answer["status"] is True
        assert _unknown(schema, answer) == {}
    api.initialize(reference="other")
    api.control("pay/other")
    assert _differences("RefundCreateResponse", api.refund(transaction="other").json()) == {}


def _disputes(api: Api) -> dict[str, Any]:
    """An answer of each dispute call, by the name of its schema."""
    api.paid(metadata={"custom_fields": []})
    number = api.control("disputes", reference="r1")["id"]
    path = f"/dispute/{number}"
    said = {"customer_email": PAYER, "customer_name": "Ama", "customer_phone": "1", "service_details": "plan"}
    place = api.call("GET", f"{path}/upload_url", params={"upload_filename": "a.pdf"}).json()
    api.call("PUT", place["data"]["signedUrl"], data=b"x")
    evidence = api.call("POST", f"{path}/evidence", json=said | {"delivery_date": "2026-11-01"}).json()
    open_ones = api.call("GET", "/dispute").json()
    answer = {"resolution": "declined", "message": "It came", "refund_amount": 0}
    answer["uploaded_filename"] = place["data"]["fileName"]
    return {
        "DisputeUploadURLResponse": place,
        "DisputeAddEvidenceResponse": evidence,
        "DisputeListResponse": open_ones,
        "DisputeFetchResponse": api.call("GET", path).json(),
        "DisputeResolveResponse": api.call("PUT", f"{path}/resolve", json=answer).json(),
    }


def test_disputes_are_as_documented(api: Api):
    for schema, answer in _disputes(api).items():
        assert answer["status"] is True
        assert _unknown(schema, answer) == {}


def test_a_batch_of_charges_is_as_documented(api: Api):
    body = [{"authorization": api.saved_card(), "amount": 50000}]
    answer = api.call("POST", "/bulkcharge", json=body)
    assert _differences("BulkChargeInitiateResponse", answer.json()) == {}


def test_every_listed_exception_is_still_met(api: Api):
    met: dict[str, set[str]] = {name: set() for name in KNOWN_ERRORS}
    for reference in _states(api):
        verified = api.verify(reference)
        fetched = api.call("GET", f"/transaction/{verified['data']['id']}").json()
        met["VerifyResponse"] |= set(_differences("VerifyResponse", verified))
        met["TransactionFetchResponse"] |= set(_differences("TransactionFetchResponse", fetched))
    listed, payer = api.call("GET", "/transaction").json(), api.call("GET", f"/customer/{PAYER}").json()
    met["TransactionListResponse"] = set(_differences("TransactionListResponse", listed))
    met["CustomerFetchResponse"] = set(_differences("CustomerFetchResponse", payer))
    api.control("reset")
    met |= {schema: set(_differences(schema, answer)) for schema, answer in _refunds(api).items()}
    api.control("reset")
    met |= {schema: set(_differences(schema, answer)) for schema, answer in _disputes(api).items()}
    met = {schema: places for schema, places in met.items() if places}
    assert met == {name: set(places) for name, places in KNOWN_ERRORS.items()}


def test_the_check_itself_can_fail(api: Api):
    answer = api.initialize(reference="r1").json()
    del answer["data"]["access_code"]
    assert _differences("TransactionInitializeResponse", answer) != {}
    verified = api.verify("r1")
    verified["data"]["amount"] = "500"
    assert set(_unknown("VerifyResponse", verified)) == {"data.amount"}
