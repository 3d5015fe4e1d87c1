"""Mails to users, and the links in them."""

from typing import Protocol

from shared.domain.mail import Mail, MailKind
from shared.domain.user import User


class MailQueue(Protocol):
    """Takes wishes for mails; what becomes of one nobody who made it can see."""

    def request_mail(self, kind: MailKind, email: str) -> None:
        """Have a mail sent to whoever has the address, if anybody has; raise MailUnavailable."""
        ...


class Mailer(Protocol):
    """Sends mails."""

    def send_mail(self, mail: Mail) -> None:
        """Send one."""
        ...


class Links(Protocol):
    """Tokens that only a mail to a user's address can bring.

    One is good for its kind and user, for three days, until the password or the address changes.
    """

    def issue_link_token(self, kind: MailKind, user: User) -> str:
        """Return a token for a link."""
        ...

    def is_link_token(self, kind: MailKind, user: User, token: str) -> bool:
        """Whether the token is good."""
        ...
