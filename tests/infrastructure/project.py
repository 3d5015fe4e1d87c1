"""The project's own parts as the rules see them: functions, their sources and their blocks in template.yaml."""

import ast
import importlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from shared.api.rest import Operation
from tests.support.template import resources, template

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/app.py"))


def source(function: str) -> str:
    """The function's app.py."""
    return (ROOT / "functions" / function / "app.py").read_text(encoding="utf-8")


@cache
def blocks() -> dict[str, tuple[str, dict[str, Any]]]:
    """Logical name and properties of every function in the template, by its folder."""
    declared = resources("AWS::Serverless::Function")
    return {Path(one["Properties"]["CodeUri"]).name: (name, one["Properties"]) for name, one in declared.items()}


def setting(function: str, name: str) -> Any:
    """A property of a function, its own or the global one."""
    return blocks()[function][1].get(name, template()["Globals"]["Function"].get(name))


def api_events(function: str) -> set[tuple[str, str]]:
    """Method and path of each of a function's API events."""
    events = blocks()[function][1].get("Events", {}).values()
    return {(one["Properties"]["Method"], one["Properties"]["Path"]) for one in events if one["Type"] == "Api"}


def operations(function: str) -> list[Operation]:
    """What a function serves; nothing for one that is not asked over HTTP."""
    api = getattr(importlib.import_module(f"functions.{function}.app"), "api", None)
    return api.operations if api else []


def bootstrap_calls(text: str) -> set[str]:
    """Names of the adapters that a source asks `bootstrap` for."""
    return set(re.findall(r"\bbootstrap\.(\w+)\(", text))


@cache
def usecase_modules(function: str) -> frozenset[str]:
    """The use cases a function runs, with those that they run in turn."""
    found, wanted = set(), set(_imported_usecases(source(function)))
    if "settle_with_ports" in bootstrap_calls(source(function)):
        wanted.add("settle")
    while wanted:
        name = wanted.pop()
        found.add(name)
        imported = set(_imported_usecases(usecase_source(name)))
        wanted |= {one for one in imported if f"{one}(" in usecase_source(name)} - found
    return frozenset(found)


def usecase_source(name: str) -> str:
    """The source of a use case."""
    return (ROOT / "shared" / "usecases" / f"{name}.py").read_text(encoding="utf-8")


def _imported_usecases(text: str) -> list[str]:
    return re.findall(r"^from shared\.usecases\.(\w+) import", text, re.MULTILINE)


def python_files(*folders: str) -> list[Path]:
    """Every Python file under folders of the project."""
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts
    )


def relative(path: Path) -> str:
    """A path as a test's id."""
    return path.relative_to(ROOT).as_posix()


def functions_in(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, nested ones included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
