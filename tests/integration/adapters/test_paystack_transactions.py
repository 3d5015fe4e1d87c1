"""Paystack's answers in our words: taken, refused, not final, never created, or unknown; odd ones are unknown."""

from typing import Any

import pytest

from shared.adapters.paystack.client import Answer
from shared.adapters.paystack.transactions import charge_outcome, verify_outcome
from shared.domain.money import Money
from shared.domain.transaction import HELD_BACK, Outcome, OutcomeKind, Transaction
from tests.support.builders import at

NOTHINGS = [{}, [], None, "", 0, False]
AUTHORIZATION = {
    "authorization_code": "AUTH_uh8bcl3zbn",
    "bin": "408408",
    "last4": "4081",
    "exp_month": "12",
    "exp_year": "2030",
    "channel": "card",
    "card_type": "visa ",
    "bank": "TEST BANK",
    "country_code": "NG",
    "brand": "visa",
    "reusable": True,
    "signature": "SIG_yEXu7dLBeqG0kU7g95Ke",
    "account_name": None,
}
DATA: dict[str, Any] = {
    "id": 4099260516,
    "domain": "test",
    "status": "success",
    "reference": "re4lyvq3s3",
    "amount": 40333,
    "requested_amount": 30050,
    "currency": "NGN",
    "fees": 10283,
    "message": None,
    "gateway_response": "Successful",
    "paid_at": "2024-08-22T09:15:02.000Z",
    "channel": "card",
    "metadata": "",
    "authorization": AUTHORIZATION,
    "customer": {"id": 181873746, "email": "demo@test.com", "customer_code": "CUS_1rkzaqsv4rrhqo6"},
    "plan": None,
}
NOT_FOUND = {"status": False, "message": "Transaction reference not found.", "code": "transaction_not_found"}


def envelope(http: int = 200, *, outer: bool = True, **data: Any) -> Answer:
    kept = {name: value for name, value in (DATA | data).items() if value is not ...}
    return Answer(http, {"status": outer, "message": "Charge attempted", "data": kept})


def refusal(status: int, **body: Any) -> Answer:
    return Answer(status, {"status": False, "message": "Refused", "type": "validation_error"} | body)


def taken(answer: Answer) -> Transaction:
    outcome = verify_outcome(answer)
    assert outcome.kind is OutcomeKind.SUCCEEDED
    assert outcome == charge_outcome(answer)
    assert outcome.transaction is not None
    return outcome.transaction


@pytest.mark.parametrize("status", ["success", "reversed", "reversal-pending", "SUCCESS"])
def test_money_that_was_taken_is_taken_whatever_was_given_back(status: str):
    transaction = taken(envelope(status=status))

    assert (transaction.reference, transaction.amount, transaction.currency) == ("re4lyvq3s3", 40333, "NGN")
    assert (transaction.requested_amount, transaction.fees) == (30050, 10283)
    assert transaction.paid_at == at("2024-08-22T09:15:02", "UTC")
    assert transaction.id == 4099260516
    assert transaction.is_reversed is (status == "reversed")
    assert transaction.is_reversal_pending is (status == "reversal-pending")
    assert (transaction.channel, transaction.customer_email) == ("card", "demo@test.com")


def test_the_authorization_is_kept_trimmed():
    authorization = taken(envelope()).authorization

    assert authorization is not None
    assert (authorization.code, authorization.reusable, authorization.brand) == ("AUTH_uh8bcl3zbn", True, "visa")
    assert (authorization.last4, authorization.exp_month, authorization.exp_year) == ("4081", "12", "2030")
    assert authorization.signature == "SIG_yEXu7dLBeqG0kU7g95Ke"


def test_the_brand_falls_back_on_the_kind_of_card():
    authorization = taken(
        envelope(authorization=AUTHORIZATION | {"brand": None, "card_type": "Mastercard "})
    ).authorization

    assert authorization is not None
    assert authorization.brand == "mastercard"


@pytest.mark.parametrize("reusable", [False, None, "true", 1, ...], ids=repr)
def test_an_authorization_is_reusable_only_when_paystack_says_so(reusable: object):
    given = {name: value for name, value in (AUTHORIZATION | {"reusable": reusable}).items() if value is not ...}
    authorization = taken(envelope(authorization=given)).authorization

    assert authorization is not None
    assert authorization.reusable is False


@pytest.mark.parametrize("nothing", NOTHINGS, ids=repr)
@pytest.mark.parametrize(
    "field", ["authorization", "customer", "fees", "requested_amount", "paid_at", "channel", "id"]
)
def test_nothing_in_any_of_its_shapes_is_nothing(field: str, nothing: object):
    transaction = taken(envelope(**{field: nothing}))

    shown = {
        "authorization": transaction.authorization,
        "customer": transaction.customer_email,
        "fees": transaction.fees,
        "requested_amount": transaction.requested_amount,
        "paid_at": transaction.paid_at,
        "channel": transaction.channel,
        "id": transaction.id,
    }[field]
    assert not shown


@pytest.mark.parametrize("status", ["ongoing", "pending", "processing", "queued"])
def test_what_is_not_final_is_pending(status: str):
    assert verify_outcome(envelope(status=status)).kind is OutcomeKind.PENDING
    assert charge_outcome(envelope(status=status, fees=None)).kind is OutcomeKind.PENDING


def test_what_the_customer_left_is_abandoned():
    assert verify_outcome(envelope(status="abandoned", paid_at=None)).kind is OutcomeKind.ABANDONED


def test_a_challenge_is_pending_and_says_where_it_is_confirmed():
    data = {
        "authorization_url": "https://checkout.paystack.com/resume/0744",
        "reference": "jvx2",
        "access_code": "0744",
        "paused": True,
    }

    assert charge_outcome(Answer(200, {"status": True, "data": data})) == Outcome(
        OutcomeKind.PENDING, challenge_url="https://checkout.paystack.com/resume/0744"
    )


@pytest.mark.parametrize("nothing", NOTHINGS, ids=repr)
def test_a_challenge_without_an_address_is_still_pending(nothing: object):
    answer = Answer(200, {"status": True, "data": {"paused": True, "authorization_url": nothing}})

    assert charge_outcome(answer) == Outcome(OutcomeKind.PENDING)


@pytest.mark.parametrize("paused", ["true", 1, None, False], ids=repr)
def test_something_like_a_challenge_is_unknown(paused: object):
    assert charge_outcome(Answer(200, {"status": True, "data": {"paused": paused}})).kind is OutcomeKind.UNKNOWN


@pytest.mark.parametrize("answer", [envelope(status="failed"), envelope(400, outer=False, status="failed")])
def test_a_decline_is_read_in_both_of_its_shapes_and_by_its_code(answer: Answer):
    answer.data["gateway_response_code"] = "insufficient_funds"
    answer.data["gateway_response"] = "Not sufficient funds"

    outcome = charge_outcome(answer)

    assert outcome.kind is OutcomeKind.DECLINED
    assert (outcome.failure_code, outcome.failure_text) == ("insufficient_funds", "Not sufficient funds")


@pytest.mark.parametrize("nothing", NOTHINGS, ids=repr)
def test_a_decline_without_a_code_has_the_code_unknown(nothing: object):
    answer = envelope(status="failed", gateway_response_code=nothing, gateway_response=nothing, message="Declined")

    outcome = verify_outcome(answer)

    assert (outcome.kind, outcome.failure_code, outcome.failure_text) == (OutcomeKind.DECLINED, "unknown", "Declined")


def test_a_reference_that_paystack_does_not_know_is_not_found():
    assert verify_outcome(Answer(400, NOT_FOUND)).kind is OutcomeKind.NOT_FOUND
    assert verify_outcome(Answer(404, NOT_FOUND)).kind is OutcomeKind.NOT_FOUND


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200),
        Answer(200, {"status": True}),
        Answer(200, {"status": True, "data": []}),
        Answer(200, {"status": True, "data": "success"}),
        Answer(400, {"status": False, "message": "Transaction reference not found"}),
        Answer(401, {"status": False, "message": "Invalid key"}),
        Answer(404, {"message": "no Route matched with those values"}),
        Answer(429, {"status": False, "message": "Too many requests"}),
        Answer(500, {"status": False, "code": "transaction_not_found"}),
        Answer(502, {"status": True, "data": DATA}),
        envelope(status="succeeded"),
        envelope(status=None),
        envelope(status=True),
        envelope(amount="much"),
        envelope(amount=None),
        envelope(amount=403.33),
        envelope(amount=True),
        envelope(reference=None),
        envelope(reference=17),
        envelope(currency=None),
    ],
    ids=lambda answer: f"{answer.status} {str(answer.body)[:60]}",
)
def test_whatever_is_odd_is_unknown_and_never_refused(answer: Answer):
    assert verify_outcome(answer).kind is OutcomeKind.UNKNOWN


@pytest.mark.parametrize("field", ["amount", "fees", "requested_amount"])
@pytest.mark.parametrize("text", ["40333", " 40333 "])
def test_figures_that_come_as_text_are_numbers(field: str, text: str):
    assert getattr(taken(envelope(**{field: text})), field) == 40333


@pytest.mark.parametrize("moment", ["yesterday", "2024-13-01", 1724318102, "", []], ids=repr)
def test_a_time_that_cannot_be_read_is_none(moment: object):
    assert taken(envelope(paid_at=moment)).paid_at is None


def test_the_time_is_read_under_either_name():
    assert taken(envelope(paid_at=..., paidAt="2024-08-22T09:15:02.000Z")).paid_at == at("2024-08-22T09:15:02", "UTC")


def test_a_charge_whose_fees_the_customer_bears_covers_what_was_asked():
    checkout = taken(envelope())
    saved_card = taken(envelope(amount=35247, fees=10247, requested_amount=...))

    assert checkout.covers("re4lyvq3s3", Money(30050, "NGN"))
    assert saved_card.covers("re4lyvq3s3", Money(25000, "NGN"))
    assert not checkout.covers("re4lyvq3s3", Money(30051, "NGN"))
    assert not checkout.covers("re4lyvq3s3", Money(30050, "GHS"))
    assert not checkout.covers("another", Money(30050, "NGN"))


@pytest.mark.parametrize(
    "body", [{}, {"code": "invalid_params"}, {"message": "Authorization code is invalid"}], ids=repr
)
def test_a_400_about_the_authorization_itself_is_a_decline_of_one_code(body: dict[str, Any]):
    outcome = charge_outcome(refusal(400, **body))

    assert outcome == Outcome(
        OutcomeKind.DECLINED,
        failure_code="authorization_refused",
        failure_text=body.get("message", "Refused"),
    )


@pytest.mark.parametrize(
    "answer",
    [refusal(status) for status in (401, 403, 404, 408, 409, 422, 500, 502, 503, 504)]
    + [refusal(400, code=code) for code in ("duplicate_reference", "unknown", "rate_limited")]
    + [Answer(400), Answer(200), Answer(200, {"status": True, "data": None})],
    ids=lambda answer: f"{answer.status} {answer.code}",
)
def test_a_refused_call_says_nothing_about_the_card(answer: Answer):
    assert charge_outcome(answer).kind is OutcomeKind.UNKNOWN


@pytest.mark.parametrize("answer", [refusal(429, code="rate_limited"), Answer(429), envelope(429, status="failed")])
def test_a_charge_that_is_one_too_many_was_not_looked_at(answer: Answer):
    assert charge_outcome(answer) == HELD_BACK


@pytest.mark.parametrize("status", [401, 404, 409, 422])
def test_not_even_when_it_carries_a_failed_transaction(status: int):
    assert charge_outcome(envelope(status, status="failed")).kind is OutcomeKind.UNKNOWN
