"""Password hashes: Argon2id at the parameters that OWASP names as the least (19 MiB, two passes, one lane)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODYS_HASH = "$argon2id$v=19$m=19456,t=2,p=1$buccj5wLqrwzK2Ul2nqo6A$PGVi/GehLbwkjsb0aovchrhz9URDm9682gTy50wAUFY"
"""Of a password that was thrown away, with the parameters above: to make one takes as long as a log-in."""


class Argon2Passwords:
    """Implements `shared.ports.PasswordHasher`."""

    def hash_password(self, password: str) -> str:
        """Return an Argon2id hash with its salt and parameters in it."""
        return _hasher.hash(password)

    def verify_password(self, password: str, password_hash: str | None) -> bool:
        """Whether the password belongs to the hash; None costs the same and says no."""
        try:
            _hasher.verify(password_hash or _NOBODYS_HASH, password)
        except (VerificationError, InvalidHashError):
            return False
        return bool(password_hash)

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether the parameters in the hash are not those of today."""
        return _hasher.check_needs_rehash(password_hash)
