"""Tokens of links: `<seconds in base 36>-<32 hex digits>` as Django writes them, signed with the tokens' own keys."""

import hashlib
import hmac
import re

from shared.adapters.keyring import Keyring
from shared.domain.mail import MailKind
from shared.domain.user import User
from shared.ports import Clock

GOOD_FOR = 3 * 86_400
"""Seconds; Django's PASSWORD_RESET_TIMEOUT."""
_TOKEN = re.compile(r"([0-9a-z]{1,8})-([0-9a-f]{32})")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class SignedLinks:
    """Implements `shared.ports.Links`: nothing is stored, since what a token is bound to changes when it is used."""

    def __init__(self, keyring: Keyring, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def issue_link_token(self, kind: MailKind, user: User) -> str:
        """Sign the user's state and the time with the current key."""
        now = _base_36(self._clock.now())
        return f"{now}-{_signature(self._keyring.current, kind, user, now)}"

    def is_link_token(self, kind: MailKind, user: User, token: str) -> bool:
        """Compare with what each key would have signed, in constant time, then look at the time."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            return False
        issued, signature = match.groups()
        good = [hmac.compare_digest(_signature(key, kind, user, issued), signature) for key in self._keyring.all]
        return any(good) and 0 <= self._clock.now() - int(issued, 36) <= GOOD_FOR


def _signature(key: str, kind: MailKind, user: User, issued: str) -> str:
    # The generation changes with the password even where the hash should not.
    state = [f"link: {kind}", user.id, user.password_hash, str(user.token_generation), user.email, issued]
    return hmac.new(key.encode(), "\n".join(state).encode(), hashlib.sha256).hexdigest()[:32]


def _base_36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
