"""What stands between a login and the one after, in memory: families of tokens, attempts, known devices."""

from collections import Counter as Count
from dataclasses import replace

from shared.domain.errors import Conflict, Throttled
from shared.domain.throttling import Counter, Rule, account_counter, address_counter
from shared.domain.token import RefreshFamily
from tests.support.fakes import FakeClock
from tests.support.fakes_stores import Interruptible, put_over

NINETY_DAYS = 90 * 86_400


class FakeFamilies(Interruptible):
    def __init__(self) -> None:
        super().__init__()
        self.stored: dict[tuple[str, str], RefreshFamily] = {}

    def add_family(self, family: RefreshFamily) -> None:
        if (family.user_id, family.id) in self.stored:
            raise Conflict("This family is there already.")
        self.stored[family.user_id, family.id] = family

    def get_family(self, user_id: str, family_id: str) -> RefreshFamily | None:
        return self.stored.get((user_id, family_id))

    def replace_family(self, family: RefreshFamily) -> RefreshFamily:
        changed = replace(family, version=family.version + 1)
        self._write(lambda: put_over(self.stored, (family.user_id, family.id), changed))
        return changed

    def end_family(self, user_id: str, family_id: str) -> bool:
        return self.stored.pop((user_id, family_id), None) is not None


class FakeThrottle:
    def __init__(self, clock: FakeClock | None = None, address_factor: int = 1) -> None:
        self.clock = clock or FakeClock()
        self._address_factor = address_factor
        self.hits: Count[tuple[str, int]] = Count()

    def check(self, rule: Rule, *, account: str, address: str, known_device: str = "") -> None:
        if not known_device:
            self._count(address_counter(rule, address, self._address_factor))
        self._count(account_counter(rule, account, known_device))

    def give_back(self, rule: Rule, *, account: str, address: str, known_device: str = "") -> None:
        now = self.clock.now()
        mine = account_counter(rule, account, known_device)
        self.hits.pop((mine.name, mine.window(now)), None)
        shared = address_counter(rule, address, self._address_factor)
        if not known_device and self.hits[shared.name, shared.window(now)]:
            self.hits[shared.name, shared.window(now)] -= 1

    def _count(self, counter: Counter) -> None:
        now = self.clock.now()
        if self.hits[counter.name, counter.window(now)] >= counter.limit.attempts:
            raise Throttled(counter.ends_at(now) - now)
        self.hits[counter.name, counter.window(now)] += 1


class FakeDevices:
    def __init__(self, clock: FakeClock | None = None) -> None:
        self.clock = clock or FakeClock()
        self.known_until: dict[str, int] = {}

    def is_known(self, device: str) -> bool:
        return self.known_until.get(device, 0) > self.clock.now()

    def remember(self, device: str) -> None:
        self.known_until[device] = self.clock.now() + NINETY_DAYS
