"""A Paystack client whose answers a test writes."""

from collections.abc import Iterator

import pytest
import responses

from shared.adapters.paystack.client import PaystackClient
from tests.support.stack import PAYSTACK_KEY


@pytest.fixture
def net() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def client() -> PaystackClient:
    return PaystackClient("https://paystack.test", lambda: PAYSTACK_KEY)
