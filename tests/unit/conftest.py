"""Unit tests have no network; those of the local stack may reach this machine."""

from pathlib import Path

import pytest
from hypothesis import settings

# Property tests take the time they need: a busy machine is no failure.
settings.register_profile("dukka", deadline=None, database=None)
settings.load_profile("dukka")

_UNIT = Path(__file__).parent
_LOCAL = _UNIT / "local"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(_LOCAL):
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))
        elif item.path.is_relative_to(_UNIT):
            item.add_marker(pytest.mark.disable_socket)
