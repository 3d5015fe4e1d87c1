"""`python -m benchmarks.herd --due 1000000`: simulate one herd; its last line is one JSON object.

It fails when a charge was lost, doubled, overlooked or overtaken, or Paystack saw more in a minute than it accepts.
"""

import argparse
import json
import sys
from dataclasses import asdict

from benchmarks.herd.gateway import Faults
from benchmarks.herd.simulation import Herd, Simulation


def main(arguments: list[str]) -> int:
    """Run it and say what became of everybody."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.herd", description=__doc__)
    parser.add_argument("--due", type=int, default=1_000_000, help="subscriptions that fall due in one minute")
    parser.add_argument("--later", type=int, default=0, help="as many more, due an hour after them")
    parser.add_argument("--limit", type=int, default=600, help="charges that Paystack accepts in 60 seconds")
    parser.add_argument("--spread", type=int, default=0, help="minutes over which the charges are spread")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-schedules", action="store_true", help="leave everything to the sweep")
    told = parser.parse_args(arguments)
    herd = Herd(told.due, told.later, told.limit, told.spread, told.seed, Faults(), is_woken=not told.no_schedules)
    outcome = Simulation(herd).run()
    print(json.dumps(asdict(outcome)))
    return 0 if is_sound(outcome, told.limit) else 1


def is_sound(outcome: object, limit: int) -> bool:
    """Whether nobody was lost, charged twice, forgotten or overtaken, and Paystack's limit was kept."""
    told = asdict(outcome)  # type: ignore[call-overload]
    wrong = [told[name] for name in ("lost", "doubled", "overlooked", "overtaken")]
    return not any(wrong) and told["most_in_a_minute"] <= limit


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
