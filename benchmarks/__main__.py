"""Every measurement in one table: `make bench`, or `python -m benchmarks cold sizes` for some of its parts.

A part is a module of benchmarks/parts with `NAME`, the line over its rows, and `run() -> list[Row]`. Machines differ
and are noisy: compare the ratios of one run. The figures are kept in benchmarks/results/latest.json; whatever a part
needs it installs into .local/bench by itself.
"""

import importlib
import platform
import sys
import time

from benchmarks.table import LATEST, ROOT, Row, keep, show

PARTS: tuple[str, ...] = ("cold", "history", "sizes", "instructions", "herd", "django", "bill")
"""Modules of benchmarks/parts, in the order in which they run."""


def main(wanted: list[str]) -> int:
    """Run the parts, show and keep what they found; 1 when one of them failed."""
    unknown = set(wanted) - set(PARTS)
    if unknown:
        print(f"There is no such part: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    began, failed = time.monotonic(), []
    for name in wanted or PARTS:
        try:
            keep({name: _run(name)}, PARTS, {"python": platform.python_version(), "machine": platform.machine()})
        except Exception as problem:  # noqa: BLE001 - the other parts' figures are worth having
            failed.append(name)
            print(f"\n{name} could not be measured: {type(problem).__name__}: {problem}", file=sys.stderr)
    print(f"\n{time.monotonic() - began:.0f} s; ! is a goal missed. Kept in {LATEST.relative_to(ROOT)}")
    return 1 if failed else 0


def _run(name: str) -> list[Row]:
    part = importlib.import_module(f"benchmarks.parts.{name}")
    rows: list[Row] = part.run()
    show(part.NAME, rows)
    return rows


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
