"""Make a failing run shorter while it fails: fewer customers, fewer periods, fewer faults."""

import time
from collections.abc import Callable
from dataclasses import replace

from tests.faults.runs import Run
from tests.support.builders import user_id

Fails = Callable[[Run], bool]


def shortest(run: Run, seconds: float) -> tuple[Run, list[str]]:
    """Return the shortest run found in so much time that still fails, and its trace."""
    deadline = time.monotonic() + seconds
    kinds = {violation.kind for violation in run.live()[1]}

    def fails(candidate: Run) -> bool:
        return time.monotonic() < deadline and bool(kinds & {one.kind for one in candidate.live()[1]})

    run = _fewer_faults(_fewer_periods(_fewer_customers(run, fails), fails), fails)
    trace: list[str] = []
    _, violations = run.live(trace)
    return run, [*trace, *(str(violation) for violation in violations)]


def _fewer_customers(run: Run, fails: Fails) -> Run:
    blamed = {violation.user_id for violation in run.live()[1]}
    for number in run.customers:
        alone = replace(run, customers=(number,))
        if user_id(number) in blamed and fails(alone):
            return alone
    for number in run.customers:
        fewer = replace(run, customers=tuple(one for one in run.customers if one != number))
        if fewer.customers and fails(fewer):
            run = fewer
    return run


def _fewer_periods(run: Run, fails: Fails) -> Run:
    while run.periods > 1 and fails(fewer := replace(run, periods=run.periods // 2)):
        run = fewer
    while run.periods > 1 and fails(fewer := replace(run, periods=run.periods - 1)):
        run = fewer
    return run


def _fewer_faults(run: Run, fails: Fails) -> Run:
    """Take faults away, many at once and then one by one."""
    struck = list(dict.fromkeys(run.live()[0].chaos.struck))
    if fails(none := replace(run, only=frozenset())):
        return none
    size = max(1, len(struck) // 2)
    while True:
        kept = list(struck)
        for start in range(0, len(struck), size):
            fewer = [name for name in kept if name not in struck[start : start + size]]
            if len(fewer) < len(kept) and fails(replace(run, only=frozenset(fewer))):
                kept = fewer
        if size == 1 and kept == struck:
            return replace(run, only=frozenset(struck))
        struck, size = kept, max(1, size // 2)
