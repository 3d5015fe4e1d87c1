"""The merchant's staff turn charging off and on."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from local import charging, merchant
from shared.adapters.dynamodb.charging_switch import DynamoChargingSwitch

STACK = "dukka-production"
TABLE = {
    "Type": "AWS::DynamoDB::Table",
    "Properties": {
        "TableName": "Payments",
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
    },
}


def deploy(name=STACK, enabled="true", outputs=True):
    template = {
        "Parameters": {"ChargingEnabled": {"Type": "String", "Default": enabled}},
        "Resources": {"Payments": TABLE},
        "Outputs": {"PaymentsTable": {"Value": {"Ref": "Payments"}}} if outputs else {},
    }
    boto3.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(template))


def is_on():
    return DynamoChargingSwitch(boto3.client("dynamodb"), "Payments", is_enabled=True).is_on()


@pytest.fixture(autouse=True)
def aws():
    with mock_aws():
        yield


def test_off_and_on_again(capsys):
    deploy()

    assert charging.main(["off", "--stack", STACK]) == 0
    assert not is_on()
    assert charging.main(["on", "--stack", STACK]) == 0
    assert is_on()
    said = capsys.readouterr().out.splitlines()
    assert said == [f"Charging of {STACK} is off.", f"Charging of {STACK} is on."]


def test_status_changes_nothing(capsys):
    deploy()
    charging.main(["off", "--stack", STACK])

    assert charging.main(["status", "--stack", STACK]) == 0
    assert not is_on()
    assert capsys.readouterr().out.endswith("is off.\n")


def test_a_stack_that_was_deployed_without_charging_says_so(capsys):
    deploy(enabled="false")

    assert charging.main(["on", "--stack", STACK]) == 0
    assert "is off. It was deployed with ChargingEnabled=false" in capsys.readouterr().out


def test_the_local_stack_is_found_by_its_manifest(capsys, tmp_path, monkeypatch):
    deploy("dukka-local")
    manifest = {
        "aws_access_key_id": "local",
        "aws_secret_access_key": "local",
        "region": "us-east-1",
        "aws_endpoint": "https://dynamodb.us-east-1.amazonaws.com",
        "pids": {"ministack": 1},
    }
    (tmp_path / "stack.json").write_text(json.dumps(manifest))
    monkeypatch.setenv("DUKKA_STATE", str(tmp_path))
    monkeypatch.setattr(merchant, "_described", lambda _, name: _describe(name))

    assert charging.main(["off", "--local"]) == 0
    assert not is_on()
    assert capsys.readouterr().out == "Charging of dukka-local is off.\n"


def _describe(name):
    return boto3.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]


class TestErrors:
    """One sentence, and nothing else."""

    def said(self, capsys, *arguments):
        assert charging.main(list(arguments)) == 1
        shown = capsys.readouterr()
        assert shown.out == ""
        return shown.err

    def test_no_such_stack(self, capsys):
        assert "no stack dukka-nowhere in this account and region (us-east-1)" in self.said(
            capsys, "status", "--stack", "dukka-nowhere"
        )

    def test_a_stack_without_the_output(self, capsys):
        deploy(outputs=False)

        assert f"{STACK} has no output PaymentsTable" in self.said(capsys, "off", "--stack", STACK)
        assert is_on()

    def test_no_credentials(self, capsys, monkeypatch):
        monkeypatch.setattr(boto3.Session, "get_credentials", lambda _: None)

        assert "There are no AWS credentials" in self.said(capsys, "off", "--stack", STACK)

    def test_no_region(self, capsys, monkeypatch):
        for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
            monkeypatch.delenv(name)

        assert "There is no AWS region" in self.said(capsys, "off", "--stack", STACK)

    def test_no_right_to_do_it(self, capsys, monkeypatch):
        deploy()

        def refuse(*_, **__):
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "not yours"}}, "PutItem")

        monkeypatch.setattr(DynamoChargingSwitch, "turn", refuse)

        assert self.said(capsys, "off", "--stack", STACK) == "AWS refused (AccessDeniedException): not yours\n"

    def test_no_right_to_look(self, capsys, monkeypatch):
        monkeypatch.setattr(merchant, "_own_session", _Refusing)

        assert "AWS refused (ExpiredToken)" in self.said(capsys, "off", "--stack", STACK)

    def test_the_local_stack_is_not_up(self, capsys, tmp_path, monkeypatch):
        monkeypatch.setenv("DUKKA_STATE", str(tmp_path))

        assert "The local stack is not up" in self.said(capsys, "status", "--local")


class _Refusing:
    """A session whose credentials are old."""

    def client(self, _service, **_options):
        return self

    def describe_stacks(self, **_):
        raise ClientError({"Error": {"Code": "ExpiredToken", "Message": "too old"}}, "DescribeStacks")
