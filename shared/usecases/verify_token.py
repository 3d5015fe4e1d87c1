"""Tell whether a token is good."""

from shared.domain.errors import InvalidInput
from shared.domain.token import REFRESH, is_alive
from shared.ports import FamilyStore, Tokens, UserStore


def verify_token(token: str, *, users: UserStore, families: FamilyStore, tokens: Tokens) -> None:
    """Return for a valid token of any kind; raise NotAuthenticated otherwise.

    An access token is good until it expires, whatever became of its user. A refresh token must be the present one of
    a family that is alive: else raise InvalidInput, as the old API answered that case.
    """
    said = tokens.read(token)
    if said.kind != REFRESH:
        return
    family = families.get_family(said.user_id, said.family)
    if family is None or family.jti != said.jti or not is_alive(family, users.get_user(said.user_id)):
        raise InvalidInput({"non_field_errors": ["Token is blacklisted"]})
