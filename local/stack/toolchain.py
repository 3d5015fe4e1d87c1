"""Makes the tools: uv, Python 3.13, the development environment and MiniStack's own.

Standard library only, for any Python from 3.11 on: it runs before anything is installed.
"""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from local.stack import config
from local.stack.errors import StackError
from local.stack.files import fingerprint, lock, write_private
from local.stack.progress import say, step

PYTHON = "3.13"  # the functions' runtime
UV = "0.13.9"
UV_REQUIREMENT = f"uv=={UV}"
DEV = config.ROOT / ".venv"
MINISTACK = config.TOOLS / "ministack"
DEV_PYTHON = DEV / "bin" / "python"
MINISTACK_PYTHON = MINISTACK / "bin" / "python"
MINISTACK_REQUIREMENTS = "local/stack/ministack-requirements.txt"
_UV_HOME = config.TOOLS / "uv"
_TOOLS_FILE = config.TOOLS / "tools.json"
_DOWNLOAD_SECONDS = 300


def ensure() -> None:
    """Make whatever is missing or out of date; nothing, and quickly, when all is there."""
    with lock(config.TOOLS / "tools.lock"):
        dev_mark = fingerprint(config.ROOT, ["requirements.txt", "shared/requirements.txt"], UV)
        ministack_mark = fingerprint(config.ROOT, [MINISTACK_REQUIREMENTS], UV)
        known = tools()
        if known and _is_current(DEV, dev_mark, known) and _is_current(MINISTACK, ministack_mark, known):
            return
        env = config.environment()
        uv = find_uv(env)
        python, version = find_python(uv, env)
        _make(uv, DEV, python, version, "requirements.txt", dev_mark)
        _make(uv, MINISTACK, python, version, MINISTACK_REQUIREMENTS, ministack_mark)
        write_private(_TOOLS_FILE, json.dumps({"uv": uv, "python": python, "version": version}, indent=2))


def tools() -> dict[str, str]:
    """What the last `ensure` found: the paths of uv and Python, and its version; empty before it."""
    try:
        found: dict[str, str] = json.loads(_TOOLS_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if all(Path(found.get(name, "")).is_file() for name in ("uv", "python")) else {}


def _is_current(venv: Path, mark: str, known: Mapping[str, str]) -> bool:
    stamp = venv / ".dukka"
    wanted = f"{known['version']} {mark}"
    return (venv / "bin" / "python").exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted


def _make(uv: str, venv: Path, python: str, version: str, requirements: str, mark: str) -> None:
    if _is_current(venv, mark, {"version": version}):
        return
    with step(f"Installing {venv.relative_to(config.ROOT)} (Python {version})"):
        if version_of(str(venv / "bin" / "python")) != version:
            _uv(uv, "venv", "--quiet", "--clear", "--python", python, str(venv))
        _uv(uv, "pip", "install", "--quiet", "--python", str(venv / "bin" / "python"), "-r", requirements)
        write_private(venv / ".dukka", f"{version} {mark}")


def _uv(uv: str, *arguments: str) -> None:
    done = subprocess.run([uv, *arguments], cwd=config.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackError(f"uv could not install what is needed (is PyPI reachable?):\n{done.stderr.strip()}")


def find_uv(env: Mapping[str, str]) -> str:
    """The uv on the PATH, else ours, installed from PyPI on first use."""
    for candidate in (shutil.which("uv", path=env.get("PATH")), str(_UV_HOME / "bin" / "uv")):
        if candidate and _output([candidate, "--version"]).startswith("uv "):
            return candidate
    with step("Installing uv"):
        if not (_install_in_venv() or _install_in_folder()):
            raise StackError(
                "uv could not be installed: Python here has neither venv nor pip, or PyPI is not reachable. "
                "Install Python's venv module (Debian: apt-get install python3-venv) or uv, then try again."
            )
    return str(_UV_HOME / "bin" / "uv")


def _install_in_venv() -> bool:
    return _quietly(sys.executable, "-m", "venv", "--clear", str(_UV_HOME)) and _quietly(
        str(_UV_HOME / "bin" / "python"), "-m", "pip", "install", "--quiet", UV_REQUIREMENT
    )


def _install_in_folder() -> bool:
    shutil.rmtree(_UV_HOME, ignore_errors=True)
    return _quietly(sys.executable, "-m", "pip", "install", "--quiet", "--target", str(_UV_HOME), UV_REQUIREMENT)


def find_python(uv: str, env: Mapping[str, str]) -> tuple[str, str]:
    """Path and version of Python 3.13, brought by uv where it is missing; else of the Python found."""
    for candidate in _candidates(uv, env):
        if version_of(candidate) == PYTHON:
            return candidate, PYTHON
    with step(f"Fetching Python {PYTHON} with uv"):
        _quietly(uv, "python", "install", PYTHON, env=_impatient(env))
    installed = _output([uv, "python", "find", "--system", "--no-project", "--managed-python", PYTHON])
    if version_of(installed) == PYTHON:
        return installed, PYTHON
    found = ".".join(platform.python_version_tuple()[:2])
    say(f"  Python {PYTHON} could not be had here: everything runs on the Python {found} found.")
    return sys.executable, found


def _candidates(uv: str, env: Mapping[str, str]) -> Iterator[str]:
    yield _output([uv, "python", "find", "--system", "--no-project", PYTHON])
    yield shutil.which(f"python{PYTHON}", path=env.get("PATH")) or ""
    # pyenv's shims on the PATH fail for versions that are installed but not chosen; the real ones are here.
    for home in (env.get("PYENV_ROOT", ""), str(Path.home() / ".pyenv")):
        if home:
            yield from sorted(map(str, Path(home).glob(f"versions/{PYTHON}*/bin/python{PYTHON}")), reverse=True)


def version_of(python: str) -> str:
    """The minor version a Python says it has; empty where it does not run."""
    return _output([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]) if python else ""


def _impatient(env: Mapping[str, str]) -> dict[str, str]:
    # On a closed network the answer should come soon; a mirror named by the caller is left alone.
    timeout = env.get("UV_HTTP_TIMEOUT", "30")
    return {**env, "UV_HTTP_RETRIES": "0", "UV_HTTP_TIMEOUT": timeout, "UV_PYTHON_INSTALL_BIN": "0"}


def _output(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def _quietly(*command: str, env: Mapping[str, str] | None = None) -> bool:
    try:
        subprocess.run(command, check=True, env=env, capture_output=True, timeout=_DOWNLOAD_SECONDS)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def main() -> int:
    """Make the tools, as `make` asks for before everything else."""
    began = time.monotonic()
    try:
        ensure()
    except StackError as problem:
        print(problem.full_text(), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if time.monotonic() - began > 2:  # noqa: PLR2004 - only when something was made
        say(f"  Tools ready in {time.monotonic() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
