"""Users, their passwords and their tokens."""

from typing import Protocol

from shared.domain.user import User


class UserStore(Protocol):
    """Users, by id and by the names that are unique."""

    def add_user(self, user: User) -> None:
        """Store a new user with its names, all or nothing; raise InvalidInput naming each that is taken."""
        ...

    def get_user(self, user_id: str) -> User | None:
        """Return a user."""
        ...

    def find_user(self, username: str) -> User | None:
        """Return the user of that user name."""
        ...


class PasswordHasher(Protocol):
    """One-way password hashes."""

    def hash_password(self, password: str) -> str:
        """Return a salted hash, with its parameters in it."""
        ...

    def verify_password(self, password: str, password_hash: str | None) -> bool:
        """Whether the password belongs to the hash; with None it costs the same and says no."""
        ...


class Tokens(Protocol):
    """Signed access and refresh tokens."""

    def issue(self, user_id: str, kind: str) -> str:
        """Return a new token of kind `access` or `refresh`."""
        ...

    def read(self, token: str, kind: str | None = None) -> str:
        """Return the user id in a valid token of that kind (None: any); raise NotAuthenticated."""
        ...
