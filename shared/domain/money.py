"""Amounts: integer subunits inside, decimal strings outside, never a float.

Every currency is sent to Paystack times 100, also XOF, which has no subunit of its own.
Minima are Paystack's (its API introduction, checked 2026-11); it does not enforce them in test mode, we do.
"""

from dataclasses import dataclass
from decimal import Decimal

SUBUNITS_PER_UNIT = 100
MAXIMUM = 10_000_000 * SUBUNITS_PER_UNIT
"""Paystack's limit for one transaction in any currency, in subunits."""

MINIMUM = {"NGN": 5_000, "GHS": 10, "ZAR": 100, "KES": 300, "USD": 200, "XOF": 100}
"""Smallest transaction per supported currency, in subunits."""

WHOLE_UNITS_ONLY = frozenset({"XOF"})
"""Currencies whose fraction Paystack ignores: an amount with one would be charged as less than was agreed."""

DEFAULT_CURRENCY = "NGN"


class AmountRefused(ValueError):
    """The amount cannot be charged; the text says why, for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in integer subunits of an ISO 4217 currency."""

    subunits: int
    currency: str

    @classmethod
    def from_major(cls, amount: Decimal, currency: str) -> "Money":
        """Take an amount in major units, at most two decimals; raise AmountRefused outside the limits."""
        subunits = amount * SUBUNITS_PER_UNIT
        if subunits != subunits.to_integral_value():
            raise AmountRefused("Ensure that there are no more than 2 decimal places.")
        money = cls(int(subunits), currency)
        money._check_limits()
        return money

    def _check_limits(self) -> None:
        if self.subunits < MINIMUM[self.currency]:
            least = Money(MINIMUM[self.currency], self.currency)
            raise AmountRefused(f"Ensure this value is greater than or equal to {least} for {self.currency}.")
        if self.subunits > MAXIMUM:
            most = Money(MAXIMUM, self.currency)
            raise AmountRefused(f"Ensure this value is less than or equal to {most}.")
        if self.currency in WHOLE_UNITS_ONLY and self.subunits % SUBUNITS_PER_UNIT:
            raise AmountRefused(f"{self.currency} has no decimal places.")

    def __str__(self) -> str:
        """The decimal string of the API, in major units: `"5000.00"`."""
        return f"{self.subunits // SUBUNITS_PER_UNIT}.{self.subunits % SUBUNITS_PER_UNIT:02d}"
