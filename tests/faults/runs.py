"""One run of a storm, by what it follows from: the same run always goes the same way."""

from dataclasses import dataclass, field

from tests.faults.chaos import Chaos
from tests.faults.customers import Customer
from tests.faults.invariants import Violation, check
from tests.faults.storm import Rates, Storm

CUSTOMERS, PERIODS = 24, 40


@dataclass(frozen=True)
class Run:
    """`only` are the faults that may strike; all of them when it is None."""

    seed: str
    customers: tuple[int, ...] = tuple(range(1, CUSTOMERS + 1))
    periods: int = PERIODS
    only: frozenset[str] | None = None
    rates: Rates = field(default_factory=Rates)

    def live(self, trace: list[str] | None = None) -> tuple[Storm, list[Violation]]:
        """Run it and return what is wrong at its end; a trace is filled as it goes."""
        storm = Storm(Chaos(self.seed, self.only), self.periods, self.rates)
        for number in self.customers:
            Customer(storm, number)
        if trace is not None:
            storm.trace, storm.record.say = trace, storm.say
        storm.live()
        return storm, check(storm)
