"""Tries a case: what is wrong with its answer, by the recording and the table of deviations."""

from tests.contract.accounts.cases import CASES, Server, Trial
from tests.contract.accounts.deviations import DEVIATIONS
from tests.contract.accounts.matching import differences, is_like

WITH_MORE_FIELDS = [name for name, one in DEVIATIONS.items() if one.more_fields]


def try_case(server: Server, name: str) -> list[str]:
    """Return in words what is wrong; nothing where the answer is as recorded, or deviates as it should."""
    trial, deviation = Trial(server, CASES[name]), DEVIATIONS.get(name)
    answer = trial.run()
    found = differences(trial, answer)
    if deviation is None:
        return found
    if not found:
        return ["it does not deviate any more: take it out of the table, and out of docs/compatibility.md"]
    is_as_said = answer.status in deviation.statuses and (
        deviation.body is None or is_like(trial.filled(deviation.body), answer.json)
    )
    return [] if is_as_said else ["it deviates otherwise than the table says", *found]


def try_with_more_fields(server: Server, name: str) -> list[str]:
    """Return what is wrong when the fields that we ask for are there as well."""
    recorded = dict(CASES[name])
    trial = Trial(server, recorded)
    trial.bind_name("given")
    more = {field: str(trial.filled(value)) for field, value in DEVIATIONS[name].more_fields.items()}
    if recorded["status"] < 400:
        recorded["response_json"] = recorded["response_json"] | more
    return differences(trial, trial.run(**more))
