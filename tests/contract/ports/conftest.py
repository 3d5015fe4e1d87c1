"""Paystack twice: what is tested on the one is tested on the other."""

import pytest

from local.paystack_simulator.server import running_simulator
from shared.adapters.paystack.client import PaystackClient
from shared.adapters.paystack.disputes import PaystackDisputes
from shared.adapters.paystack.ledger import PaystackLedger
from shared.adapters.paystack.provider import PaystackProvider
from shared.adapters.paystack.refunds import PaystackRefunds
from tests.contract.ports.sides_of_paystack import CHECKOUT, Faked, Simulated, open_checkout


@pytest.fixture
def simulated():
    with running_simulator() as running:
        client = PaystackClient(running.url, lambda: running.secret_key)
        adapters = [
            adapter(client) for adapter in (PaystackProvider, PaystackRefunds, PaystackLedger, PaystackDisputes)
        ]
        yield Simulated(*adapters, running)
        client._session.close()


@pytest.fixture(params=["fake", "simulator"])
def paystack(request):
    return Faked() if request.param == "fake" else request.getfixturevalue("simulated")


@pytest.fixture
def card(paystack):
    """A saved card of our customer, who has paid CHECKOUT with it."""
    open_checkout(paystack)
    paystack.pay_checkout(CHECKOUT)
    return paystack.provider.verify(CHECKOUT).transaction.authorization
