"""The layer and the functions as `sam build` makes them, without SAM: shared/Makefile in a copy of the sources."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from samcli.lib.package.utils import make_zip_with_lambda_permissions, zip_folder

from tests.infrastructure.project import ROOT, blocks

FOR_AWS = "aarch64-manylinux_2_34"


def uv() -> str:
    """uv as the tools were made with, or as found; the layer's own Makefile says what is missing otherwise."""
    tools = ROOT / ".local" / "tools.json"
    named = json.loads(tools.read_text(encoding="utf-8")).get("uv", "") if tools.is_file() else ""
    candidates = [named, shutil.which("uv") or "", str(ROOT / ".local" / "uv" / "bin" / "uv")]
    return next((one for one in candidates if one and Path(one).is_file()), "")


def build_layer(target: Path, platform: str, source: Path = ROOT / "shared") -> Path:
    """Return the layer's python folder."""
    _make("build-SharedLayer", source, target, platform)
    return target / "built" / "python"


def build_function(target: Path, function: str, source: Path | None = None) -> Path:
    """Return the function's folder."""
    _make(f"build-{blocks()[function][0]}", source or ROOT / "functions" / function, target, "native")
    return target / "built"


def _make(goal: str, source: Path, target: Path, platform: str) -> None:
    """Build in a copy, as SAM does; fail with the Makefile's own words."""
    copy = target / "source"
    shutil.copytree(source, copy)
    variables = {
        "ARTIFACTS_DIR": str(target / "built"),
        "DUKKA_LAYER_PLATFORM": platform,
        "DUKKA_PYTHON": sys.executable,
        "DUKKA_UV": uv(),
    }
    (target / "built").mkdir()
    given = [f"{name}={value}" for name, value in variables.items() if value]
    command = ["make", "--makefile", str(ROOT / "shared" / "Makefile"), goal, *given]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"It could not be built:\n{done.stderr}"


def tree(folder: Path) -> dict[str, str]:
    """Every file's path and the hash of its bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def zipped(folder: Path) -> bytes:
    """The folder as SAM itself zips it: without times, in the order in which its files lie."""
    with zip_folder(str(folder), zip_method=make_zip_with_lambda_permissions) as (path, _):
        return Path(path).read_bytes()


def isolated(program: str, *folders: Path) -> str:
    """Run a program in an interpreter that sees these folders and the standard library; return what it printed."""
    path = json.dumps([str(folder) for folder in folders])
    arguments = ["-I", "-S", "-B", "-W", "error", "-c", f"import sys; sys.path[:0] = {path}\n{program}"]
    done = subprocess.run(
        [sys.executable, *arguments],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
