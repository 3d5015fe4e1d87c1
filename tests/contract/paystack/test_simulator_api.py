"""Initialize, verify, fetch, list and customers: paystack.md S1-S7, S28, S29."""

import pytest

from tests.contract.paystack.helpers import PAYER, Api


@pytest.mark.parametrize("header", ["Bearer sk_test_wrong", "sk_test_simulator_local", ""])
@pytest.mark.parametrize("path", ["/transaction/verify/x", "/transaction", "/customer/x", "/transaction/1"])
def test_s1_any_call_with_a_bad_key_is_401_invalid_key(api: Api, path, header):
    answer = api.call("GET", path, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json() == {
        "status": False,
        "message": "Invalid key",
        "meta": {"nextStep": "Ensure that you provide the correct authorization key for the request"},
        "type": "validation_error",
        "code": "invalid_Key",
    }


def test_s1_a_bad_key_opens_no_transaction(api: Api):
    answer = api.call(
        "POST",
        "/transaction/initialize",
        json={"email": PAYER, "amount": 100, "reference": "r1"},
        headers={"Authorization": "Bearer sk_test_wrong"},
    )
    assert answer.status_code == 401
    assert api.simulator.ledger.find("r1") is None


def test_s2_initialize_gives_a_checkout_address_and_verify_says_abandoned(api: Api):
    answer = api.initialize(reference="r1")
    body = answer.json()
    assert (answer.status_code, body["status"], body["message"]) == (200, True, "Authorization URL created")
    code = body["data"]["access_code"]
    assert body["data"] == {
        "authorization_url": f"{api.running.url}/checkout/{code}",
        "access_code": code,
        "reference": "r1",
    }
    data = api.verify("r1")["data"]
    assert (data["status"], data["paid_at"], data["authorization"]) == ("abandoned", None, {})
    assert data["id"] > 2**32


def test_s2_initialize_makes_a_reference_and_takes_forms_and_chunks(api: Api):
    answer = api.call("POST", "/transaction/initialize", data={"email": PAYER, "amount": "700"})
    reference = answer.json()["data"]["reference"]
    assert len(reference) == 10
    assert api.verify(reference)["data"]["amount"] == 700
    chunks = iter([b'{"email": "ama@example.com",', b'"amount": 5}'])
    assert api.call("POST", "/transaction/initialize", data=chunks).status_code == 200


def test_s3_a_reference_is_taken_for_ever_whatever_the_amount(api: Api):
    api.initialize(reference="r1", amount=100)
    answer = api.initialize(reference="r1", amount=999)
    assert answer.status_code == 400
    assert answer.json() == {
        "status": False,
        "message": "Duplicate Transaction Reference",
        "meta": {"nextStep": "Try and create the Transaction or Charge with a new reference"},
        "type": "validation_error",
        "code": "duplicate_reference",
        "errorCodeMappingNotFound": False,
    }
    assert api.verify("r1")["data"]["amount"] == 100


@pytest.mark.parametrize("sent", ["100", "100.0", '"100"', "1e2"])
def test_s4_whole_amounts_are_taken_in_any_spelling(api: Api, sent):
    body = f'{{"email": "{PAYER}", "amount": {sent}, "reference": "r1"}}'
    headers = {"Content-Type": "application/json"}
    assert api.call("POST", "/transaction/initialize", data=body, headers=headers).status_code == 200
    assert api.verify("r1")["data"]["amount"] == 100


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ("100.5", '"amount" must be an integer'),
        ('"100.50"', '"amount" must be an integer'),
        ('"abc"', '"amount" must be an integer'),
        ("true", '"amount" must be an integer'),
        ("1e999999999", '"amount" must be an integer'),
        ("0", "Invalid Amount Sent"),
        ("-5", "Invalid Amount Sent"),
        ("0.0", "Invalid Amount Sent"),
        ("1000000001", "Transaction amount limit exceeded"),
        ("null", "Amount is required"),
        ("NaN", "Invalid JSON in request body"),
    ],
)
def test_s4_other_amounts_are_refused(api: Api, sent, message):
    body = f'{{"email": "{PAYER}", "amount": {sent}, "reference": "r1"}}'
    headers = {"Content-Type": "application/json"}
    answer = api.call("POST", "/transaction/initialize", data=body, headers=headers)
    assert (answer.status_code, answer.json()["message"]) == (400, message)
    assert api.simulator.ledger.find("r1") is None


@pytest.mark.parametrize("email", ["not-an-email", "a@b", "a@shop.local", "a b@example.com", 7])
def test_s5_a_malformed_email_is_refused(api: Api, email):
    answer = api.initialize(email=email)
    assert answer.status_code == 400
    assert answer.json()["message"] == "Invalid Email Address Passed"
    assert answer.json()["code"] == "invalid_email_address"


def test_s5_a_missing_email_is_missing_params(api: Api):
    answer = api.initialize(email="")
    assert (answer.status_code, answer.json()["code"]) == (400, "missing_params")
    assert answer.json()["message"] == "Email Address is required"


def test_s6_a_currency_that_is_not_enabled_is_refused_on_both_ways_to_charge(api: Api):
    code = api.saved_card()
    api.control("settings", currencies=["GHS"])
    refusal = {"status": False, "message": "Currency not supported by merchant"}
    assert api.initialize(currency="NGN").json() == refusal
    answer = api.charge(code, currency="NGN", reference="r1")
    assert (answer.status_code, answer.json()) == (400, refusal)
    assert api.charge(code, currency="GHS", reference="r1").status_code == 200


def test_s6_no_currency_means_the_integrations_first(api: Api):
    api.control("settings", currencies=["GHS", "USD"])
    api.initialize(reference="r1")
    assert api.verify("r1")["data"]["currency"] == "GHS"


def test_s7_verify_of_an_unknown_reference_is_400_not_404(api: Api):
    answer = api.call("GET", "/transaction/verify/nothing")
    assert answer.status_code == 400
    assert answer.json()["message"] == "Transaction reference not found."
    assert answer.json()["code"] == "transaction_not_found"


def test_a_reference_with_a_bad_character_is_refused_and_an_underscore_is_not(api: Api):
    assert api.initialize(reference="a/b").json()["message"] == "Invalid character in transaction reference"
    assert api.initialize(reference="a_b-c.d=e").status_code == 200


def test_channels_that_nobody_knows_leave_no_active_channel(api: Api):
    answer = api.initialize(channels=["barter"])
    assert (answer.status_code, answer.json()["message"]) == (
        400,
        "No active channel to process transaction",
    )


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"n": 42, "deep": {"list": [1, True]}, "f": 1.5}, {"n": "42", "deep": {"list": ["1", True]}, "f": "1.5"}),
        ('{"n": 42, "deep": {"list": [1]}}', {"n": 42, "deep": {"list": [1]}}),
        ("plain words", "plain words"),
        ({}, ""),
    ],
)
def test_s28_metadata_numbers_become_text_in_objects_only(api: Api, sent, read):
    api.initialize(reference="r1", metadata=sent)
    assert api.verify("r1")["data"]["metadata"] == read


def test_fetch_takes_the_numeric_id_only(api: Api):
    api.initialize(reference="r1")
    number = api.verify("r1")["data"]["id"]
    found = api.call("GET", f"/transaction/{number}")
    assert found.json()["message"] == "Transaction retrieved"
    assert found.json()["data"]["reference"] == "r1"
    assert "helpdesk_link" in found.json()["data"]
    unknown = api.call("GET", "/transaction/1")
    assert (unknown.status_code, unknown.json()["message"]) == (404, "Transaction not found")
    assert api.call("GET", "/transaction/r1").json()["message"] == "Transaction ID should be numeric."


def _listed(api: Api, **query):
    answer = api.call("GET", "/transaction", params=query).json()
    assert answer["message"] == "Transactions retrieved"
    return [row["reference"] for row in answer["data"]], answer["meta"]


def test_list_pages_by_offset_newest_first(api: Api):
    for number in range(5):
        api.initialize(reference=f"r{number}")
    api.control("pay/r3")
    rows, meta = _listed(api, perPage=2, page=2)
    assert rows == ["r2", "r1"]
    assert meta == {
        "total": 5,
        "total_volume": 50000,
        "skipped": 2,
        "perPage": 2,
        "page": 2,
        "pageCount": 3,
    }
    assert _listed(api)[1]["perPage"] == 50


def test_list_pages_by_cursor_forth_and_back(api: Api):
    for number in range(5):
        api.initialize(reference=f"r{number}")
    first, meta = _listed(api, perPage=2, use_cursor="true")
    assert (first, meta["previous"], meta["perPage"]) == (["r4", "r3"], None, 2)
    second, middle = _listed(api, perPage=2, use_cursor="true", next=meta["next"])
    third, last = _listed(api, perPage=2, use_cursor="true", next=middle["next"])
    assert (second, third, last["next"]) == (["r2", "r1"], ["r0"], None)
    assert _listed(api, perPage=2, use_cursor="true", previous=middle["previous"])[0] == first


def test_list_filters(api: Api):
    code = api.saved_card()
    api.charge(code, reference="charged", amount=700)
    api.initialize(reference="open", email="kofi@example.com")
    kofi = api.verify("open")["data"]["customer"]
    assert _listed(api, status="abandoned")[0] == ["open"]
    assert _listed(api, amount=700)[0] == ["charged"]
    assert _listed(api, source="merchantApi")[0] == ["charged"]
    assert _listed(api, customer=kofi["id"])[0] == ["open"]
    assert _listed(api, channel="ussd")[0] == []


def test_list_filters_by_time_on_the_virtual_clock(api: Api):
    api.initialize(reference="before")
    between = api.control("clock/advance", seconds=100_000)["now"]
    api.control("clock/advance", seconds=5)
    api.initialize(reference="after")
    assert _listed(api, **{"from": between})[0] == ["after"]
    assert _listed(api, to=between)[0] == ["before"]
    day = api.verify("before")["data"]["created_at"][:10]
    assert _listed(api, **{"from": day, "to": day})[0] == ["before"]


def test_s29_list_by_a_customer_code_is_an_empty_success(api: Api):
    api.initialize(reference="r1")
    code = api.verify("r1")["data"]["customer"]["customer_code"]
    rows, meta = _listed(api, customer=code)
    assert (rows, meta["total"]) == ([], 0)


def test_customers_are_found_by_email_and_code_and_nothing_else(api: Api):
    code = api.saved_card()
    page = api.call("GET", f"/customer/{PAYER.upper()}").json()["data"]
    assert [saved["authorization_code"] for saved in page["authorizations"]] == [code]
    assert api.call("GET", f"/customer/{page['customer_code']}").json()["data"] == page
    unknown = api.call("GET", "/customer/nobody@example.com")
    assert (unknown.status_code, unknown.json()["status"]) == (404, False)
