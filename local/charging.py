"""Turns charging off and on for a whole stack: `python -m local.charging off --stack dukka-production`.

Off means now: the charge function reads the switch before each charge. Nothing is lost meanwhile; what became due is
charged once charging is on again. `--local` means the stack that `make up` started.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from local.stack import config, lifecycle
from local.stack.config import STACK_NAME
from local.stack.errors import StackError
from shared.adapters.dynamodb.charging_switch import DynamoChargingSwitch

if TYPE_CHECKING:
    import boto3

OUTPUT, PARAMETER = "PaymentsTable", "ChargingEnabled"


def main(arguments: list[str]) -> int:
    """Run one command; a problem is one sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m local.charging", description=__doc__)
    parser.add_argument("command", choices=["off", "on", "status"])
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--stack", metavar="NAME", help="a stack in AWS, with the credentials of your shell")
    where.add_argument("--local", action="store_true", help="the local stack (make up)")
    options = parser.parse_args(arguments)
    try:
        print(_run(options.command, options.stack))
    except StackError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _run(command: str, stack: str | None) -> str:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        session, endpoint = (_own_session(), None) if stack else _local_session()
        name = stack or STACK_NAME
        described = _described(session.client("cloudformation", endpoint_url=endpoint), name)
        enabled = _values(described, "Parameter").get(PARAMETER, "true") == "true"
        dynamodb = session.client("dynamodb", endpoint_url=endpoint)
        switch = DynamoChargingSwitch(dynamodb, _table(described, name), is_enabled=enabled)
        if command != "status":
            switch.turn(on=command == "on")
        why = "" if enabled else f" It was deployed with {PARAMETER}=false, which only a new deployment changes."
        return f"Charging of {name} is {'on' if switch.is_on() else 'off'}.{why}"
    except (ClientError, BotoCoreError) as error:
        raise StackError(_sentence(error)) from error


def _own_session() -> boto3.Session:
    import boto3  # late: --help need not wait for it

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


def _table(described: dict[str, Any], stack: str) -> str:
    """Return the name of a stack's `Payments` table."""
    outputs = _values(described, "Output")
    if OUTPUT not in outputs:
        raise StackError(f"The stack {stack} has no output {OUTPUT}: is it one of Dukka's?")
    return outputs[OUTPUT]


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


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
