"""Logging in: by name or address, with what happens to those who try too often."""

from dataclasses import dataclass, field, replace

import pytest

from shared.domain.client import Client
from shared.domain.errors import NotAuthenticated, Throttled
from shared.domain.throttling import PER_ACCOUNT, PER_ADDRESS, Rule
from shared.usecases.create_token import create_token
from tests.support.builders import NOW, OTHER_USER, USER, a_user
from tests.support.fakes import FakeClock, FakePasswords, FakeTokens
from tests.support.fakes_accounts import FakeDevices, FakeFamilies, FakeThrottle
from tests.support.fakes_stores import FakeUsers

WRONG = "No active account found with the given credentials"
RIGHT = "secret"
PHONE, LAPTOP = Client("203.0.113.7", "phone"), Client("198.51.100.9", "laptop")
TRIES = PER_ACCOUNT[Rule.LOG_IN].attempts


@dataclass
class Door:
    """Everything a login needs; `open` tries."""

    users: FakeUsers = field(default_factory=FakeUsers)
    clock: FakeClock = field(default_factory=FakeClock)
    passwords: FakePasswords = field(default_factory=FakePasswords)
    families: FakeFamilies = field(default_factory=FakeFamilies)

    def __post_init__(self):
        self.tokens, self.throttle = FakeTokens(self.clock), FakeThrottle(self.clock)
        self.devices = FakeDevices(self.clock)
        self.users.add_user(a_user())

    def open(self, username="amina", password=RIGHT, client=PHONE):
        return create_token(
            username,
            password,
            client,
            users=self.users,
            passwords=self.passwords,
            tokens=self.tokens,
            families=self.families,
            throttle=self.throttle,
            devices=self.devices,
        )

    def enters(self, *args, **over):
        """The user id of who comes in, or why nobody does."""
        try:
            return self.tokens.read(self.open(*args, **over).access, "access").user_id
        except (NotAuthenticated, Throttled) as refused:
            return type(refused).__name__

    def guess(self, times, username="amina", clients=None):
        """Wrong passwords, each from a client of its own unless told otherwise."""
        clients = clients or [Client(f"2001:db8:{number:x}::1", "bot") for number in range(times)]
        return [self.enters(username, f"guess {number}", clients[number % len(clients)]) for number in range(times)]


@pytest.fixture
def door():
    return Door()


class TestTheRightPassword:
    def test_gives_tokens_and_begins_a_family(self, door):
        pair = door.open()
        (family,) = door.families.stored.values()
        assert (family.user_id, family.generation, family.issued_at) == (USER, 0, NOW)
        said = door.tokens.read(pair.refresh, "refresh")
        assert (said.user_id, said.family, said.jti) == (USER, family.id, family.jti)
        assert door.tokens.read(pair.access, "access").user_id == USER

    def test_each_login_begins_a_family_of_its_own(self, door):
        door.open()
        door.open()
        assert len(door.families.stored) == 2

    def test_a_family_is_of_the_users_present_generation(self, door):
        door.users.stored[USER] = a_user(token_generation=4)
        door.open()
        assert [family.generation for family in door.families.stored.values()] == [4]

    @pytest.mark.parametrize(("is_staff", "role"), [(True, "staff"), (False, "")])
    def test_the_access_token_of_staff_claims_the_role(self, door, is_staff, role):
        door.users.stored[USER] = a_user(is_staff=is_staff)
        pair = door.open()
        assert door.tokens.read(pair.access).role == role
        assert door.tokens.read(pair.refresh).role == ""

    @pytest.mark.parametrize("name", ["amina", "\uff41mina", "amina@example.com", "Amina@EXAMPLE.com"])
    def test_goes_with_the_name_or_the_address_in_any_spelling(self, door, name):
        assert door.enters(name) == USER


class TestNamesThatLookLikeAddresses:
    def test_a_user_name_with_an_at_sign_is_found(self, door):
        door.users.add_user(a_user(id=OTHER_USER, username="kofi@work", email="kofi@example.com"))
        assert door.enters("kofi@work") == OTHER_USER

    def test_nobody_takes_an_address_by_choosing_it_for_a_name(self, door):
        squatter = a_user(
            id=OTHER_USER, username="amina@example.com", email="x@example.com", password_hash="hash of other"
        )
        door.users.add_user(squatter)
        assert door.enters("amina@example.com") == USER
        assert door.enters("amina@example.com", "other") == "NotAuthenticated"


class TestTheWrongOnes:
    @pytest.mark.parametrize(
        ("username", "password"),
        [("amina", "wrong"), ("nobody", "secret"), ("Amina", "secret"), ("nobody@example.com", "secret")],
    )
    def test_are_told_alike(self, door, username, password):
        with pytest.raises(NotAuthenticated, match=WRONG) as refused:
            door.open(username, password)
        assert refused.value.code == ""
        assert not door.tokens.valid
        assert not door.families.stored

    def test_an_inactive_user_is_told_the_same(self, door):
        door.users.stored[USER] = a_user(is_active=False)
        with pytest.raises(NotAuthenticated, match=WRONG):
            door.open()
        assert not door.devices.known_until

    def test_the_password_is_checked_even_when_there_is_no_user(self, door):
        asked = []

        class Passwords(FakePasswords):
            def verify_password(self, password, password_hash):
                asked.append(password_hash)
                return super().verify_password(password, password_hash)

        door.passwords = Passwords()
        door.enters("nobody")
        assert asked == [None]


class TestTooManyTries:
    @pytest.mark.parametrize("name", ["amina", "amina@example.com", "nobody", "nobody@example.com"])
    def test_are_refused_whether_anybody_has_the_name_or_not(self, door, name):
        assert door.guess(TRIES + 2, name) == ["NotAuthenticated"] * TRIES + ["Throttled"] * 2

    def test_no_password_is_checked_any_more(self, door):
        door.guess(TRIES)
        door.passwords = None
        assert door.enters() == "Throttled"

    def test_spellings_of_one_address_count_together(self, door):
        door.guess(TRIES, "amina@example.com")
        assert door.enters("AMINA@example.com") == "Throttled"

    def test_a_success_clears_them(self, door):
        door.guess(TRIES - 1)
        assert door.enters(client=LAPTOP) == USER
        assert door.guess(TRIES + 1)[-2:] == ["NotAuthenticated", "Throttled"]

    def test_one_address_tries_so_many_accounts(self, door):
        limit = PER_ADDRESS[Rule.LOG_IN].attempts
        tried = [door.enters(f"user {number}", "Summer2026") for number in range(limit + 3)]
        assert tried == ["NotAuthenticated"] * limit + ["Throttled"] * 3

    def test_an_own_account_does_not_buy_an_address_more_tries(self, door):
        limit = PER_ADDRESS[Rule.LOG_IN].attempts
        tried = []
        for number in range(limit + 3):
            tried.append(door.enters(f"user {number}", "Summer2026", LAPTOP))
            door.enters(client=LAPTOP)
        assert tried == ["NotAuthenticated"] * limit + ["Throttled"] * 3


class TestAKnownDevice:
    """One that has logged in to the account before."""

    def test_is_not_locked_out_by_tries_from_elsewhere(self, door):
        door.open()
        door.guess(TRIES + 1)
        assert door.enters() == USER
        assert door.enters(client=LAPTOP) == "Throttled"

    def test_nor_by_what_others_do_at_its_own_address(self, door):
        door.open()
        neighbour = Client(PHONE.address, "bot")
        door.guess(PER_ADDRESS[Rule.LOG_IN].attempts + TRIES, "somebody else", [neighbour])
        door.guess(TRIES, "amina", [neighbour])
        assert door.enters() == USER

    def test_has_a_limit_of_its_own(self, door):
        door.open()
        assert door.guess(TRIES + 1, clients=[PHONE])[-1] == "Throttled"
        assert door.enters(client=LAPTOP) == USER

    def test_is_known_to_that_account_alone(self, door):
        door.users.add_user(a_user(id=OTHER_USER, username="kofi", email="kofi@example.com"))
        door.open()
        door.guess(TRIES, "kofi")
        assert door.enters("kofi") == "Throttled"

    def test_is_forgotten_after_a_while(self, door):
        door.open()
        door.clock.advance(90 * 86_400)
        door.guess(TRIES)
        assert door.enters() == "Throttled"

    def test_a_failure_makes_no_device_known(self, door):
        door.guess(1, clients=[PHONE])
        assert not door.devices.known_until


class TestOldHashes:
    def test_are_made_anew_without_ending_any_family(self, door):
        door.users.stored[USER] = a_user(password_hash="old hash of secret", token_generation=2)
        door.open()
        assert door.users.stored[USER] == a_user(token_generation=2, version=1)

    def test_a_hash_of_today_is_left_alone(self, door):
        door.open()
        assert door.users.stored[USER] == a_user()

    def test_a_change_of_the_user_meanwhile_goes_first(self, door):
        old = a_user(password_hash="old hash of secret")
        door.users.stored[USER] = old
        changed = replace(old, password_hash="hash of another", token_generation=1, version=1)
        door.users.before_next_write(lambda: door.users.stored.update({USER: changed}))
        assert door.enters() == USER
        assert door.users.stored[USER] == changed
        assert [family.generation for family in door.families.stored.values()] == [0]

    def test_the_wrong_password_makes_none(self, door):
        door.users.stored[USER] = a_user(password_hash="old hash of secret")
        door.guess(1)
        assert door.users.stored[USER].version == 0
