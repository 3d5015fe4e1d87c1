"""Every recorded answer of the old API, on the handlers: as recorded, or as the table of deviations says."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.contract.accounts.cases import CASES
from tests.contract.accounts.deviations import DEVIATIONS, NOT_APPLICABLE, Reason
from tests.contract.accounts.on_handlers import Handlers
from tests.contract.accounts.trying import WITH_MORE_FIELDS, try_case, try_with_more_fields
from tests.infrastructure.project import ROOT
from tests.support.stack import Stack, running_stack

COMPATIBILITY = (ROOT / "docs" / "compatibility.md").read_text(encoding="utf-8")


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    with running_stack(monkeypatch, "http://127.0.0.1:9") as running:
        yield running


@pytest.fixture
def server(request: pytest.FixtureRequest, stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Handlers:
    name: str = request.node.callspec.params["name"]
    stack.configure(monkeypatch, ACTIVATION="true" if name.startswith("activation/") else "false")
    return Handlers(stack)


@pytest.mark.parametrize("name", [name for name in CASES if name not in NOT_APPLICABLE])
def test_a_recorded_case_is_answered_as_recorded_or_as_said(server: Handlers, name: str):
    assert try_case(server, name) == []


@pytest.mark.parametrize("name", WITH_MORE_FIELDS)
def test_a_case_without_an_address_is_answered_as_recorded_once_it_has_one(server: Handlers, name: str):
    assert try_with_more_fields(server, name) == []


def test_each_case_is_in_one_table_at_most():
    assert not DEVIATIONS.keys() & NOT_APPLICABLE.keys()
    assert DEVIATIONS.keys() | NOT_APPLICABLE.keys() <= CASES.keys()


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_is_told_to_people_with_its_cases(reason: Reason):
    _, heading, after = COMPATIBILITY.partition(f"### {reason}\n")
    section = after.partition("\n#")[0]
    cases = [name for name, one in DEVIATIONS.items() if one.reason is reason]

    assert heading
    assert cases
    assert [name for name in cases if f"`{name}`" not in section] == []


def test_people_are_told_how_many_cases_deviate():
    counts = Counter(passed=len(CASES) - len(DEVIATIONS) - len(NOT_APPLICABLE))
    told = (
        f"Of {len(CASES)} recorded cases {counts['passed']} are answered as recorded, {len(DEVIATIONS)} deviate, "
        f"{len(NOT_APPLICABLE)} do"
    )

    assert told in COMPATIBILITY.replace("\n", " ")
    assert all(f"`{name}`" in COMPATIBILITY for name in NOT_APPLICABLE)
