"""The API under `/refund`: create, list, fetch and retry (paystack.md section 6, S20-S23)."""

from collections.abc import Mapping

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from local.paystack_simulator import errors, listing, reading, refund_shapes, shapes
from local.paystack_simulator.records import Json, Refund, Transaction
from local.paystack_simulator.refunds import FAILED, Wish
from local.paystack_simulator.simulator import Simulator

_ACCOUNT = ("currency", "account_number", "bank_id")


def create(simulator: Simulator, body: reading.Body) -> Json:
    """Give a transaction back, named by its reference or numeric id, in whole where no amount is sent."""
    named = body.get("transaction")
    if named is None or named == "":
        raise errors.missing("Transaction")
    transaction = _named(simulator, named)
    amount = reading.read_amount(body) if body.get("amount") not in (None, "") else None
    texts = {field: _text(body, field) for field in ("currency", "customer_note", "merchant_note")}
    refund = simulator.refunds.create(transaction, Wish(amount, **texts))
    return refund_shapes.created(refund, transaction)


def _named(simulator: Simulator, named: object) -> Transaction:
    text = str(named) if isinstance(named, str | int) else ""
    found = simulator.ledger.find(text)
    if found is None and text.isascii() and text.isdigit():
        found = simulator.ledger.find_by_id(int(text))
    if found is None:
        raise errors.transaction_not_found()
    return found


def _text(body: reading.Body, field: str) -> str | None:
    value = body.get(field)
    return value if isinstance(value, str) and value else None


def _of(simulator: Simulator, refund: Refund) -> Transaction:
    transaction = simulator.ledger.find(refund.reference)
    if transaction is None:
        raise errors.transaction_not_found()
    return transaction


def _found(simulator: Simulator, number: str) -> Refund:
    refund = simulator.refunds.find(int(number)) if number.isascii() and number.isdigit() else None
    if refund is None:
        raise errors.refund_not_found()
    return refund


def _row(simulator: Simulator, refund: Refund) -> Json:
    transaction = _of(simulator, refund)
    return refund_shapes.row(refund, transaction, simulator.ledger.customer(transaction.email))


def list_refunds(simulator: Simulator, query: Mapping[str, str]) -> tuple[list[Json], Json]:
    """Rows, newest first, and their `meta`; a reference as `transaction` finds nothing and is no error (S29)."""
    with simulator.ledger.lock:
        found = [refund for refund in reversed(simulator.refunds.listed()) if _fits(refund, query)]
        page, meta = listing.by_page(found, query)
        meta["failedRefundCount"] = sum(refund.status == FAILED for refund in found)
        return [_row(simulator, refund) for refund in page], meta


def _fits(refund: Refund, query: Mapping[str, str]) -> bool:
    wanted = (query.get("transaction"), query.get("currency"))
    own_values = (str(refund.transaction_id), refund.currency)
    is_named = all(not one or one == own for one, own in zip(wanted, own_values, strict=True))
    return is_named and listing.is_between(refund.created_at, query)


def retry(simulator: Simulator, number: str, body: reading.Body) -> Json:
    """Go on with a refund that needs attention, to the account that is given; the account is not kept."""
    details = body.get("refund_account_details")
    for field in _ACCOUNT:
        if not isinstance(details, Mapping) or not details.get(field):
            raise errors.missing(field)
    with simulator.ledger.lock:
        refund = _found(simulator, number)
        simulator.refunds.retry(refund)
        return refund_shapes.retried(refund, _of(simulator, refund))


def register(app: Flask, simulator: Simulator) -> None:
    """Add the routes to `app`."""
    routes = Blueprint("refunds", __name__, url_prefix="/refund")

    @routes.post("")
    def create_route() -> ResponseReturnValue:
        data = create(simulator, reading.read_body(request))
        return shapes.envelope("Refund has been queued for processing", data)

    @routes.get("")
    def list_route() -> ResponseReturnValue:
        rows, meta = list_refunds(simulator, request.args)
        return shapes.envelope("Refunds retrieved", rows, meta)

    @routes.get("/<number>")
    def fetch_route(number: str) -> ResponseReturnValue:
        with simulator.ledger.lock:
            return shapes.envelope("Refund retrieved", _row(simulator, _found(simulator, number)))

    @routes.post("/retry_with_customer_details/<number>")
    def retry_route(number: str) -> ResponseReturnValue:
        data = retry(simulator, number, reading.read_body(request))
        return shapes.envelope("Refund retried and has been queued for processing", data)

    app.register_blueprint(routes)
