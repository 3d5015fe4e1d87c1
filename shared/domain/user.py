"""A user: somebody who can log in and pay."""

import re
import unicodedata
from dataclasses import dataclass

MIN_PASSWORD_LENGTH = 8


@dataclass(frozen=True, slots=True)
class User:
    """A stored user; `created_at` in UTC epoch seconds."""

    id: str
    username: str
    email: str
    password_hash: str
    created_at: int
    is_active: bool = True


def normal_username(username: str) -> str:
    """Return the one spelling under which a user name is stored and looked up (NFKC, as Django does)."""
    return unicodedata.normalize("NFKC", username)


def shown_email(email: str) -> str:
    """Return an address as it is stored and shown: its domain in lower case, as Django does."""
    name, _, domain = email.rpartition("@")
    return f"{name}@{domain.lower()}"


def unique_email(email: str) -> str:
    """Return the one spelling under which an address is unique: without regard to case."""
    return email.lower()


def password_problems(password: str) -> list[str]:
    """Return what is wrong with a new password, in the old API's words; empty when nothing is."""
    problems = []
    if len(password) < MIN_PASSWORD_LENGTH:
        problems.append(f"This password is too short. It must contain at least {MIN_PASSWORD_LENGTH} characters.")
    if re.fullmatch(r"\d+", password):
        problems.append("This password is entirely numeric.")
    return problems
