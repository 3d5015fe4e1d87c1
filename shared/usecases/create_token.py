"""Log a user in."""

from contextlib import suppress
from dataclasses import replace

from shared.domain.client import Client, device_of
from shared.domain.errors import Conflict, NotAuthenticated
from shared.domain.throttling import Rule
from shared.domain.token import TokenPair, begun, role_of
from shared.domain.user import User, account_name, normal_username
from shared.ports import FamilyStore, KnownDevices, PasswordHasher, Throttle, Tokens, UserStore


def create_token(
    username: str,
    password: str,
    client: Client,
    *,
    users: UserStore,
    passwords: PasswordHasher,
    tokens: Tokens,
    families: FamilyStore,
    throttle: Throttle,
    devices: KnownDevices,
) -> TokenPair:
    """Return tokens for the right password; `username` is a user name or an e-mail address.

    Raise NotAuthenticated for anything else, without telling what was wrong, and Throttled after too much of it. A
    name that nobody has takes as long as any other, and is throttled alike.
    """
    account = account_name(username)
    device = device_of(account, client)
    tried_by = {
        "account": account,
        "address": client.address,
        "known_device": device if devices.is_known(device) else "",
    }
    throttle.check(Rule.LOG_IN, **tried_by)
    user = _find(username, account, users)
    matches = passwords.verify_password(password, user.password_hash if user else None)
    if user is None or not matches or not user.is_active:
        raise NotAuthenticated("No active account found with the given credentials")
    throttle.give_back(Rule.LOG_IN, **tried_by)
    devices.remember(device)
    _renew_hash(user, password, users, passwords)
    family = begun(user, tokens.new_stamp())
    families.add_family(family)
    return TokenPair(access=tokens.issue_access(user.id, role_of(user)), refresh=tokens.issue_refresh(family))


def _find(username: str, account: str, users: UserStore) -> User | None:
    """Find by address first: addresses are unique, so that nobody takes one by choosing it for a user name."""
    by_email = users.find_user_by_email(account) if "@" in account else None
    by_name = users.find_user(normal_username(username))
    return by_email or by_name


def _renew_hash(user: User, password: str, users: UserStore, passwords: PasswordHasher) -> None:
    """Hash the password anew where the parameters have risen since; another change of the user goes first."""
    if passwords.needs_rehash(user.password_hash):
        with suppress(Conflict):
            users.replace_user(replace(user, password_hash=passwords.hash_password(password)))
