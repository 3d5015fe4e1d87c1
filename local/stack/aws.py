"""What is asked of the local AWS directly, beside SAM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.stack.config import REGION, STACK_NAME
from local.stack.keys import Keys

_FINGERPRINT_NAME = f"/{STACK_NAME}/deployed"
# A first creation that failed leaves a stack that can only be deleted.
_DEAD = {
    "CREATE_FAILED",
    "ROLLBACK_COMPLETE",
    "ROLLBACK_FAILED",
    "ROLLBACK_IN_PROGRESS",
    "CREATE_IN_PROGRESS",
}


@dataclass(frozen=True)
class Deployed:
    """The physical names of what the template made, by logical name."""

    api_id: str
    stage: str
    tables: dict[str, str]
    functions: dict[str, str]
    schedule_group: str
    outputs: dict[str, str]


class LocalAws:
    """The few calls to MiniStack that starting and describing the stack needs."""

    def __init__(self, endpoint: str, keys: Keys) -> None:
        self.endpoint = endpoint
        self.keys = keys

    def _client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time
        import boto3  # late: `make down` and the errors before it need not wait for it

        session: Any = boto3.session.Session(
            aws_access_key_id=self.keys.aws_access_key_id,
            aws_secret_access_key=self.keys.aws_secret_access_key,
            region_name=REGION,
        )
        return session.client(service, endpoint_url=self.endpoint)

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """The caller's environment with every AWS setting replaced: nothing can reach a real account."""
        kept = {name: value for name, value in env.items() if not name.startswith("AWS_")}
        return {
            **kept,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.keys.aws_access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.keys.aws_secret_access_key,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
            "SAM_CLI_TELEMETRY": "0",
            "SAM_CLI_POLL_DELAY": "0.5",
        }

    def fingerprint(self) -> str:
        """The fingerprint of what is deployed: kept in MiniStack, so it can never disagree with its state."""
        from botocore.exceptions import ClientError

        try:
            parameter = self._client("ssm").get_parameter(Name=_FINGERPRINT_NAME)
            status = self._status()
        except ClientError:
            return ""
        return str(parameter["Parameter"]["Value"]) if status.endswith("_COMPLETE") and status not in _DEAD else ""

    def remember_fingerprint(self, fingerprint: str) -> None:
        """Say what is deployed now; an empty one says that it is not known."""
        self._client("ssm").put_parameter(
            Name=_FINGERPRINT_NAME, Value=fingerprint or "none", Type="String", Overwrite=True
        )

    def remove_dead_stack(self) -> None:
        """Delete what a failed first deployment left behind."""
        from botocore.exceptions import ClientError

        try:
            dead = self._status() in _DEAD
        except ClientError:
            return
        if dead:
            self._client("cloudformation").delete_stack(StackName=STACK_NAME)

    def verify_sender(self, address: str) -> None:
        """Let mails come from an address, as a merchant does once in SES's console."""
        self._client("ses").verify_email_identity(EmailAddress=address)

    def _status(self) -> str:
        stacks = self._client("cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"]
        return str(stacks[0]["StackStatus"])

    def deployed(self) -> Deployed:
        """Describe the deployed stack."""
        cloudformation = self._client("cloudformation")
        pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=STACK_NAME)
        by_type: dict[str, dict[str, str]] = {}
        for resource in (entry for page in pages for entry in page["StackResourceSummaries"]):
            of_type = by_type.setdefault(resource["ResourceType"], {})
            of_type[resource["LogicalResourceId"]] = resource["PhysicalResourceId"]
        outputs = cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"][0].get("Outputs", [])
        return Deployed(
            api_id=_only(by_type, "AWS::ApiGateway::RestApi"),
            stage=_only(by_type, "AWS::ApiGateway::Stage"),
            tables=by_type.get("AWS::DynamoDB::Table", {}),
            functions=by_type.get("AWS::Lambda::Function", {}),
            schedule_group=_only(by_type, "AWS::Scheduler::ScheduleGroup"),
            outputs={output["OutputKey"]: output["OutputValue"] for output in outputs},
        )


def _only(by_type: Mapping[str, Mapping[str, str]], kind: str) -> str:
    return next(iter(by_type.get(kind, {}).values()), "")
