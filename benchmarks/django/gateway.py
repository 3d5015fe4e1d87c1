"""Paystack as both are given it: checkouts, charges of a saved card and verify, with faults on demand.

`POST /_mode` with `{"charge": "good"}`, or `hang`, `drop`, `500`, says what the next charges come to: each is booked,
and then the answer hangs for a minute, the connection is dropped, or it is a 500. `/_seen` tells what was booked.
"""

import threading
from datetime import UTC, datetime
from typing import Any

from benchmarks.django.server import Json, Reply, serve

HANGS = 60


class Gateway:
    """`booked` is by reference; a used reference is refused."""

    def __init__(self) -> None:
        self.mode = "good"
        self.booked: dict[str, Json] = {}
        self.calls: dict[str, int] = {}
        self._lock = threading.Lock()
        self._never = threading.Event()

    def answer(self, _: str, path: str, body: Any, __: str) -> Reply:
        """One call."""
        name = path.split("/")[2] if path.startswith("/transaction/") else path
        with self._lock:
            self.calls[name] = self.calls.get(name, 0) + 1
        match name:
            case "/_mode" | "/_reset" | "/_seen":
                return 200, self._told(name, body)
            case "initialize":
                page = {"authorization_url": "https://checkout.paystack.com/x", "access_code": "3ni8kdavz62431k"}
                return 200, {"status": True, "message": "Authorization URL created", "data": page}
            case "charge_authorization":
                return self._charge(body)
            case "verify":
                return self._verify(path.rsplit("/", 1)[-1])
        return 404, {"status": False, "message": "no Route matched with those values"}

    def _told(self, name: str, body: Json) -> Json:
        """What the bench itself asks."""
        if name == "/_mode":
            self.mode = body["charge"]
        if name == "/_reset":
            self.booked.clear()
            self.calls.clear()
        return {"booked": list(self.booked), "calls": self.calls}

    def _charge(self, body: Json) -> Reply:
        reference = body["reference"]
        with self._lock:
            if reference in self.booked:
                refusal = {"status": False, "code": "duplicate_reference", "message": "Duplicate reference"}
                return 400, refusal
            self.booked[reference] = _transaction(body)
        if self.mode == "hang":
            self._never.wait(HANGS)
        if self.mode in {"drop", "hang"}:
            return 0, None
        if self.mode == "500":
            return 500, {"status": False, "code": "unknown", "type": "api_error", "message": "An error occurred"}
        return 200, {"status": True, "message": "Charge attempted", "data": self.booked[reference]}

    def _verify(self, reference: str) -> Reply:
        if reference not in self.booked:
            message = {"message": "Transaction reference not found.", "code": "transaction_not_found"}
            return 400, {"status": False, **message}
        return 200, {"status": True, "message": "Verification successful", "data": self.booked[reference]}


def _transaction(body: Json) -> Json:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    card = {
        "authorization_code": body["authorization_code"],
        "reusable": True,
        "signature": "SIG_idyuhgd87dUYSHO92D",
        "channel": "card",
        "brand": "visa",
        "last4": "4081",
        "exp_month": "12",
        "exp_year": "2030",
    }
    return {
        "id": 4_099_260_516,
        "status": "success",
        "reference": body["reference"],
        "amount": body["amount"],
        "currency": body.get("currency", "NGN"),
        "paid_at": now,
        "channel": "card",
        "gateway_response": "Approved",
        "authorization": card,
        "customer": {"email": body["email"], "customer_code": "CUS_1rkzaqsv4rrhqo6"},
    }


if __name__ == "__main__":
    serve(Gateway().answer)
