"""Log out."""

from shared.domain.errors import TokenRevoked
from shared.domain.token import REFRESH
from shared.ports import FamilyStore, Tokens


def blacklist_token(refresh: str, *, families: FamilyStore, tokens: Tokens) -> None:
    """End the family of a refresh token, whichever of its tokens that is; access tokens live on until they expire.

    Raise NotAuthenticated for a bad token, and TokenRevoked when its family had ended before: that changes nothing.
    """
    token = tokens.read(refresh, REFRESH)
    if not families.end_family(token.user_id, token.family):
        raise TokenRevoked
