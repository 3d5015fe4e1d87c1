"""The commands up, down, status, run and exec, as make calls them."""

import json
import os
import signal
import sys
import threading
import time

import pytest

from local.stack import __main__ as commands
from local.stack import config, lifecycle, processes


def pids(stack_config):
    return {role: record.pid for role, record in processes.load(stack_config.state).items()}


@pytest.fixture
def run(stack, monkeypatch):
    """Run a command of the package as make does."""
    wanted, _ = stack
    env = {"DUKKA_STATE": str(wanted.state), "DUKKA_PORT": str(wanted.port), "PATH": "/usr/bin:/bin"}
    monkeypatch.setattr(config, "environment", lambda: dict(env))
    monkeypatch.setattr(commands, "WATCH_SECONDS", 0.05)
    handlers = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield lambda *arguments: commands.main(list(arguments))
    for name, handler in handlers.items():
        signal.signal(name, handler)


def test_the_commands_say_what_they_did(run, stack, capsys):
    wanted, _ = stack
    assert run("status") == 1
    assert run("up") == 0
    assert f"http://127.0.0.1:{wanted.port}" in capsys.readouterr().out
    assert run("status") == 0
    assert run("down") == 0
    assert run("down") == 0
    assert "Nothing was running" in capsys.readouterr().out


def test_status_names_what_has_ended(run, stack, capsys):
    wanted, _ = stack
    run("up")
    processes.stop(processes.load(wanted.state)["simulator"])
    assert run("status") == 1
    assert "simulator has ended" in capsys.readouterr().out


def test_a_problem_is_a_sentence_and_not_a_traceback(run, monkeypatch, capsys):
    monkeypatch.setattr(config, "environment", lambda: {"DUKKA_PORT": "x"})
    assert run("up") == 1
    assert "DUKKA_PORT=x is not a port" in capsys.readouterr().err


def test_exec_runs_a_command_on_a_fresh_stack_and_stops_it(run, stack, tmp_path):
    wanted, _ = stack
    (wanted.state / "old").mkdir(parents=True)
    code = "import os, shutil; shutil.copy(os.environ['DUKKA_STACK'], 'OUT'); raise SystemExit(5)"
    copy = tmp_path / "copy.json"
    assert run("exec", "--fresh", "--", sys.executable, "-c", code.replace("OUT", str(copy))) == 5
    assert json.loads(copy.read_text())["api"].endswith(str(wanted.port))
    assert pids(wanted) == {}
    assert not (wanted.state / "old").exists()


def test_exec_without_a_command_is_refused(run):
    assert run("exec") == 1


def send_soon(name, seconds=0.6):
    def send():
        time.sleep(seconds)
        os.kill(os.getpid(), name)

    threading.Thread(target=send, daemon=True).start()


def test_an_interrupted_exec_ends_the_command_and_the_stack(run, stack, monkeypatch):
    wanted, _ = stack
    monkeypatch.setattr(commands, "LAST_WORDS_SECONDS", 0.1)
    marker = wanted.state.parent / "marker"
    code = f"import pathlib, time; pathlib.Path({str(marker)!r}).touch(); time.sleep(60)"

    def interrupt_when_there():
        while not marker.exists():
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=interrupt_when_there, daemon=True).start()
    assert run("exec", "--", sys.executable, "-c", code) == 130
    assert pids(wanted) == {}


def watched(monkeypatch, action):
    """Do something once `run` has shown that it is up."""
    real = commands._show

    def show(*arguments):
        real(*arguments)
        action()

    monkeypatch.setattr(commands, "_show", show)


def test_ctrl_c_ends_run_quietly_with_everything_stopped(run, stack, monkeypatch, capsys):
    wanted, _ = stack
    watched(monkeypatch, lambda: send_soon(signal.SIGINT, 0.2))
    assert run("run") == 0
    assert pids(wanted) == {}
    assert "Stopping" in capsys.readouterr().out


def test_run_ends_when_a_server_does_and_stops_the_others(run, stack, monkeypatch, capsys):
    wanted, _ = stack
    watched(monkeypatch, lambda: processes.stop(processes.load(wanted.state)["simulator"]))
    assert run("run") == 1
    assert "The simulator ended unexpectedly" in capsys.readouterr().err
    assert pids(wanted) == {}


def test_run_ends_when_the_stack_is_stopped_elsewhere(run, stack, monkeypatch, capsys):
    wanted, _ = stack
    watched(monkeypatch, lambda: lifecycle.down(wanted))
    assert run("run") == 0
    assert "Stopped by 'make down'" in capsys.readouterr().out


def test_a_second_run_is_refused(run, stack, monkeypatch, capsys):
    results = []
    watched(monkeypatch, lambda: (results.append(run("run")), send_soon(signal.SIGINT, 0.2)))
    assert run("run") == 0
    assert results == [1]
    assert "in charge" in capsys.readouterr().err
