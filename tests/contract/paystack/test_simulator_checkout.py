"""Paying at the checkout page: paystack.md S8-S10, S27, S30, S32."""

import re

import pytest

from local.paystack_simulator.cards import CARDS
from tests.contract.paystack.helpers import PAYER, Api, Receiver

GOOD = {"card_number": "4084 0840 8408 4081", "cvv": "408", "expiry": "12/30"}


def _open(api: Api, **body) -> str:
    return api.initialize(reference="r1", **body).json()["data"]["access_code"]


def test_s8_the_card_that_pays_redirects_with_trxref_and_reference_and_sends_the_event(api: Api, receiver: Receiver):
    code = _open(api, callback_url="https://shop.example/back?order=7&x=#top")
    answer = api.call("POST", f"/checkout/{code}/pay", data=GOOD)
    assert answer.status_code == 303
    assert answer.headers["Location"] == ("https://shop.example/back?order=7&x=&trxref=r1&reference=r1#top")
    data = api.verify("r1")["data"]
    assert (data["status"], data["gateway_response"], data["channel"]) == ("success", "Successful", "card")
    assert data["gateway_response_code"] == "approved"
    assert data["authorization"]["reusable"] is True
    assert (data["authorization"]["bin"], data["authorization"]["last4"]) == ("408408", "4081")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z", data["paid_at"])
    api.settle()
    assert len(receiver.received) == 1


def test_s8_a_script_gets_json_and_null_without_a_callback(api: Api):
    answer = api.checkout(_open(api), **GOOD)
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["redirect"]) == ("success", None)


def test_s8_without_a_callback_a_browser_sees_the_result(api: Api):
    answer = api.call("POST", f"/checkout/{_open(api)}/pay", data=GOOD)
    assert (answer.status_code, "Payment successful" in answer.text) == (200, True)


def test_s8_json_bodies_pay_too(api: Api):
    code = _open(api, callback_url="https://shop.example/back")
    answer = api.call("POST", f"/checkout/{code}/pay", json=GOOD, headers={"Accept": "application/json"})
    assert answer.json()["redirect"] == "https://shop.example/back?trxref=r1&reference=r1"


def test_s8_a_form_sent_twice_takes_money_once(api: Api, receiver: Receiver):
    code = _open(api)
    assert [api.checkout(code, **GOOD).json()["status"] for _ in range(2)] == ["success", "success"]
    api.settle()
    assert len(receiver.received) == 1
    assert len(api.simulator.ledger.authorizations()) == 1


@pytest.mark.parametrize(
    ("number", "cvv", "reason"),
    [
        ("4084080000005408", "001", "Declined"),
        ("4084080000670037", "787", "Insufficient Funds"),
        ("4111111111111111", "123", "Transaction declined. Please use the test card."),
        ("4084084084084081", "999", "Declined"),
    ],
)
def test_s9_a_decline_at_the_first_step_leaves_abandoned_a_reason_and_no_event(
    api: Api, receiver: Receiver, number, cvv, reason
):
    code = _open(api, callback_url="https://shop.example/back")
    answer = api.call("POST", f"/checkout/{code}/pay", data=GOOD | {"card_number": number, "cvv": cvv})
    assert (answer.status_code, reason in answer.text) == (200, True)
    data = api.verify("r1")["data"]
    assert (data["status"], data["gateway_response"], data["authorization"]) == ("abandoned", reason, {})
    api.settle()
    assert receiver.received == []


def test_s9_after_a_decline_another_card_pays(api: Api):
    code = _open(api)
    api.checkout(code, **GOOD | {"card_number": "4084080000670037", "cvv": "787"})
    assert api.checkout(code, **GOOD).json()["status"] == "success"
    log = api.verify("r1")["data"]["log"]
    assert (log["attempts"], log["errors"], log["success"]) == (2, 1, True)


def test_s10_a_wrong_pin_fails_for_good_and_sends_no_event(api: Api, receiver: Receiver):
    code = _open(api)
    card = GOOD | {"card_number": "507850785078507812", "cvv": "081"}
    assert api.checkout(code, **card).json()["next_step"] == "pin"
    assert api.verify("r1")["data"]["status"] == "abandoned"
    assert api.checkout(code, pin="9999").json()["status"] == "failed"
    data = api.verify("r1")["data"]
    assert (data["status"], data["gateway_response"]) == ("failed", "Incorrect PIN")
    assert data["gateway_response_code"] == "invalid_pin"
    assert api.checkout(code, **GOOD).json()["status"] == "failed"
    api.settle()
    assert receiver.received == []


def test_steps_are_asked_one_after_another_and_otp_means_ongoing(api: Api):
    code = _open(api)
    card = GOOD | {"card_number": "507850785078507804", "cvv": "884"}
    assert api.checkout(code, **card).json()["next_step"] == "pin"
    assert api.checkout(code, pin="0000").json()["next_step"] == "phone"
    assert api.checkout(code, phone="0801234567").json()["next_step"] == "otp"
    assert api.verify("r1")["data"]["status"] == "ongoing"
    assert "One-time password" in api.call("GET", f"/checkout/{code}").text
    assert api.checkout(code, otp="123456").json()["status"] == "success"


def test_all_answers_may_come_in_one_form(api: Api):
    card = GOOD | {"card_number": "5060666666666666666", "cvv": "123", "pin": "1234", "otp": "123456"}
    assert api.checkout(_open(api), **card).json()["status"] == "success"


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.key)
def test_every_test_card_ends_as_the_table_says(api: Api, card):
    _open(api)
    ended = api.control("pay/r1", card_number=card.number)["status"]
    failing = "failed" if card.steps else "abandoned"
    assert ended == (failing if card.decline else "success")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"card_number": "12"}, "card number"),
        ({"cvv": "x"}, "CVV"),
        ({"expiry": "13/30"}, "MM/YY"),
        ({"expiry": "soon"}, "MM/YY"),
        ({"expiry": "10/2020"}, "expired"),
    ],
)
def test_a_bad_card_form_says_what_to_mend_and_is_no_attempt(api: Api, change, message):
    code = _open(api)
    page = api.call("POST", f"/checkout/{code}/pay", data=GOOD | change)
    assert (page.status_code, message in page.text) == (400, True)
    assert message in api.checkout(code, **GOOD | change).json()["message"]
    assert api.simulator.ledger.find("r1").attempts == 0


def test_expiry_follows_the_virtual_clock(api: Api):
    code = _open(api)
    api.control("clock/advance", seconds=20 * 366 * 86400)
    assert "expired" in api.checkout(code, **GOOD).json()["message"]


def test_the_page_shows_amount_email_cards_and_cancel_link_and_runs_no_script(api: Api):
    code = _open(api, amount=125000, metadata={"cancel_action": "https://shop.example/cart"})
    page = api.call("GET", f"/checkout/{code}?fill=insufficient")
    for text in ("NGN 1,250.00", PAYER, "https://shop.example/cart", 'value="4084080000670037"'):
        assert text in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_markup_in_what_a_merchant_sends_stays_text_and_script_links_are_left_out(api: Api):
    code = _open(api, email="<b>@example.com", metadata={"cancel_action": "javascript:alert(1)"})
    page = api.call("GET", f"/checkout/{code}").text
    assert "<b>@" not in page
    assert "javascript:" not in page


def test_an_unknown_checkout_is_404(api: Api):
    assert api.call("GET", "/checkout/nothing").status_code == 404


def test_mobile_money_pays_but_its_instrument_cannot_be_charged_again(api: Api):
    code = _open(api, channels=["mobile_money"], currency="GHS")
    assert "mobile money" in api.call("GET", f"/checkout/{code}").text
    assert "not offered" in api.checkout(code, **GOOD).json()["message"]
    assert api.checkout(code, channel="mobile_money").json()["status"] == "success"
    data = api.verify("r1")["data"]
    assert (data["channel"], data["gateway_response"]) == ("mobile_money", "Approved")
    assert (data["authorization"]["reusable"], data["authorization"]["signature"]) == (False, None)
    refused = api.charge(data["authorization"]["authorization_code"])
    assert "Email does not match Authorization code" in refused.json()["message"]


def test_s27_a_customer_who_bears_fees_pays_requested_amount_plus_fees(api: Api, receiver: Receiver):
    api.control("settings", fee_bearer="customer")
    _open(api, amount=300000)
    api.control("pay/r1")
    data = api.verify("r1")["data"]
    assert (data["requested_amount"], data["fees"], data["amount"]) == (300000, 14500, 314500)
    api.settle()
    assert b'"amount":314500' in receiver.received[0].body


@pytest.mark.parametrize(
    ("currency", "amount", "fees"),
    [("NGN", 110000, 1650), ("NGN", 300000, 14500), ("NGN", 100_000_000, 200000), ("GHS", 1000, 20)],
)
def test_fees_fit_the_samples_and_the_amount_stays_with_the_merchant_by_default(api: Api, currency, amount, fees):
    _open(api, amount=amount, currency=currency)
    api.control("pay/r1")
    data = api.verify("r1")["data"]
    assert (data["fees"], data["amount"]) == (fees, amount)


def test_s30_one_card_twice_is_two_codes_with_one_signature_for_any_customer(api: Api):
    codes = [api.saved_card(), api.saved_card(), api.saved_card("kofi@example.com")]
    saved = [api.simulator.ledger.authorization(code) for code in codes]
    assert len(set(codes)) == 3
    assert len({one.signature for one in saved}) == 1
    other = api.simulator.ledger.authorization(api.saved_card(card_number="5192602720584796"))
    assert other.signature != saved[0].signature


def test_s32_a_page_left_open_too_long_refuses_and_stays_abandoned(api: Api):
    api.control("settings", session_timeout_seconds=30)
    code = _open(api)
    api.control("clock/advance", seconds=31)
    assert "Session timeout exceeded" in api.call("GET", f"/checkout/{code}").text
    refused = api.checkout(code, **GOOD)
    assert (refused.status_code, refused.json()["status"]) == (400, "abandoned")
    assert api.verify("r1")["data"]["status"] == "abandoned"


def test_leaving_without_a_cancel_action_shows_a_page_and_keeps_the_payment_open(api: Api):
    code = _open(api, callback_url="https://shop.example/back")
    assert f"/checkout/{code}/cancelled" in api.call("GET", f"/checkout/{code}").text
    page = api.call("GET", f"/checkout/{code}/cancelled")
    assert "You left without paying" in page.text
    assert api.verify("r1")["data"]["status"] == "abandoned"


def test_a_page_opened_after_the_payment_shows_the_result(api: Api):
    code = _open(api)
    api.checkout(code, **GOOD)
    page = api.call("GET", f"/checkout/{code}").text
    assert "Payment successful" in page
    assert "card_number" not in page


@pytest.mark.parametrize(("decision", "status"), [("approve", "success"), ("decline", "failed")])
def test_the_banks_page_asks_for_a_decision(api: Api, decision, status):
    code = _open(api)
    form = GOOD | {"card_number": "5192602720584796", "cvv": "123"}
    assert "Your bank asks" in api.call("POST", f"/checkout/{code}/pay", data=form).text
    assert api.checkout(code, bank_auth=decision).json()["status"] == status
