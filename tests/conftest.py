"""What every test gets: AWS keys that open nothing, an environment without our variables, caches that are empty."""

import os
import sys
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.support.template import environment_names, table_definition

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_dynamodb import DynamoDBClient

# Before anything imports boto3, which reads some of them at once.
_NO_AWS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_SECURITY_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
os.environ.update(_NO_AWS)
for _name in ("AWS_PROFILE", "AWS_ENDPOINT_URL"):
    os.environ.pop(_name, None)


@pytest.fixture(autouse=True)
def clean_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Remove what the template would set, and what `shared.bootstrap` keeps from another test."""
    for name in environment_names():
        monkeypatch.delenv(name, raising=False)
    _forget_adapters()
    yield
    _forget_adapters()


def _forget_adapters() -> None:
    modules = [module for name, module in sys.modules.items() if name.startswith("shared.bootstrap")]
    for value in [value for module in modules for value in vars(module).values()]:
        if hasattr(value, "cache_clear"):
            value.cache_clear()


@cache
def _session() -> "boto3.Session":
    """One for all tests: reading the descriptions of AWS's services takes longer than a test."""
    import boto3
    import botocore.session

    from shared.adapters.aws import VerbatimParsers

    session = botocore.session.Session()
    session.register_component("response_parser_factory", VerbatimParsers())  # as AwsSession does
    return boto3.Session(botocore_session=session)


@pytest.fixture
def dynamodb() -> Iterator["DynamoDBClient"]:
    """A DynamoDB with the template's own two tables, named `Users` and `Payments`."""
    from moto import mock_aws

    with mock_aws():
        client = _session().client("dynamodb", region_name="us-east-1")
        for table in ("Users", "Payments"):
            client.create_table(**table_definition(table))
        yield client
