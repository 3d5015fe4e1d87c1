"""A stack of small real servers, whose deployment is only written down."""

import sys

import pytest

from local.stack import deploy, lifecycle, servers
from local.stack.aws import Deployed, LocalAws
from local.stack.config import Config
from local.stack.ports import any_free
from local.stack.processes import Service

SERVER = "import http.server as h, sys; h.test(h.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind='127.0.0.1')"


@pytest.fixture
def stack(tmp_path, monkeypatch):
    """A stack whose three servers are small ones and whose deployment is written down."""
    (tmp_path / "www").mkdir()
    deployments = []

    def server(name, port, *arguments):
        return Service(
            name=name,
            command=[sys.executable, "-c", SERVER, str(port), *arguments],
            env={},
            health_url=f"http://127.0.0.1:{port}/",
            cwd=tmp_path / "www",
        )

    def bring_up_to_date(_aws, values, *_):
        changed = not deployments or deployments[-1] != values
        if changed:
            deployments.append(values)
        return changed

    monkeypatch.setattr(servers, "ministack", lambda _env, _state, port, _keys: server("MiniStack", port))
    monkeypatch.setattr(servers, "simulator", lambda _env, _state, port, api, key: server("simulator", port, api))
    monkeypatch.setattr(servers, "proxy", lambda _env, _state, port, upstream: server("proxy", port, upstream))
    monkeypatch.setattr(deploy, "bring_up_to_date", bring_up_to_date)
    monkeypatch.setattr(
        LocalAws, "deployed", lambda _: Deployed("abc", "local", {"T": "t-1"}, {"F": "f-1"}, "group-1", {})
    )
    state = tmp_path / "state"
    yield Config(state=state, port=any_free()), deployments
    lifecycle.down(Config(state=state))
