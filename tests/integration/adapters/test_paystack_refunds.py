"""Paystack's answers to a refund in our words: accepted, done before, refused, or unknown; odd ones are unknown."""

from typing import Any

import pytest

from shared.adapters.paystack.client import Answer
from shared.adapters.paystack.refunds import refund_outcome
from shared.domain.transaction import RefundKind, RefundOutcome


def made(status: object, http: int = 200, *, outer: object = True) -> Answer:
    message = "Refund has been queued for processing"
    return Answer(http, {"status": outer, "message": message, "data": {"id": 3018284, "status": status}})


def refused(http: int = 400, **body: Any) -> Answer:
    return Answer(http, {"status": False, "message": "No"} | body)


@pytest.mark.parametrize("status", ["pending", "processing", "processed", "needs-attention"])
@pytest.mark.parametrize("http", [200, 201])
def test_a_refund_that_was_made_is_accepted_however_far_it_is(status: str, http: int):
    assert refund_outcome(made(status, http)) == RefundOutcome(RefundKind.ACCEPTED)


def test_a_refund_that_failed_at_once_is_refused():
    assert refund_outcome(made("failed")).kind is RefundKind.REFUSED


def test_what_was_given_back_before_is_done():
    outcome = refund_outcome(refused(code="transaction_reversed", message="Transaction has been fully reversed"))

    assert outcome == RefundOutcome(
        RefundKind.DONE_BEFORE, "transaction_reversed", "Transaction has been fully reversed"
    )


@pytest.mark.parametrize("http", [400, 404, 422])
@pytest.mark.parametrize("code", ["", "insufficient_balance", "transaction_not_found"])
def test_a_refusal_has_paystacks_code_where_there_is_one(http: int, code: str):
    answer = refused(http, code=code or None)

    assert refund_outcome(answer) == RefundOutcome(RefundKind.REFUSED, code, "No")


@pytest.mark.parametrize(
    "answer",
    [refused(http) for http in (401, 403, 408, 409, 429, 500, 502, 503, 504)]
    + [refused(400, code=code) for code in ("unknown", "rate_limited")]
    + [made(status) for status in ("reversed", "", None, {}, 1)]
    + [made("pending", outer=outer) for outer in (False, None, "true")]
    + [
        made("pending", 202),
        made("pending", 500),
        Answer(200),
        Answer(400),
        Answer(200, {"status": True}),
        Answer(200, {"status": True, "data": []}),
        Answer(404, {"message": "no Route matched with those values"}),
    ],
    ids=lambda answer: f"{answer.status} {str(answer.body)[:80]}",
)
def test_whatever_is_odd_is_unknown(answer: Answer):
    assert refund_outcome(answer) == RefundOutcome(RefundKind.UNKNOWN)
