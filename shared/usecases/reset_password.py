"""Ask for a mail with which a password can be set anew."""

from shared.domain.mail import MailKind
from shared.domain.throttling import Rule
from shared.domain.user import unique_email
from shared.ports import MailQueue, Throttle


def reset_password(email: str, address: str, *, throttle: Throttle, mails: MailQueue) -> None:
    """Hand the wish on, whoever has the address: neither answer nor time tells whether anybody has.

    `address` is the network address the request came from. Raise Throttled after too many for one address of either
    kind, and MailUnavailable.
    """
    throttle.check(Rule.RESET, account=unique_email(email), address=address)
    mails.request_mail(MailKind.PASSWORD_RESET, email)
