"""Webhook signatures: `x-paystack-signature` is the hex HMAC-SHA512 of the raw body under the secret key."""

import hashlib
import hmac
from collections.abc import Callable, Sequence


class PaystackSignatures:
    """Implements `shared.ports.SignatureChecker`; `keys` gives the current key and, while it rotates, the old."""

    def __init__(self, keys: Callable[[], Sequence[str]]) -> None:
        self._keys = keys

    def is_signed(self, body: bytes, signature: str) -> bool:
        """Whether one of our keys made this signature; never without a key. Compares in constant time."""
        given = signature.strip().lower().encode()
        made = [hmac.new(key.encode(), body, hashlib.sha512).hexdigest().encode() for key in self._keys() if key]
        return any([hmac.compare_digest(given, expected) for expected in made])
