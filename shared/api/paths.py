"""Values in paths."""

import re

from shared.domain.errors import (
    DifferenceNotFound,
    DisputeNotFound,
    PaymentNotFound,
    ReconciliationNotFound,
    SubscriptionNotFound,
    WebhookNotFound,
)

_NUMBER = re.compile(r"[1-9][0-9]{0,11}")
_LONG_NUMBER = re.compile(r"[1-9][0-9]{0,18}")
_USER = re.compile(r"[a-z2-7]{20}")
_WEBHOOK_ID = re.compile(r"[0-9a-f]{32}")
_RUN = re.compile(r"[0-9]{1,11}-[0-9]{1,11}-[0-9]{1,11}")
_DIFFERENCE = re.compile("[0-9a-f]{32}")


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


def run_id_in(text: str) -> str:
    """Return the id of a reconciliation in a path; raise ReconciliationNotFound for anything that cannot be one."""
    if not _RUN.fullmatch(text):
        raise ReconciliationNotFound
    return text


def difference_id_in(text: str) -> str:
    """Return the id of a difference in a path; raise DifferenceNotFound for anything that cannot be one."""
    if not _DIFFERENCE.fullmatch(text):
        raise DifferenceNotFound
    return text


def user_id_in(text: str) -> str:
    """Return the user id in a path to a payment; raise PaymentNotFound for anything that cannot be one."""
    if not _USER.fullmatch(text):
        raise PaymentNotFound
    return text


def dispute_id_in(text: str) -> int:
    """Return Paystack's number of a dispute in a path; raise DisputeNotFound for anything that cannot be one."""
    if not _LONG_NUMBER.fullmatch(text):
        raise DisputeNotFound
    return int(text)


def webhook_id_in(text: str) -> str:
    """Return the id of an event in a path; raise WebhookNotFound for anything that cannot be one."""
    if not _WEBHOOK_ID.fullmatch(text):
        raise WebhookNotFound
    return text
