"""What a month uses: counted calls and units, and the times that a function is billed for.

DynamoDB's calls and units are those of the table "Calls" in docs/costs.md, which a test measures; CPU is that of
`python -m benchmarks`, rounded up. How long AWS and Paystack let a function wait is assumed.
"""

import re
from collections import Counter
from dataclasses import dataclass

from benchmarks.table import ROOT
from tests.support.template import resources, template

COSTS = ROOT / "docs" / "costs.md"
DAYS = 30
MINUTES = DAYS * 24 * 60
MEGABYTES, WAITING_MEGABYTES, WHOLE_CPU = 512, 256, 1_769
"""As in template.yaml: of most functions, of those that wait for others, of those that hash passwords."""
DYNAMODB_MS = 5
"""Of a call."""
LOG_BYTES = 250
"""Of an invocation: one line of at most 215 bytes, measured, and 26 of CloudWatch's own."""
ANSWER_BYTES = 1_500
PAYMENT_BYTES, SUBSCRIPTION_BYTES = 700, 1_000
"""In the table, indexes and their overhead included."""
KEPT_MONTHS = 12
"""The storage is that of a year's payments."""
COLD = 0.01
"""Part of the invocations that find no process."""
INIT_MS = 350
WATCHED_BYTES, SCHEDULES_A_CALL, LIST_MS, WATCH_SECONDS = 110, 100, 30, 180

Usage = Counter[str]


@dataclass(frozen=True)
class Step:
    """One invocation: a line of the table "Calls", its CPU on a whole one, and how long Paystack takes."""

    calls: str
    cpu_ms: float
    paystack_ms: float = 0
    is_request: bool = True
    megabytes: int = MEGABYTES


CHECKOUT = (
    Step("log in", 23, megabytes=WHOLE_CPU),
    Step("initialize", 4, 500),
    Step("settle", 5, 400),
    Step("an event delivered again", 3),
    Step("list 20 payments", 4),
)
"""A customer logs in, begins, pays, returns once the webhook has settled it, and looks at the history."""
RENEWAL = (
    Step("charge a subscription", 8, 2_000, is_request=False, megabytes=WAITING_MEGABYTES),
    Step("an event delivered again", 3),
)
"""A schedule wakes the charge function, and Paystack's webhook follows."""


def units() -> dict[str, dict[str, float]]:
    """Read the table "Calls"."""
    section = COSTS.read_text(encoding="utf-8").partition("## Calls\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return {row[0]: dict(zip(rows[0][1:], map(float, row[1:]), strict=True)) for row in rows[2:]}


def at_rest() -> Usage:
    """A month in which nobody pays: what the template keeps, the sweep, the watchdog."""
    used: Usage = Counter()
    used["secret"] = len(resources("AWS::SecretsManager::Secret"))
    used["alarm"] = len(resources("AWS::CloudWatch::Alarm"))
    tables = len(resources("AWS::DynamoDB::Table"))
    used["key_use"] = tables * MINUTES / 5
    sweeps, watches = MINUTES / _minutes("SweepRate"), MINUTES / _minutes("WatchRate")
    swept, watched = units()["sweep, with nothing due"], units()["watch one subscription"]
    _invoke(used, sweeps, swept["DynamoDB calls"], cpu_ms=16, megabytes=WAITING_MEGABYTES)
    _invoke(used, watches, watched["DynamoDB calls"], cpu_ms=25, other_ms=watched["Scheduler"] * LIST_MS)
    used["read_unit"] += sweeps * swept["RRU"] + watches * watched["RRU"]
    used["schedule"] += sweeps + watches
    return used


def month(payments: int) -> Usage:
    """A month with so many payments, half of them renewals: the rest of it as at rest."""
    used = at_rest()
    for steps in (CHECKOUT, RENEWAL):
        for step in steps:
            _add(used, step, payments / 2)
    used["schedule"] += payments / 2
    used["secret_read"] += min(payments, 4 * MINUTES / 5)
    used["table_gb"] = (payments * KEPT_MONTHS * PAYMENT_BYTES + payments / 2 * SUBSCRIPTION_BYTES) / 1e9
    used["backup_gb"] = used["table_gb"]
    used["log_kept_gb"] = used["log_gb"]
    _watch(used, payments / 2)
    return used


def _add(used: Usage, step: Step, times: float) -> None:
    found = units()[step.calls]
    used["write_unit"] += times * found["WRU"]
    used["read_unit"] += times * found["RRU"]
    used["rest_request"] += times * step.is_request
    used["out_gb"] += times * step.is_request * ANSWER_BYTES / 1e9
    _invoke(used, times, found["DynamoDB calls"], step.cpu_ms, step.paystack_ms, step.megabytes)


def _invoke(
    used: Usage, times: float, calls: float, cpu_ms: float, other_ms: float = 0, megabytes: int = MEGABYTES
) -> None:
    share = min(1, megabytes / WHOLE_CPU)
    milliseconds = calls * DYNAMODB_MS + cpu_ms / share + other_ms + COLD * INIT_MS
    used["lambda_request"] += times
    used["lambda_gb_second"] += times * milliseconds / 1_000 * megabytes / 1_024
    used["log_gb"] += times * LOG_BYTES / 1e9


def _watch(used: Usage, subscriptions: float) -> None:
    """The watchdog's walk grows with what it walks, up to the time that it may take."""
    watches = MINUTES / _minutes("WatchRate")
    walked = min(subscriptions, WATCH_SECONDS * 1_000 / LIST_MS * SCHEDULES_A_CALL)
    used["read_unit"] += watches * walked * WATCHED_BYTES / 8_192
    seconds = walked / SCHEDULES_A_CALL * LIST_MS / 1_000
    used["lambda_gb_second"] += watches * seconds * MEGABYTES / 1_024


def _minutes(parameter: str) -> int:
    """A rate's default in the template."""
    found = re.search(r"\d+", template()["Parameters"][parameter]["Default"])
    return int(found[0]) if found else 1
