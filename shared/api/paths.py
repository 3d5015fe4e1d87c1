"""Values in paths."""

import re

from shared.domain.errors import PaymentNotFound


def payment_id_in(text: str) -> int:
    """Return the payment id in a path; raise PaymentNotFound for anything that cannot be one."""
    if not re.fullmatch(r"[1-9][0-9]{0,11}", text):
        raise PaymentNotFound
    return int(text)
