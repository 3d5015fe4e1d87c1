"""The fakes, joined."""

import pytest

from tests.support.fakes_world import World


@pytest.fixture
def world() -> World:
    return World()
