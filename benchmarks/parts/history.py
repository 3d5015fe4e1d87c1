"""A page of ten payments out of a history of 10, 1,000 and 100,000: what is read, and what the handler spends.

The store is a stub that answers a page as DynamoDB does, by its key; an emulator walks the whole partition, so that
its own time would say nothing.
"""

import statistics

from benchmarks import builds, scene
from benchmarks.rie import measure
from benchmarks.table import Row

NAME = "History: a page of 10 (ratio: against a history of 10)"
SIZES = (10, 1_000, 100_000)
RUNS, CALLS, GOAL = 3, 60, 1.2
FUNCTION = "list_payments"


def run() -> list[Row]:
    """Measure each size in turn, some times over."""
    builds.ensure_runtime()
    ours = builds.ours()
    spent: dict[int, list[float]] = {size: [] for size in SIZES}
    with scene.running((ours,)) as stub:
        event = stub.event(FUNCTION, limit="10")
        read = {}
        for _ in range(RUNS):
            for size in SIZES:
                stub.set_history(size)
                before = stub.counts()
                spent[size].append(measure(ours.built(FUNCTION), event, stub.environment(), CALLS).warm)
                after = stub.counts()
                read[size] = {name: (after[name] - before.get(name, 0)) / CALLS for name in after}
    cpu = {size: statistics.median(one) for size, one in spent.items()}
    return [row for size in SIZES for row in _rows(size, cpu, read)]


def _rows(size: int, cpu: dict[int, float], read: dict[int, dict[str, float]]) -> list[Row]:
    least = SIZES[0]
    name = f"of {size:,} payments"
    return [
        Row(f"{name}: handler", cpu[size], "ms CPU", cpu[size] / cpu[least], GOAL),
        Row(f"{name}: items read", read[size]["items read"], "items"),
        Row(f"{name}: bytes read", read[size]["bytes read"], "bytes"),
        Row(f"{name}: calls of DynamoDB", read[size]["Query"], "calls"),
    ]
