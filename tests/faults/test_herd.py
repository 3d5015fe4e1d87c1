"""The herd in small: more fall due in one minute than Paystack accepts in several, and things go wrong meanwhile.

At full size it is `python -m benchmarks.herd --due 1000000`.
"""

import pytest

from benchmarks.herd.__main__ import is_sound
from benchmarks.herd.gateway import Faults
from benchmarks.herd.simulation import Herd, Simulation

MANY, LATER = 3_000, 400
HARSH = Faults(
    declined=0.1,
    lost_after=0.03,
    lost_before=0.03,
    killed_before=0.02,
    killed_after=0.02,
    outage=(120, 240),
    others=(60, 3_600),
)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("is_woken", [True, False], ids=["woken", "sweeps alone"])
def test_nobody_is_lost_doubled_overlooked_or_overtaken_and_paystacks_limit_is_kept(seed, is_woken):
    outcome = Simulation(Herd(MANY, LATER, seed=seed, faults=HARSH, is_woken=is_woken)).run()
    assert is_sound(outcome, 600), outcome
    assert outcome.charged + outcome.declined == MANY + LATER
    assert outcome.crashes > 50
    assert outcome.too_many > 0, "the merchant's other programs use the same key"


def test_without_faults_the_line_is_as_fast_as_paystack_allows():
    outcome = Simulation(Herd(MANY, faults=Faults(0, 0, 0, 0, 0, (0, 0), (0, 0)))).run()
    assert (outcome.charged, outcome.sent, outcome.too_many, outcome.asked) == (MANY, MANY, 0, 0)
    assert outcome.drained_after < MANY / 600 * 1.2


def test_a_spread_that_is_wide_enough_forms_no_line():
    outcome = Simulation(Herd(MANY, spread=10, faults=Faults(0, 0, 0, 0, 0, (0, 0), (0, 0)))).run()
    assert is_sound(outcome, 600)
    assert outcome.drained_after <= 11
    assert outcome.most_in_a_minute <= 600


def test_with_a_test_keys_limit_it_takes_longer_and_loses_nobody():
    outcome = Simulation(Herd(300, limit=100, faults=HARSH)).run()
    assert is_sound(outcome, 100), outcome
    assert outcome.charged + outcome.declined == 300


def test_a_ledger_that_was_charged_twice_is_not_sound():
    simulation = Simulation(Herd(5))
    outcome = simulation.run()
    assert is_sound(outcome, 600)
    simulation.gateway.taken[3] += 1
    assert not is_sound(simulation._outcome(1.0), 600)
