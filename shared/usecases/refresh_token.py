"""Get new tokens for a refresh token, which is good once."""

from contextlib import suppress

from shared.domain.client import Client, mark_of
from shared.domain.errors import Conflict, NotAuthenticated, TokenReused, TokenRevoked
from shared.domain.token import (
    REFRESH,
    Presented,
    RefreshFamily,
    TokenPair,
    is_alive,
    presented,
    role_of,
    rotated,
)
from shared.domain.user import User
from shared.ports import FamilyStore, Tokens, UserStore


def refresh_token(
    refresh: str,
    client: Client,
    arrived_at: int,
    *,
    users: UserStore,
    families: FamilyStore,
    tokens: Tokens,
) -> TokenPair:
    """Replace a refresh token by its successor, and return that with a new access token.

    Of any number of requests at once one replaces it. The same client gets the same successor again for what arrived
    (UTC epoch seconds, at the gateway) before ten seconds were over.
    Raise NotAuthenticated for a bad token or a user who is gone or inactive, TokenRevoked for one that was good,
    TokenReused for one that was replaced, which ends its family.
    """
    token, mark = tokens.read(refresh, REFRESH), mark_of(refresh, client)
    while True:
        family = families.get_family(token.user_id, token.family)
        if family is None:
            raise TokenRevoked
        this = presented(family, token.jti, mark, arrived_at)
        if this is Presented.REUSED:
            families.end_family(family.user_id, family.id)
            raise TokenReused
        user = _active_user(family, users)
        with suppress(Conflict):  # somebody else was faster: the family tells what the token is now
            if this is Presented.CURRENT:
                family = families.replace_family(rotated(family, tokens.new_stamp(), mark))
            return TokenPair(tokens.issue_access(user.id, role_of(user)), tokens.issue_refresh(family))


def _active_user(family: RefreshFamily, users: UserStore) -> User:
    user = users.get_user(family.user_id)
    if user is None or not user.is_active:
        raise NotAuthenticated("No active account found for the given token.")
    if not is_alive(family, user):
        raise TokenRevoked
    return user
