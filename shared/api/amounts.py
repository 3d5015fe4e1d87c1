"""Amounts of money in requests."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from shared.api.fields import Field, JsonSchema, WrongValue


@dataclass(frozen=True)
class Amount(Field):
    """A decimal in major units with at most two decimals, as a string or a number; never a float."""

    max_digits: int = 10
    decimal_places: int = 2

    def parse_value(self, value: object) -> Decimal:
        """Return an exact Decimal."""
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise WrongValue("A valid number is required.")
        text = str(value).strip()
        if len(text) > 1000:  # noqa: PLR2004 - as the Django REST Framework does, before any arithmetic
            raise WrongValue("String value too large.")
        if not text.isascii() or "_" in text:  # Decimal takes other scripts' digits, and 1_000: not for money
            raise WrongValue("A valid number is required.")
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise WrongValue("A valid number is required.") from None
        if not number.is_finite():
            raise WrongValue("A valid number is required.")
        self._check_digits(number)
        return number

    def _check_digits(self, number: Decimal) -> None:
        _, digits, exponent = number.as_tuple()
        exponent = int(exponent)
        decimals = max(0, -exponent)
        whole = max(0, len(digits) + exponent)
        if whole + decimals > self.max_digits:
            raise WrongValue(f"Ensure that there are no more than {self.max_digits} digits in total.")
        if decimals > self.decimal_places:
            raise WrongValue(f"Ensure that there are no more than {self.decimal_places} decimal places.")

    def type_schema(self) -> JsonSchema:
        """A JSON string of digits, or a number."""
        return {
            "anyOf": [
                {"type": "string", "pattern": r"^\d{1,8}(\.\d{1,2})?$", "examples": ["5000.00"]},
                {"type": "number", "exclusiveMinimum": 0},
            ]
        }
