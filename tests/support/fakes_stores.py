"""The stores in memory: the same conditions as the tables, kept honest by tests/contract/stores."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from shared.domain.difference import Difference
from shared.domain.dispute import Dispute
from shared.domain.dunning import CardDeclines
from shared.domain.errors import Conflict, InvalidInput
from shared.domain.payment import Payment
from shared.domain.reconciliation import Run
from shared.domain.subscription import Subscription, is_watched
from shared.domain.token import RefreshFamily
from shared.domain.user import User, unique_email
from shared.ports import (
    IdempotencyRecord,
    PaymentFilter,
    PaymentPage,
    SubscriptionPage,
    WatchedSubscription,
    part_of,
)

SEVEN_DAYS = 7 * 86_400
K = TypeVar("K", str, int, tuple[str, int], tuple[str, str])
T = TypeVar("T", Payment, Subscription, User, RefreshFamily, Dispute, Run, Difference)


class Interruptible:
    """Lets a test act just before or just after a write: another process is faster, or this one dies."""

    def __init__(self) -> None:
        self._before: list[Callable[[], object]] = []
        self._after: list[Callable[[], object]] = []

    def before_next_write(self, action: Callable[[], object]) -> None:
        self._before.append(action)

    def after_next_write(self, action: Callable[[], object]) -> None:
        self._after.append(action)

    def _write(self, write: Callable[[], object]) -> None:
        before, self._before = self._before, []
        after, self._after = self._after, []
        for action in before:
            action()
        write()
        for action in after:
            action()


class FakePayments(Interruptible):
    def __init__(self) -> None:
        super().__init__()
        self.stored: dict[tuple[str, int], Payment] = {}
        self.counters: dict[tuple[str, str], int] = {}
        self.closed: set[str] = set()

    def new_payment_id(self, user_id: str) -> int:
        return self._count_up(user_id, "payments")

    def new_subscription_id(self, user_id: str) -> tuple[int, int]:
        return self._count_up(user_id, "payments"), self._count_up(user_id, "subscriptions")

    def close_account(self, user_id: str) -> None:
        self._write(lambda: self.closed.add(user_id))

    def _count_up(self, user_id: str, name: str) -> int:
        if user_id in self.closed:
            raise Conflict("This account is closed.")
        self.counters[user_id, name] = self.counters.get((user_id, name), 0) + 1
        return self.counters[user_id, name]

    def add_payment(self, payment: Payment) -> Payment:
        key = payment.user_id, payment.id
        self._write(lambda: self.stored.setdefault(key, payment))
        if self.stored[key].reference != payment.reference:
            raise Conflict("This payment id belongs to another reference.")
        return self.stored[key]

    def replace_payment(self, payment: Payment) -> Payment:
        key, changed = (payment.user_id, payment.id), replace(payment, version=payment.version + 1)
        self._write(lambda: put_over(self.stored, key, changed))
        return changed

    def get_payment(self, user_id: str, payment_id: int) -> Payment | None:
        return self.stored.get((user_id, payment_id))

    def list_payments(self, user_id: str, limit: int, before: int | None, wanted: PaymentFilter) -> PaymentPage:
        mine = (one for one in self.stored.values() if one.user_id == user_id and (not before or one.id < before))
        found = [one for one in sorted(mine, key=lambda one: -one.id) if _is_wanted(one, wanted)]
        page = found[:limit]
        return PaymentPage(page, page[-1].id if len(found) > limit else None)


def _is_wanted(payment: Payment, wanted: PaymentFilter) -> bool:
    return (
        wanted.status in {None, payment.status}
        and wanted.subscription_id in {None, payment.subscription_id}
        and (wanted.created_from is None or payment.created_at >= wanted.created_from)
        and (wanted.created_to is None or payment.created_at < wanted.created_to)
    )


class FakeSubscriptions(Interruptible):
    def __init__(self) -> None:
        super().__init__()
        self.stored: dict[tuple[str, int], Subscription] = {}

    def add_subscription(self, subscription: Subscription) -> Subscription:
        key = subscription.user_id, subscription.id
        self._write(lambda: self.stored.setdefault(key, subscription))
        return self.stored[key]

    def replace_subscription(self, subscription: Subscription) -> Subscription:
        key = subscription.user_id, subscription.id
        changed = replace(subscription, version=subscription.version + 1)
        self._write(lambda: put_over(self.stored, key, changed))
        return changed

    def get_subscription(self, user_id: str, subscription_id: int) -> Subscription | None:
        return self.stored.get((user_id, subscription_id))

    def list_subscriptions(self, user_id: str, limit: int, before: int | None = None) -> SubscriptionPage:
        mine = (one for one in self.stored.values() if one.user_id == user_id and (not before or one.id < before))
        found = sorted(mine, key=lambda one: -one.id)
        return SubscriptionPage(found[:limit], found[limit - 1].id if len(found) > limit else None)


class FakeCards(Interruptible):
    def __init__(self) -> None:
        super().__init__()
        self.declines: dict[tuple[str, str], CardDeclines] = {}
        self.trials: dict[tuple[str, str], str] = {}

    def get_declines(self, user_id: str, card: str) -> CardDeclines:
        return self.declines.get((user_id, card), CardDeclines())

    def put_declines(self, user_id: str, card: str, declines: CardDeclines, now: int) -> None:
        def put() -> None:
            if FakeCards.get_declines(self, user_id, card).version != declines.version:
                raise Conflict("The card was refused somewhere else at the same moment.")
            self.declines[user_id, card] = replace(declines, version=declines.version + 1)

        self._write(put)

    def claim_trial(self, card: str, offer: str, reference: str) -> bool:
        return self.trials.setdefault((card, offer), reference) == reference


def put_over(stored: dict[K, T], key: K, changed: T) -> None:
    there = stored.get(key)
    if there is None or there.version != changed.version - 1:
        raise Conflict("The item was changed by somebody else.")
    stored[key] = changed


class FakeIdempotency:
    def __init__(self) -> None:
        self.stored: dict[tuple[str, str], tuple[IdempotencyRecord, int]] = {}

    def get_key(self, user_id: str, key: str, now: int) -> IdempotencyRecord | None:
        there, expires_at = self.stored.get((user_id, key), (None, now))
        return there if expires_at >= now else None

    def add_key(self, user_id: str, key: str, record: IdempotencyRecord, now: int) -> None:
        if FakeIdempotency.get_key(self, user_id, key, now):
            raise Conflict("This Idempotency-Key was taken by another request.")
        self.stored[user_id, key] = record, now + SEVEN_DAYS

    def replace_key(self, user_id: str, key: str, record: IdempotencyRecord, previous: IdempotencyRecord) -> None:
        there, _ = self.stored.get((user_id, key), (None, 0))
        if there is None or (there.payment_id, there.lease_until) != (previous.payment_id, previous.lease_until):
            raise Conflict("This Idempotency-Key was taken up by another request.")
        self.stored[user_id, key] = record, record.lease_until + SEVEN_DAYS


class FakeUsers(Interruptible):
    def __init__(self) -> None:
        super().__init__()
        self.stored: dict[str, User] = {}

    def add_user(self, user: User) -> None:
        if taken := self.taken_names(user.username, user.email):
            raise InvalidInput(taken)
        self._write(lambda: self.stored.setdefault(user.id, user))

    def replace_user(self, user: User) -> User:
        changed = replace(user, version=user.version + 1)
        self._write(lambda: put_over(self.stored, user.id, changed))
        return changed

    def get_user(self, user_id: str) -> User | None:
        return self.stored.get(user_id)

    def find_user(self, username: str) -> User | None:
        return next((user for user in self.stored.values() if user.username == username), None)

    def find_user_by_email(self, email: str) -> User | None:
        same = (user for user in self.stored.values() if unique_email(user.email) == unique_email(email))
        return next(same, None)

    def taken_names(self, username: str, email: str) -> dict[str, object]:
        taken: dict[str, object] = {}
        if username and self.find_user(username):
            taken["username"] = ["A user with that username already exists."]
        if email and self.find_user_by_email(email):
            taken["email"] = ["user with this email already exists."]
        return taken

    def change_email(self, user: User, email: str) -> User:
        owner = self.find_user_by_email(email)
        if owner is not None and owner.id != user.id:
            raise InvalidInput({"email": ["user with this email already exists."]})
        return self.replace_user(replace(user, email=email))

    def delete_user(self, user: User) -> None:
        self.replace_user(user)
        del self.stored[user.id]


class FakeRegistry:
    def __init__(self, subscriptions: FakeSubscriptions) -> None:
        self._subscriptions = subscriptions

    def watched(self, part: int) -> Iterator[WatchedSubscription]:
        for subscription in list(self._subscriptions.stored.values()):
            if is_watched(subscription) and part_of(subscription.user_id) == part:
                yield WatchedSubscription(subscription.user_id, subscription.id, subscription.look_at)
