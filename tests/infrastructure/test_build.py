"""What `sam build` makes: the same twice, with bytecode that belongs to the sources beside it."""

import importlib.util
import shutil
import struct
from pathlib import Path

import pytest

from tests.infrastructure.built import build_function, build_layer, tree, zipped
from tests.infrastructure.project import FUNCTIONS, ROOT
from tests.support.template import resources

UNCHECKED_HASH = 0b01


def stale(folder: Path, below: str) -> list[str]:
    """Sources whose bytecode is missing, is of another Python, is checked against times, or is of other sources."""
    wrong = []
    for source in folder.rglob("*.py"):
        bytecode = Path(importlib.util.cache_from_source(str(source)))
        header = bytecode.read_bytes()[:16] if bytecode.exists() else bytes(16)
        flags, digest = struct.unpack("<I8s", header[4:])
        belongs = digest == importlib.util.source_hash(source.read_bytes())
        if (header[:4], flags, belongs) != (importlib.util.MAGIC_NUMBER, UNCHECKED_HASH, True):
            wrong.append(source.relative_to(folder).as_posix())
        elif f"{below}/{source.relative_to(folder).as_posix()}".encode() not in bytecode.read_bytes():
            wrong.append(f"{source.name} knows where it was built")
    return wrong


def test_all_the_layers_bytecode_is_of_its_own_sources(layer: Path):
    assert stale(layer, "/opt/python") == []


def test_a_functions_bytecode_is_of_its_own_source(tmp_path: Path):
    built = build_function(tmp_path, "initialize_payment")

    assert sorted(tree(built)) == ["__pycache__/app.cpython-313.pyc", "app.py"]
    assert stale(built, "/var/task") == []


def test_bytecode_that_lies_in_the_checkout_is_never_taken_over(tmp_path: Path):
    source = tmp_path / "checkout"
    shutil.copytree(ROOT / "functions" / "me", source, ignore=shutil.ignore_patterns("__pycache__"))
    old = Path(importlib.util.cache_from_source(str(source / "app.py")))
    old.parent.mkdir()
    old.write_bytes(b"of an older source")
    (source / "__pycache__" / "gone.cpython-313.pyc").write_bytes(b"of a source that is gone")

    built = build_function(tmp_path, "me", source)

    assert sorted(tree(built)) == ["__pycache__/app.cpython-313.pyc", "app.py"]
    assert stale(built, "/var/task") == []


def test_two_builds_are_alike(layer: Path, tmp_path: Path):
    again = build_layer(tmp_path, "native")

    assert set(tree(again).items()) ^ set(tree(layer).items()) == set()
    assert zipped(again) == zipped(layer)


def test_two_builds_of_a_function_are_alike(tmp_path: Path):
    first, again = (build_function(tmp_path / name, "initialize_payment") for name in ("first", "again"))

    assert zipped(first) == zipped(again)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_is_built_that_way(function: str):
    name = "".join(word.title() for word in function.split("_")) + "Function"

    assert resources("AWS::Serverless::Function")[name]["Metadata"] == {
        "BuildMethod": "makefile",
        "ContextPath": "shared",
    }
