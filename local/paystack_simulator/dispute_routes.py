"""The API under `/dispute`: list, fetch, upload address, evidence and resolve (paystack.md 5.3, S24)."""

from collections.abc import Mapping

from flask import Blueprint, Flask, abort, request
from flask.typing import ResponseReturnValue

from local.paystack_simulator import dispute_shapes, errors, listing, reading, shapes
from local.paystack_simulator.clock import millisecond_stamp
from local.paystack_simulator.disputes import ACCEPTED, DECLINED
from local.paystack_simulator.records import Authorization, Customer, Dispute, Json, Transaction
from local.paystack_simulator.refund_shapes import MERCHANT
from local.paystack_simulator.simulator import Simulator

_FILES = (".pdf", ".jpg", ".jpeg")
_EVIDENCE = ("customer_email", "customer_name", "customer_phone", "service_details")
_MORE_EVIDENCE = ("delivery_address", "delivery_date")
_FORBIDDEN = 403


def _found(simulator: Simulator, number: str) -> Dispute:
    dispute = simulator.disputes.find(int(number)) if number.isascii() and number.isdigit() else None
    if dispute is None:
        raise errors.dispute_not_found()
    return dispute


def _around(simulator: Simulator, dispute: Dispute) -> tuple[Transaction, Customer, Authorization | None]:
    transaction = simulator.ledger.find(dispute.reference)
    if transaction is None:
        raise errors.transaction_not_found()
    saved = simulator.ledger.authorization(transaction.authorization_code)
    return transaction, simulator.ledger.customer(transaction.email), saved


def list_disputes(simulator: Simulator, query: Mapping[str, str]) -> tuple[list[Json], Json]:
    """Rows, newest first, and their `meta`; a reference as `transaction` finds nothing and is no error (S29)."""
    with simulator.ledger.lock:
        found = [dispute for dispute in reversed(simulator.disputes.listed()) if _fits(dispute, query)]
        page, meta = listing.by_page(found, query)
        return [dispute_shapes.row(dispute, *_around(simulator, dispute)) for dispute in page], meta


def _fits(dispute: Dispute, query: Mapping[str, str]) -> bool:
    wanted = (query.get("transaction"), query.get("status"))
    own_values = (str(dispute.transaction_id), dispute.status)
    is_named = all(not one or one == own for one, own in zip(wanted, own_values, strict=True))
    return is_named and listing.is_between(dispute.created_at, query)


def upload_url(simulator: Simulator, number: str, file_name: str) -> Json:
    """Where a file can be PUT for half an hour, and the name by which it is known afterwards."""
    dispute = _found(simulator, number)
    if not file_name.lower().endswith(_FILES):
        raise errors.invalid("upload filename")
    name = simulator.disputes.offer_upload(dispute)
    base = simulator.settings.public_url.rstrip("/")
    return {"signedUrl": f"{base}/uploads/{dispute.files[name]['token']}", "fileName": name}


def add_evidence(simulator: Simulator, number: str, body: reading.Body) -> Json:
    """Keep who bought what; what was said before is replaced."""
    with simulator.ledger.lock:
        dispute = _found(simulator, number)
        for field in _EVIDENCE:
            if not body.get(field):
                raise errors.missing(field)
        stamp = millisecond_stamp(simulator.clock.now())
        before = dispute.evidence or {"id": simulator.ledger.new_id(), "createdAt": stamp}
        said = {field: str(body.get(field) or "") for field in (*_EVIDENCE, *_MORE_EVIDENCE)}
        dispute.evidence = said | {"dispute": dispute.id} | before | {"updatedAt": stamp} | said
        return dispute.evidence


def resolve(simulator: Simulator, number: str, body: reading.Body) -> Json:
    """Accept a dispute for an amount, or decline it with an uploaded file; fraud wants evidence besides."""
    with simulator.ledger.lock:
        dispute = _found(simulator, number)
        resolution, message = body.get("resolution"), body.get("message")
        for field in ("resolution", "message", "refund_amount"):
            if body.get(field) in (None, ""):
                raise errors.missing(field)
        if resolution == ACCEPTED:
            amount = _amount(simulator, dispute, body)
        elif resolution == DECLINED:
            amount = 0
            dispute.attachment = _attachment(dispute, body)
        else:
            raise errors.invalid("resolution")
        now = simulator.clock.now()
        dispute.messages.append({"sender": MERCHANT, "body": str(message), "at": now})
        simulator.disputes.end(dispute, str(resolution), now, amount)
        return dispute_shapes.resolved(dispute, _around(simulator, dispute)[2], simulator.ledger.new_id())


def _amount(simulator: Simulator, dispute: Dispute, body: reading.Body) -> int:
    amount = reading.read_amount({"amount": body["refund_amount"]})
    if amount > _around(simulator, dispute)[0].amount:
        raise errors.refund_too_large()
    return amount


def _attachment(dispute: Dispute, body: reading.Body) -> str:
    name = body.get("uploaded_filename")
    if not name:
        raise errors.missing("uploaded_filename")
    if dispute.files.get(str(name), {}).get("bytes") is None:
        raise errors.invalid("uploaded_filename")
    wanted = dispute.evidence["id"] if dispute.evidence else None
    if dispute.category == "fraud" and (wanted is None or str(body.get("evidence")) != str(wanted)):
        raise errors.invalid("evidence")
    return str(name)


def register(app: Flask, simulator: Simulator) -> None:
    """Add the routes to `app`."""
    routes = Blueprint("disputes", __name__, url_prefix="/dispute")

    @routes.get("")
    def list_route() -> ResponseReturnValue:
        rows, meta = list_disputes(simulator, request.args)
        return shapes.envelope("Disputes retrieved", rows, meta)

    @routes.get("/<number>")
    def fetch_route(number: str) -> ResponseReturnValue:
        with simulator.ledger.lock:
            dispute = _found(simulator, number)
            return shapes.envelope("Dispute retrieved", dispute_shapes.row(dispute, *_around(simulator, dispute)))

    @routes.get("/<number>/upload_url")
    def upload_url_route(number: str) -> ResponseReturnValue:
        data = upload_url(simulator, number, request.args.get("upload_filename", ""))
        return shapes.envelope("Upload url generated", data)

    @routes.post("/<number>/evidence")
    def evidence_route(number: str) -> ResponseReturnValue:
        return shapes.envelope("Evidence created", add_evidence(simulator, number, reading.read_body(request)))

    @routes.put("/<number>/resolve")
    def resolve_route(number: str) -> ResponseReturnValue:
        data = resolve(simulator, number, reading.read_body(request))
        return shapes.envelope("Dispute successfully resolved", data)

    @app.put("/uploads/<token>")
    def upload_route(token: str) -> ResponseReturnValue:
        """A store of files that is not Paystack's API; the file itself is not kept."""
        if not simulator.disputes.take_upload(token, len(request.get_data())):
            abort(_FORBIDDEN, "This address does not take a file, or no longer.")
        return ""

    app.register_blueprint(routes)
