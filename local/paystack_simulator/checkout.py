"""The checkout page, for people with or without JavaScript and for scripts (paystack.md S8-S10, S13, S32)."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from local.paystack_simulator import payment
from local.paystack_simulator.cards import BY_KEY, CARDS, CardFormError, usual_expiry
from local.paystack_simulator.records import CHARGE, TERMINAL, Transaction
from local.paystack_simulator.simulator import Simulator

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
_SEE_OTHER = 303
_BAD_FORM = 400
_SUBUNITS = 100

_STEP_LABELS = {
    "pin": "Card PIN",
    "otp": "One-time password",
    "phone": "Phone number of the card's owner",
    "bank_auth": "Your bank asks you to confirm this payment",
}


def money(amount: int, currency: str) -> str:
    """Subunits as people read them: `NGN 1,250.00`."""
    return f"{currency} {amount // _SUBUNITS:,}.{amount % _SUBUNITS:02}"


def wants_json() -> bool:
    """Whether the caller is a script that asked for JSON."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _form() -> Mapping[str, str]:
    body: Any = request.get_json(silent=True) if request.is_json else request.form
    items = body.items() if isinstance(body, Mapping) else ()
    return {key: value for key, value in items if isinstance(key, str) and isinstance(value, str)}


def _page(name: str, status: int = 200, **values: object) -> Response:
    response = make_response(render_template(name, **values), status)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


class Checkout:
    """The pages of one simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def find(self, access_code: str) -> Transaction:
        """The transaction of a checkout address, or a 404 page."""
        return self._simulator.ledger.find_by_access_code(access_code) or abort(404)

    def find_challenge(self, access_code: str) -> Transaction:
        """The challenged charge of an address, or a 404 page: a checkout is no challenge."""
        transaction = self.find(access_code)
        return transaction if transaction.source == CHARGE else abort(404)

    def show(self, transaction: Transaction, error: str | None = None, status: int = 200) -> Response:
        """The page as the transaction stands: form, next step, session over, or the end."""
        with self._simulator.ledger.lock:
            if transaction.source == CHARGE:
                return self.challenge(transaction, error, status)
            if transaction.status in TERMINAL:
                return self.result(transaction)
            if payment.session_is_over(self._simulator, transaction):
                return self.result(transaction, payment.SESSION_OVER, _BAD_FORM)
            step = payment.awaited_step(transaction)
            chosen = BY_KEY.get(request.args.get("fill", ""))
            return _page(
                "checkout.html",
                status,
                transaction=transaction,
                amount=money(transaction.amount, transaction.currency),
                step=step,
                step_label=_STEP_LABELS[step.field] if step else None,
                error=error or self._last_decline(transaction),
                channels=payment.offered_channels(transaction),
                cards=CARDS,
                chosen=chosen,
                expiry=usual_expiry(chosen, self._simulator.clock.now()),
                cancel_url=payment.cancel_url(transaction),
            )

    def _last_decline(self, transaction: Transaction) -> str | None:
        under_way = transaction.waiting is not None
        return transaction.gateway_response if transaction.errors and not under_way else None

    def result(self, transaction: Transaction, message: str | None = None, status: int = 200) -> Response:
        """How the payment stands, with the ways back to the merchant."""
        return _page(
            "result.html",
            status,
            transaction=transaction,
            amount=money(transaction.amount, transaction.currency),
            message=message,
            return_url=payment.return_url(transaction),
            cancel_url=payment.cancel_url(transaction),
        )

    def pay(self, transaction: Transaction) -> ResponseReturnValue:
        """Take the form; redirect, show the next page, or answer JSON to a script."""
        try:
            result = payment.pay(self._simulator, transaction, _form(), request.remote_addr)
        except (CardFormError, payment.CheckoutRefusedError) as error:
            if wants_json():
                answer = {"status": transaction.status, "redirect": None, "message": str(error)}
                return answer, _BAD_FORM
            return self.show(transaction, str(error), _BAD_FORM)
        return self.answer(transaction, result)

    def answer(self, transaction: Transaction, result: payment.Result) -> ResponseReturnValue:
        """A result as JSON, a redirect to the merchant, or this page again."""
        if wants_json():
            return vars(result)
        if result.redirect is not None:
            return redirect(result.redirect, _SEE_OTHER)
        return self.show(transaction)

    def challenge(self, transaction: Transaction, error: str | None = None, status: int = 200) -> Response:
        """S13: the page at which a payer confirms a charge of a saved instrument, or what became of it."""
        if transaction.status in TERMINAL:
            return self.result(transaction)
        if transaction.is_over:
            return self.result(transaction, payment.SESSION_OVER, _BAD_FORM)
        amount = money(transaction.amount, transaction.currency)
        return _page("resume.html", status, transaction=transaction, amount=amount, error=error)

    def resume(self, transaction: Transaction) -> ResponseReturnValue:
        """S13: the payer confirms or refuses a challenged charge."""
        try:
            result = payment.decide(self._simulator, transaction, _form().get("decision", ""))
        except payment.CheckoutRefusedError as error:
            if wants_json():
                return {"status": transaction.status, "redirect": None, "message": str(error)}, _BAD_FORM
            return self.challenge(transaction, str(error), _BAD_FORM)
        cancelled = payment.cancel_url(transaction)
        if cancelled is not None and not transaction.is_taken and not wants_json():
            return redirect(cancelled, _SEE_OTHER)
        return self.answer(transaction, result)


def register(app: Flask, simulator: Simulator) -> None:
    """Add the routes to `app`."""
    routes = Blueprint("checkout", __name__, url_prefix="/checkout")
    checkout = Checkout(simulator)

    @routes.get("/<access_code>")
    def show_route(access_code: str) -> ResponseReturnValue:
        return checkout.show(checkout.find(access_code))

    @routes.post("/<access_code>/pay")
    def pay_route(access_code: str) -> ResponseReturnValue:
        return checkout.pay(checkout.find(access_code))

    @routes.get("/<access_code>/cancelled")
    def cancelled_route(access_code: str) -> ResponseReturnValue:
        return checkout.result(checkout.find(access_code), "You left without paying.")

    @routes.get("/resume/<access_code>")
    def resume_page_route(access_code: str) -> ResponseReturnValue:
        return checkout.challenge(checkout.find_challenge(access_code))

    @routes.post("/resume/<access_code>")
    def resume_route(access_code: str) -> ResponseReturnValue:
        return checkout.resume(checkout.find_challenge(access_code))

    app.register_blueprint(routes)
