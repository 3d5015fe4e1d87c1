"""A small JSON server for stubs, in a process of its own so that what it costs is nobody's."""

import json
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
Reply = tuple[int, Any]
Answer = Callable[[str, str, Any, str], Reply]
"""Method, path, body and `X-Amz-Target` to a status and a JSON body; status 0 closes the connection unanswered."""


def serve(answer: Answer) -> None:
    """Serve on a free port of 127.0.0.1, which is written to standard output, until standard input ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answer))
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    server.shutdown()


def _handler(answer: Answer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            """Answer anything."""
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length)
            body = json.loads(raw) if raw[:1] in {b"{", b"["} else {}
            status, told = answer(self.command, self.path, body, self.headers.get("X-Amz-Target", ""))
            if status == 0:
                self.close_connection = True
                return
            content = json.dumps(told, separators=(",", ":")).encode()
            head = (
                f"HTTP/1.1 {status} OK\r\nContent-Type: application/x-amz-json-1.0\r\n"
                f"Content-Length: {len(content)}\r\n\r\n"
            )
            self.wfile.write(head.encode() + content)

        do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
