"""Starts and stops the simulator as a real HTTP server, from the command line or inside a test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from local.paystack_simulator.app import build_app
from local.paystack_simulator.settings import Settings
from local.paystack_simulator.simulator import Simulator

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LOCAL_HOST = "127.0.0.1"
LOCAL_KEY = "sk_test_simulator_local"
_POLL_SECONDS = 0.05
"""How soon the server notices that it is to stop."""


class _QuietHandler(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Print nothing: calls are in the request log, and addresses may hold customers' e-mails."""

    def connection_dropped(self, error: BaseException, environ: "WSGIEnvironment | None" = None) -> None:
        """End the connection after a fault broke it off: HTTP/1.1 would wait for another request."""
        self.close_connection = True


@dataclass
class RunningSimulator:
    """A simulator that answers at `url`; `simulator` is the same thing in this process."""

    url: str
    simulator: Simulator
    app: Flask
    _server: BaseWSGIServer
    _thread: threading.Thread

    @property
    def secret_key(self) -> str:
        """The key that the API takes at this moment."""
        return self.simulator.settings.secret_key

    def stop(self) -> None:
        """Stop answering and delivering, and let waiting calls go."""
        self.simulator.clock.stop()
        self.simulator.agenda.stop()
        self.simulator.webhooks.stop()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def start(simulator: Simulator, host: str = LOCAL_HOST, port: int = 0) -> RunningSimulator:
    """Serve `simulator` at `host` only; port 0 takes a free one, and fills an empty public URL."""
    app = build_app(simulator)
    server = make_server(host, port, app, threaded=True, request_handler=_QuietHandler)
    url = f"http://{host}:{server.server_port}"
    if not simulator.settings.public_url:
        simulator.settings = replace(simulator.settings, public_url=url)
    thread = threading.Thread(
        target=server.serve_forever, args=(_POLL_SECONDS,), name="paystack-simulator", daemon=True
    )
    thread.start()
    simulator.webhooks.start()
    simulator.agenda.start()
    return RunningSimulator(url, simulator, app, server, thread)


@contextmanager
def running_simulator(secret_key: str = LOCAL_KEY, **settings: Any) -> Iterator[RunningSimulator]:  # noqa: ANN401
    """A simulator on a free port for the length of a `with` block; `settings` are fields of Settings."""
    running = start(Simulator(Settings(secret_key=secret_key, **settings)))
    try:
        yield running
    finally:
        running.stop()
