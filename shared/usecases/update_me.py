"""Change what a user may change of themselves: the address."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from shared.domain.errors import Conflict, InvalidInput, MailUnavailable
from shared.domain.mail import MailKind
from shared.domain.user import User
from shared.ports import MailQueue, UserStore
from shared.usecases.me import me


def update_me(
    user_id: str,
    email: str = "",
    *,
    problems: Mapping[str, object],
    needs_activation: bool,
    users: UserStore,
    mails: MailQueue,
) -> User:
    """Return the caller, with the address if one was given.

    Where addresses are confirmed, another address closes the account until it is confirmed too. Raise
    NotAuthenticated when the account is gone, and InvalidInput for `problems` or an address that is somebody else's.
    """
    while True:
        user = me(user_id, users=users)
        if problems:
            raise InvalidInput(dict(problems))
        if email in {"", user.email}:
            return user
        changed = replace(user, is_active=False, awaits_activation=True) if needs_activation else user
        with suppress(Conflict):  # somebody changed the user meanwhile: decide again
            changed = users.change_email(changed, email)
            break
    if needs_activation:
        with suppress(MailUnavailable):  # it can be asked for again
            mails.request_mail(MailKind.ACTIVATION, email)
    return changed
