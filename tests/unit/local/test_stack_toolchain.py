"""Finding uv and Python, and knowing when there is nothing to install."""

import stat
import sys

import pytest

from local.stack import config, toolchain
from local.stack.errors import StackError
from local.stack.files import write_private


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A machine with nothing on it."""
    monkeypatch.setattr(toolchain, "_UV_HOME", tmp_path / "uv-home")
    monkeypatch.setattr(toolchain.Path, "home", lambda: tmp_path / "home")
    return tmp_path


def uv_that(tmp_path, *, finds="", installs=False):
    install = f"touch {tmp_path}/installed" if installs else "exit 1"
    managed = f"[ -e {tmp_path}/installed ] && echo {tmp_path}/managed/python3.13" if installs else "exit 2"
    return script(
        tmp_path / "uv",
        f'case "$*" in *install*) {install};; *managed*) {managed};; *find*) echo "{finds}";; *) echo uv 9;; esac',
    )


def test_python_is_the_one_uv_finds(home):
    found = script(home / "python3.13", "echo 3.13")
    assert toolchain.find_python(uv_that(home, finds=found), {}) == (found, "3.13")


def test_a_shim_that_fails_gives_way_to_pyenvs_real_one(home):
    script(home / "shims" / "python3.13", "exit 127")
    real = script(home / "pyenv" / "versions" / "3.13.7" / "bin" / "python3.13", "echo 3.13")
    env = {"PATH": str(home / "shims"), "PYENV_ROOT": str(home / "pyenv")}
    assert toolchain.find_python(uv_that(home), env) == (real, "3.13")


def test_pyenv_in_the_home_folder_is_found_too(home):
    real = script(home / "home" / ".pyenv" / "versions" / "3.13.7" / "bin" / "python3.13", "echo 3.13")
    assert toolchain.find_python(uv_that(home), {"PATH": ""}) == (real, "3.13")


def test_uv_brings_python_where_it_is_missing(home):
    script(home / "managed" / "python3.13", "echo 3.13")
    uv = uv_that(home, installs=True)
    assert toolchain.find_python(uv, {"PATH": "/usr/bin:/bin"}) == (str(home / "managed" / "python3.13"), "3.13")


def test_where_it_cannot_be_had_the_python_found_runs_everything_and_that_is_said(home, capsys):
    path, version = toolchain.find_python(uv_that(home), {"PATH": ""})
    assert path == sys.executable
    assert version == "{}.{}".format(*sys.version_info)
    assert "could not be had here" in capsys.readouterr().out


def test_uv_on_the_path_is_used(home):
    uv = uv_that(home / "bin")
    assert toolchain.find_uv({"PATH": str(home / "bin")}) == uv


def test_uv_installed_before_is_used(home):
    ours = script(home / "uv-home" / "bin" / "uv", "echo uv 9")
    assert toolchain.find_uv({"PATH": ""}) == ours


def test_uv_is_installed_without_venv_where_there_is_none(home, monkeypatch):
    calls = []

    def quietly(*command, **_):
        calls.append(command)
        return "--target" in command

    monkeypatch.setattr(toolchain, "_quietly", quietly)
    assert toolchain.find_uv({"PATH": ""}) == str(home / "uv-home" / "bin" / "uv")
    assert [command[2] for command in calls] == ["venv", "pip"]
    assert calls[-1][-1] == "uv==" + toolchain.UV


def test_a_machine_that_cannot_have_uv_is_told_what_to_do(home, monkeypatch):
    monkeypatch.setattr(toolchain, "_quietly", lambda *_, **__: False)
    with pytest.raises(StackError, match="python3-venv"):
        toolchain.find_uv({"PATH": ""})


@pytest.fixture
def checkout(home, monkeypatch):
    """A checkout whose uv makes environments out of nothing and writes down what it was asked."""
    root = home / "checkout"
    for name in ("requirements.txt", "shared/requirements.txt", toolchain.MINISTACK_REQUIREMENTS):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x==1\n")
    python = script(home / "python3.13", "echo 3.13")
    uv = script(
        home / "uv",
        f"""[ "$1" = --version ] && echo uv 9 && exit
echo "$@" >> {home}/calls
[ -e {home}/broken ] && {{ echo no such package >&2; exit 1; }}
[ "$1" = python ] && echo {python}
[ "$1" = venv ] && mkdir -p "$6/bin" && ln -sf {python} "$6/bin/python"
exit 0""",
    )
    monkeypatch.setattr(config, "ROOT", root)
    monkeypatch.setattr(config, "TOOLS", root / ".local")
    monkeypatch.setattr(config, "environment", lambda: {"PATH": str(home)})
    monkeypatch.setattr(toolchain, "DEV", root / ".venv")
    monkeypatch.setattr(toolchain, "MINISTACK", root / ".local" / "ministack")
    monkeypatch.setattr(toolchain, "_TOOLS_FILE", root / ".local" / "tools.json")
    return root, lambda: (home / "calls").read_text().splitlines(), uv


def test_everything_is_made_once(checkout):
    root, calls, uv = checkout
    assert toolchain.main() == 0
    assert [line.split()[0] for line in calls()] == ["python", "venv", "pip", "venv", "pip"]
    assert toolchain.tools() == {"uv": uv, "python": str(root.parent / "python3.13"), "version": "3.13"}
    toolchain.ensure()
    assert len(calls()) == 5


def test_changed_requirements_are_installed_into_what_is_there(checkout):
    root, calls, _ = checkout
    toolchain.ensure()
    (root / "shared" / "requirements.txt").write_text("x==2\n")
    toolchain.ensure()
    assert [line.split()[0] for line in calls()[5:]] == ["python", "pip"]


def test_an_environment_that_lost_its_python_is_made_again(checkout):
    root, calls, _ = checkout
    toolchain.ensure()
    (root / ".venv" / "bin" / "python").unlink()
    toolchain.ensure()
    assert [line.split()[0] for line in calls()[5:]] == ["python", "venv", "pip"]


def test_a_failed_installation_is_one_error_and_is_tried_again(checkout, capsys):
    root, calls, _ = checkout
    toolchain.ensure()
    (root / "requirements.txt").write_text("y==1\n")
    (root.parent / "broken").touch()
    assert toolchain.main() == 1
    assert "no such package" in capsys.readouterr().err
    (root.parent / "broken").unlink()
    assert toolchain.main() == 0
    assert calls()[-1].endswith("-r requirements.txt")


def test_tools_that_are_gone_are_not_known(checkout):
    root, _, _ = checkout
    assert toolchain.tools() == {}
    write_private(root / ".local" / "tools.json", '{"uv": "/nowhere/uv", "python": "/nowhere/python"}')
    assert toolchain.tools() == {}


def test_an_interruption_is_quiet(checkout, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(toolchain, "ensure", interrupted)
    assert toolchain.main() == 130
