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
_JOINED = re.compile(r"\b(\w+)_with_ports\(")
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


def variables(function: str) -> set[str]:
    return set(blocks()[function][1].get("Environment", {}).get("Variables", {}))


def api_events(function: str) -> set[tuple[str, str]]:
    """Method and path of each of a function's API events."""
    events = blocks()[function][1].get("Events", {}).values()
    return {(one["Properties"]["Method"], one["Properties"]["Path"]) for one in events if one["Type"] == "Api"}


def operations(function: str) -> list[Operation]:
    """What a function serves; nothing for one that is not asked over HTTP."""
    api = getattr(importlib.import_module(f"functions.{function}.app"), "api", None)
    return api.operations if api else []


def bootstrap_calls(text: str) -> set[str]:
    """Names of the adapters that a source asks `bootstrap` or a `bootstrap_...` for."""
    return set(re.findall(r"\bbootstrap(?:_\w+)?\.(\w+)\(", text))


@cache
def port_methods(function: str) -> frozenset[str]:
    """Every method that a function's use cases call, followed through the helpers that they really use."""
    used = _used_by(ast.parse(source(function)), _imported(ast.parse(source(function))))
    wanted = used | {(name, name) for name in joined_use_cases(source(function))}
    seen: set[tuple[str, str]] = set()
    called: set[str] = set()
    while wanted := wanted - seen:
        module, name = wanted.pop()
        seen.add((module, name))
        tree = ast.parse((ROOT / "shared" / "usecases" / f"{module}.py").read_text(encoding="utf-8"))
        own = {one.name: (module, one.name) for one in tree.body if isinstance(one, ast.FunctionDef)}
        if name not in own:
            continue  # a type
        (node,) = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name]
        wanted |= _used_by(node, own | _imported(tree))
        calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
        called |= {one.attr for one in calls if isinstance(one, ast.Attribute)}
    return frozenset(called)


def joined_use_cases(text: str) -> set[str]:
    """Names of the use cases that a source takes with their ports filled in, and of those that they take so."""
    bodies = {name: body for path in (ROOT / "shared").glob("bootstrap*.py") for name, body in _bodies(path).items()}
    found: set[str] = set()
    wanted = set(_JOINED.findall(text))
    while wanted := wanted - found:
        name = wanted.pop()
        found.add(name)
        wanted |= set(_JOINED.findall(bodies[f"{name}_with_ports"]))
    return found


def _bodies(path: Path) -> dict[str, str]:
    """What each function of a file does, by its name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name: "\n".join(ast.unparse(line) for line in node.body) for node in functions}


def queue_source(function: str) -> dict[str, Any] | None:
    """The event source mapping by which a queue invokes a function, if there is one."""
    mappings = [one["Properties"] for one in resources("AWS::Lambda::EventSourceMapping").values()]
    return next(
        (one for one in mappings if one["FunctionName"] == {"Fn::GetAtt": [blocks()[function][0], "Arn"]}), None
    )


def _imported(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Of each name that a file takes from a use case, that use case and the name."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shared.usecases."):
            module = str(node.module).removeprefix("shared.usecases.")
            found |= {alias.name: (module, alias.name) for alias in node.names}
    return found


def _used_by(node: ast.AST, known: dict[str, tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the known names that occur in a piece of code."""
    return {known[one.id] for one in ast.walk(node) if isinstance(one, ast.Name) and one.id in known}


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
