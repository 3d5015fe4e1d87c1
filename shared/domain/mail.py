"""The mails of accounts: a line of what happened, a link, and what to do when one did not ask for it."""

import html
from dataclasses import dataclass
from enum import StrEnum

from shared.domain.user import User

MAX_EMAIL_LENGTH = 254
"""Of an address that a user can have."""


class MailKind(StrEnum):
    """What a mail is about."""

    PASSWORD_RESET = "password_reset"  # noqa: S105 - a name
    ACTIVATION = "activation"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one address, with the same words in text and in HTML."""

    to: str
    subject: str
    text: str
    html: str


_WORDS = {
    MailKind.PASSWORD_RESET: (
        "Set a new password",
        "Somebody, probably you, asked for a new password for your account. You can set one here:",
        "Set a new password",
        "If it was not you, you need not do anything: your password stays as it is.",
    ),
    MailKind.ACTIVATION: (
        "Confirm your e-mail address",
        "Please confirm that this address is yours. Your account can be used from then on:",
        "Confirm this address",
        "If you have no account with us, you need not do anything: without this the account stays closed.",
    ),
}
_EXPIRY = "The link works once, for three days."
_HTML = """<!doctype html>
<html lang="en">
<body style="font-family: sans-serif; line-height: 1.5; color: #222">
<p>Hello,</p>
<p>{reason}</p>
<p><a href="{link}">{label}</a></p>
<p>{expiry}</p>
<p>{otherwise}</p>
</body>
</html>
"""


def account_mail(kind: MailKind, to: str, link: str) -> Mail:
    """Return the mail that brings a link. It has no word of the user's own: anybody can sign up with this address."""
    subject, reason, label, otherwise = _WORDS[kind]
    text = "\n\n".join(["Hello,", reason, link, _EXPIRY, otherwise]) + "\n"
    page = _HTML.format(reason=reason, link=html.escape(link), label=label, expiry=_EXPIRY, otherwise=otherwise)
    return Mail(to, subject, text, page)


def wants_mail(kind: MailKind, user: User) -> bool:
    """Whether such a mail is for this user: an active one may reset a password, an unconfirmed one be activated."""
    return user.awaits_activation if kind is MailKind.ACTIVATION else user.is_active
