"""E-mail addresses as Django takes them."""

import pytest

from shared.api.account_fields import Address
from shared.api.fields import WrongValue

INVALID = "Enter a valid email address."


@pytest.mark.parametrize(
    "address",
    [
        *("amina@example.com", "Big.Name@EXAMPLE.Com", "o'neil+x@mail.example", "a@b.co", "a@xn--80ak6aa92e.com"),
        *('"a.b"@example.com', "x@localhost", "x@[127.0.0.1]", "x@[::1]", "x@exämple.com", "x@пример.рф"),
        "a" * 243 + "@example.com"[:11],
    ],
)
def test_addresses_are_taken(address):
    assert Address().parse(f" {address} ") == address


@pytest.mark.parametrize(
    "address",
    [
        *(
            "plain",
            "a b@example.com",
            "a@exa mple.com",
            "@example.com",
            "a@",
            "a@local",
            "a@b",
            "a@-b.com",
            "a@b-.com",
        ),
        *("a..b@example.com", ".a@example.com", "a@example..com", "a@example.c", "a@1.2.3.4", "x@[999.0.0.1]"),
        *("x@[]", "x@[zz]", "a@example.com\n.", "ä@example.com", '"a b"@example.com', True, ["a@example.com"], {}),
    ],
)
def test_anything_else_is_refused(address):
    with pytest.raises(WrongValue) as refused:
        Address().parse(address)
    assert refused.value.problems == [INVALID]


@pytest.mark.parametrize(
    ("address", "problems"),
    [
        ("a" * 243 + "@example.com", ["Ensure this field has no more than 254 characters."]),
        ("x" * 300, ["Ensure this field has no more than 254 characters.", INVALID]),
        ("a" * 310 + "@example.com", ["Ensure this field has no more than 254 characters.", INVALID]),
        ("a\x00@example.com", ["Null characters are not allowed.", INVALID]),
        ("a\ud83d@example.com", ["Surrogate characters are not allowed: U+D83D.", INVALID]),
    ],
)
def test_every_problem_is_told(address, problems):
    with pytest.raises(WrongValue) as refused:
        Address().parse(address)
    assert refused.value.problems == problems
