"""Invoked by the functions of accounts, asynchronously: send a mail that somebody asked for.

Event: `{"kind": "password_reset" or "activation", "email": "..."}`. A failure raises, so that Lambda tries again and
then hands the event to the failure queue.
"""

from typing import Any

from shared import bootstrap, bootstrap_accounts
from shared.domain.mail import MailKind
from shared.observability import logger
from shared.usecases.send_account_mail import send_account_mail


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:  # noqa: ANN401 - Lambda's own
    """Return whether it was sent, for whoever invokes it by hand."""
    kind = MailKind(event["kind"])
    result = send_account_mail(
        kind,
        str(event["email"]),
        pages={
            MailKind.PASSWORD_RESET: bootstrap.settings().password_reset_url,
            MailKind.ACTIVATION: bootstrap.settings().activation_url,
        },
        users=bootstrap.users(),
        links=bootstrap_accounts.links(),
        mailer=bootstrap_accounts.mailer(),
    )
    logger.info("mailed", extra={"kind": kind.value, "result": result.value})
    return {"result": result.value}
