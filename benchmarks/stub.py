"""AWS and Paystack over TLS on this machine, without a memory: every call is answered as if it had just begun.

Run as a process of its own, so that what it costs is nobody's: `python -m benchmarks.stub scene.json`, which writes
its port to standard output. The scene holds items, secrets and the size of the history: see benchmarks/scene.py.
"""

import json
import socket
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Json = dict[str, Any]
PAYSTACK = "/paystack"


class Stub:
    """Answers; `counts` is what was asked since the start, by operation, with the items and bytes that were read."""

    def __init__(self, scene: Json) -> None:
        self.scene = scene
        self.counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def answer(self, path: str, target: str, body: Json) -> Json:
        """The answer's body."""
        if path == "/_counts":
            return dict(self.counts)
        if path == "/_scene":
            self.scene |= body
            return {}
        name = target.rpartition(".")[2] or path.split("?", maxsplit=1)[0]
        self._count(name)
        if path.startswith(PAYSTACK):
            return self._paystack(path.removeprefix(PAYSTACK), body)
        return getattr(self, f"_{name}", lambda _: {})(body)  # type: ignore[no-any-return]

    def _count(self, name: str, by: int = 1) -> None:
        with self._lock:
            self.counts[name] = self.counts.get(name, 0) + by

    def _GetSecretValue(self, body: Json) -> Json:  # noqa: N802 - AWS's name
        return {"Name": body["SecretId"], "SecretString": self.scene["secrets"][body["SecretId"]]}

    def _GetItem(self, body: Json) -> Json:  # noqa: N802
        item = self.scene["items"].get(body["TableName"], {}).get(" ".join(one["S"] for one in body["Key"].values()))
        return {"Item": item} if item else {}

    def _UpdateItem(self, body: Json) -> Json:  # noqa: N802
        return (
            {"Attributes": {"payments": {"N": "7"}, "subscriptions": {"N": "3"}}} if body.get("ReturnValues") else {}
        )

    def _Query(self, body: Json) -> Json:  # noqa: N802
        """The newest payments of a history of any length: a page costs what is on it."""
        kept, size = self.scene["history"][body["TableName"]], self.scene["history_size"]
        page = [_numbered(kept, number) for number in range(size, max(0, size - body["Limit"]), -1)]
        answer: Json = {"Items": page, "Count": len(page), "ScannedCount": len(page)}
        if page and len(page) < size:
            answer["LastEvaluatedKey"] = {"pk": page[-1]["pk"], "sk": page[-1]["sk"]}
        self._count("items read", len(page))
        self._count("bytes read", len(json.dumps(page)))
        return answer

    def _paystack(self, path: str, body: Json) -> Json:
        if path == "/transaction/initialize":
            url = "https://checkout.paystack.com/0peioxfhpn"
            data = {"authorization_url": url, "access_code": "0peioxfhpn", "reference": body["reference"]}
        else:
            reference = body.get("reference") or path.rpartition("/")[2]
            data = self.scene["transaction"] | {"reference": reference}
        return {"status": True, "message": "Successful", "data": data}


def _numbered(item: Json, number: int) -> Json:
    return item | {"sk": {"S": f"PAYMENT#{number:012d}"}, "id": {"N": str(number)}}


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with kept connections."""

    protocol_version = "HTTP/1.1"
    wbufsize = 65_536  # one packet an answer
    stub: Stub

    def setup(self) -> None:
        """Send at once."""
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_POST(self) -> None:
        """Answer any method alike."""
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length) if length else b""
        body = json.loads(sent) if sent.startswith(b"{") else {}
        answer = json.dumps(self.stub.answer(self.path, self.headers.get("X-Amz-Target", ""), body)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_PUT = do_DELETE = do_HEAD = do_POST  # noqa: N815 - the base class's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Says nothing of connections that are cut: a function ends without leave."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Leave it."""


def main(scene: Path) -> None:
    """Serve until told to end."""
    given: Json = json.loads(scene.read_text(encoding="utf-8"))
    Handler.stub = Stub(given)
    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(given["certificate"], given["key"])
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
