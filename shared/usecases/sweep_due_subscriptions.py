"""Find what is due or unresolved, whatever became of its schedule or webhook, and have it finished.

While more is due than Paystack accepts, what is due forms a line, and the sweep is who serves it: the longest due
first, as many in each few seconds as there is room for. A wake-up call finds no room then and leaves.
"""

from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

from shared.domain.charge_pace import NO_TICKET, Ticket, next_window, ticket_for
from shared.domain.errors import SchedulerUnavailable
from shared.domain.subscription import CHARGEABLE
from shared.ports import (
    ChargePace,
    ChargeQueue,
    Clock,
    DueIndex,
    DueItem,
    Lane,
    Scheduler,
    SubscriptionStore,
)
from shared.usecases.look_at_due import LookAtDue

SCHEDULE_IS_LATE_AFTER = 120
"""A subscription that is due for this many seconds was not woken by its schedule: it may have none."""

SECONDS = 57
"""How long a sweep goes on while there is more to do: it serves each window of its minute, then the next begins."""
A_LINE = 20
"""So many served in one sweep had to wait for one another: that they are late says nothing of their schedules."""


@dataclass(frozen=True, slots=True)
class SweepResult:
    """How many subscriptions were handed to the charge function, how many payments and disputes were looked at.

    `waiting_since` is when the first one became due that there was no room for, None when everything had its turn.
    """

    subscriptions: int
    payments: int
    waiting_since: int | None = None
    disputes: int = 0


@dataclass
class _Sweep:
    """One sweep under way; an item that fails does not keep the others from being swept."""

    queue: ChargeQueue
    look_at: LookAtDue
    clock: Clock
    ends_at: int
    questions: deque[DueItem] = field(default_factory=deque)
    served: list[DueItem] = field(default_factory=list)
    payments: int = 0
    disputes: int = 0
    failures: list[Exception] = field(default_factory=list)

    def hand_on(self, item: DueItem, subscription_id: int, ticket: Ticket) -> None:
        """Have the charge function look at a subscription."""
        try:
            self.queue.request_charge(item.user_id, subscription_id, ticket)
            self.served.append(item)
        except Exception as failure:  # noqa: BLE001 - raised at the end, once the others are done
            self.failures.append(failure)

    def ask(self, until: int) -> None:
        """Look at payments and disputes, one after the other, until that instant."""
        while self.questions and self.clock.now() < until:
            item = self.questions.popleft()
            try:
                self.look_at(item)
                self.payments += int(item.payment_id is not None)
                self.disputes += int(item.dispute_id is not None)
            except Exception as failure:  # noqa: BLE001 - raised at the end, once the others are done
                self.failures.append(failure)


def sweep_due_subscriptions(
    limit: int,
    *,
    due_index: DueIndex,
    queue: ChargeQueue,
    pace: ChargePace,
    subscriptions: SubscriptionStore,
    scheduler: Scheduler,
    look_at: LookAtDue,
    clock: Clock,
) -> SweepResult:
    """Hand on at most `limit` due items of each lane; what is left over is found by the next sweep.

    Charges in flight go first, since asking takes no room; payments and disputes are asked about while the line
    waits for room, and after it until the time is used up. Failures are raised together at the end.
    """
    now = clock.now()
    sweep = _Sweep(queue, look_at, clock, now + SECONDS)
    questions = list(due_index.due_items(now, limit + 1, Lane.QUESTIONS))
    _take_up(questions[:limit], sweep)
    unserved = _serve(list(due_index.due_items(now, limit + 1, Lane.CHARGES)), limit, sweep, pace)
    waiting_since = min((item.look_at for item in [*questions[limit:], *unserved]), default=None)
    if waiting_since is not None:
        pace.note_line(waiting_since, clock.now())
    if len(sweep.served) <= A_LINE:
        _mend_schedules(sweep.served, subscriptions, scheduler, now)
    sweep.ask(sweep.ends_at)
    if sweep.failures:
        raise ExceptionGroup("some due items could not be swept", sweep.failures)
    return SweepResult(len(sweep.served), sweep.payments, waiting_since, sweep.disputes)


def _take_up(items: list[DueItem], sweep: _Sweep) -> None:
    """Hand on what is in flight; keep payments and disputes for later, each can take long."""
    for item in items:
        if item.subscription_id is not None:
            sweep.hand_on(item, item.subscription_id, NO_TICKET)
        else:
            sweep.questions.append(item)


def _serve(due: list[DueItem], limit: int, sweep: _Sweep, pace: ChargePace) -> list[DueItem]:
    """Serve the line, window by window; return those that had no turn.

    Room in the coming window is kept ahead of time, so that whoever has waited is before whoever is just woken.
    """
    at, served = sweep.clock.now(), 0
    while served < min(limit, len(due)) and at < sweep.ends_at:
        room = pace.take(min(limit, len(due)) - served, at)
        sweep.ask(at)
        sweep.clock.wait_until(at)
        for item in due[served : served + room]:
            if item.subscription_id is not None:
                sweep.hand_on(item, item.subscription_id, ticket_for(at))
        served += room
        at = next_window(max(at, sweep.clock.now()))
    return due[served:]


def _mend_schedules(served: list[DueItem], subscriptions: SubscriptionStore, scheduler: Scheduler, now: int) -> None:
    """Make sure of the schedules of those that are late: nothing but the sweep may have woken them."""
    for item in served:
        if item.subscription_id is None or now - item.look_at < SCHEDULE_IS_LATE_AFTER:
            continue
        subscription = subscriptions.get_subscription(item.user_id, item.subscription_id)
        if subscription and subscription.status in CHARGEABLE:
            with suppress(SchedulerUnavailable):
                scheduler.ensure_schedule(subscription)
