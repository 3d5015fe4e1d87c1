"""The ports other than stores and Paystack, in memory."""

from collections import Counter
from collections.abc import Iterator
from itertools import count

from shared.domain.alert import AlertKind
from shared.domain.charge_pace import NO_TICKET, Limit, Ticket, window_of, windows_shut
from shared.domain.errors import NotAuthenticated, SchedulerUnavailable
from shared.domain.subscription import Subscription
from shared.domain.token import ACCESS, REFRESH, RefreshFamily, Stamp, Token
from shared.ports import part_of
from tests.support.builders import NOW, user_id

LIMIT = Limit(600)


class FakeClock:
    def __init__(self, now: int = NOW) -> None:
        self._now = now

    def now(self) -> int:
        return self._now

    def wait_until(self, instant: int) -> None:
        self._now = max(self._now, instant)

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
    """A hash that begins with `old` was made with other parameters."""

    def hash_password(self, password: str) -> str:
        return f"hash of {password}"

    def verify_password(self, password: str, password_hash: str | None) -> bool:
        return password_hash in {f"hash of {password}", f"old hash of {password}"}

    def needs_rehash(self, password_hash: str) -> bool:
        return password_hash.startswith("old")


class FakeTokens:
    """A token is valid until it expires: an access token for 15 minutes, a refresh token for 14 days."""

    def __init__(self, clock: FakeClock | None = None) -> None:
        self.clock = clock or FakeClock()
        self.valid: dict[str, tuple[Token, int]] = {}
        self._numbers = count(1)

    def issue_access(self, user_id: str, role: str = "") -> str:
        token = Token(user_id, ACCESS, f"id-{next(self._numbers)}", role=role)
        return self._sign(token, self.clock.now() + 15 * 60)

    def issue_refresh(self, family: RefreshFamily) -> str:
        return self._sign(Token(family.user_id, REFRESH, family.jti, family.id), family.expires_at)

    def new_stamp(self) -> Stamp:
        now = self.clock.now()
        return Stamp(f"id-{next(self._numbers)}", now, now + 14 * 86_400)

    def _sign(self, token: Token, expires_at: int) -> str:
        text = f"{token.kind}-token-{token.jti}"
        self.valid[text] = token, expires_at
        return text

    def read(self, token: str, kind: str | None = None) -> Token:
        if token not in self.valid:
            raise NotAuthenticated("Token is invalid", "token_not_valid")
        said, expires_at = self.valid[token]
        if self.clock.now() >= expires_at:
            raise NotAuthenticated("Token is expired", "token_not_valid")
        if kind not in {None, said.kind}:
            raise NotAuthenticated("Token has wrong type", "token_not_valid")
        return said


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

    def scheduled(self, part: int) -> Iterator[tuple[str, int]]:
        yield from [key for key in self.schedules if part_of(key[0]) == part]

    def _check(self, what: str) -> None:
        if self.is_down:
            raise SchedulerUnavailable(f"The schedule could not be {what}.")


class FakeChargeQueue:
    """Keeps what was requested, and with which tickets; `broken_for` names users whose requests fail."""

    def __init__(self) -> None:
        self.requested: list[tuple[str, int]] = []
        self.tickets: list[Ticket] = []
        self.broken_for: set[str] = set()

    def request_charge(self, user_id: str, subscription_id: int, ticket: Ticket = NO_TICKET) -> None:
        if user_id in self.broken_for:
            raise SchedulerUnavailable("The charge function could not be called.")
        self.requested.append((user_id, subscription_id))
        self.tickets.append(ticket)


class FakeChargePace:
    """Room as the table keeps it, `taken` by window; what the last sweep `noted` is believed for ten minutes."""

    def __init__(self, limit: Limit = LIMIT) -> None:
        self.limit = limit
        self.taken: Counter[int] = Counter()
        self.noted: tuple[int, int] | None = None

    def take(self, wanted: int, at: int, *, is_waited_for: bool = False) -> int:
        room = self.limit.room if is_waited_for else self.limit.room_of_line
        given = max(0, min(wanted, room - self.taken[window_of(at)]))
        self.taken[window_of(at)] += given
        return given

    def shut(self, now: int) -> None:
        for window in windows_shut(now):
            self.taken[window] = 10**6

    def note_line(self, waiting_since: int, now: int) -> None:
        self.noted = waiting_since, now

    def reached(self, now: int) -> int:
        if self.noted is None or now - self.noted[1] > 600:
            return now
        return min(now, self.noted[0])


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
