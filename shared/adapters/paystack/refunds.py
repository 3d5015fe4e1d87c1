"""Paystack's refunds in our words."""

from shared.adapters.paystack.calls import ACT_TIMEOUT, NOT_ACTED_ON, is_done, is_refused, read_one, read_page
from shared.adapters.paystack.client import Answer, NeverSent, NoAnswer, PaystackClient
from shared.adapters.paystack.values import (
    Json,
    as_integer,
    as_object,
    as_text,
    created_at,
    needed_integer,
    needed_text,
    unreadable,
)
from shared.domain.errors import GatewayError
from shared.domain.money import Money
from shared.domain.refund_record import RefundKind, RefundOutcome, RefundRecord, RefundState

_MOST_PAGES = 20
"""Of the refunds of one charge."""
_STATES = {state.value: state for state in RefundState}


class PaystackRefunds:
    """Implements `shared.ports.Refunds`."""

    def __init__(self, client: PaystackClient) -> None:
        self._client = client

    def refund(self, reference: str, money: Money | None = None, note: str = "") -> RefundOutcome:
        """`POST /refund`, without an amount for the whole charge; sent at most once."""
        body: Json = {"transaction": reference}
        if money is not None:
            body |= {"amount": money.subunits, "currency": money.currency}
        if note:
            body["merchant_note"] = note
        try:
            return refund_outcome(self._client.post("/refund", body, ACT_TIMEOUT))
        except NeverSent:
            return RefundOutcome(RefundKind.NOT_SENT)
        except NoAnswer:
            return RefundOutcome(RefundKind.UNKNOWN)

    def fetch_refunds_of(self, transaction_id: int) -> tuple[RefundRecord, ...]:
        """`GET /refund?transaction=`, all its pages: one that is passed over could be made a second time."""
        found: dict[int, RefundRecord] = {}
        for number in range(1, _MOST_PAGES + 1):
            wanted = {"transaction": str(transaction_id)}
            page = read_page(self._client, "/refund", wanted, number, refund_record)
            found |= {refund.id: refund for refund in page.rows}
            if page.is_last:
                return tuple(found.values())
        raise unreadable("too many refunds of one charge")

    def fetch_refund(self, refund_id: int) -> RefundRecord | None:
        """`GET /refund/:id`."""
        row = read_one(self._client, f"/refund/{refund_id}")
        return None if row is None else refund_record(row)


def refund_outcome(answer: Answer) -> RefundOutcome:
    """Read an answer of `POST /refund`; whatever is odd is unknown, and the list of refunds tells."""
    if is_done(answer):
        return _made(answer)
    if is_refused(answer):
        done = answer.code == "transaction_reversed"
        return RefundOutcome(RefundKind.DONE_BEFORE if done else RefundKind.REFUSED, answer.code, answer.message)
    return RefundOutcome(RefundKind.NOT_SENT if answer.status in NOT_ACTED_ON else RefundKind.UNKNOWN)


def _made(answer: Answer) -> RefundOutcome:
    try:
        refund = refund_record(answer.data)
    except GatewayError:
        return RefundOutcome(RefundKind.UNKNOWN)
    if refund.state is RefundState.FAILED:
        return RefundOutcome(RefundKind.REFUSED, refund.state.value, answer.message)
    is_odd = refund.state is RefundState.UNKNOWN
    return RefundOutcome(RefundKind.UNKNOWN) if is_odd else RefundOutcome(RefundKind.ACCEPTED, refund=refund)


def refund_record(data: Json) -> RefundRecord:
    """Read a refund: its transaction is an object on create and a number elsewhere; raise GatewayUnavailable."""
    transaction = data.get("transaction")
    whole = as_object(transaction)
    state = needed_text(data, "status").lower().replace("_", "-")
    return RefundRecord(
        id=needed_integer(data, "id"),
        transaction_id=needed_integer(whole or {"id": transaction}, "id"),
        amount=needed_integer(data, "amount"),
        currency=needed_text(data, "currency"),
        state=_STATES.get(state, RefundState.UNKNOWN),
        created_at=created_at(data),
        note=as_text(data.get("merchant_note")),
        reference=as_text(whole.get("reference") or data.get("transaction_reference")),
        dispute_id=as_integer(data.get("dispute")),
    )
