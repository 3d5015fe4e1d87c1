"""A reverse proxy that changes nothing: method, path, query, headers, body bytes and status pass as they are.

But for one header: the local API Gateway takes the caller's address from X-Forwarded-For, which AWS's does not
believe, so here it holds the address that the connection came from, whatever the caller claims.

Standard library only: a WSGI server would decode the path, and a webhook's signature needs the very bytes.
"""

from __future__ import annotations

import argparse
import http.client
import json
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from urllib.parse import urlsplit

HEALTH_PATH = "/_proxy/health"
UPSTREAM_SECONDS = 60.0  # longer than any function behind the API may run
# These describe one connection, not the message (RFC 9110, 7.6.1); "expect" has been answered here.
HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "expect",
}
HEX = 16
CALLER_HEADER = "X-Forwarded-For"


class MalformedRequestError(Exception):
    """The client's message could not be read as HTTP."""


class ProxyServer(ThreadingHTTPServer):
    """A thread per connection; none of them keeps the process alive."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], upstream: str) -> None:
        super().__init__(address, ProxyHandler)
        parts = urlsplit(upstream)
        self.upstream_host = parts.hostname or ""
        self.upstream_port = parts.port or 80
        self.prefix = parts.path.rstrip("/")


class ProxyHandler(BaseHTTPRequestHandler):
    """Passes each request on and its answer back."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: ProxyServer

    def parse_request(self) -> bool:
        """Send every method to the same place, the ones HTTP does not name included."""
        understood = super().parse_request()
        if understood:
            setattr(self, f"do_{self.command}", self._pass_on)
        return understood

    def _pass_on(self) -> None:
        if self.path == HEALTH_PATH:
            self._answer(200, [("Content-Type", "application/json")], b'{"status": "ok"}')
            return
        try:
            body = b"".join(read_body(self.headers, self.rfile))
        except MalformedRequestError as problem:
            self.close_connection = True
            self._answer_problem(400, str(problem))
            return
        try:
            self._answer(*self._ask_upstream(body))
        except (OSError, http.client.HTTPException):
            self._answer_problem(502, "The local AWS does not answer: see its log, then 'make up' starts it again.")

    def _ask_upstream(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(
            self.server.upstream_host, self.server.upstream_port, timeout=UPSTREAM_SECONDS
        )
        try:
            # The path as it came, so that its slashes and percent signs reach the other side untouched.
            connection.putrequest(
                self.command, self.server.prefix + self.path, skip_host=True, skip_accept_encoding=True
            )
            for name, value in self.headers.items():
                if name.lower() not in {*HOP_BY_HOP, "content-length", CALLER_HEADER.lower()}:
                    connection.putheader(name, value)
            connection.putheader(CALLER_HEADER, self.client_address[0])
            if body or "Content-Length" in self.headers:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            # The answer to HEAD has no body, but says how long it would be.
            if name.lower() not in HOP_BY_HOP and (name.lower() != "content-length" or self.command == "HEAD"):
                self.send_header(name, value)
        has_body = self.command != "HEAD" and status not in {204, 304}
        if has_body:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if has_body:
            self.wfile.write(body)

    def _answer_problem(self, status: int, detail: str) -> None:
        self._answer(status, [("Content-Type", "application/json")], json.dumps({"detail": detail}).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: paths carry references, and MiniStack logs each request anyway."""


def read_body(headers: Message, stream: BufferedIOBase) -> Iterator[bytes]:
    """The request's body, whether its length is announced or it comes in chunks."""
    if "chunked" in headers.get("Transfer-Encoding", "").lower():
        yield from _chunks(stream)
        return
    length = headers.get("Content-Length", "0")
    if not length.isdecimal():
        raise MalformedRequestError("Content-Length is not a number.")
    yield _exactly(stream, int(length))


def _chunks(stream: BufferedIOBase) -> Iterator[bytes]:
    while True:
        try:
            size = int(stream.readline(1024).split(b";")[0], HEX)
        except ValueError:
            raise MalformedRequestError("A chunk's size is not a number.") from None
        if size == 0:
            while stream.readline(65536).strip():  # trailers, which end with an empty line
                pass
            return
        yield _exactly(stream, size)
        stream.readline(8)


def _exactly(stream: BufferedIOBase, size: int) -> bytes:
    body = stream.read(size)
    if len(body) < size:
        raise MalformedRequestError("The body ended before its announced length.")
    return body


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--upstream", required=True)
    options = parser.parse_args()
    server = ProxyServer((options.host, options.port), options.upstream)
    print(f"listening on {options.host}:{options.port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


if __name__ == "__main__":
    main()
