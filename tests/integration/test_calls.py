"""What each use case costs: its calls and units, held against the table of docs/costs.md.

A difference is a choice: write the measured line, which the failure shows, into the table.
"""

import re
from pathlib import Path

import pytest

from shared import bootstrap
from tests.support.acts import ACTS
from tests.support.builders import USER, a_payment
from tests.support.meter import Meter, metered
from tests.support.stack import Stack
from tests.support.stack_paystack import Paystack

COSTS = Path(__file__).parents[2] / "docs" / "costs.md"
COLUMNS = ("DynamoDB calls", "WRU", "RRU", "Paystack", "Scheduler", "others")
CEILINGS = {
    "initialize": {"WRU": 4, "Paystack": 1},
    "initialize a subscription": {"WRU": 4, "Paystack": 1},
    "settle": {"WRU": 3, "Paystack": 1},
    "settle, and begin the subscription": {"WRU": 6, "Paystack": 1, "Scheduler": 1},
    "charge a subscription": {"WRU": 8, "RRU": 3, "Paystack": 1, "Scheduler": 0},
    "list 20 payments": {"DynamoDB calls": 1, "WRU": 0, "Paystack": 0},
}
"""What the project promises at most."""


def table() -> dict[str, str]:
    """The lines of the section "Calls" by their first column."""
    section = COSTS.read_text(encoding="utf-8").partition("## Calls\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    assert [cell.strip() for cell in lines[0].strip("|").split("|")][1:] == list(COLUMNS)
    return {line.split("|")[1].strip(): re.sub(r" +", " ", line) for line in lines[2:]}


def measured(monkeypatch: pytest.MonkeyPatch, stack: Stack, paystack: Paystack, name: str) -> dict[str, float]:
    act = ACTS[name](stack, paystack)
    bootstrap.tokens().issue_access(USER)  # keys are read once a process, before the meter runs
    bootstrap.signatures().is_signed(b"", "")
    calls = len(paystack.running.simulator.requests.listed())
    with metered(monkeypatch) as meter:
        assert act(), "it did not do what it is measured for"
    return columns(meter, len(paystack.running.simulator.requests.listed()) - calls)


def columns(meter: Meter, paystack_calls: int) -> dict[str, float]:
    others = meter.calls["lambda"] + meter.calls["events"] + meter.calls["sqs"]
    assert meter.calls.total() == meter.calls["dynamodb"] + meter.calls["scheduler"] + others, "nothing else is asked"
    given = (meter.calls["dynamodb"], meter.written, meter.read, paystack_calls, meter.calls["scheduler"], others)
    return dict(zip(COLUMNS, given, strict=True))


def written(name: str, found: dict[str, float]) -> str:
    return f"| {name} | {' | '.join(f'{found[column]:g}' for column in COLUMNS)} |"


@pytest.mark.parametrize("name", ACTS)
def test_a_use_case_costs_what_the_table_says(
    monkeypatch: pytest.MonkeyPatch, stack: Stack, paystack: Paystack, name: str
):
    found = measured(monkeypatch, stack, paystack, name)

    assert table().get(name) == written(name, found)
    assert {column: found[column] for column, most in CEILINGS.get(name, {}).items() if found[column] > most} == {}


def test_the_table_has_no_other_line():
    assert set(table()) == set(ACTS)


def test_a_history_of_any_length_costs_its_page(monkeypatch: pytest.MonkeyPatch, stack: Stack, paystack: Paystack):
    short = measured(monkeypatch, stack, paystack, "list 20 payments")
    for number in range(31, 331):
        bootstrap.payments().add_payment(a_payment(id=number))

    with metered(monkeypatch) as meter:
        answer = stack.call("list_payments", stack.event("list_payments/first_page"))

    assert len(answer.json["results"]) == 20
    assert columns(meter, 0) == short
