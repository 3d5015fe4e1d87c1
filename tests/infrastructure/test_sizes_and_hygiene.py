"""Files and functions stay small, handlers stay thin, and every test can fail."""

import ast
from pathlib import Path

import pytest

from tests.infrastructure.project import FUNCTIONS, ROOT, functions_in, python_files, relative, source
from tests.support.events import event_names

CODE = python_files("shared", "functions", "local")
TESTS = [path for path in python_files("tests") if path.name.startswith("test_")]
CHECKERS = frozenset({"raises", "warns", "fail"})
REAL_PROCESSES = frozenset({"test_stack_commands.py", "test_stack_processes.py", "books_on_stack.py"})
"""These watch processes of their own, or a running stack, and can only look again."""
FILE_LINES, FUNCTION_LINES, HANDLER_FILE_LINES, TEST_FILE_LINES = 250, 40, 60, 300


@pytest.mark.parametrize("path", CODE, ids=relative)
def test_a_file_is_at_most_250_lines_and_a_function_at_most_40(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES
    lengths = {one.name: (one.end_lineno or 0) - one.lineno + 1 for one in functions_in(path)}
    assert {name: length for name, length in lengths.items() if length > FUNCTION_LINES} == {}


@pytest.mark.parametrize("path", TESTS, ids=relative)
def test_a_file_of_tests_is_at_most_300_lines(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= TEST_FILE_LINES


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_handler_is_thin(function: str):
    tree = ast.parse(source(function))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert len(source(function).splitlines()) <= HANDLER_FILE_LINES
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Try | ast.TryStar)]
    assert not {name.split(".")[0] for name in imported} & {"boto3", "botocore", "requests", "os", "urllib3"}
    assert "os" not in names
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    defined |= {ast.unparse(target) for node in tree.body if isinstance(node, ast.Assign) for target in node.targets}
    assert "handler" in defined


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_has_one_file_and_its_events(function: str):
    files = {path.name for path in (ROOT / "functions" / function).iterdir() if path.name != "__pycache__"}

    assert files == {"app.py"}
    assert event_names(function)


def test_every_folder_of_events_belongs_to_a_function():
    assert {name.split("/")[0] for name in event_names()} == set(FUNCTIONS)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _checks(function: ast.AST, helpers: frozenset[str] = frozenset()) -> bool:
    """Whether a function asserts something, itself or through a helper."""
    nodes = list(ast.walk(function))
    calls = {_called(node) for node in nodes if isinstance(node, ast.Call)}
    return any(isinstance(node, ast.Assert) for node in nodes) or bool(
        calls & ({"raises", "warns", "fail"} | helpers)
    )


HELPERS = frozenset(
    one.name
    for path in python_files("tests")
    for one in functions_in(path)
    if not one.name.startswith("test_") and _checks(one)
)


@pytest.mark.parametrize("path", TESTS, ids=relative)
def test_every_test_checks_something(path: Path):
    tests = [one for one in functions_in(path) if one.name.startswith("test_")]

    assert tests
    assert [one.name for one in tests if not _checks(one, HELPERS)] == []


@pytest.mark.parametrize("path", python_files("tests"), ids=relative)
def test_a_test_that_is_skipped_says_why(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {node.func: node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    silent = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"skip", "skipif", "xfail"}:
            call = calls.get(node)
            reason = next((one.value for one in call.keywords if one.arg == "reason"), None) if call else None
            if reason is None and call and node.attr == "skip" and call.args:
                reason = call.args[0]
            if reason is None or (isinstance(reason, ast.Constant) and not reason.value):
                silent.append(node.lineno)

    assert silent == []


@pytest.mark.parametrize("path", python_files("tests"), ids=relative)
def test_no_test_waits_for_time_to_pass(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    waits = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) == "sleep"]

    assert waits == [] or "e2e" in path.parts or path.name in REAL_PROCESSES
