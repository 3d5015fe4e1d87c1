"""The layer is complete: every function starts with nothing but it, the runtime's boto3 and an empty environment."""

import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution, requires
from pathlib import Path

import pytest

from tests.infrastructure.project import FUNCTIONS, ROOT

RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "python-dateutil", "six", "urllib3")
"""What Lambda's Python brings, with all that it depends on."""
IMPORT_APP = "import app; assert callable(app.handler)"
IMPORT_ALL = """
import importlib, pkgutil, shared
for module in pkgutil.walk_packages(shared.__path__, "shared."):
    importlib.import_module(module.name)
"""
TELL = """
import json, sys
print(json.dumps({name: getattr(module, "__file__", None) for name, module in sys.modules.items()}))
"""


def _uv() -> str:
    """uv as the tools were made with, or as found; the layer's own Makefile says what is missing otherwise."""
    tools = ROOT / ".local" / "tools.json"
    named = json.loads(tools.read_text(encoding="utf-8")).get("uv", "") if tools.is_file() else ""
    candidates = [named, shutil.which("uv") or "", str(ROOT / ".local" / "uv" / "bin" / "uv")]
    return next((one for one in candidates if one and Path(one).is_file()), "")


def _build(target: Path, platform: str) -> Path:
    """Build in a copy of shared/, as `sam build` does; fail with the Makefile's own words."""
    copy = target / "source"
    shutil.copytree(ROOT / "shared", copy, ignore=shutil.ignore_patterns("__pycache__"))
    variables = {
        "ARTIFACTS_DIR": str(target / "layer"),
        "DUKKA_LAYER_PLATFORM": platform,
        "DUKKA_PYTHON": sys.executable,
    }
    given = [f"{name}={value}" for name, value in variables.items()] + ([f"DUKKA_UV={_uv()}"] if _uv() else [])
    done = subprocess.run(
        ["make", "build-SharedLayer", *given], cwd=copy, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"The layer could not be built:\n{done.stderr}"
    return target / "layer" / "python"


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(tmp_path_factory.mktemp("native"), "native")


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds boto3 and what it needs, and nothing else."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in RUNTIME:
        files = distribution(name).files or []
        for top in {file.parts[0] for file in files if file.parts[0] != ".." and "__pycache__" not in file.parts}:
            (folder / top).symlink_to(distribution(name).locate_file(top))
    return folder


def _isolated(program: str, *folders: Path) -> dict[str, str | None]:
    """Run a program in an interpreter that sees these folders and the standard library; return its modules' files."""
    path = json.dumps([str(folder) for folder in folders])
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-B",
            "-W",
            "error",
            "-c",
            f"import sys; sys.path[:0] = {path}\n{program}\n{TELL}",
        ],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    modules: dict[str, str | None] = json.loads(done.stdout.splitlines()[-1])
    return modules


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_starts_with_the_layer_and_an_empty_environment(function: str, layer: Path, runtime: Path):
    modules = _isolated(IMPORT_APP, ROOT / "functions" / function, layer, runtime)

    assert str(modules["shared.bootstrap"]).startswith(str(layer))
    outside = [file for file in modules.values() if file and "site-packages" in file and not _is_runtimes(file)]
    assert outside == []


def _is_runtimes(file: str) -> bool:
    """Whether a file is boto3's own: it stays where it is and is linked."""
    package = file.rsplit("site-packages/", maxsplit=1)[-1].split("/", maxsplit=1)[0]
    return package in {"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six.py", "urllib3"}


def test_every_module_that_ships_can_be_imported_from_the_layer(layer: Path, runtime: Path):
    modules = _isolated(IMPORT_ALL, layer, runtime)

    for library in ("aws_lambda_powertools", "requests", "urllib3", "jwt", "argon2"):
        assert str(modules[library]).startswith(str(layer)), f"{library} must come with the layer"


def test_the_layer_brings_its_own_time_zones(layer: Path, runtime: Path):
    program = "import zoneinfo; zoneinfo.reset_tzpath(to=[]); zoneinfo.ZoneInfo('Africa/Lagos')"

    assert str(_isolated(program, layer, runtime)["tzdata"]).startswith(str(layer))


def test_the_layer_holds_the_shared_package_and_no_build_files(layer: Path):
    shared = layer / "shared"

    assert (shared / "__init__.py").is_file()
    assert {path.relative_to(ROOT / "shared") for path in (ROOT / "shared").rglob("*.py")} == {
        path.relative_to(shared) for path in shared.rglob("*.py")
    }
    assert not [path for name in ("Makefile", "requirements.txt", "*.pyc") for path in shared.rglob(name)]
    assert not (layer / "boto3").exists()
    assert not (layer / "bin").exists()


def test_the_layer_for_aws_holds_no_other_processors_code(tmp_path: Path):
    built = _build(tmp_path, "aarch64-manylinux_2_34")

    libraries = [path for path in built.rglob("*.so*") if path.is_file()]
    assert libraries
    for library in libraries:
        header = library.read_bytes()[:20]
        assert header[:4] == b"\x7fELF"
        assert int.from_bytes(header[18:20], "little") == 183, f"{library.name} is not for arm64"


def test_what_ships_is_pinned_whole():
    lines = (ROOT / "shared" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.split("#")[0].strip() for line in lines} - {""}
    names = {pin.split("==")[0].lower().replace("_", "-") for pin in pinned}

    assert all("==" in pin for pin in pinned)
    for name in ("requests", "argon2-cffi", "argon2-cffi-bindings", "cffi"):
        wanted = [one for one in requires(name) or [] if "extra ==" not in one]
        assert wanted
        assert {re.split(r"[^\w-]", one)[0].lower().replace("_", "-") for one in wanted} <= names
