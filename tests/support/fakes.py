"""The ports other than stores and Paystack, in memory."""

from collections.abc import Iterator
from itertools import count

from shared.domain.alert import AlertKind
from shared.domain.errors import NotAuthenticated, SchedulerUnavailable
from shared.domain.subscription import Subscription
from tests.support.builders import NOW, user_id


class FakeClock:
    def __init__(self, now: int = NOW) -> None:
        self._now = now

    def now(self) -> int:
        return self._now

    def set(self, instant: int) -> None:
        self._now = instant

    def advance(self, seconds: int) -> None:
        self._now += seconds


class FakeIds:
    """The ids of the test's users, in order."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new_user_id(self) -> str:
        return user_id(next(self._numbers))


class FakePasswords:
    def hash_password(self, password: str) -> str:
        return f"hash of {password}"

    def verify_password(self, password: str, password_hash: str | None) -> bool:
        return password_hash == f"hash of {password}"


class FakeTokens:
    """A token is valid from its issue on, for ever, unless it is revoked."""

    def __init__(self) -> None:
        self.valid: dict[str, tuple[str, str]] = {}

    def issue(self, user_id: str, kind: str) -> str:
        token = f"{kind}-token-{len(self.valid) + 1}"
        self.valid[token] = user_id, kind
        return token

    def read(self, token: str, kind: str | None = None) -> str:
        if token not in self.valid:
            raise NotAuthenticated("Token is invalid", "token_not_valid")
        user_id, its_kind = self.valid[token]
        if kind not in {None, its_kind}:
            raise NotAuthenticated("Token has wrong type", "token_not_valid")
        return user_id


class FakeChargingSwitch:
    def __init__(self) -> None:
        self.on = True

    def is_on(self) -> bool:
        return self.on


class FakeAlerts:
    """Keeps what people were told."""

    def __init__(self) -> None:
        self.raised: list[tuple[AlertKind, str]] = []

    def raise_alert(self, kind: AlertKind, reference: str) -> None:
        self.raised.append((kind, reference))


class FakeScheduler:
    """Also a ScheduleRemover and the ScheduleDirectory. `is_down` makes every call fail."""

    def __init__(self) -> None:
        self.schedules: dict[tuple[str, int], Subscription] = {}
        self.single_calls: set[tuple[str, int, int]] = set()
        self.is_down = False

    def ensure_schedule(self, subscription: Subscription) -> None:
        self._check("created")
        self.schedules[subscription.user_id, subscription.id] = subscription

    def wake_once(self, subscription: Subscription, at: int) -> None:
        self._check("created")
        self.single_calls.add((subscription.user_id, subscription.id, at))

    def delete_schedule(self, user_id: str, subscription_id: int) -> None:
        self._check("deleted")
        self.schedules.pop((user_id, subscription_id), None)

    def scheduled(self) -> Iterator[tuple[str, int]]:
        yield from list(self.schedules)

    def _check(self, what: str) -> None:
        if self.is_down:
            raise SchedulerUnavailable(f"The schedule could not be {what}.")


class FakeChargeQueue:
    """Keeps what was requested; `broken_for` names users whose requests fail."""

    def __init__(self) -> None:
        self.requested: list[tuple[str, int]] = []
        self.broken_for: set[str] = set()

    def request_charge(self, user_id: str, subscription_id: int) -> None:
        if user_id in self.broken_for:
            raise SchedulerUnavailable("The charge function could not be called.")
        self.requested.append((user_id, subscription_id))


class FakeEvents:
    """Keeps what the merchant's systems were told: kind, subscription and days."""

    def __init__(self) -> None:
        self.published: list[tuple[str, int, int]] = []

    def card_expires(self, subscription: Subscription) -> None:
        self.published.append(("card_expires", subscription.id, subscription.card_notice))


class FakeSignatures:
    """The signature of bytes is `signed:` and their number."""

    def sign(self, body: bytes) -> str:
        return f"signed:{len(body)}"

    def is_signed(self, body: bytes, signature: str) -> bool:
        return signature == self.sign(body)
