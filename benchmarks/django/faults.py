"""What a fault after Paystack has booked a charge does to each: shown by doing it.

The twin's clock is moved by its tables: an hour passes for its tasks. Ours is told a later time. The same gateway
serves both, and knows what was booked.
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from benchmarks.django import machines
from benchmarks.django.old import Twin
from benchmarks.table import ROOT

KILLED, DROPPED, ERROR = "killed once Paystack has booked", "connection lost once booked", "booked, answered 500"
MODES = {KILLED: "hang", DROPPED: "drop", ERROR: "500"}
LATER = 240
"""Seconds until ours is woken again: the lease of a claim is over by then."""
PATIENCE = 20


@dataclass(frozen=True)
class Effect:
    """How often one period was charged, and how often that is in the books as paid and as failed."""

    charged: int
    paid: int
    failed: int


def theirs(gateway: str, fault: str) -> Effect:
    """The twin: its worker meets the fault, an hour passes, another worker goes on."""
    twin = Twin(gateway, "faults")
    twin.bench("due", 1)
    machines.ask(gateway, "/_reset")
    machines.ask(gateway, "/_mode", {"charge": MODES[fault]})
    with twin.working():
        machines.until(lambda: _booked(gateway) >= 1, PATIENCE)
        if fault is not KILLED:
            machines.until(lambda: _is_noted(twin), PATIENCE / 4, every=0.5)
    machines.ask(gateway, "/_mode", {"charge": "good"})
    twin.bench("later")
    with twin.working():
        machines.until(lambda: _booked(gateway) >= 2, PATIENCE / 2)
        machines.until(lambda: _is_noted(twin), PATIENCE / 4, every=0.5)
    state = twin.bench("state")
    return Effect(_booked(gateway), state["paid"], state["failed"])


def _is_noted(twin: Twin) -> bool:
    state = twin.bench("state")
    return bool(state["paid"] + state["failed"])


def ours(gateway: str, aws: str, fault: str) -> Effect:
    """Dukka: its charge function meets the fault, four minutes pass, and it is woken again."""
    machines.ask(gateway, "/_reset")
    machines.ask(gateway, "/_mode", {"charge": MODES[fault]})
    if fault is KILLED:
        process = subprocess.Popen(_command(gateway, aws, 0), cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            machines.until(lambda: _booked(gateway) >= 1, PATIENCE)
        finally:
            machines.stop(process, signal.SIGKILL)
    else:
        _charge(gateway, aws, 0)
    machines.ask(gateway, "/_mode", {"charge": "good"})
    after = _charge(gateway, aws, LATER)
    return Effect(_booked(gateway), after["stored"].count("success"), after["stored"].count("failed"))


def _charge(gateway: str, aws: str, ahead: int) -> Any:
    return json.loads(machines.run(_command(gateway, aws, ahead), os.environ))


def _command(gateway: str, aws: str, ahead: int) -> list[str]:
    told = {"verb": "charge", "aws": aws, "gateway": gateway, "ahead": ahead}
    return [sys.executable, "-m", "benchmarks.django.ours", json.dumps(told)]


def _booked(gateway: str) -> int:
    return len(machines.ask(gateway, "/_seen")["booked"])
