"""Open an account with the link of a mail."""

from dataclasses import replace

from shared.domain.errors import StaleToken
from shared.domain.mail import MailKind
from shared.ports import Links, UserStore
from shared.usecases.linked_user import linked_user


def activation(uid: str, token: str, *, users: UserStore, links: Links) -> None:
    """Make the user active.

    Raise InvalidInput for a bad link, StaleToken for an account that does not wait for it (one that was closed by
    somebody is not opened by its old link), Conflict when the user is changed by somebody else meanwhile.
    """
    user = linked_user(MailKind.ACTIVATION, uid, token, users=users, links=links)
    if not user.awaits_activation:
        raise StaleToken
    users.replace_user(replace(user, is_active=True, awaits_activation=False))
