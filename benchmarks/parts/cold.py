"""Cold starts, warm calls and memory: each hot function against the reference, in turns, under the emulator."""

import statistics
from pathlib import Path

from benchmarks import builds, scene
from benchmarks.rie import Taken, measure
from benchmarks.table import Row

NAME = "Cold start, warm call and memory under the runtime's emulator (ratios: against the reference as built)"
RUNS, WARM_CALLS = 5, 20
WITH_HASH, HASH_MEMORY = "create_token", 19  # MiB, by its parameters
COLD_GOAL, COLD_GOAL_WITH_BYTECODE, WARM_GOAL, MEMORY_GOAL = 0.20, 0.40, 0.20, 0.5


def run() -> list[Row]:
    """Measure every pair."""
    builds.ensure_runtime()
    variants = (builds.ours(), builds.reference_with_bytecode(), builds.reference())
    with scene.running(variants) as stub:
        rows = [row for function in builds.HOT for row in _rows(function, variants, stub)]
        return [*rows, *_floor(stub)]


def _floor(stub: scene.Scene) -> list[Row]:
    """A function that does nothing: what nobody can go below."""
    bare = builds.bare()
    taken = _median(
        [measure(bare, stub.event(builds.HOT[0]), stub.environment(), WARM_CALLS + 1) for _ in range(RUNS)]
    )
    return [
        Row("a function that does nothing: init + first call", taken.cold, "ms CPU"),
        Row("a function that does nothing: warm call", taken.warm, "ms CPU"),
        Row("a function that does nothing: peak memory", taken.memory, "MiB"),
    ]


def _less_the_hash(function: str, taken: list[Taken], layer: Path) -> list[Row]:
    """The log-in again without its password's hash, which takes the same in both and is meant to take long."""
    if function != WITH_HASH:
        return []
    first, warm = builds.hash_cost(layer)
    ours, compiled, plain = taken
    cold = ours.cold - first
    return [
        Row(f"{function}: the password's hash, in both", warm, "ms CPU"),
        Row(f"{function} less the hash: init + first call", cold, "ms CPU", cold / (plain.cold - first), COLD_GOAL),
        Row(
            f"{function} less the hash: init + first call, with bytecode",
            cold,
            "ms CPU",
            cold / (compiled.cold - first),
            COLD_GOAL_WITH_BYTECODE,
        ),
        Row(
            f"{function} less the hash: peak memory",
            ours.memory - HASH_MEMORY,
            "MiB",
            (ours.memory - HASH_MEMORY) / (compiled.memory - HASH_MEMORY),
            MEMORY_GOAL,
        ),
    ]


def _rows(function: str, variants: tuple[builds.Variant, ...], stub: scene.Scene) -> list[Row]:
    environment, event = stub.environment(), stub.event(function)
    taken: dict[str, list[Taken]] = {variant.name: [] for variant in variants}
    for _ in range(RUNS):
        for variant in variants:
            taken[variant.name].append(measure(variant.built(function), event, environment, WARM_CALLS + 1))
    ours, compiled, plain = (_median(taken[variant.name]) for variant in variants)
    return [
        Row(f"{function}: init + first call, as built", ours.cold, "ms CPU", ours.cold / plain.cold, COLD_GOAL),
        Row(
            f"{function}: init + first call, reference with bytecode",
            compiled.cold,
            "ms CPU",
            ours.cold / compiled.cold,
            COLD_GOAL_WITH_BYTECODE,
        ),
        Row(f"{function}: init + first call, reference", plain.cold, "ms CPU"),
        Row(f"{function}: init", ours.init, "ms CPU", ours.init / plain.init),
        Row(f"{function}: first call", ours.first, "ms CPU", ours.first / plain.first),
        Row(f"{function}: warm call", ours.warm, "ms CPU", ours.warm / compiled.warm, WARM_GOAL),
        Row(f"{function}: peak memory", ours.memory, "MiB", ours.memory / compiled.memory, MEMORY_GOAL),
        *_less_the_hash(function, [ours, compiled, plain], variants[0].layer or Path()),
    ]


def _median(taken: list[Taken]) -> Taken:
    columns = zip(*((one.init, one.first, one.warm, one.memory) for one in taken), strict=True)
    return Taken(*(statistics.median(column) for column in columns))
