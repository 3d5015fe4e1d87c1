"""Everybody falls due in one minute: what one charge costs, and how long all of them take.

The charge function's own figures are those of the real handler against stubs of DynamoDB and Paystack on 127.0.0.1.
The drain times are simulated with the product's use cases, faults and all (benchmarks/herd); every simulation fails
when a charge is lost or doubled.
"""

import json
import os
import sys

from benchmarks.django import machines
from benchmarks.django.ours import SECRETS
from benchmarks.herd.__main__ import is_sound
from benchmarks.herd.simulation import NO_LIMIT, Herd, Outcome, Simulation, bound_by_lambda
from benchmarks.table import Row

NAME = "The herd: all due in one minute"
PAYSTACK = 600
SIZES = (10_000, 100_000, 1_000_000)
SECONDS_A_CHARGE = 2
BACKLOG = 1_000


def run() -> list[Row]:
    """Measure one charge, then drain herds of three sizes."""
    return [*_one_charge(), *_drains()]


def _one_charge() -> list[Row]:
    with (
        machines.stub("benchmarks.django.gateway") as gateway,
        machines.stub("benchmarks.django.aws", json.dumps(SECRETS)) as aws,
    ):
        told = json.dumps({"verb": "charges", "aws": aws, "gateway": gateway, "backlogs": [BACKLOG]})
        command = [sys.executable, "-m", "benchmarks.django.ours", told]
        measured = json.loads(machines.run(command, os.environ))[str(BACKLOG)]
    return [
        Row("charges a second of one charge function, a gateway that answers at once", measured["per_second"], "/s"),
        Row("CPU a charge of the charge function", measured["cpu_ms"], "ms CPU"),
    ]


def _drains() -> list[Row]:
    rows = []
    for size in SIZES:
        outcome, due = _simulated(Herd(size), PAYSTACK), f"{size:,} due"
        rows += [
            Row(f"{due}: drained under Paystack's {PAYSTACK} a minute", outcome.drained_after / 60, "hours"),
            Row(f"{due}: lost or charged twice", outcome.lost + outcome.doubled, "charges", goal=0),
            Row(f"{due}: most charges in any 60 seconds", outcome.most_in_a_minute, "", goal=PAYSTACK),
            Row(f"{due}: invocations a charge", outcome.invocations / outcome.sent, ""),
        ]
    for size in SIZES[:2]:
        outcome = _simulated(bound_by_lambda(size, SECONDS_A_CHARGE), NO_LIMIT)
        rows.append(Row(f"{size:,} due: drained under Lambda's limits alone", outcome.drained_after, "minutes"))
    return [*rows, Row(f"{SIZES[-1]:,} due: the same, reckoned from those", outcome.drained_after * 10, "minutes")]


def _simulated(herd: Herd, limit: int) -> Outcome:
    outcome = Simulation(herd).run()
    if not is_sound(outcome, limit):
        raise RuntimeError(f"the simulation is not sound: {outcome}")
    return outcome


if __name__ == "__main__":
    from benchmarks.table import show

    show(NAME, run())
