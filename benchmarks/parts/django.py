"""Against the project that Dukka replaces: its twin under gunicorn and SQLite, and ours, in the same run.

Both speak plain HTTP to the same gateway on 127.0.0.1. Of ours the real handlers run one after the other in one
process, as in a Lambda's, against a DynamoDB that answers over HTTP; API Gateway and TLS are left out, as nginx and
TLS are of theirs. CPU is the worker's, or the handler's; passwords are hashed as each does by default.
"""

import json
import os
import sys
from typing import Any

from benchmarks.django import faults, machines, old
from benchmarks.django.ours import SECRETS
from benchmarks.table import Row

NAME = "Against the old stack (ratio: ours / theirs)"
LENGTHS = [10, 1_000, 100_000]
BACKLOGS = [100, 1_000, 10_000]
FLAT = 1.2
REQUESTS = ("sign-up", "login", "me", "initialize")


def run() -> list[Row]:
    """Measure both."""
    with machines.stub("benchmarks.django.gateway") as gateway:
        theirs = old.measure(gateway, LENGTHS, BACKLOGS)
        with machines.stub("benchmarks.django.aws", json.dumps(SECRETS)) as aws:
            told = {"verb": "all", "aws": aws, "gateway": gateway, "lengths": LENGTHS, "backlogs": BACKLOGS}
            machines.ask(gateway, "/_reset")
            ours = _ours(told)
            start = _ours({**told, "verb": "start"})
            broken = _faults(gateway)
    return [
        *_start(theirs, start),
        *_requests(theirs, ours),
        *_history(theirs, ours),
        *_charges(theirs, ours),
        *broken,
    ]


def _ours(told: dict[str, Any]) -> Any:
    return json.loads(machines.run([sys.executable, "-m", "benchmarks.django.ours", json.dumps(told)], os.environ))


def _start(theirs: Any, ours: Any) -> list[Row]:
    cpu, memory = theirs["start"]["cpu_ms"], theirs["memory"]
    return [
        Row("start to first answer, CPU: theirs", cpu, "ms"),
        Row("start to first answer, CPU: ours, from the checkout (list_payments)", *_against(ours["cpu_ms"], cpu)),
        Row("peak memory after the start: theirs", memory["start"], "MiB"),
        Row("peak memory after the start: ours", ours["mib"], "MiB", ours["mib"] / memory["start"]),
        Row("peak memory after a history of 100,000: theirs", memory["end"], "MiB"),
    ]


def _against(ours: float, theirs: float) -> tuple[float, str, float]:
    return ours, "ms", ours / theirs


def _requests(theirs: Any, ours: Any) -> list[Row]:
    rows = []
    for name in REQUESTS:
        for figure, unit in (("cpu_ms", "ms CPU"), ("ms", "ms")):
            rows.append(Row(f"{name}: theirs", theirs[name][figure], unit))
            rows.append(Row(f"{name}: ours", ours[name][figure], unit, ours[name][figure] / theirs[name][figure]))
    return rows


def _history(theirs: Any, ours: Any) -> list[Row]:
    rows = []
    for length in LENGTHS:
        for figure, unit in (("cpu_ms", "ms CPU"), ("ms", "ms")):
            before, after = (one[f"history {length}"][figure] for one in (theirs, ours))
            rows.append(Row(f"history of {length:,}: theirs, all of it", before, unit))
            rows.append(Row(f"history of {length:,}: ours, a page", after, unit, after / before))
    shortest, longest = (f"history {length}" for length in (LENGTHS[0], LENGTHS[-1]))
    grown = ours[longest]["cpu_ms"] / ours[shortest]["cpu_ms"]
    rows.append(Row("history of 100,000 against 10: ours", ours[longest]["cpu_ms"], "ms CPU", grown, FLAT))
    return rows


def _charges(theirs: Any, ours: Any) -> list[Row]:
    rows = []
    for backlog in map(str, BACKLOGS):
        before, after, due = theirs["charges"][backlog], ours["charges"][backlog], f"{int(backlog):,} due"
        rate, cpu = (after[figure] / before[figure] for figure in ("per_second", "cpu_ms"))
        rows += [
            Row(f"charges a second, {due}: theirs, its one worker", before["per_second"], "/s"),
            Row(f"charges a second, {due}: ours, one function", after["per_second"], "/s", rate),
            Row(f"CPU a charge, {due}: theirs", before["cpu_ms"], "ms CPU"),
            Row(f"CPU a charge, {due}: ours", after["cpu_ms"], "ms CPU", cpu),
        ]
    return rows


def _faults(gateway: str) -> list[Row]:
    rows = []
    for fault in faults.MODES:
        with machines.stub("benchmarks.django.aws", json.dumps(SECRETS)) as aws:
            effects = {"theirs": faults.theirs(gateway, fault), "ours": faults.ours(gateway, aws, fault)}
        for whose, effect in effects.items():
            goal = 1 if whose == "ours" else None
            rows.append(Row(f"{fault}: times charged, {whose}", effect.charged, "charges", goal=goal))
            rows.append(Row(f"{fault}: in the books as paid, {whose}", effect.paid, "payments"))
    return rows


if __name__ == "__main__":
    from benchmarks.table import show

    show(NAME, run())
