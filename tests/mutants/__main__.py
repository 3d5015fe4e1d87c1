"""`python -m tests.mutants [WORD ...]`: prove that the suite notices each mutation (with a WORD in its name)."""

import sys
import time

from local.stack.progress import say
from tests.mutants.mutation import Mutation
from tests.mutants.mutations import MUTATIONS
from tests.mutants.run import SuiteBroken, run

SURVIVED, BROKEN = 1, 2
_NAME, _TEST = 62, 96


def main(words: list[str]) -> int:
    """Print the table; 1 when a mutation survives, 2 when the list or the suite is broken."""
    chosen = [one for one in MUTATIONS if not words or any(word in one.name for word in words)]
    began = time.monotonic()
    try:
        for mutation in chosen:
            mutation.applied()
        survived = _table(chosen)
    except (ValueError, SuiteBroken) as problem:
        sys.stderr.write(f"\n{problem}\n")
        return BROKEN
    say(f"\n{len(chosen)} mutations, {len(chosen) - len(survived)} caught, {time.monotonic() - began:.0f} s")
    for mutation in survived:
        say(f"NOT CAUGHT: {mutation.name} ({mutation.file}): {mutation.cost}")
    return SURVIVED if survived else 0


def _table(chosen: list[Mutation]) -> list[Mutation]:
    survived = []
    say(f"{'mutation':<{_NAME}} {'seconds':>7}  caught by")
    for result in run(chosen):
        caught_by = result.killed_by if len(result.killed_by) <= _TEST else f"{result.killed_by[: _TEST - 3]}..."
        say(f"{result.mutation.name:<{_NAME}} {result.seconds:>7.1f}  {caught_by or 'NOTHING'}")
        if not result.killed_by:
            survived.append(result.mutation)
    return survived


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
