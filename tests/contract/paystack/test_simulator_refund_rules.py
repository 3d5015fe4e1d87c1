"""Which refunds Paystack takes, and how they are read: paystack.md section 6, S18, S19, S21, S22, S29."""

import pytest

from tests.contract.paystack.helpers import ACCOUNT, Api

STEP = 300
TOO_MUCH = "Total refund amount cannot exceed original transaction amount"


def test_s21_parts_may_be_given_back_but_never_more_than_the_rest(api: Api, paid):
    assert api.refund(amount=20000).json()["data"]["amount"] == 20000
    assert api.refund(amount="10000").status_code == 200
    for more in ({}, {"amount": 20001}):
        assert (api.refund(**more).status_code, api.refund(**more).json()["message"]) == (400, TOO_MUCH)
    assert api.refund(amount=20000).status_code == 200
    assert len(api.simulator.refunds.listed()) == 3


def test_s22_what_was_given_back_whole_is_not_given_back_again(api: Api, paid):
    api.refund()
    for _ in range(2):
        answer = api.refund()
        assert answer.status_code == 400
        assert answer.json() == {
            "status": False,
            "message": "Transaction has been fully reversed",
            "type": "api_error",
            "code": "transaction_reversed",
        }
        api.control("clock/advance", seconds=2 * STEP + 1)
    assert len(api.simulator.refunds.listed()) == 1


@pytest.mark.parametrize(
    ("currency", "is_all_gone", "message"),
    [
        ("NGN", False, "Cannot refund less than NGN50"),
        ("GHS", False, "The minimum amount you may send in a single refund at this time is: GHS1.00"),
        ("GHS", True, "Cannot refund less than GHS0.5"),
        ("KES", False, "Cannot refund less than KES3"),
    ],
)
def test_s22_a_refund_has_a_least_amount(api: Api, currency, is_all_gone, message):
    api.paid(currency=currency)
    if is_all_gone:
        api.refund()
    answer = api.refund(amount=40)
    assert (answer.status_code, answer.json()["message"]) == (400, message)
    api.initialize(reference="tiny", currency=currency, amount=40)
    api.control("pay/tiny")
    assert "less than" in api.refund(transaction="tiny").json()["message"] or currency == "GHS"
    assert api.refund(transaction="tiny").status_code == 400


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({"currency": "GHS"}, 400, "Transaction currency must match refund currency"),
        ({"amount": 100.5}, 400, '"amount" must be an integer'),
        ({"amount": 0}, 400, "Invalid Amount Sent"),
        ({"transaction": ""}, 400, "Transaction is required"),
        ({"transaction": "nothing"}, 404, "Transaction not found"),
        ({"transaction": 7}, 404, "Transaction not found"),
        ({"transaction": ["r1"]}, 404, "Transaction not found"),
    ],
)
def test_s22_other_refunds_are_refused(api: Api, paid, body, status, message):
    answer = api.refund(**body)
    assert (answer.status_code, answer.json()["message"]) == (status, message)
    assert (api.status(), api.simulator.refunds.listed()) == ("success", [])


def test_s22_what_was_not_paid_is_not_given_back(api: Api):
    api.initialize(reference="r1")
    assert api.refund().status_code == 400
    assert api.status() == "abandoned"


def test_s22_the_balance_may_be_too_low(api: Api, paid):
    api.control("refund_outcomes", reference="r1", outcome="insufficient_balance")
    answer = api.refund()
    assert (answer.status_code, answer.json()["code"]) == (400, "insufficient_balance")
    assert answer.json()["message"] == "Insufficient balance to fulfill this refund. Please top up."
    assert api.refund().status_code == 200


def test_refunds_are_fetched_and_listed_by_the_numeric_id_of_their_transaction(api: Api, paid):
    first = api.refund(transaction=paid, amount=20000).json()["data"]["id"]
    second = api.refund(transaction=str(paid), amount=20000).json()["data"]["id"]
    fetched = api.call("GET", f"/refund/{first}").json()
    assert (fetched["message"], fetched["data"]["transaction"]) == ("Refund retrieved", paid)
    listed = api.call("GET", "/refund", params={"transaction": paid}).json()
    assert listed["message"] == "Refunds retrieved"
    assert [row["id"] for row in listed["data"]] == [second, first]
    assert (listed["meta"]["total"], listed["meta"]["perPage"]) == (2, 50)
    page = api.call("GET", "/refund", params={"perPage": 1, "page": 2, "currency": "NGN"}).json()
    assert [row["id"] for row in page["data"]] == [first]
    for nothing in ({"transaction": "r1"}, {"currency": "GHS"}, {"to": "2020-01-01"}):
        assert api.call("GET", "/refund", params=nothing).json()["data"] == []
    assert api.call("GET", "/refund/1").status_code == 404
    assert api.call("GET", "/refund/r1").status_code == 404


def test_s18_a_refund_whose_answer_is_lost_is_made_and_seen_by_verify_and_list(api: Api, paid):
    api.control("faults", endpoint="refund", fault="status", status=504, after_commit=True)
    assert api.refund().status_code == 504
    assert api.status() == "reversal-pending"
    assert len(api.call("GET", "/refund", params={"transaction": paid}).json()["data"]) == 1
    assert api.refund().json()["code"] == "transaction_reversed"


def test_s19_refunds_have_limits_of_their_own_and_are_in_the_log(api: Api, paid):
    api.control("settings", rate_limit="test")
    number = api.refund(amount=20000).json()["data"]["id"]
    for _ in range(100):
        last = api.call("GET", f"/refund/{number}")
    assert last.headers["x-ratelimit-remaining"] == "0"
    assert api.call("GET", f"/refund/{number}").status_code == 429
    assert api.refund(amount=20000).status_code == 200
    log = api.call("GET", "/_sim/requests", params={"reference": "r1", "endpoint": "refund"}).json()
    assert [row["status"] for row in log["requests"]] == [200, 200]
    api.call("GET", "/refund")
    api.call("POST", f"/refund/retry_with_customer_details/{number}", json=ACCOUNT)
    endpoints = {row["endpoint"] for row in api.call("GET", "/_sim/requests").json()["requests"]}
    assert {"refund", "refund_fetch", "refund_list", "refund_retry"} <= endpoints


def test_s1_refunds_need_the_key(api: Api, paid):
    wrong = {"Authorization": "Bearer sk_test_wrong"}
    assert api.call("POST", "/refund", json={"transaction": "r1"}, headers=wrong).status_code == 401
    assert api.call("GET", "/refund/1", headers=wrong).status_code == 401
    assert api.status() == "success"


def test_a_charge_that_was_given_back_still_shows_as_paid_to_its_payer(api: Api, paid):
    code = api.simulator.ledger.find("r1").access_code
    api.refund()
    assert "Payment successful" in api.call("GET", f"/checkout/{code}").text
    assert api.control("pay/r1")["status"] == "reversal-pending"
    assert api.call("GET", "/transaction", params={"status": "reversal-pending"}).json()["meta"]["total"] == 1
