"""Tell whether a token is good."""

from shared.ports import Tokens


def verify_token(token: str, *, tokens: Tokens) -> None:
    """Return for a valid token of any kind; raise NotAuthenticated otherwise."""
    tokens.read(token)
