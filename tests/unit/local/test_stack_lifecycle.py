"""Bringing the stack up and down, with small real servers in the place of the big ones."""

import json
import os
import signal

import pytest

from local.stack import config, deploy, lifecycle, processes
from local.stack.config import Config
from local.stack.errors import StackError
from local.stack.ports import any_free, is_free


def pids(stack_config):
    return {role: record.pid for role, record in processes.load(stack_config.state).items()}


def test_up_starts_everything_and_says_where_it_is(stack):
    wanted, deployments = stack
    manifest = lifecycle.up(wanted, {})
    stored = json.loads(wanted.manifest.read_text())
    assert stored["api"] == f"http://127.0.0.1:{wanted.port}"
    assert stored["paystack"].startswith("http://127.0.0.1:")
    assert (stored["tables"], stored["functions"], stored["schedule_group"]) == (
        {"T": "t-1"},
        {"F": "f-1"},
        "group-1",
    )
    assert stored["pids"] == pids(wanted) == manifest["pids"]
    assert {"aws_endpoint", "aws_access_key_id", "aws_secret_access_key", "region"} <= set(stored)
    assert deployments[0]["PaystackBaseUrl"] == stored["paystack"]
    assert deployments[0]["PaystackSecretKey"] == stored["paystack_secret_key"]


def test_up_twice_starts_nothing_twice(stack, capsys):
    wanted, deployments = stack
    lifecycle.up(wanted, {})
    before = pids(wanted)
    lifecycle.up(Config(state=wanted.state), {})
    assert pids(wanted) == before
    assert len(deployments) == 1
    assert "already up" in capsys.readouterr().out


def test_down_stops_everything_and_keeps_the_ports_for_the_next_start(stack):
    wanted, _ = stack
    before = lifecycle.up(wanted, {})
    assert lifecycle.down(wanted)
    assert pids(wanted) == {}
    assert is_free(wanted.port)
    assert not lifecycle.down(wanted)
    assert lifecycle.read_manifest(wanted)["pids"] == {}
    assert lifecycle.up(wanted, {})["aws_endpoint"] == before["aws_endpoint"]


def test_a_server_that_died_is_started_again_alone(stack):
    wanted, _ = stack
    before = lifecycle.up(wanted, {})["pids"]
    os.kill(before["simulator"], signal.SIGKILL)
    os.waitpid(before["simulator"], 0)
    after = lifecycle.up(wanted, {})["pids"]
    assert after["simulator"] != before["simulator"]
    assert (after["ministack"], after["proxy"]) == (before["ministack"], before["proxy"])


def test_numbers_of_processes_from_a_crashed_run_are_not_trusted(stack):
    wanted, _ = stack
    stranger = processes.Record("MiniStack", os.getpid(), "another life", "spec")
    wanted.state.mkdir()
    processes.save(wanted.state, {"ministack": stranger, "proxy": stranger})
    assert os.getpid() not in lifecycle.up(wanted, {})["pids"].values()
    assert lifecycle.down(wanted)


def test_another_port_replaces_what_depends_on_it(stack):
    wanted, _ = stack
    before = lifecycle.up(wanted, {})["pids"]
    moved = Config(state=wanted.state, port=any_free())
    after = lifecycle.up(moved, {})
    assert after["api"] == f"http://127.0.0.1:{moved.port}"
    assert after["pids"]["ministack"] == before["ministack"]
    assert is_free(wanted.port)


def test_a_taken_port_starts_nothing(stack):
    wanted, _ = stack
    lifecycle.up(wanted, {})
    other = Config(state=wanted.state.parent / "other", port=wanted.port)
    with pytest.raises(StackError, match=f"Port {wanted.port}"):
        lifecycle.up(other, {})
    assert pids(other) == {}


def test_a_failed_deployment_stops_what_was_started(stack, monkeypatch):
    wanted, _ = stack

    def failing(*_):
        raise StackError("'sam deploy' failed")

    monkeypatch.setattr(deploy, "bring_up_to_date", failing)
    with pytest.raises(StackError, match="sam deploy"):
        lifecycle.up(wanted, {})
    assert pids(wanted) == {}


def test_a_failed_deployment_leaves_a_running_stack_running(stack, monkeypatch):
    wanted, _ = stack
    lifecycle.up(wanted, {})
    before = pids(wanted)

    def failing(*_):
        raise StackError("'sam deploy' failed")

    monkeypatch.setattr(deploy, "bring_up_to_date", failing)
    with pytest.raises(StackError, match="sam deploy"):
        lifecycle.up(wanted, {})
    assert pids(wanted) == before


def test_another_paystack_needs_no_simulator_and_stays_while_up(stack):
    wanted, deployments = stack
    given = Config(wanted.state, wanted.port, paystack_base_url="http://127.0.0.1:9", paystack_secret_key="sk_test_9")
    manifest = lifecycle.up(given, {})
    assert (manifest["paystack"], manifest["paystack_is_simulator"]) == ("http://127.0.0.1:9", False)
    assert manifest["paystack_secret_key"] is None
    assert set(manifest["pids"]) == {"ministack", "proxy"}
    assert lifecycle.up(wanted, {})["paystack"] == "http://127.0.0.1:9"
    assert deployments[-1]["PaystackSecretKey"] == "sk_test_9"
    lifecycle.down(wanted)
    assert lifecycle.up(wanted, {})["paystack_is_simulator"]


def test_forgetting_is_for_test_stacks_only(stack, monkeypatch):
    wanted, _ = stack
    lifecycle.up(wanted, {})
    lifecycle.forget(wanted)
    assert not wanted.state.exists()
    with pytest.raises(StackError, match="make clean"):
        lifecycle.forget(Config(state=config.TOOLS))
