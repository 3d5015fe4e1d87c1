"""Turns charging off and on for a whole stack: `python -m local.charging off --stack dukka-production`.

Off means now: the charge function reads the switch before each charge. Nothing is lost meanwhile; what became due is
charged once charging is on again. `--local` means the stack that `make up` started.
"""

from __future__ import annotations

import argparse
import sys

from local.merchant import add_where, reached
from local.stack.errors import StackError
from shared.adapters.dynamodb.charging_switch import DynamoChargingSwitch

OUTPUT, PARAMETER = "PaymentsTable", "ChargingEnabled"


def main(arguments: list[str]) -> int:
    """Run one command; a problem is one sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m local.charging", description=__doc__)
    parser.add_argument("command", choices=["off", "on", "status"])
    add_where(parser)
    options = parser.parse_args(arguments)
    try:
        print(_run(options.command, options.stack))
    except StackError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _run(command: str, name: str | None) -> str:
    with reached(name) as stack:
        enabled = stack.parameters.get(PARAMETER, "true") == "true"
        switch = DynamoChargingSwitch(stack.dynamodb, stack.output(OUTPUT), is_enabled=enabled)
        if command != "status":
            switch.turn(on=command == "on")
        why = "" if enabled else f" It was deployed with {PARAMETER}=false, which only a new deployment changes."
        return f"Charging of {stack.name} is {'on' if switch.is_on() else 'off'}.{why}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
