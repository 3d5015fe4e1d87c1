"""Fields of accounts: an e-mail address as Django takes one."""

import re
from dataclasses import dataclass

from shared.api.fields import Email

# Django ignores case, by which four letters count that have an ASCII one for their other case.
_ATOM = "[-!#$%&'*+/=?^_`{}|~0-9A-Za-z\u0130\u0131\u017f\u212a]+"
_NAME = re.compile(
    rf"{_ATOM}(?:\.{_ATOM})*"
    '|"(?:[\001-\010\013\014\016-\037!#-\\[\\]-\177\u0130\u0131\u017f\u212a]'
    '|\\\\[\001-\011\013\014\016-\177\u0130\u0131\u017f\u212a])*"'
)
_PUNYCODE = re.compile("[Xx][Nn]--[A-Za-z0-9\u0130\u0131\u017f\u212a]{1,59}")
_LONGEST, _LONGEST_LABEL = 320, 63


@dataclass(frozen=True)
class Address(Email):
    """An e-mail address: also a quoted name, a domain in any script or in brackets, and localhost."""

    def is_address(self, text: str) -> bool:
        """Whether Django's validator takes it."""
        name, _, domain = text.rpartition("@")
        if len(text) > _LONGEST or not _NAME.fullmatch(name):
            return False
        return domain == "localhost" or _is_domain(domain) or _is_ip_address(domain)


def _is_domain(domain: str) -> bool:
    """Whether it is a name of two labels or more.

    By hand: a regular expression with ranges as wide as these takes 15 ms to compile, a good part of a cold start.
    """
    *labels, top = domain.split(".")
    return bool(labels) and all(map(_is_label, labels)) and _is_top(top)


def _is_label(label: str) -> bool:
    is_ended = label[:1] not in {"", "-"} and label[-1] != "-"
    return is_ended and len(label) <= _LONGEST_LABEL and all(map(_is_letter, label.replace("-", "")))


def _is_top(top: str) -> bool:
    has_digit = any(letter in "0123456789" for letter in top)
    return bool(_PUNYCODE.fullmatch(top)) or (_is_label(top) and len(top) > 1 and not has_digit)


def _is_letter(letter: str) -> bool:
    return "\u00a1" <= letter <= "\uffff" or (letter.isascii() and letter.isalnum())


def _is_ip_address(domain: str) -> bool:
    """Whether the domain is an IP address in brackets."""
    in_brackets = re.fullmatch(r"\[([A-Fa-f0-9:.]+)\]", domain)
    if not in_brackets:
        return False
    from ipaddress import ip_address  # rarely needed: not worth a cold start

    try:
        ip_address(in_brackets[1])
    except ValueError:
        return False
    return True
