"""The layer is complete and holds nothing else: every function starts with it alone and an empty environment."""

import json
import re
import ssl
from importlib.metadata import requires
from pathlib import Path

import pytest

from tests.infrastructure.built import FOR_AWS, build_layer, isolated
from tests.infrastructure.project import FUNCTIONS, ROOT

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


def files_of_modules(program: str, *folders: Path) -> dict[str, str | None]:
    """The file of each module that a program ends up with."""
    modules: dict[str, str | None] = json.loads(isolated(program + TELL, *folders).splitlines()[-1])
    return modules


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_starts_with_the_layer_and_an_empty_environment(function: str, layer: Path):
    modules = files_of_modules(IMPORT_APP, ROOT / "functions" / function, layer)

    assert str(modules["shared.bootstrap"]).startswith(str(layer))
    assert [file for file in modules.values() if file and "site-packages" in file] == []


def test_every_module_that_ships_can_be_imported_from_the_layer(layer: Path):
    modules = files_of_modules(IMPORT_ALL, layer)

    for library in ("aws_lambda_powertools", "botocore", "requests", "urllib3", "jwt", "argon2"):
        assert str(modules[library]).startswith(str(layer)), f"{library} must come with the layer"


def test_the_layer_brings_its_own_time_zones(layer: Path):
    program = "import zoneinfo; zoneinfo.reset_tzpath(to=[]); zoneinfo.ZoneInfo('Africa/Lagos')"

    assert str(files_of_modules(program, layer)["tzdata"]).startswith(str(layer))


def test_the_layer_holds_the_shared_package_and_nothing_that_never_runs(layer: Path):
    shared = layer / "shared"
    wanted = {path.relative_to(ROOT / "shared") for path in (ROOT / "shared").rglob("*.py")}

    assert (shared / "__init__.py").is_file()
    assert {path.relative_to(shared) for path in shared.rglob("*.py")} == {
        path for path in wanted if path.parts[0] != "layer"
    }
    assert not [path for name in ("Makefile", "requirements.txt", "layer") for path in shared.rglob(name)]
    assert not [path for name in ("*.pyi", "tests") for path in layer.rglob(name)]
    for name in ("boto3", "bin", "pycparser", "aws_xray_sdk", "pydantic", "cryptography"):
        assert not (layer / name).exists()


def test_the_layer_holds_every_root_for_paystack_and_amazons_for_aws(layer: Path):
    bundle = (layer / "certifi" / "cacert.pem").read_text(encoding="utf-8")
    adapters = layer / "shared" / "adapters"

    assert len(list((adapters / "paystack" / "roots").iterdir())) == bundle.count("BEGIN CERTIFICATE") > 100
    amazons = (adapters / "aws_roots.pem").read_text(encoding="utf-8")
    assert amazons.count("BEGIN CERTIFICATE") == 5
    assert ssl.create_default_context(cadata=amazons).cert_store_stats()["x509_ca"] >= 5


def test_the_layer_for_aws_holds_no_other_processors_code(tmp_path: Path):
    built = build_layer(tmp_path, FOR_AWS)

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
    for name in names:
        wanted = [one for one in requires(name) or [] if "extra ==" not in one]
        assert {re.split(r"[^\w-]", one)[0].lower().replace("_", "-") for one in wanted} <= names, name
