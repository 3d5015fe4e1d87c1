"""Webhook signatures: current and previous key, and never without one."""

import hashlib
import hmac

import pytest

from shared.adapters.paystack.signature import PaystackSignatures
from tests.support.events import signature_of

CURRENT, PREVIOUS = "sk_test_current", "sk_test_previous"
BODY = b'{"event":"charge.success"}'


def is_signed(signature: str, body: bytes = BODY, keys: tuple[str, ...] = (CURRENT, PREVIOUS)) -> bool:
    return PaystackSignatures(lambda: keys).is_signed(body, signature)


@pytest.mark.parametrize("key", [CURRENT, PREVIOUS])
def test_a_signature_of_either_key_is_good(key: str):
    assert is_signed(signature_of(BODY, key))


@pytest.mark.parametrize("change", [str.upper, lambda text: f" {text}\n"])
def test_its_case_and_the_space_around_it_do_not_matter(change):
    assert is_signed(change(signature_of(BODY, CURRENT)))


@pytest.mark.parametrize(
    "signature",
    [
        "",
        " ",
        "0" * 128,
        signature_of(BODY, "sk_test_of_somebody_else"),
        signature_of(BODY, ""),
        signature_of(BODY + b" ", CURRENT),
        signature_of(BODY, CURRENT)[:-1],
        signature_of(BODY, CURRENT) + "0",
        hmac.new(CURRENT.encode(), BODY, hashlib.sha256).hexdigest(),
        "sha512=" + signature_of(BODY, CURRENT),
        "é" * 128,
    ],
    ids=lambda text: text[:12],
)
def test_anything_else_is_not(signature: str):
    assert not is_signed(signature)


@pytest.mark.parametrize("keys", [(), ("",), ("", "")])
def test_without_a_key_nothing_is_signed(keys: tuple[str, ...]):
    assert not is_signed(signature_of(BODY, ""), keys=keys)
    assert not is_signed("", keys=keys)


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"x" * 70_000])
def test_any_bytes_can_be_signed(body: bytes):
    assert is_signed(signature_of(body, CURRENT), body)
