"""Send a mail that somebody asked for, if there is anybody to send it to."""

from collections.abc import Mapping
from enum import StrEnum

from shared.domain.mail import MAX_EMAIL_LENGTH, MailKind, account_mail, wants_mail
from shared.domain.user import uid_of
from shared.ports import Links, Mailer, UserStore


class MailResult(StrEnum):
    """What became of a wish for a mail."""

    SENT = "sent"
    NOT_WANTED = "not_wanted"


def send_account_mail(
    kind: MailKind, email: str, *, pages: Mapping[MailKind, str], users: UserStore, links: Links, mailer: Mailer
) -> MailResult:
    """Send a link to the user who has the address, at the spelling they gave, unless they have no use for it.

    `pages` are the addresses of the merchant's pages, with `{uid}` and `{token}` where these belong.
    """
    user = users.find_user_by_email(email) if len(email) <= MAX_EMAIL_LENGTH else None
    if user is None or not wants_mail(kind, user):
        return MailResult.NOT_WANTED
    token = links.issue_link_token(kind, user)
    link = pages[kind].replace("{uid}", uid_of(user.id)).replace("{token}", token)
    mailer.send_mail(account_mail(kind, user.email, link))
    return MailResult.SENT
