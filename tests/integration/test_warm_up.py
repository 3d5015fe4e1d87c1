"""What a function does in Lambda's initialization, so that its first call need not."""

import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from shared import bootstrap
from shared.adapters.aws import AwsSession, connect
from shared.adapters.paystack.client import PaystackClient


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers everything, and counts connections and requests."""

    protocol_version = "HTTP/1.1"
    connections = 0
    asked: list[str]

    def setup(self) -> None:
        type(self).connections += 1
        super().setup()

    def do_GET(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.asked.append(f"{self.command} {self.path}")
        answer = json.dumps({"Item": {}} if sent else {"status": True, "data": {}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET  # noqa: N815 - the base class's name

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@pytest.fixture
def server() -> Iterator[tuple[str, type[Handler]]]:
    counting = type("Counting", (Handler,), {"connections": 0, "asked": []})
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), counting)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}", counting
    running.shutdown()
    running.server_close()


def test_paystacks_connection_is_open_before_the_first_call_and_nothing_was_sent(server: tuple[str, type[Handler]]):
    url, counting = server
    client = PaystackClient(url, lambda: "sk_test_key")

    client.connect()
    assert counting.asked == []
    client.get("/transaction/verify/dk.a.p1", read_timeout=5)

    assert counting.connections == 1
    assert counting.asked == ["GET /transaction/verify/dk.a.p1"]


def test_dynamodbs_connection_is_the_one_that_its_first_call_uses(
    server: tuple[str, type[Handler]], monkeypatch: pytest.MonkeyPatch
):
    url, counting = server
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    client = AwsSession().client("dynamodb")

    connect(client)
    client.get_item(TableName="Payments", Key={"pk": {"S": "a"}, "sk": {"S": "b"}})

    assert counting.connections == 1
    assert counting.asked == ["GET /", "POST /"]


class Adapters:
    """Says what was made and opened."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def made(self) -> None:
        self.done.append("made")
        bootstrap._open_later(lambda: self.done.append("opened"))

    def broken(self) -> None:
        bootstrap._open_later(self.fail)
        self.fail()

    def fail(self) -> None:
        raise ConnectionError("not there")


@pytest.mark.parametrize(
    ("initialization", "done"),
    [
        ("", []),
        ("on-demand", ["made", "opened"]),
        ("provisioned-concurrency", ["made", "opened"]),
        ("snap-start", ["made"]),
    ],
)
def test_adapters_are_made_in_lambda_alone_and_opened_unless_for_a_snapshot(
    monkeypatch: pytest.MonkeyPatch, initialization: str, done: list[str]
):
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", initialization)
    adapters = Adapters()

    bootstrap.warm_up(adapters.broken, adapters.made)
    bootstrap.warm_up()

    assert adapters.done == done
    assert bootstrap._to_open == []


def test_outside_lambda_nothing_is_noted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("AWS_LAMBDA_INITIALIZATION_TYPE", raising=False)

    Adapters().made()

    assert bootstrap._to_open == []
