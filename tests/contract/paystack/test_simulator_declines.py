"""Charges of saved instruments that are refused: every code of paystack.md 9.5, and cards that do so themselves."""

import pytest

from local.paystack_simulator.cards import BY_KEY
from local.paystack_simulator.outcomes import DECLINE_CODES
from local.paystack_simulator.response_codes import AMEX, NAMES, TWO_CHARACTERS
from tests.contract.paystack.helpers import Api

DAY = 86_400


def _refused(api: Api, saved: str, **script) -> tuple[str, str, str]:
    """Status, code and number of a charge that a script refuses."""
    api.control("declines", authorization_code="*", **script)
    data = api.charge(saved).json()["data"]
    return data["status"], data["gateway_response_code"], data["response_code"]


def test_s12_every_documented_code_can_be_scripted_by_its_name(api: Api):
    saved = api.saved_card()
    for code in sorted(DECLINE_CODES - {"unknown"}):
        status, name, number = _refused(api, saved, gateway_response_code=code)
        assert (status, name, NAMES[number]) == ("failed", code, code)
    assert _refused(api, saved, gateway_response_code="unknown") == ("failed", "unknown", None)


def test_s12_every_documented_number_can_be_scripted(api: Api):
    saved = api.saved_card()
    for number, name in NAMES.items():
        assert _refused(api, saved, response_code=number) == ("failed", name, number)


def test_the_table_of_codes_is_whole():
    assert (len(TWO_CHARACTERS), len(AMEX)) == (85, 22)
    names = {*TWO_CHARACTERS.values(), *AMEX.values()}
    assert names - {"approved"} | {"unknown"} == DECLINE_CODES


@pytest.mark.parametrize(
    ("name", "usual", "of_amex"),
    [
        ("expired_card", "54", "101"),
        ("pickup_card", "04", "200"),
        ("pin_tries_exceeded", "75", "106"),
        ("insufficient_funds", "51", "51"),
        ("card_replaced", "187", "187"),
    ],
)
def test_american_express_has_numbers_of_its_own(api: Api, name, usual, of_amex):
    assert _refused(api, api.saved_card(), gateway_response_code=name)[2] == usual
    card = api.saved_card(card_number=BY_KEY["amex"].number)
    assert _refused(api, card, gateway_response_code=name)[2] == of_amex


@pytest.mark.parametrize(
    ("card", "code"), [("soft", "insufficient_funds"), ("hard", "pickup_stolen_card"), ("second", "approved")]
)
def test_a_card_may_pay_at_the_checkout_and_refuse_every_later_charge(api: Api, card, code):
    saved = api.saved_card(card_number=BY_KEY[card].number)
    told = [api.charge(saved).json()["data"]["gateway_response_code"] for _ in range(2)]
    assert told == [code, code]


def test_a_script_goes_before_what_the_card_does_itself(api: Api):
    saved = api.saved_card(card_number=BY_KEY["soft"].number)
    api.control("declines", authorization_code=saved, outcome="success")
    assert [api.charge(saved).json()["data"]["status"] for _ in range(2)] == ["success", "failed"]


def test_a_card_declines_twice_and_then_pays(api: Api):
    saved = api.saved_card()
    api.control("declines", authorization_code=saved, times=2)
    assert [api.charge(saved).json()["data"]["status"] for _ in range(3)] == ["failed", "failed", "success"]


def test_the_second_card_is_another_instrument(api: Api):
    first, second = api.saved_card(), api.saved_card(card_number=BY_KEY["second"].number, expiry="11/31")
    one, other = (api.simulator.ledger.authorization(code) for code in (first, second))
    assert one.signature != other.signature
    assert (other.exp_month, other.exp_year, other.brand, other.last4) == ("11", "2031", "mastercard", "0004")


def test_the_expiring_card_is_good_for_this_month_alone(api: Api):
    saved = api.saved_card(card_number=BY_KEY["expiring"].number)
    assert api.charge(saved).json()["data"]["status"] == "success"
    api.control("clock/advance", seconds=32 * DAY)
    assert api.charge(saved).json()["data"]["gateway_response_code"] == "expired_card"


def test_the_page_fills_in_the_month_of_the_virtual_clock(api: Api):
    api.control("clock/advance", seconds=400 * DAY)
    now = api.call("GET", "/_sim/health").json()["now"]
    code = api.initialize().json()["data"]["access_code"]
    assert f'value="{now[5:7]}/{now[2:4]}"' in api.call("GET", f"/checkout/{code}?fill=expiring").text


def test_a_card_can_be_saved_without_a_checkout(api: Api):
    saved = api.control(
        "authorizations", email="Kofi@example.com", card_number=BY_KEY["second"].number, expiry="03/40"
    )
    assert (saved["exp_month"], saved["exp_year"], saved["reusable"]) == ("03", "2040", True)
    page = api.call("GET", "/customer/kofi@example.com").json()["data"]
    assert [one["authorization_code"] for one in page["authorizations"]] == [saved["authorization_code"]]
    charged = api.charge(saved["authorization_code"], email="kofi@example.com").json()["data"]
    assert charged["status"] == "success"
