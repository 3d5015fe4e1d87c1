"""The API under `/transaction`: initialize, charge, verify, fetch and list (paystack.md 1 to 3)."""

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from local.paystack_simulator import errors, reading, shapes
from local.paystack_simulator.charging import charge_authorization
from local.paystack_simulator.identifiers import lower_code, new_access_code
from local.paystack_simulator.listing import list_transactions
from local.paystack_simulator.records import INITIALIZE, Json, Transaction
from local.paystack_simulator.simulator import Simulator

_GENERATED_REFERENCE = 10


def initialize(simulator: Simulator, body: reading.Body) -> Json:
    """Open a transaction that a payer completes at the checkout page (S2-S6)."""
    email, amount = reading.read_email(body), reading.read_amount(body)
    currency = reading.read_currency(body, simulator.settings.currencies)
    reference = reading.read_reference(body) or lower_code(_GENERATED_REFERENCE)
    access_code = new_access_code()
    transaction = Transaction(
        id=simulator.ledger.new_id(),
        reference=reference,
        source=INITIALIZE,
        email=email,
        currency=currency,
        requested_amount=amount,
        amount=amount,
        domain=simulator.settings.domain,
        metadata=reading.read_metadata(body),
        callback_url=reading.read_callback(body),
        channels=reading.read_channels(body),
        created_at=simulator.clock.now(),
        access_code=access_code,
    )
    with simulator.ledger.lock:
        simulator.ledger.add(transaction)
        simulator.ledger.customer(email)
    return {
        "authorization_url": simulator.checkout_url(access_code),
        "access_code": access_code,
        "reference": reference,
    }


def verify(simulator: Simulator, reference: str) -> Json:
    """The state of a transaction by reference, after the verify lag of the settings (S7, S18)."""
    with simulator.ledger.lock:
        transaction = simulator.ledger.find(reference)
        if transaction is None or not simulator.is_visible(transaction):
            raise errors.reference_not_found()
        payer = simulator.ledger.customer(transaction.email)
        saved = simulator.ledger.authorization(transaction.authorization_code)
        return shapes.verify(transaction, payer, saved)


def fetch(simulator: Simulator, number: str) -> Json:
    """A transaction by its numeric id (paystack.md 2.5)."""
    if not (number.isascii() and number.isdigit()):
        raise errors.transaction_id_not_numeric()
    with simulator.ledger.lock:
        transaction = simulator.ledger.find_by_id(int(number))
        if transaction is None:
            raise errors.transaction_not_found()
        payer = simulator.ledger.customer(transaction.email)
        saved = simulator.ledger.authorization(transaction.authorization_code)
        return shapes.fetch(transaction, payer, saved)


def register(app: Flask, simulator: Simulator) -> None:
    """Add the routes to `app`."""
    routes = Blueprint("transactions", __name__, url_prefix="/transaction")

    @routes.post("/initialize")
    def initialize_route() -> ResponseReturnValue:
        data = initialize(simulator, reading.read_body(request))
        return shapes.envelope("Authorization URL created", data)

    @routes.post("/charge_authorization")
    def charge_route() -> ResponseReturnValue:
        answer = charge_authorization(simulator, reading.read_body(request))
        return answer.body, answer.status

    @routes.get("/verify/<reference>")
    def verify_route(reference: str) -> ResponseReturnValue:
        return shapes.envelope("Verification successful", verify(simulator, reference))

    @routes.get("/<number>")
    def fetch_route(number: str) -> ResponseReturnValue:
        return shapes.envelope("Transaction retrieved", fetch(simulator, number))

    @routes.get("")
    def list_route() -> ResponseReturnValue:
        rows, meta = list_transactions(simulator, request.args)
        return shapes.envelope("Transactions retrieved", rows, meta)

    app.register_blueprint(routes)
