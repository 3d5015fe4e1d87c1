"""Each function is told what it asks for, and nothing else."""

import ast
import re

import pytest

from tests.infrastructure.project import (
    FUNCTIONS,
    ROOT,
    bootstrap_calls,
    operations,
    port_methods,
    source,
    variables,
)
from tests.support.template import template


def settings_read() -> dict[str, tuple[set[str], set[str]]]:
    """Of each attribute of Settings, the variables that must be set and those that may be."""
    tree = ast.parse((ROOT / "shared" / "settings.py").read_text(encoding="utf-8"))
    (settings,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings"]
    read = {}
    for method in (node for node in settings.body if isinstance(node, ast.FunctionDef)):
        text = ast.unparse(method)
        required, optional = (set(re.findall(p, text)) for p in (r"_required\('(\w+)'\)", r"environ\.get\('(\w+)'"))
        read[method.name] = (required, {name for name in optional if not name.startswith("AWS_LAMBDA_")})
    return read


def bootstrap_settings() -> dict[str, set[str]]:
    """Of each function of bootstrap, the attributes of Settings that it uses, those of what it calls included."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "shared").glob("bootstrap*.py")]
    nodes = [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)]
    bodies = {node.name: ast.unparse(node).replace("bootstrap.", "") for node in nodes}

    def used(name: str) -> set[str]:
        calls = {other for other in bodies if other != name and re.search(rf"(?<![\w.]){other}\(", bodies[name])}
        return set(re.findall(r"settings\(\)\.(\w+)", bodies[name])).union(
            *(used(call) for call in calls - {"settings"})
        )

    return {name: used(name) for name in bodies}


def attributes_used(function: str) -> set[str]:
    """The attributes of Settings that a function's calls lead to."""
    calls = bootstrap_calls(source(function))
    calls |= {"tokens"} if any(one.needs_user or one.needs_staff for one in operations(function)) else set()
    calls |= {"users"} if any(one.needs_staff for one in operations(function)) else set()
    used = set().union(*(bootstrap_settings()[call] for call in calls))
    used |= set(re.findall(r"bootstrap\.settings\(\)\.(\w+)", source(function)))
    if "base_url" in source(function) or "shared.api.pages" in source(function):
        used.add("api_url")
    if "issue_access" not in port_methods(function):
        used.discard("token_lifetime")
    return used


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_told_what_its_adapters_ask_the_settings_for_and_nothing_else(function: str):
    read = settings_read()
    wanted = set().union(*(read[attribute][0] | read[attribute][1] for attribute in attributes_used(function)))

    assert variables(function) == wanted


def test_every_setting_reaches_some_function():
    read = {name for required, optional in settings_read().values() for name in required | optional}
    everywhere = set(template()["Globals"]["Function"]["Environment"]["Variables"])

    assert read <= everywhere.union(*(variables(function) for function in FUNCTIONS))
