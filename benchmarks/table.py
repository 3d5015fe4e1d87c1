"""What a part measured: rows, how they are shown, and how they are kept."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
LATEST = RESULTS / "latest.json"
WORK = ROOT / ".local" / "bench"
"""What the bench builds and installs for itself; `make clean` removes it."""


@dataclass(frozen=True)
class Row:
    """One figure: `ratio` is against its reference, `goal` the most that this ratio (or value) may be."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    goal: float | None = None

    @property
    def is_missed(self) -> bool:
        """Whether there is a goal and the figure is above it."""
        figure = self.value if self.ratio is None else self.ratio
        return self.goal is not None and figure > self.goal


def show(part: str, rows: Iterable[Row]) -> None:
    """Print one part of the table."""
    print(f"\n{part}\n{'':<66}{'value':>12} {'unit':<10}{'ratio':>8}{'goal':>8}")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.3f}"
        goal = "" if row.goal is None else f"{row.goal:g}{' !' if row.is_missed else '  '}"
        print(f"{row.name:<66}{_number(row.value):>12} {row.unit:<10}{ratio:>8}{goal:>8}")


def keep(parts: Mapping[str, Iterable[Row]], order: Iterable[str], machine: Mapping[str, object]) -> None:
    """Write the figures of this run over those of the last; parts that did not run keep theirs."""
    stored = json.loads(LATEST.read_text(encoding="utf-8")) if LATEST.exists() else {}
    known = stored.get("parts", {}) | {name: [asdict(row) for row in rows] for name, rows in parts.items()}
    kept = {name: known[name] for name in order if name in known}
    RESULTS.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps({"machine": dict(machine), "parts": kept}, indent=2) + "\n", encoding="utf-8")


def _number(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3f}"  # noqa: PLR2004 - three figures are enough
