"""The reverse proxy changes nothing on the way in or out."""

import http.client
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from local.stack import proxy
from local.stack.ports import any_free

PREFIX = "/_aws/execute-api/abc/local"


class Upstream(BaseHTTPRequestHandler):
    """Keeps what it was sent and answers what the test wants."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def parse_request(self):
        understood = super().parse_request()
        if understood:
            setattr(self, f"do_{self.command}", self.answer)
        return understood

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, self.path, self.headers.items(), body))
        status, headers, answer = self.server.answer
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if status not in {204, 304}:
            self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    def log_message(self, *_):
        pass


@contextmanager
def serving(server):
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def upstream():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    server.seen = []
    server.answer = (200, [], b"fine")
    with serving(server):
        yield server


@pytest.fixture
def client(upstream):
    address = f"http://127.0.0.1:{upstream.server_port}{PREFIX}"
    with serving(proxy.ProxyServer(("127.0.0.1", 0), address)) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        yield connection
        connection.close()


def send(client, method, path, body=None, headers=None):
    client.request(method, path, body=body, headers=headers or {})
    answer = client.getresponse()
    return answer, answer.read()


def test_the_bodys_bytes_arrive_as_they_were_sent(client, upstream):
    body = b'{ "event":"charge.success",\r\n "\xc3\xa9": "\x00\xff" }\n'
    send(client, "POST", "/dukka/api/webhooks/paystack/", body, {"x-paystack-signature": "ab12"})
    (seen,) = upstream.seen
    assert seen[0] == "POST"
    assert seen[3] == body
    assert ("x-paystack-signature", "ab12") in seen[2]


@pytest.mark.parametrize(
    "path", ["/", "/a", "/a/", "/a/?x=1&x=2&y=%2F+%20", "/a%2Fb/%C3%A9", "/a/?q=//b", "/a?", "/a;b=1/../c"]
)
def test_path_and_query_pass_as_they_are(client, upstream, path):
    send(client, "GET", path)
    assert upstream.seen[0][1] == PREFIX + path


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"])
def test_every_method_passes(client, upstream, method):
    send(client, method, "/a/")
    assert upstream.seen[0][0] == method


def test_headers_pass_and_those_of_one_connection_do_not(client, upstream):
    send(
        client,
        "GET",
        "/",
        headers={"Authorization": "JWT abc", "Host": "shop.example", "Accept": "*/*", "Keep-Alive": "timeout=5"},
    )
    headers = upstream.seen[0][2]
    assert ("Authorization", "JWT abc") in headers
    assert [value for name, value in headers if name == "Host"] == ["shop.example"]
    assert not [name for name, _ in headers if name.lower() in {"keep-alive", "connection"}]


def test_repeated_headers_stay_repeated(client, upstream):
    client.putrequest("GET", "/")
    client.putheader("X-Many", "1")
    client.putheader("X-Many", "2")
    client.endheaders()
    client.getresponse().read()
    assert [value for name, value in upstream.seen[0][2] if name == "X-Many"] == ["1", "2"]


def test_status_headers_and_body_of_the_answer_pass(client, upstream):
    upstream.answer = (418, [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-A", "b")], b"\x00teapot")
    answer, body = send(client, "GET", "/")
    assert (answer.status, body) == (418, b"\x00teapot")
    assert answer.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    assert answer.headers["X-A"] == "b"


def test_a_redirect_is_the_clients_to_follow(client, upstream):
    upstream.answer = (302, [("Location", "https://checkout.example/x?y=1")], b"")
    answer, _ = send(client, "GET", "/callback/")
    assert (answer.status, answer.headers["Location"]) == (302, "https://checkout.example/x?y=1")
    assert len(upstream.seen) == 1


def test_large_bodies_pass_both_ways(client, upstream):
    large = bytes(range(256)) * 12_000
    upstream.answer = (200, [], large)
    _, body = send(client, "POST", "/", large)
    assert upstream.seen[0][3] == large
    assert body == large


def test_a_chunked_body_is_put_together(client, upstream):
    client.request("POST", "/", body=iter([b"one", b"two" * 5000]), encode_chunked=True)
    client.getresponse().read()
    assert upstream.seen[0][3] == b"one" + b"two" * 5000
    assert ("Content-Length", "15003") in upstream.seen[0][2]


def test_one_connection_serves_many_requests(client, upstream):
    for number in range(3):
        answer, body = send(client, "POST", f"/{number}", b"x")
        assert (answer.status, body) == (200, b"fine")
    assert len(upstream.seen) == 3


def test_the_answer_to_head_has_a_length_and_no_body(client, upstream):
    answer, body = send(client, "HEAD", "/")
    assert (answer.headers["Content-Length"], body) == ("4", b"")


@pytest.mark.parametrize("status", [204, 304])
def test_answers_without_a_body_say_no_length(client, upstream, status):
    upstream.answer = (status, [("ETag", '"1"')], b"")
    answer, body = send(client, "GET", "/")
    assert (answer.status, answer.headers["Content-Length"], body) == (status, None, b"")
    assert send(client, "GET", "/")[0].status == status


@contextmanager
def proxy_to(address):
    with serving(proxy.ProxyServer(("127.0.0.1", 0), address)) as server:
        client = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        yield client
        client.close()


def test_an_upstream_that_is_gone_is_a_502_with_a_detail():
    with proxy_to(f"http://127.0.0.1:{any_free()}{PREFIX}") as client:
        answer, body = send(client, "POST", "/", b"x")
    assert (answer.status, answer.headers["Content-Type"]) == (502, "application/json")
    assert body.startswith(b'{"detail": "The local AWS does not answer')


def test_its_own_health_needs_no_upstream():
    with proxy_to(f"http://127.0.0.1:{any_free()}{PREFIX}") as client:
        answer, body = send(client, "GET", proxy.HEALTH_PATH)
    assert (answer.status, body) == (200, b'{"status": "ok"}')


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: -1\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"Content-Length: 9\r\n\r\nshort",
    ],
)
def test_a_message_that_is_not_http_is_a_400_and_the_connection_ends(client, upstream, head):
    with socket.create_connection((client.host, client.port), timeout=10) as raw:
        raw.sendall(b"POST / HTTP/1.1\r\nHost: a\r\n" + head)
        raw.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: raw.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert upstream.seen == []


@pytest.mark.parametrize("name", ["X-Forwarded-For", "x-forwarded-for"])
def test_the_callers_address_is_that_of_the_connection_and_not_what_the_caller_claims(client, upstream, name):
    send(client, "GET", "/", headers={name: "203.0.113.7, 198.51.100.9"})
    assert [value for key, value in upstream.seen[0][2] if key.lower() == "x-forwarded-for"] == ["127.0.0.1"]
