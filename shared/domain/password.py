"""What is wrong with a new password: Django's four validators, in their order and with their words."""

import re
from collections import Counter
from collections.abc import Container, Mapping

MIN_LENGTH = 8
MAX_SIMILARITY = 0.7
_MUCH_LONGER = 10
"""A password so many times longer than something is not like it, and need not be compared."""


def password_problems(password: str, attributes: Mapping[str, str], common: Container[str]) -> list[str]:
    """Return every problem; none when it is good.

    `attributes` are the user's by the names that people know them by (`username`, `email address`); `common` holds
    passwords in lower case that everybody tries.
    """
    problems = []
    if alike := next((name for name, value in attributes.items() if is_similar(password, value)), None):
        problems.append(f"The password is too similar to the {alike}.")
    if len(password) < MIN_LENGTH:
        problems.append(f"This password is too short. It must contain at least {MIN_LENGTH} characters.")
    if password.lower().strip() in common:
        problems.append("This password is too common.")
    if password.isdigit():
        problems.append("This password is entirely numeric.")
    return problems


def is_similar(password: str, value: str) -> bool:
    """Whether a password is much like a value or a word of it: 0.7 of the letters are the same, in whatever order.

    It is `difflib.SequenceMatcher.quick_ratio`, without what that costs to import.
    """
    password, value = password.lower(), value.lower()
    return bool(value) and any(_is_like(password, part) for part in [*re.split(r"\W+", value), value])


def _is_like(password: str, part: str) -> bool:
    length = len(password)
    if length >= _MUCH_LONGER * len(part) and len(part) < MAX_SIMILARITY / 2 * length:
        return False
    shared = (Counter(password) & Counter(part)).total()
    return 2 * shared / (length + len(part)) >= MAX_SIMILARITY
