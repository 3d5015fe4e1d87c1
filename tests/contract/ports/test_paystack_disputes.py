"""Disputes: the fake answers as the adapter does on the simulator."""

import pytest

from shared.domain.dispute_record import DisputeAnswer, DisputeStatus, Evidence, Resolution
from shared.domain.errors import GatewayRefused, GatewayTimeout, GatewayUnavailable
from shared.domain.ledger import Window
from shared.domain.payment import HOUR
from shared.domain.refund_record import RefundState
from tests.contract.ports.sides_of_paystack import CHECKOUT, number_of
from tests.support.builders import EMAIL

EVIDENCE = Evidence(EMAIL, "Ama", "+233200000000", "a gold plan")


def accept(amount=500_000):
    return DisputeAnswer(Resolution.ACCEPTED, "They are right", amount)


def decline(file_name, evidence_id=None):
    return DisputeAnswer(Resolution.DECLINED, "It came", 0, file_name, evidence_id)


@pytest.fixture
def dispute_id(paystack, card):
    return paystack.begin_dispute(CHECKOUT)


@pytest.fixture
def file_name(paystack, dispute_id):
    """Of a file that was put."""
    upload = paystack.disputes.evidence_upload_url(dispute_id, "receipt.pdf")
    assert upload.url.startswith("http")
    paystack.put_file(upload)
    return upload.file_name


def reversal(paystack):
    return paystack.provider.verify(CHECKOUT).transaction.is_reversed


def test_a_dispute_is_told_in_full(paystack, dispute_id):
    dispute = paystack.disputes.fetch_dispute(dispute_id)
    assert (dispute.id, dispute.reference) == (dispute_id, CHECKOUT)
    assert dispute.transaction_id == number_of(paystack, CHECKOUT)
    assert (dispute.amount, dispute.currency, dispute.category) == (500_000, "NGN", "chargeback")
    assert (dispute.status, dispute.resolution) == (DisputeStatus.AWAITING_MERCHANT, None)
    assert abs(dispute.created_at - paystack.now()) <= 5
    assert (dispute.due_at - dispute.created_at, dispute.resolved_at) == (16 * HOUR, None)
    assert dispute.claim
    assert not reversal(paystack)


def test_disputes_are_listed_newest_first_open_or_over(paystack, dispute_id):
    paystack.wait(2)
    second = paystack.begin_dispute(CHECKOUT, amount=100_000)
    paystack.end_dispute(dispute_id, Resolution.DECLINED)
    page = paystack.disputes.fetch_disputes(Window(paystack.now() - 100, paystack.now() + 100), 1)
    assert ([one.id for one in page.rows], page.is_last) == ([second, dispute_id], True)
    assert page.rows == tuple(paystack.disputes.fetch_dispute(number) for number in (second, dispute_id))
    later = Window(paystack.now() + 50, paystack.now() + 100)
    assert paystack.disputes.fetch_disputes(later, 1).rows == ()


def test_there_is_no_dispute_under_a_number_of_nobody(paystack, card):
    assert paystack.disputes.fetch_dispute(7) is None
    for act in (
        lambda: paystack.disputes.resolve_dispute(7, accept()),
        lambda: paystack.disputes.add_evidence(7, EVIDENCE),
        lambda: paystack.disputes.evidence_upload_url(7, "a.pdf"),
    ):
        with pytest.raises(GatewayRefused):
            act()


def test_accepted_the_money_goes_back(paystack, dispute_id):
    paystack.disputes.resolve_dispute(dispute_id, accept(200_000))
    dispute = paystack.disputes.fetch_dispute(dispute_id)
    assert (dispute.status, dispute.resolution) == (DisputeStatus.RESOLVED, Resolution.ACCEPTED)
    assert dispute.amount == 200_000
    assert dispute.resolved_at
    assert reversal(paystack)
    (refund,) = paystack.refunds.fetch_refunds_of(dispute.transaction_id)
    assert (refund.amount, refund.state, refund.dispute_id) == (200_000, RefundState.PROCESSED, dispute_id)


def test_declined_with_a_file_it_does_not(paystack, dispute_id, file_name):
    paystack.disputes.resolve_dispute(dispute_id, decline(file_name))
    assert paystack.disputes.fetch_dispute(dispute_id).resolution is Resolution.DECLINED
    assert not reversal(paystack)


def test_a_claim_of_fraud_is_declined_with_evidence_besides(paystack, card):
    number = paystack.begin_dispute(CHECKOUT, category="fraud")
    upload = paystack.disputes.evidence_upload_url(number, "receipt.jpg")
    paystack.put_file(upload)
    with pytest.raises(GatewayRefused):
        paystack.disputes.resolve_dispute(number, decline(upload.file_name))
    evidence_id = paystack.disputes.add_evidence(number, EVIDENCE)
    paystack.disputes.resolve_dispute(number, decline(upload.file_name, evidence_id))
    assert paystack.disputes.fetch_dispute(number).resolution is Resolution.DECLINED


def test_unanswered_it_is_lost(paystack, dispute_id):
    paystack.end_dispute(dispute_id, Resolution.AUTO_ACCEPTED)
    assert paystack.disputes.fetch_dispute(dispute_id).resolution is Resolution.AUTO_ACCEPTED
    assert reversal(paystack)


def test_what_was_given_back_before_is_not_given_back_twice(paystack, dispute_id):
    paystack.refunds.refund(CHECKOUT)
    paystack.disputes.resolve_dispute(dispute_id, accept())
    assert len(paystack.refunds.fetch_refunds_of(number_of(paystack, CHECKOUT))) == 1


@pytest.mark.parametrize(
    "answer",
    [accept(0), accept(500_001), decline(""), decline("made-up"), DisputeAnswer(Resolution.AUTO_ACCEPTED, "x", 1)],
    ids=["nothing", "too much", "no file", "no such file", "not ours to say"],
)
def test_an_answer_that_makes_no_sense_is_refused(paystack, dispute_id, answer):
    before = paystack.disputes.fetch_dispute(dispute_id)
    with pytest.raises(GatewayRefused):
        paystack.disputes.resolve_dispute(dispute_id, answer)
    assert paystack.disputes.fetch_dispute(dispute_id) == before


def test_a_file_that_was_not_put_is_none(paystack, dispute_id):
    upload = paystack.disputes.evidence_upload_url(dispute_id, "receipt.pdf")
    with pytest.raises(GatewayRefused):
        paystack.disputes.resolve_dispute(dispute_id, decline(upload.file_name))
    with pytest.raises(GatewayRefused):
        paystack.disputes.evidence_upload_url(dispute_id, "receipt.exe")


def test_a_dispute_is_answered_once(paystack, dispute_id):
    paystack.disputes.resolve_dispute(dispute_id, accept())
    with pytest.raises(GatewayRefused):
        paystack.disputes.resolve_dispute(dispute_id, accept())


def test_an_answer_that_nobody_confirmed_may_have_been_taken(paystack, dispute_id):
    paystack.lose_next_answer("resolve_dispute")
    with pytest.raises(GatewayTimeout):
        paystack.disputes.resolve_dispute(dispute_id, accept())
    assert paystack.disputes.fetch_dispute(dispute_id).resolution is Resolution.ACCEPTED


def test_evidence_that_nobody_confirmed_may_be_there(paystack, dispute_id):
    paystack.lose_next_answer("add_evidence")
    with pytest.raises(GatewayTimeout):
        paystack.disputes.add_evidence(dispute_id, EVIDENCE)
    assert paystack.disputes.add_evidence(dispute_id, EVIDENCE) == paystack.disputes.add_evidence(
        dispute_id, EVIDENCE
    )


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("fetch_dispute", (7,)),
        ("fetch_disputes", (Window(0, 1), 1)),
        ("evidence_upload_url", (7, "a.pdf")),
    ],
)
def test_without_an_answer_nothing_is_said_of_disputes(paystack, method, arguments):
    paystack.fail_next(method)
    with pytest.raises(GatewayUnavailable):
        getattr(paystack.disputes, method)(*arguments)
