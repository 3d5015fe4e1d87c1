"""Find whom a link in a mail is for."""

from shared.domain.errors import InvalidInput
from shared.domain.mail import MailKind
from shared.domain.user import User, user_id_in
from shared.ports import Links, UserStore


def linked_user(kind: MailKind, uid: str, token: str, *, users: UserStore, links: Links) -> User:
    """Return the user of a good link; raise InvalidInput naming what is wrong with it."""
    user_id = user_id_in(uid)
    user = users.get_user(user_id) if user_id else None
    if user is None:
        raise InvalidInput({"uid": ["Invalid user id or user doesn't exist."]})
    if not links.is_link_token(kind, user, token):
        raise InvalidInput({"token": ["Invalid token for given user."]})
    return user
