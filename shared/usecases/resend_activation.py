"""Ask once more for the mail with which an account is opened."""

from shared.domain.errors import ActivationIsOff
from shared.domain.mail import MailKind
from shared.domain.throttling import Rule
from shared.domain.user import unique_email
from shared.ports import MailQueue, Throttle


def resend_activation(
    email: str, address: str, *, needs_activation: bool, throttle: Throttle, mails: MailQueue
) -> None:
    """Hand the wish on, whoever has the address; `address` is the network address the request came from.

    Raise ActivationIsOff where accounts are open from the start, Throttled after too many for one address of either
    kind, and MailUnavailable.
    """
    if not needs_activation:
        raise ActivationIsOff
    throttle.check(Rule.RESEND, account=unique_email(email), address=address)
    mails.request_mail(MailKind.ACTIVATION, email)
