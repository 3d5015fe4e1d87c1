"""What importing each function costs, against a bare interpreter: the part of a cold start that is ours to change.

Each figure is the median CPU time (user and system) of fresh processes with a warm page cache and bytecode on disk.
Machines differ and are noisy: compare the ratios of one run. The figures are also written to
benchmarks/results/latest.json.
"""

import json
import os
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "latest.json"
RUNS = 7


def cpu_milliseconds(code: str) -> float:
    """Return user and system time of one fresh interpreter that runs the code."""
    arguments = [sys.executable, "-c", code]
    pid = os.posix_spawn(sys.executable, arguments, {"PATH": os.defpath, "PYTHONPATH": str(ROOT)})
    _, status, used = os.wait4(pid, 0)
    if status != 0:
        raise SystemExit(f"this failed: python -c {code!r}")
    return (used.ru_utime + used.ru_stime) * 1_000


def median_milliseconds(code: str) -> float:
    """Return the median over some processes, after one that fills the caches."""
    cpu_milliseconds(code)
    return statistics.median(cpu_milliseconds(code) for _ in range(RUNS))


def main() -> None:
    """Measure every function and print one table."""
    bare = median_milliseconds("pass")
    names = sorted(path.parent.name for path in ROOT.glob("functions/*/app.py"))
    imports = {name: median_milliseconds(f"import functions.{name}.app") for name in names}
    print(f"CPython {sys.version.split()[0]}, median of {RUNS} processes; bare interpreter {bare:.0f} ms\n")
    print(f"{'function':<26}{'import, CPU ms':>16}{'x bare':>9}")
    for name, milliseconds in imports.items():
        print(f"{name:<26}{milliseconds:>16.0f}{milliseconds / bare:>9.1f}")
    RESULTS.parent.mkdir(exist_ok=True)
    figures = {"python": sys.version.split()[0], "bare_ms": bare, "import_ms": imports}
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")
    print(f"\nwritten to {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
