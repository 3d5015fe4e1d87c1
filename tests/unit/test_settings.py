"""The environment as the template gives it."""

import pytest

from shared.domain.dunning import DunningPolicy
from shared.settings import SettingMissing, Settings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,3,7,14;1,6,24;09:00", DunningPolicy()),
        ("5;2;18:30", DunningPolicy((5,), (2,), "18:30")),
        ("14,1,7,1,3;24,6,1;09:00", DunningPolicy()),
    ],
)
def test_the_ladder_of_retries_rises_however_it_was_written(monkeypatch, text, expected):
    monkeypatch.setenv("DUNNING", text)
    assert Settings().dunning == expected


def test_a_ladder_that_is_missing_is_no_other_stacks_ladder():
    with pytest.raises(SettingMissing, match="DUNNING"):
        _ = Settings().dunning
