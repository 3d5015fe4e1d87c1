"""A small campaign; `make faults` runs the large one. And the proof that a campaign can fail."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shared.domain import charge_journal
from shared.domain.alert import AlertKind
from shared.domain.dunning import Dunning
from tests.faults.campaign import Campaign, tell
from tests.faults.invariants import KINDS, old_schedules
from tests.faults.runs import Run
from tests.faults.storm import Rates

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("seed", ["a", "b"])
def test_a_small_campaign_finds_nothing(seed: str):
    campaign = Campaign(seed)
    campaign.run(5_000)
    assert not campaign.failures, tell(campaign)
    summary = campaign.summary()
    assert summary["charges"] >= 5_000
    assert min(summary[name] for name in ("crashes", "timeouts", "duplicates", "faults")) > 500


def test_where_nothing_goes_wrong_but_cards_nobody_is_alarmed():
    calm = Rates(point=0, call=0, decline=0.1, delivery=0, outage=0)
    for seed in ("calm/1", "calm/2", "calm/3"):
        storm, violations = Run(seed, rates=calm).live()
        assert not violations
        assert not old_schedules(storm)
        assert {kind for kind, _ in storm.alerts.raised} <= {AlertKind.PAYMENT_QUARANTINED}, "somebody paid half"


def test_the_same_seed_is_the_same_campaign():
    one, other = (Run("same").live()[0] for _ in range(2))
    assert one.chaos.struck == other.chaos.struck
    assert one.gateway.ledger == other.gateway.ledger


def test_its_last_line_is_its_sum():
    command = [sys.executable, "-m", "tests.faults.campaign", "--charges", "500", "--seed", "7"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    summary = json.loads(ran.stdout.splitlines()[-1])
    assert ran.returncode == 0, ran.stdout
    assert [summary[name] for name in KINDS] == [0] * len(KINDS)
    assert {"charges", "crashes", "timeouts", "duplicates"} <= set(summary)


def test_one_that_fails_tells_the_shortest_way_to_it(monkeypatch):
    """Broken on purpose: the first decline ends it all, so that periods are lost."""
    monkeypatch.setattr(charge_journal, "next_retry", lambda *_: None)
    monkeypatch.setattr(charge_journal, "begun", lambda _, __, now: Dunning(now, halts_at=now))
    campaign = Campaign("broken")
    campaign.run(500)
    told = tell(campaign)
    assert campaign.counts["lost"] > 0
    assert "FAILED, seed broken" in told
    shortest = told.split("faults:\n")[1].split("\n\n")[0].splitlines()
    assert len(shortest) <= 2, "some customers give another card after their first decline"
    assert all("declined #" in fault or "charge #" in fault for fault in shortest), "or a challenge that is left"
