"""Processes are started, recognised and stopped; others with their numbers are left alone."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from local.stack import processes, progress
from local.stack.errors import StackError
from local.stack.ports import any_free
from local.stack.processes import Record, Service

SERVER = "import http.server as h, sys; h.test(h.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind='127.0.0.1')"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"
)


def python(code, *arguments):
    return [sys.executable, "-c", code, *arguments]


@pytest.fixture
def service(tmp_path):
    port = any_free()
    (tmp_path / "www").mkdir()
    return Service(
        name="a server",
        command=python(SERVER, str(port)),
        env={},
        health_url=f"http://127.0.0.1:{port}/",
        cwd=tmp_path / "www",
    )


@pytest.fixture
def started(service, tmp_path):
    record = processes.start(service, tmp_path / "a.log")
    yield record
    processes.stop(record, seconds=0.1)


def test_a_started_service_answers_until_it_is_stopped(service, started, tmp_path):
    processes.wait_healthy(service, started, tmp_path / "a.log")
    assert started.is_running()
    assert processes.answers(service.health_url)
    assert processes.stop(started)
    assert not started.is_running()
    assert not processes.answers(service.health_url)


def test_it_is_found_again_by_its_record(started, tmp_path):
    processes.save(tmp_path, {"server": started})
    assert processes.load(tmp_path) == {"server": started}
    processes.stop(started)
    assert processes.load(tmp_path) == {}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": {"pid": 1}}'])
def test_records_that_make_no_sense_are_none(tmp_path, text):
    (tmp_path / "processes.json").write_text(text)
    assert processes.load(tmp_path) == {}


def test_another_process_with_the_number_of_an_old_one_is_not_ours():
    with subprocess.Popen(python("import time; time.sleep(60)")) as stranger:
        stale = Record("a server", stranger.pid, "another life", "spec")
        assert not stale.is_running()
        assert processes.stop(stale)
        time.sleep(0.05)
        assert stranger.poll() is None
        stranger.kill()


def test_a_process_that_ended_but_is_not_taken_leave_of_does_not_run():
    child = subprocess.Popen(python("pass"))
    born = processes.birth_mark(child.pid)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert not Record("it", child.pid, born or "", "spec").is_running()
    child.wait()


def test_without_proc_ps_tells_processes_apart(monkeypatch, tmp_path):
    shown = {"stdout": "S Mon Nov 23 17:00:00 2026\n"}
    monkeypatch.setattr(processes, "_BOOT_ID", tmp_path / "none")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, **shown))
    assert processes.birth_mark(1) == "Mon Nov 23 17:00:00 2026"
    shown["stdout"] = "Z Mon Nov 23 17:00:00 2026\n"
    assert processes.birth_mark(1) is None
    shown["stdout"] = ""
    assert processes.birth_mark(1) is None


def test_one_that_ends_at_once_says_so_with_its_log(service, tmp_path):
    service = replace(service, command=python("print('no such table'); raise SystemExit(3)"))
    record = processes.start(service, tmp_path / "a.log")
    with pytest.raises(StackError, match="ended at once") as caught:
        processes.wait_healthy(service, record, tmp_path / "a.log")
    assert "no such table" in caught.value.full_text()
    processes.stop(record)


def test_one_that_never_answers_is_an_error(service, tmp_path):
    service = replace(service, command=python("import time; time.sleep(60)"))
    record = processes.start(service, tmp_path / "a.log")
    with pytest.raises(StackError, match=r"did not answer within 0 s"):
        processes.wait_healthy(service, record, tmp_path / "a.log", seconds=0.2)
    assert processes.stop(record)


def test_one_that_does_not_end_when_asked_is_forced(service, tmp_path):
    service = replace(service, command=python(STUBBORN))
    record = processes.start(service, tmp_path / "a.log")
    while "on" not in (tmp_path / "a.log").read_text():
        time.sleep(0.01)
    assert not processes.stop(record, seconds=0.2)
    deadline = time.monotonic() + 5
    while record.is_running() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not record.is_running()


def test_any_difference_in_how_it_is_started_changes_its_fingerprint(service):
    others = [
        service,
        replace(service, command=[*service.command, "x"]),
        replace(service, env={"A": "1"}),
        replace(service, cwd=service.cwd.parent),
    ]
    assert len({other.spec() for other in others}) == 4
    assert replace(service, name="other").spec() == service.spec()


def test_a_command_runs_to_its_end_with_its_output_in_the_log(tmp_path):
    log = tmp_path / "logs" / "a.log"
    code = "import os, sys; print(os.environ['A']); sys.stderr.write('bad'); raise SystemExit(4)"
    assert processes.run_logged(python(code), log, {"A": "value"}, tmp_path) == 4
    assert log.read_text() in {"value\nbad", "badvalue\n"}


def test_an_interrupted_command_is_ended_too(tmp_path, monkeypatch):
    seen = []

    def interrupted(child, *_args, **_kwargs):
        if not seen:
            seen.append(child)
            raise KeyboardInterrupt
        return real_wait(child)

    real_wait = subprocess.Popen.wait
    monkeypatch.setattr(subprocess.Popen, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        processes.run_logged(python("import time; time.sleep(60)"), tmp_path / "a.log", {}, tmp_path)
    assert seen[0].returncode == -signal.SIGTERM


def test_signals_do_not_disturb_the_stopping_and_do_again_afterwards():
    before = signal.getsignal(signal.SIGINT)
    with processes.undisturbed():
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_step_that_works_is_one_line(capsys):
    assert progress.run_as_step("Lint", python("print('noise')")) == 0
    shown = capsys.readouterr().out
    assert "Lint" in shown
    assert "noise" not in shown


def test_a_step_that_fails_shows_what_it_said(capsys):
    assert progress.run_as_step("Lint", python("print('line 3: wrong'); raise SystemExit(7)")) == 7
    shown = capsys.readouterr().out
    assert "failed after" in shown
    assert "line 3: wrong" in shown


def test_on_a_terminal_a_long_step_shows_a_running_clock(capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(progress, "TICK_SECONDS", 0.01)
    with progress.step("Build"):
        time.sleep(0.1)
    assert capsys.readouterr().out.count("\r  Build") > 1


def test_an_interrupted_step_says_so(capsys):
    with pytest.raises(KeyboardInterrupt), progress.step("Build"):
        raise KeyboardInterrupt
    assert "stopped after" in capsys.readouterr().out
