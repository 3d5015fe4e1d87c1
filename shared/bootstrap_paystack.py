"""Joins the ports of Paystack's disputes and books to adapters, for the functions that need them."""

from functools import cache
from typing import TYPE_CHECKING

from shared import bootstrap
from shared.adapters.paystack.disputes import PaystackDisputes
from shared.adapters.paystack.ledger import PaystackLedger

if TYPE_CHECKING:
    from shared import ports


@cache
def ledger() -> "ports.Ledger":
    """Paystack's own books."""
    return PaystackLedger(bootstrap.paystack())


@cache
def disputes() -> "ports.Disputes":
    """Paystack's disputes."""
    return PaystackDisputes(bootstrap.paystack())
