"""The stack in this process, and a Paystack that runs beside it."""

from collections.abc import Iterator

import pytest

from local.paystack_simulator.server import RunningSimulator, running_simulator
from tests.support.stack import PAYSTACK_KEY, Stack, running_stack
from tests.support.stack_paystack import Paystack


@pytest.fixture(scope="session")
def simulator() -> Iterator[RunningSimulator]:
    with running_simulator(PAYSTACK_KEY) as running:
        yield running


@pytest.fixture
def paystack(simulator: RunningSimulator) -> Paystack:
    simulator.simulator.reset()
    return Paystack(simulator)


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch, paystack: Paystack) -> Iterator[Stack]:
    with running_stack(monkeypatch, paystack.running.url) as running:
        yield running
