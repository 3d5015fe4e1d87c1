"""What is deployed, when, and with which parameters; the AWS calls are answered by a small fake."""

import json
import stat

import pytest
from botocore.exceptions import ClientError

from local.stack import deploy, toolchain
from local.stack.aws import LocalAws
from local.stack.errors import StackError
from local.stack.keys import Keys

KEYS = Keys("AKIAEXAMPLE", "secret", "sk_test_simulator")
VALUES = {"Environment": "local", "PaystackSecretKey": "sk_test_1"}


class FakeAws(LocalAws):
    """MiniStack's CloudFormation and parameter store, as far as they are asked."""

    def __init__(self):
        super().__init__("http://127.0.0.1:4566", KEYS)
        self.parameters = {}
        self.status = None
        self.deleted = []
        self.resources = []
        self.senders = []

    def _client(self, _service):
        return self

    def get_parameter(self, Name):  # noqa: N803 - AWS's name
        if Name not in self.parameters:
            raise ClientError({"Error": {"Code": "ParameterNotFound"}}, "GetParameter")
        return {"Parameter": {"Value": self.parameters[Name]}}

    def put_parameter(self, **given):
        self.parameters[given["Name"]] = given["Value"]

    def describe_stacks(self, **_):
        if self.status is None:
            raise ClientError({"Error": {"Code": "ValidationError"}}, "DescribeStacks")
        return {"Stacks": [{"StackStatus": self.status, "Outputs": [{"OutputKey": "A", "OutputValue": "b"}]}]}

    def delete_stack(self, **given):
        self.deleted.append(given["StackName"])

    def verify_email_identity(self, EmailAddress):  # noqa: N803 - AWS's name
        self.senders.append(EmailAddress)

    def get_paginator(self, _name):
        return self

    def paginate(self, **_):
        half = len(self.resources) // 2
        return [{"StackResourceSummaries": part} for part in (self.resources[:half], self.resources[half:])]


@pytest.fixture
def aws():
    return FakeAws()


@pytest.fixture
def checkout(tmp_path, monkeypatch, aws):
    """A checkout whose SAM writes down how it was called."""
    root = tmp_path / "checkout"
    (root / "functions").mkdir(parents=True)
    (root / "functions" / "app.py").write_text("one")
    calls = []

    def run_logged(command, log, env, cwd):
        calls.append((command, env))
        assert cwd == root
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("SAM says why")
        if command[1] == "build":
            (root / ".local" / "build").mkdir(exist_ok=True)
            (root / ".local" / "build" / "template.yaml").write_text("built")
        else:
            aws.status = "CREATE_COMPLETE"
        return 1 if (root / "broken").exists() else 0

    monkeypatch.setattr(deploy, "run_logged", run_logged)
    monkeypatch.setattr(deploy, "ROOT", root)
    monkeypatch.setattr(deploy, "TOOLS", root / ".local")
    monkeypatch.setattr(deploy, "BUILD", root / ".local" / "build")
    monkeypatch.setattr(deploy, "_BUILD_MARK", root / ".local" / "build.fingerprint")
    monkeypatch.setattr(toolchain, "tools", lambda: {"uv": "/uv", "python": "/python", "version": "3.13"})
    state = root / ".local"
    return root, calls, lambda values=VALUES: deploy.bring_up_to_date(aws, values, state, {"PATH": "/bin"})


def commands(calls):
    return [command[1] for command, _ in calls]


def test_mails_may_come_from_the_sender_that_is_deployed(checkout, aws):
    _, _, go = checkout
    go()
    assert aws.senders == []
    go(VALUES | {"MailSender": "dukka@example.com"})
    assert aws.senders == ["dukka@example.com"]


def test_the_first_time_it_is_built_and_deployed_and_then_not_again(checkout):
    _, calls, go = checkout
    assert go()
    assert not go()
    assert commands(calls) == ["build", "deploy"]


def test_a_changed_source_is_built_and_deployed(checkout):
    root, calls, go = checkout
    go()
    (root / "functions" / "app.py").write_text("two")
    assert go()
    assert commands(calls) == ["build", "deploy"] * 2


def test_changed_parameters_are_deployed_without_a_build(checkout):
    _, calls, go = checkout
    go()
    assert go({**VALUES, "PaystackSecretKey": "sk_test_2"})
    assert commands(calls) == ["build", "deploy", "deploy"]


def test_a_state_that_was_lost_is_deployed_again(checkout, aws):
    _, calls, go = checkout
    go()
    aws.parameters.clear()
    assert go()
    assert commands(calls) == ["build", "deploy", "deploy"]


def test_a_failed_build_shows_its_log_and_is_done_again(checkout):
    root, calls, go = checkout
    (root / "broken").touch()
    with pytest.raises(StackError, match="'sam build' failed") as caught:
        go()
    assert "SAM says why" in caught.value.full_text()
    (root / "broken").unlink()
    assert go()
    assert commands(calls) == ["build", "build", "deploy"]


def test_a_failed_deployment_is_not_remembered_as_done(checkout):
    root, calls, go = checkout
    go()
    (root / "broken").touch()
    changed = {**VALUES, "Environment": "other"}
    with pytest.raises(StackError, match="'sam deploy' failed"):
        go(changed)
    (root / "broken").unlink()
    assert go()
    assert commands(calls) == ["build", "deploy", "deploy", "deploy"]


def test_secrets_go_through_a_private_file_and_not_the_command_line(checkout):
    root, calls, go = checkout
    go()
    command, _ = calls[-1]
    assert "sk_test_1" not in " ".join(command)
    (override,) = [word for word in command if word.startswith("file://")]
    file = root / ".local" / "parameters.yaml"
    assert override == f"file://{file}"
    assert json.loads(file.read_text()) == VALUES
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_build_is_told_where_uv_is_and_which_wheels_it_needs(checkout):
    _, calls, go = checkout
    go()
    env = calls[0][1]
    assert (env["DUKKA_UV"], env["DUKKA_LAYER_PYTHON"], env["DUKKA_LAYER_PLATFORM"]) == ("/uv", "3.13", "native")


def test_nothing_of_a_real_account_reaches_sam(aws):
    env = aws.environment({"AWS_PROFILE": "live", "AWS_SESSION_TOKEN": "live", "PATH": "/bin"})
    assert "live" not in env.values()
    assert env["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert env["AWS_SHARED_CREDENTIALS_FILE"] == "/dev/null"
    assert env["PATH"] == "/bin"


@pytest.mark.parametrize(
    ("status", "deleted"), [(None, []), ("UPDATE_COMPLETE", []), ("ROLLBACK_COMPLETE", ["dukka-local"])]
)
def test_only_what_a_failed_first_deployment_left_is_deleted(aws, status, deleted):
    aws.status = status
    aws.remove_dead_stack()
    assert aws.deleted == deleted


@pytest.mark.parametrize("status", [None, "ROLLBACK_COMPLETE", "UPDATE_IN_PROGRESS"])
def test_a_stack_that_is_not_complete_has_no_fingerprint(aws, status):
    aws.remember_fingerprint("abc")
    aws.status = status
    assert aws.fingerprint() == ""


def test_names_are_told_by_kind(aws):
    aws.status = "CREATE_COMPLETE"
    names = [
        ("AWS::ApiGateway::RestApi", "Api", "abc123"),
        ("AWS::ApiGateway::Stage", "ApiLocalStage", "local"),
        ("AWS::DynamoDB::Table", "UsersTable", "users-1"),
        ("AWS::DynamoDB::Table", "PaymentsTable", "payments-1"),
        ("AWS::Lambda::Function", "PayFunction", "pay-1"),
    ]
    aws.resources = [
        {"ResourceType": kind, "LogicalResourceId": logical, "PhysicalResourceId": physical}
        for kind, logical, physical in names
    ]
    deployed = aws.deployed()
    assert (deployed.api_id, deployed.stage, deployed.schedule_group) == ("abc123", "local", "")
    assert deployed.tables == {"UsersTable": "users-1", "PaymentsTable": "payments-1"}
    assert deployed.functions == {"PayFunction": "pay-1"}
    assert deployed.outputs == {"A": "b"}
