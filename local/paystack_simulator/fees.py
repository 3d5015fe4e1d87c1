"""Paystack's local fees, in whole subunits (paystack.md section 8, fees)."""

from dataclasses import dataclass

_BASIS = 10_000


@dataclass(frozen=True)
class Tariff:
    """Basis points of the amount plus a flat part (waived below a limit), capped; all in subunits."""

    basis_points: int
    flat: int = 0
    flat_waived_below: int = 0
    cap: int | None = None


TARIFFS = {
    "NGN": Tariff(150, flat=10_000, flat_waived_below=250_000, cap=200_000),
    "GHS": Tariff(195),
    "ZAR": Tariff(290, flat=100, flat_waived_below=1_000),
    "KES": Tariff(290),
    "USD": Tariff(390),
    "XOF": Tariff(320),
}
"""Tariffs by currency; these are also all the currencies which the simulator knows."""


def fee(currency: str, amount: int) -> int:
    """The fee in subunits of `amount` subunits, the percentage rounded half up."""
    tariff = TARIFFS[currency]
    total = (amount * tariff.basis_points + _BASIS // 2) // _BASIS
    if amount >= tariff.flat_waived_below:
        total += tariff.flat
    return total if tariff.cap is None else min(total, tariff.cap)
