"""Whether somebody who is logged in knows their password."""

from dataclasses import dataclass

from shared.domain.throttling import Rule
from shared.domain.user import User
from shared.ports import PasswordHasher, Throttle


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """What it takes to ask for the current password; `address` is where the request comes from."""

    passwords: PasswordHasher
    throttle: Throttle
    address: str


def knows_password(user: User, current_password: str, check: PasswordCheck) -> bool:
    """Whether it is the user's password. Each try counts, so that an access token that was stolen guesses little.

    Raise Throttled after too many.
    """
    check.throttle.check(Rule.CONFIRM, account=user.id, address=check.address)
    if not check.passwords.verify_password(current_password, user.password_hash):
        return False
    check.throttle.give_back(Rule.CONFIRM, account=user.id, address=check.address)
    return True
