"""Values in paths."""

import re

from shared.domain.errors import PaymentNotFound, SubscriptionNotFound

_NUMBER = re.compile(r"[1-9][0-9]{0,11}")


def payment_id_in(text: str) -> int:
    """Return the payment id in a path; raise PaymentNotFound for anything that cannot be one."""
    if not _NUMBER.fullmatch(text):
        raise PaymentNotFound
    return int(text)


def subscription_id_in(text: str) -> int:
    """Return the subscription id in a path; raise SubscriptionNotFound for anything that cannot be one."""
    if not _NUMBER.fullmatch(text):
        raise SubscriptionNotFound
    return int(text)
