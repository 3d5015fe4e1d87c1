"""The twin's own environment, in .local/bench/django: made by the bench, and anew when its packages change."""

import os
from pathlib import Path

from benchmarks.django.machines import run
from benchmarks.table import ROOT, WORK
from local.stack import toolchain
from local.stack.files import fingerprint

HOME = WORK / "django"
TWIN = ROOT / "benchmarks" / "django" / "twin"
_REQUIREMENTS = "benchmarks/django/requirements.txt"


def python() -> Path:
    """The twin's interpreter: the same version as the functions', its packages with their bytecode."""
    tools = toolchain.tools()
    executable, stamp = HOME / "venv" / "bin" / "python", HOME / "venv" / ".made"
    mark = fingerprint(ROOT, [_REQUIREMENTS], tools["version"])
    if stamp.exists() and stamp.read_text(encoding="utf-8") == mark:
        return executable
    environment = dict(os.environ)
    run([tools["uv"], "venv", "--quiet", "--clear", "--python", tools["python"], HOME / "venv"], environment)
    packages = ["--compile-bytecode", "-r", ROOT / _REQUIREMENTS]
    run([tools["uv"], "pip", "install", "--quiet", "--python", executable, *packages], environment)
    stamp.write_text(mark, encoding="utf-8")
    return executable


def variables(paystack: str, database: Path) -> dict[str, str]:
    """What the twin is told."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "TWIN_PAYSTACK": paystack, "TWIN_DATABASE": str(database), "PYTHONPATH": str(TWIN)}
