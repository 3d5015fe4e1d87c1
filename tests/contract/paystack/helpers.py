"""What the simulator's tests share: an API caller, and a receiver of webhooks."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

from local.paystack_simulator.cards import BY_KEY
from local.paystack_simulator.server import RunningSimulator

TIMEOUT = 5.0
PAYER = "ama@example.com"
ACCOUNT = {"refund_account_details": {"currency": "NGN", "account_number": "1234567890", "bank_id": "9"}}
"""Where a refund that needs attention goes."""


class Api:
    """Calls the simulator the way a merchant, a payer's script, and a test's controls do."""

    def __init__(self, running: RunningSimulator) -> None:
        self.running = running
        self.simulator = running.simulator
        self.session = requests.Session()
        self.session.trust_env = False

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.running.secret_key}"} | options.pop("headers", {})
        url = path if path.startswith("http") else self.running.url + path
        options = {"timeout": TIMEOUT, "allow_redirects": False} | options
        return self.session.request(method, url, headers=headers, **options)

    def initialize(self, **body: Any) -> requests.Response:
        return self.call("POST", "/transaction/initialize", json={"email": PAYER, "amount": 50000} | body)

    def verify(self, reference: str) -> dict[str, Any]:
        return self.call("GET", f"/transaction/verify/{reference}").json()

    def charge(self, code: str, **body: Any) -> requests.Response:
        full = {"authorization_code": code, "email": PAYER, "amount": 50000} | body
        return self.call("POST", "/transaction/charge_authorization", json=full)

    def control(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.call("POST", f"/_sim/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def checkout(self, access_code: str, **form: str) -> requests.Response:
        json = {"Accept": "application/json"}
        return self.call("POST", f"/checkout/{access_code}/pay", data=form, headers=json)

    def saved_card(self, email: str = PAYER, **form: str) -> str:
        """The code of an instrument that `email` has just paid with."""
        reference = self.initialize(email=email).json()["data"]["reference"]
        assert self.control(f"pay/{reference}", **form)["status"] == "success"
        return self.verify(reference)["data"]["authorization"]["authorization_code"]

    def paid(self, card: str = "success", **body: Any) -> int:
        """The numeric id of the checkout `r1`, just paid with a test card."""
        self.initialize(reference="r1", **body)
        self.control("pay/r1", card_number=BY_KEY[card].number)
        return self.verify("r1")["data"]["id"]

    def refund(self, **body: Any) -> requests.Response:
        """Ask to give `r1` back."""
        return self.call("POST", "/refund", json={"transaction": "r1"} | body)

    def status(self, reference: str = "r1") -> str:
        return self.verify(reference)["data"]["status"]

    def settle(self) -> None:
        """Wait until no webhook is due or on its way."""
        assert self.simulator.webhooks.wait_idle(TIMEOUT)

    def deliveries(self, **query: str) -> list[dict[str, Any]]:
        return self.call("GET", "/_sim/webhooks", params=query).json()["webhooks"]


@dataclass
class Received:
    body: bytes
    headers: dict[str, str]


@dataclass
class Receiver:
    """A merchant's webhook endpoint; `answers` are the statuses of the next calls, then 200."""

    answers: list[int] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    before_answer: Callable[[], object] = lambda: None
    url: str = ""

    def take(self, request: Received) -> int:
        self.received.append(request)
        self.before_answer()
        return self.answers.pop(0) if self.answers else 200


def serve(receiver: Receiver) -> ThreadingHTTPServer:
    """Serve `receiver` on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.take(Received(body, dict(self.headers.items())))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server
