"""Set a new password with the link of a mail."""

from collections.abc import Container

from shared.domain.errors import Conflict, InvalidInput
from shared.domain.mail import MailKind
from shared.domain.password import password_problems
from shared.domain.user import password_attributes, with_password
from shared.ports import Links, PasswordHasher, UserStore
from shared.usecases.linked_user import linked_user


def reset_password_confirm(
    uid: str,
    token: str,
    new_password: str,
    *,
    users: UserStore,
    links: Links,
    passwords: PasswordHasher,
    common_passwords: Container[str],
) -> None:
    """Store a hash of the new password, and revoke every refresh token, in one write; the link is used up by it.

    Raise InvalidInput for a weak password, for a link that is nobody's, and for one that was used or is too old.
    """
    _refuse_weak(new_password, {}, common_passwords)
    user = linked_user(MailKind.PASSWORD_RESET, uid, token, users=users, links=links)
    _refuse_weak(new_password, password_attributes(user.username, user.email), common_passwords)
    try:
        users.replace_user(with_password(user, passwords.hash_password(new_password)))
    except Conflict:  # the link was used by another at the same moment
        raise InvalidInput({"token": ["Invalid token for given user."]}) from None


def _refuse_weak(password: str, attributes: dict[str, str], common_passwords: Container[str]) -> None:
    if weak := password_problems(password, attributes, common_passwords):
        raise InvalidInput({"new_password": weak})
