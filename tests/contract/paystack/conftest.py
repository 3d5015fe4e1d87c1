"""Fixtures: a simulator that runs, its API, and a webhook receiver it delivers to."""

from collections.abc import Iterator

import pytest

from local.paystack_simulator.server import running_simulator
from tests.contract.paystack.helpers import Api, Receiver, serve


@pytest.fixture
def api() -> Iterator[Api]:
    with running_simulator() as running:
        caller = Api(running)
        yield caller
        caller.session.close()


@pytest.fixture
def paid(api: Api) -> int:
    """The numeric id of `r1`, paid with the card that pays at once."""
    return api.paid()


@pytest.fixture
def receiver(api: Api) -> Iterator[Receiver]:
    merchant = Receiver()
    server = serve(merchant)
    api.control("settings", webhook_url=merchant.url)
    yield merchant
    server.shutdown()
    server.server_close()
