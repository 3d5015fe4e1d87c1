"""Users, their passwords and their tokens, and how often these may be tried."""

from typing import Protocol

from shared.domain.throttling import Rule
from shared.domain.token import RefreshFamily, Stamp, Token
from shared.domain.user import User


class UserStore(Protocol):
    """Users, by id and by the names that are unique."""

    def add_user(self, user: User) -> None:
        """Store a new user with its names, all or nothing; raise InvalidInput naming each that is taken."""
        ...

    def replace_user(self, user: User) -> User:
        """Store a user, whose names are the same, over its `version`; return it as stored; raise Conflict."""
        ...

    def get_user(self, user_id: str) -> User | None:
        """Return a user."""
        ...

    def find_user(self, username: str) -> User | None:
        """Return the user of that user name."""
        ...

    def find_user_by_email(self, email: str) -> User | None:
        """Return the user of that address, in any spelling."""
        ...

    def taken_names(self, username: str, email: str) -> dict[str, object]:
        """Return `{"username": [...], "email": [...]}` with the old API's words for each name that is taken.

        An empty name is not looked for.
        """
        ...

    def change_email(self, user: User, email: str) -> User:
        """Store the user with another address, which must be nobody's, and with what else was changed of it.

        Raise InvalidInput when the address is taken, and Conflict when the user is no longer as it was read.
        """
        ...

    def delete_user(self, user: User) -> None:
        """Delete a user as it was read, and free its names; raise Conflict when it has changed since."""
        ...


class PasswordHasher(Protocol):
    """One-way password hashes."""

    def hash_password(self, password: str) -> str:
        """Return a salted hash, with its parameters in it."""
        ...

    def verify_password(self, password: str, password_hash: str | None) -> bool:
        """Whether the password belongs to the hash; with None it costs the same and says no."""
        ...

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether a hash that a password belongs to was made with other parameters than a new one would be."""
        ...


class Tokens(Protocol):
    """Signed access and refresh tokens."""

    def issue_access(self, user_id: str, role: str = "") -> str:
        """Return a new access token; an empty role is not claimed."""
        ...

    def issue_refresh(self, family: RefreshFamily) -> str:
        """Return the family's refresh token: the same one each time, while the key is the same."""
        ...

    def new_stamp(self) -> Stamp:
        """Return id and times for a refresh token that begins now."""
        ...

    def read(self, token: str, kind: str | None = None) -> Token:
        """Return what a valid token of that kind says; raise NotAuthenticated.

        With None any kind is taken, and one that names no user too.
        """
        ...


class FamilyStore(Protocol):
    """Families of refresh tokens. Whether a token is in time is for the token itself to say."""

    def add_family(self, family: RefreshFamily) -> None:
        """Store a new family."""
        ...

    def get_family(self, user_id: str, family_id: str) -> RefreshFamily | None:
        """Return a family that has not ended."""
        ...

    def replace_family(self, family: RefreshFamily) -> RefreshFamily:
        """Store a family over its `version`; return it as stored; raise Conflict, also when it has ended."""
        ...

    def end_family(self, user_id: str, family_id: str) -> bool:
        """End a family for ever; return whether it was there."""
        ...


class Throttle(Protocol):
    """Counts attempts. One that is over a limit is not counted, and does not make the wait longer."""

    def check(self, rule: Rule, *, account: str, address: str, known_device: str = "") -> None:
        """Count an attempt against its account and its address; raise Throttled when either has no more.

        `account` is the name it is about, `address` where it comes from as the gateway saw it. With `known_device`
        (its hash) the attempt counts against that device of the account, and nothing else.
        """
        ...

    def give_back(self, rule: Rule, *, account: str, address: str, known_device: str = "") -> None:
        """After a success: forget the attempts of the account or known device, and the address's last one."""
        ...


class KnownDevices(Protocol):
    """Hashes of the devices that have logged in to an account, kept for 90 days after the last time."""

    def is_known(self, device: str) -> bool:
        """Whether the device is known."""
        ...

    def remember(self, device: str) -> None:
        """Know the device from now on."""
        ...
