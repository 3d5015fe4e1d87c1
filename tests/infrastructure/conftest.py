"""What is built once for all tests."""

from pathlib import Path

import pytest

from tests.infrastructure.built import build_layer


@pytest.fixture(scope="session")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layer for this machine."""
    return build_layer(tmp_path_factory.mktemp("native"), "native")
