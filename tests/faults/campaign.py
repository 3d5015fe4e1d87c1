"""Very many simulated charges with everything going wrong: `python -m tests.faults.campaign --charges N --seed S`.

The last line is the sum of it as one JSON object. The end is 1 when anything is doubled, lost, unresolved,
mismatched or otherwise not as it must be; then the shortest run that still shows it is told before.
"""

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.invariants import KINDS, Violation
from tests.faults.runs import Run
from tests.faults.shrink import shortest

SHRINK_SECONDS = 60
TELL_EVERY = 5


@dataclass
class Campaign:
    """What came of it: `counts` of everything, `failures` the runs in which something was wrong."""

    seed: str
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[Run, list[Violation]]] = field(default_factory=list)

    @property
    def other(self) -> int:
        """Violations of any other kind."""
        return sum(number for kind, number in self.counts.items() if kind.startswith("violation: "))

    def run(self, charges: int) -> None:
        """Run batch after batch until so many charges were attempted."""
        told, number = time.monotonic(), 0
        while self.counts["charges"] < charges:
            self._batch(Run(f"{self.seed}/{number}"))
            number += 1
            if time.monotonic() - told >= TELL_EVERY:
                told = time.monotonic()
                sys.stderr.write(
                    f"{self.counts['charges']:>8} of {charges} charges, {len(self.failures)} failed runs\n"
                )

    def _batch(self, run: Run) -> None:
        storm, violations = run.live()
        self.counts["charges"] += len(storm.gateway.attempted)
        self.counts["faults"] += len(storm.chaos.struck)
        self.counts["payments"] += len(storm.payments.stored)
        self.counts["subscriptions"] += len(storm.subscriptions.stored)
        self.counts += storm.counts
        self.counts.update(one.kind if one.kind in KINDS else f"violation: {one.kind}" for one in violations)
        if violations:
            self.failures.append((run, violations))

    def summary(self) -> dict[str, int | str]:
        """Everything in one object."""
        names = ("charges", "crashes", "timeouts", "duplicates", *KINDS)
        more = ("faults", "payments", "subscriptions")
        return {name: self.counts[name] for name in (*names, *more)} | {"other": self.other, "seed": self.seed}


def tell(campaign: Campaign) -> str:
    """The first failure, as short as it can be made, in words."""
    run, violations = campaign.failures[0]
    short, trace = shortest(run, SHRINK_SECONDS)
    lines = [f"FAILED, seed {campaign.seed}: {len(campaign.failures)} runs. The first is {run.seed}:"]
    lines += [f"  {violation}" for violation in violations[:10]]
    lines += ["", f"Shortest: customers {short.customers}, {short.periods} periods, faults:"]
    lines += [f"  {name}" for name in sorted(short.only or ())]
    return "\n".join([*lines, "", *trace, ""])


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--charges", type=int, default=100_000)
    parser.add_argument("--seed", default="1")
    given = parser.parse_args()
    campaign = Campaign(given.seed)
    began = time.monotonic()
    campaign.run(given.charges)
    if campaign.failures:
        sys.stdout.write(tell(campaign))
    summary = campaign.summary()
    counted = ", ".join(f"{number} {name}" for name, number in summary.items() if name != "seed")
    sys.stdout.write(f"{counted} in {time.monotonic() - began:.0f} s\n{json.dumps(summary)}\n")
    return 1 if campaign.failures else 0


if __name__ == "__main__":
    sys.exit(main())
