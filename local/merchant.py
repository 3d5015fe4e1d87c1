"""A deployed stack as the merchant's own AWS credentials reach it, or the local one."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.stack import config, lifecycle
from local.stack.config import STACK_NAME
from local.stack.errors import StackError

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class ReachedStack:
    """A stack's name, what CloudFormation tells of it, and its DynamoDB."""

    name: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]
    dynamodb: DynamoDBClient

    def output(self, name: str) -> str:
        """Return an output; raise StackError where there is none."""
        if name not in self.outputs:
            raise StackError(f"The stack {self.name} has no output {name}: is it one of Dukka's?")
        return self.outputs[name]


def add_where(parser: argparse.ArgumentParser) -> None:
    """Let a command say which stack it means: `--stack NAME` or `--local`."""
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--stack", metavar="NAME", help="a stack in AWS, with the credentials of your shell")
    where.add_argument("--local", action="store_true", help="the local stack (make up)")


@contextmanager
def reached(stack: str | None) -> Iterator[ReachedStack]:
    """Reach a stack by its name, or the local one; whatever AWS refuses becomes a StackError of one sentence."""
    from botocore.exceptions import BotoCoreError, ClientError  # late: --help need not wait for it

    try:
        session, endpoint = (_own_session(), None) if stack else _local_session()
        name = stack or STACK_NAME
        described = _described(session.client("cloudformation", endpoint_url=endpoint), name)
        dynamodb = session.client("dynamodb", endpoint_url=endpoint)
        yield ReachedStack(name, _values(described, "Output"), _values(described, "Parameter"), dynamodb)
    except (ClientError, BotoCoreError) as error:
        raise StackError(_sentence(error)) from error


def _own_session() -> boto3.Session:
    import boto3

    session = boto3.Session()
    if session.get_credentials() is None:
        raise StackError("There are no AWS credentials: log in, or set AWS_PROFILE.")
    return session


def _local_session() -> tuple[boto3.Session, str]:
    import boto3

    manifest = lifecycle.read_manifest(config.read(config.environment()))
    if not manifest.get("pids"):
        raise StackError("The local stack is not up: 'make up' starts it.")
    session = boto3.Session(
        aws_access_key_id=manifest["aws_access_key_id"],
        aws_secret_access_key=manifest["aws_secret_access_key"],
        region_name=manifest["region"],
    )
    return session, str(manifest["aws_endpoint"])


def _described(cloudformation: Any, stack: str) -> dict[str, Any]:  # noqa: ANN401 - made by boto3 at run time
    from botocore.exceptions import ClientError

    try:
        described: dict[str, Any] = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        region = cloudformation.meta.region_name
        raise StackError(f"There is no stack {stack} in this account and region ({region}).") from error
    return described


def _values(described: dict[str, Any], kind: str) -> dict[str, str]:
    """The outputs or parameters of a described stack."""
    return {one[f"{kind}Key"]: one[f"{kind}Value"] for one in described.get(f"{kind}s", [])}


def _sentence(error: Exception) -> str:
    from botocore.exceptions import ClientError, NoRegionError

    if isinstance(error, NoRegionError):
        return "There is no AWS region: set AWS_REGION, or give your profile one."
    if isinstance(error, ClientError):
        told = error.response["Error"]
        return f"AWS refused ({told['Code']}): {told['Message']}"
    return f"AWS could not be asked: {error}"
