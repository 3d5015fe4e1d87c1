"""Keeps the simulator's state in a JSON file between runs."""

import json
from pathlib import Path

from local.paystack_simulator.simulator import Simulator


def load(simulator: Simulator, path: Path) -> None:
    """Take over the state of `path`, where there is one."""
    if path.exists():
        simulator.restore(json.loads(path.read_text(encoding="utf-8")))


def save(simulator: Simulator, path: Path) -> None:
    """Write the state to `path` in one step, so that a reader never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.part")
    draft.write_text(json.dumps(simulator.snapshot()), encoding="utf-8")
    draft.replace(path)
