"""What a storm's customers make of their subscriptions: they look now and then, and decide by what they see."""

from functools import partial

from shared.domain.billing_calendar import Interval
from shared.domain.money import Money
from shared.domain.payment import DAY, HOUR, MINUTE
from shared.domain.subscription import Attention, Subscription, SubscriptionStatus
from shared.domain.subscription_changes import CatchUp
from tests.faults.storm import Storm
from tests.support.builders import NOW

LOOKS = 14
_S = SubscriptionStatus
_AGAIN = (30, 300, HOUR)


class Mind:
    """Looks at the customer's subscription some `LOOKS` times while the storm lasts."""

    def __init__(self, storm: Storm, user_id: str, name: str) -> None:
        self._storm = storm
        self._id = user_id
        self._name = name
        self._cards = 0
        self._look_later()

    def _look_later(self) -> None:
        at = self._storm.clock.now() + self._between("looks after", HOUR, 2 * self._storm.length // LOOKS)
        if at < NOW + self._storm.length:
            self._storm.at(at, self._id, self._look)

    def _between(self, what: str, low: int, high: int) -> int:
        return self._storm.chaos.between(f"{self._name} {what}", low, high)

    def _maybe(self, what: str, rate: float) -> bool:
        return self._storm.chaos.chance(f"{self._name} {what}", rate)

    def _look(self) -> None:
        for (whose, _), subscription in list(self._storm.subscriptions.stored.items()):
            if whose == self._id and subscription.authorization:
                self._decide(subscription)
        self._look_later()

    def _decide(self, seen: Subscription) -> None:
        match seen.status:
            case _S.NEEDS_ATTENTION if seen.attention is Attention.MISSED_PERIODS:
                self._try("catch_up", seen, list(CatchUp)[self._between("answer", 0, 2)])
            case _S.PAUSED if self._maybe("resumes", 0.5):
                self._try("resume", seen)
            case _S.PAST_DUE | _S.HALTED:
                self._owe(seen)
            case _S.ACTIVE:
                self._wish(seen)

    def _owe(self, seen: Subscription) -> None:
        if self._maybe("gives a card", 0.7):
            self._give_card(seen)
        elif self._maybe("retries", 0.5):
            self._try("retry", seen)

    def _wish(self, seen: Subscription) -> None:
        """Most of the time all is well."""
        if seen.stops_at_period_end:
            self._try("resume", seen)
        elif self._maybe("pauses", 0.06):
            length = self._between("pauses for", HOUR, self._storm.length // 6)
            self._try("pause", seen, length if self._maybe("pauses until", 0.7) else None)
        elif self._maybe("changes", 0.06):
            self._change(seen)
        elif self._maybe("gives another card", 0.04):
            self._give_card(seen)
        elif self._maybe("leaves", 0.03):
            self._try("leave", later=True, user_id=seen.user_id, number=seen.id)

    def _change(self, seen: Subscription) -> None:
        change = {"money": Money(self._between("new amount", 50, 900) * 100, seen.money.currency)}
        if self._maybe("changes the interval", 0.5):
            change["interval"] = (Interval.DAILY, Interval.WEEKLY)[self._between("new interval", 0, 1)]
        if self._maybe("changes later", 0.4):
            change["start_at"] = self._storm.clock.now() + self._between("changes in", HOUR, 40 * DAY)
        self._try("change", seen, **change)

    def _give_card(self, seen: Subscription) -> None:
        """Another card, or a newer code of the same; paid sooner or later, and not always told of by coming back."""
        storm, checks = self._storm, []
        self._cards += 1
        if not storm.attempt("card", lambda: checks.append(storm.begin_card(seen.user_id, seen.id))):
            return
        code = f"{seen.authorization.code}#{self._cards}" if self._maybe("same card", 0.2) else self._new_code()
        reference = checks[0].reference
        later = storm.clock.now() + self._between("pays the card after", 20, HOUR)
        storm.at(
            later, self._id, lambda: storm.gateway.pay(reference, code, is_reusable=not self._maybe("ussd", 0.05))
        )
        if self._maybe("comes back", 0.6):
            callback = partial(storm.attempt, "callback", partial(storm.callback, reference))
            storm.at(later + self._between("comes back after", 1, 5 * MINUTE), self._id, callback)

    def _new_code(self) -> str:
        return f"AUTH_{self._id}_{self._cards}"

    def _try(self, name: str, *seen: object, **named: object) -> None:
        """Repeated when it did not come through; refused where the state has changed."""
        storm = self._storm
        own = getattr(storm, name, None) or getattr(storm.world, name)
        if seen and isinstance(seen[0], Subscription):
            seen = (seen[0].user_id, seen[0].id, *seen[1:])
        storm.attempt(name, partial(own, *seen, **named), _AGAIN)
