"""Instructions of the initialization and of the first call, counted by valgrind: the figure without noise.

It is kept in benchmarks/results/instructions.json and held against the one of the run before. Without valgrind
(Debian: apt-get install valgrind) this part says so and measures nothing.
"""

import json
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import builds, scene
from benchmarks.rie import Built, lambda_environment
from benchmarks.table import RESULTS, WORK, Row

NAME = "Instructions (valgrind callgrind); the ratio of 'against the last' is to benchmarks/results/instructions.json"
KEPT = RESULTS / "instructions.json"
COUNTED = Path(__file__).parents[1] / "counted.py"
GROWTH_ALLOWED = 1.05
REFERENCE_OF = "initialize_payment"
"""The reference is counted for one function, and anew only when it changes: it takes a minute."""


def run() -> list[Row]:
    """Count each hot function, and the reference of one; one row that says why where valgrind is missing."""
    if not shutil.which("valgrind"):
        print("\nvalgrind is not installed, so no instructions are counted (Debian: apt-get install valgrind).")
        return []
    builds.ensure_runtime()
    before = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    ours, compiled = builds.ours(), builds.reference_with_bytecode()
    with scene.running((ours, compiled)) as stub:
        with ThreadPoolExecutor(2) as pool:  # instructions are the same however busy the machine is
            counts = pool.map(lambda function: _count(ours.built(function), stub, function), builds.HOT)
            counted = dict(zip(builds.HOT, counts, strict=True))
        reference = _reference(compiled, stub, before.get("reference", {}))
    KEPT.write_text(json.dumps(counted | {"reference": reference}, indent=2) + "\n", encoding="utf-8")
    rows = [row for function, one in counted.items() for row in _rows(function, one, before.get(function))]
    ratio = counted[REFERENCE_OF]["cold"] / reference["cold"]
    return [
        *rows,
        Row(f"{REFERENCE_OF}: reference with bytecode, init + first call", reference["cold"], "M"),
        Row(f"{REFERENCE_OF}: ours against it", counted[REFERENCE_OF]["cold"], "M", ratio, 0.40),
    ]


def _reference(compiled: builds.Variant, stub: scene.Scene, before: dict[str, Any]) -> dict[str, Any]:
    built_of = (compiled.functions / ".made").read_text(encoding="utf-8")[:16]
    if before.get("built_of") == built_of:
        return before
    return {"built_of": built_of} | _count(compiled.built(REFERENCE_OF), stub, REFERENCE_OF)


def _rows(function: str, one: dict[str, float], before: dict[str, float] | None) -> list[Row]:
    growth = one["cold"] / before["cold"] if before else None
    return [
        Row(f"{function}: init", one["init"], "M"),
        Row(f"{function}: init + first call, against the last", one["cold"], "M", growth, growth and GROWTH_ALLOWED),
    ]


def _count(built: Built, stub: scene.Scene, function: str) -> dict[str, float]:
    """Millions of instructions until the function is imported, and until it has answered once."""
    event = WORK / f"event-{function}.json"
    event.write_text(json.dumps(stub.event(function)), encoding="utf-8")
    init, cold = (_instructions(built, stub.environment(), event, calls) for calls in (0, 1))
    return {"init": init, "cold": cold}


def _instructions(built: Built, environment: dict[str, str], event: Path, calls: int) -> float:
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(built.python), "-s"]
    done = subprocess.run(
        [*command, str(COUNTED), built.handler, str(event), str(calls)],
        env=lambda_environment(built, {**environment, "PYTHONHASHSEED": "0"}),
        cwd=built.code,
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        raise RuntimeError(f"valgrind could not run the function: {done.stdout[-500:]} {done.stderr[-1_500:]}")
    return round(int(found[1]) / 1_000_000, 1)
