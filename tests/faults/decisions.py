"""The model's customers decide about their subscriptions: pause, resume, change, another card, and what they owe."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from shared.domain.billing_calendar import Interval
from shared.domain.money import Money
from shared.domain.payment import DAY, HOUR
from shared.domain.subscription import Subscription
from shared.domain.subscription_changes import CatchUp
from tests.faults.gateway import State
from tests.faults.simulation import Simulation

PICK = st.integers(0, 1_000)
INTERVALS = st.sampled_from([Interval.DAILY, Interval.WEEKLY, Interval.MONTHLY])
SECONDS = st.sampled_from([HOUR, DAY, 5 * DAY, 40 * DAY])
CARDS = st.sampled_from(["AUTH_a", "AUTH_a#2", "AUTH_b"])


class Decisions(RuleBasedStateMachine):
    """Rules over `simulation`; each tries what it names, and is refused where the state does not allow it."""

    simulation: Simulation

    def has_subscriptions(self) -> bool:
        return bool(self.simulation.subscriptions.stored)

    def one(self, pick: int) -> Subscription:
        """Some subscription; it has begun."""
        stored = list(self.simulation.subscriptions.stored.values())
        return stored[pick % len(stored)]

    def try_to(self, name: str, pick: int, *rest: object, **named: object) -> None:
        """Somebody decides something about a subscription."""
        mine = self.one(pick)
        own = getattr(self.simulation, name, None) or getattr(self.simulation.world, name)
        arguments = (mine.user_id, mine.id, *rest)
        self.simulation.attempt(name, partial(own, *arguments, **named))

    @precondition(has_subscriptions)
    @rule(pick=PICK, seconds=SECONDS | st.none())
    def pauses(self, pick: int, seconds: int | None) -> None:
        self.try_to("pause", pick, seconds)

    @precondition(has_subscriptions)
    @rule(pick=PICK)
    def resumes(self, pick: int) -> None:
        self.try_to("resume", pick)

    @precondition(has_subscriptions)
    @rule(pick=PICK, amount=st.integers(5_000, 900_000), interval=INTERVALS | st.none(), start=SECONDS | st.none())
    def changes(self, pick: int, amount: int, interval: Interval | None, start: int | None) -> None:
        start_at = self.simulation.clock.now() + start if start else None
        self.try_to("change", pick, money=Money(amount, "NGN"), interval=interval, start_at=start_at)

    @precondition(has_subscriptions)
    @rule(pick=PICK)
    def retries(self, pick: int) -> None:
        self.try_to("retry", pick)

    @precondition(has_subscriptions)
    @rule(pick=PICK, choice=st.sampled_from(CatchUp))
    def answers(self, pick: int, choice: CatchUp) -> None:
        self.try_to("catch_up", pick, choice)

    @precondition(has_subscriptions)
    @rule(pick=PICK)
    def leaves_with_the_period(self, pick: int) -> None:
        mine = self.one(pick)
        leave = self.simulation.world.leave
        self.simulation.attempt("leave", lambda: leave(later=True, user_id=mine.user_id, number=mine.id))

    @precondition(has_subscriptions)
    @rule(pick=PICK, card=CARDS, comes_back=st.booleans())
    def gives_a_card(self, pick: int, card: str, comes_back: bool) -> None:
        mine, checks = self.one(pick), []
        self.simulation.owner = mine.user_id
        self.simulation.attempt("card", lambda: checks.append(self.simulation.begin_card(mine.user_id, mine.id)))
        for check in checks:
            if self.simulation.gateway.ledger[check.reference].state is State.OPEN:
                self.simulation.gateway.pay(check.reference, f"{card}_{mine.user_id[-2:]}")
            if comes_back:
                self.simulation.attempt("callback", partial(self.simulation.callback, check.reference))

    @rule(months=st.sampled_from([("", ""), ("03", "2026"), ("12", "2026")]))
    def cards_end(self, months: tuple[str, str]) -> None:
        self.simulation.gateway.expires = months
