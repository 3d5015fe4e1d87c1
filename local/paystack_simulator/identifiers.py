"""Codes and references in the shapes of paystack.md section 12."""

import hashlib
import secrets
import string

FIRST_ID = 5_000_000_000
"""Numeric ids begin above 2**32, so that a client which keeps them in 32 bits breaks here first."""

_LOWER = string.ascii_lowercase + string.digits
_MIXED = string.ascii_letters + string.digits
_SIGNATURE_LENGTH = 20


def lower_code(length: int) -> str:
    """Random lowercase letters and digits."""
    return "".join(secrets.choice(_LOWER) for _ in range(length))


def new_authorization_code() -> str:
    """`AUTH_` and ten characters."""
    return f"AUTH_{lower_code(10)}"


def new_customer_code() -> str:
    """`CUS_` and fifteen characters."""
    return f"CUS_{lower_code(15)}"


def new_access_code() -> str:
    """The fifteen characters at the end of a checkout address."""
    return lower_code(15)


def instrument_signature(instrument: str) -> str:
    """`SIG_` and twenty characters, always the same for one instrument whoever pays with it (S30)."""
    digest = hashlib.sha256(f"instrument:{instrument}".encode()).digest()
    return "SIG_" + "".join(_MIXED[byte % len(_MIXED)] for byte in digest[:_SIGNATURE_LENGTH])
