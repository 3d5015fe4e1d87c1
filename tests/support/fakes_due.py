"""Disputes, and what is due of everything, in memory."""

from collections.abc import Iterator
from dataclasses import replace

from shared.domain.dispute import Dispute, DisputeOutcome
from shared.domain.subscription import is_asked_about
from shared.ports import DisputePage, DueItem, Lane
from tests.support.fakes_stores import FakePayments, FakeSubscriptions, Interruptible, put_over


class FakeDisputeStore(Interruptible):
    def __init__(self) -> None:
        super().__init__()
        self.stored: dict[int, Dispute] = {}

    def add_dispute(self, dispute: Dispute) -> Dispute:
        self._write(lambda: self.stored.setdefault(dispute.id, dispute))
        return self.stored[dispute.id]

    def replace_dispute(self, dispute: Dispute) -> Dispute:
        changed = replace(dispute, version=dispute.version + 1)
        self._write(lambda: put_over(self.stored, dispute.id, changed))
        return changed

    def get_dispute(self, dispute_id: int) -> Dispute | None:
        return self.stored.get(dispute_id)

    def list_disputes(self, limit: int, before: int | None, outcome: DisputeOutcome | None) -> DisputePage:
        wanted = (one for one in self.stored.values() if outcome in {None, one.outcome})
        found = sorted((one for one in wanted if not before or one.id < before), key=lambda one: -one.id)
        return DisputePage(found[:limit], found[limit - 1].id if len(found) > limit else None)


class FakeDueIndex:
    """Over the stores."""

    def __init__(
        self, payments: FakePayments, subscriptions: FakeSubscriptions, disputes: FakeDisputeStore | None = None
    ) -> None:
        self._payments = payments
        self._subscriptions = subscriptions
        self._disputes = disputes or FakeDisputeStore()

    def due_items(self, now: int, limit: int, lane: Lane) -> Iterator[DueItem]:
        due = [item for item in self._all() if item.look_at <= now and self._lane(item) is lane]
        yield from sorted(due, key=lambda item: item.look_at)[:limit]

    def walk(self, until: int, after: str, limit: int) -> tuple[list[DueItem], str | None]:
        """A mark is the place of the last item: `look_at` from the latest on, then user, kind and id."""
        asked = [item for item in self._all() if item.look_at <= until and self._lane(item) is Lane.QUESTIONS]
        marked = sorted(((_mark(item), item) for item in asked), key=lambda one: one[0])
        left = [(mark, item) for mark, item in marked if mark > after]
        page = left[:limit]
        return [item for _, item in page], page[-1][0] if len(left) > limit else None

    def _lane(self, item: DueItem) -> Lane:
        if item.subscription_id is None:
            return Lane.QUESTIONS
        stored = self._subscriptions.stored[item.user_id, item.subscription_id]
        return Lane.QUESTIONS if is_asked_about(stored) else Lane.CHARGES

    def _all(self) -> Iterator[DueItem]:
        for one in self._payments.stored.values():
            if one.look_at is not None:
                yield DueItem(one.user_id, one.look_at, payment_id=one.id)
        for each in self._subscriptions.stored.values():
            if each.look_at is not None:
                yield DueItem(each.user_id, each.look_at, subscription_id=each.id)
        for dispute in self._disputes.stored.values():
            if dispute.look_at is not None:
                yield DueItem("", dispute.look_at, dispute_id=dispute.id)


def _mark(item: DueItem) -> str:
    numbers = (item.payment_id, item.subscription_id, item.dispute_id)
    return ".".join([f"{10**12 - item.look_at:012d}", item.user_id, *(f"{number or 0:020d}" for number in numbers)])
