"""Applies one mutation at a time to a copy of the project and runs the fast tests on it."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory

from tests.mutants.mutation import ROOT, Mutation

SUITES = {
    "unit": ["tests/unit/domain", "tests/unit/usecases"],
    "stores": ["tests/contract/stores", "tests/mutants/test_consistent_reads.py"],
    "adapters": ["tests/integration/adapters"],
    "pace": ["tests/contract/ports/test_charge_pace.py"],
}
"""What is asked first, the cheapest that should notice; where it does not, everything is."""
EVERYTHING = [*(path for paths in SUITES.values() for path in paths), "tests/faults"]
NEEDED = ("functions", "shared", "local", "benchmarks", "tests", "events", "docs", "template.yaml", "pyproject.toml")
WORKERS = 2
HANGS_AFTER = 300
PASSED, FAILED = 0, 1


class SuiteBroken(Exception):
    """The tests could not be run, or fail without any mutation: they prove nothing."""


@dataclass(frozen=True)
class Result:
    """What became of a mutation; `killed_by` is the first test that failed, empty when it survived."""

    mutation: Mutation
    killed_by: str
    seconds: float


def run(mutations: Iterable[Mutation]) -> Iterator[Result]:
    """Yield a result for each mutation, in their order; raise SuiteBroken when the tests fail without one."""
    with TemporaryDirectory(prefix="dukka-mutants-") as folder, ThreadPoolExecutor(WORKERS) as workers:
        copies: Queue[Path] = Queue()
        for number in range(WORKERS):
            copies.put(_copy(Path(folder) / str(number)))
        _check_unmutated(copies)
        yield from workers.map(lambda mutation: _tried(mutation, copies), mutations)


def _copy(to: Path) -> Path:
    to.mkdir()
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, to / name)
    return to


def _check_unmutated(copies: "Queue[Path]") -> None:
    with _one_of(copies) as copy:
        if broken := _first_failure(copy, EVERYTHING):
            raise SuiteBroken(f"without any mutation this fails already: {broken}")


def _tried(mutation: Mutation, copies: "Queue[Path]") -> Result:
    began = time.monotonic()
    with _one_of(copies) as copy:
        file = copy / mutation.file
        text = file.read_text(encoding="utf-8")
        file.write_text(mutation.applied(copy), encoding="utf-8")
        try:
            killed_by = _first_failure(copy, SUITES[mutation.suite]) or _first_failure(copy, EVERYTHING)
        finally:
            file.write_text(text, encoding="utf-8")
    return Result(mutation, killed_by, time.monotonic() - began)


@contextmanager
def _one_of(copies: "Queue[Path]") -> Iterator[Path]:
    copy = copies.get()
    try:
        yield copy
    finally:
        copies.put(copy)


def _first_failure(copy: Path, paths: list[str]) -> str:
    """Run tests in a copy; return the first that fails, empty when all pass."""
    # No bytecode: a file that is changed twice within a second keeps its time, and may keep its size.
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
    existing = [path for path in paths if (copy / path).exists()]
    try:
        done = subprocess.run(
            [*command, *existing],
            cwd=copy,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=HANGS_AFTER,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"(hangs for {HANGS_AFTER} s)"
    if done.returncode == PASSED:
        return ""
    named = re.search(r"^(?:FAILED|ERROR) tests/(.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
    if done.returncode != FAILED or named is None:
        raise SuiteBroken(f"the tests could not be run:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    return named[1]
