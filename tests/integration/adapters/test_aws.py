"""AWS's clients as the functions make them."""

import pytest
from botocore.awsrequest import AWSResponse
from moto import mock_aws

from shared.adapters import aws
from shared.adapters.aws import AwsSession

ITEM = {
    "pk": {"S": "a"},
    "sk": {"S": "b"},
    "n": {"N": "7"},
    "m": {"M": {"l": {"L": [{"BOOL": True}, {"NULL": True}]}}},
}
TABLE = {
    "TableName": "T",
    "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "S"},
    ],
}


@pytest.fixture
def table():
    with mock_aws():
        client = AwsSession().client("dynamodb")
        client.create_table(**TABLE)
        yield client


def test_an_item_comes_back_as_it_was_stored(table):
    table.put_item(TableName="T", Item=ITEM)

    assert table.get_item(TableName="T", Key={"pk": {"S": "a"}, "sk": {"S": "b"}})["Item"] == ITEM


def test_a_refused_write_tells_what_is_there(table):
    table.put_item(TableName="T", Item=ITEM)

    with pytest.raises(table.exceptions.ConditionalCheckFailedException) as refused:
        table.put_item(
            TableName="T",
            Item=ITEM,
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )

    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    assert refused.value.response["Item"] == ITEM


def test_every_client_has_its_services_hooks_once():
    session = AwsSession()
    sent: list[dict[str, str]] = []

    def answer(request, **_):
        sent.append({name.lower(): str(value) for name, value in request.headers.items()})
        return AWSResponse(request.url, 200, {}, type("Body", (), {"stream": lambda self: iter([b"{}"])})())

    for _ in "ab":
        client = session.client("lambda")
        client.meta.events.register_first("before-send.lambda", answer)
        client.invoke(FunctionName="f", Payload=b"{}")

    assert [one["amz-sdk-request"] for one in sent] == ["b'attempt=1'"] * 2
    assert all("Dukka" in one["user-agent"] for one in sent)


def verified_by(session: AwsSession) -> object:
    return session.client("dynamodb")._endpoint.http_session._verify


def test_amazons_roots_are_trusted_where_the_build_put_them_and_nobody_names_others(monkeypatch, tmp_path):
    for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(aws, "ROOTS", tmp_path / "aws_roots.pem")
    assert verified_by(AwsSession()) is True

    (tmp_path / "aws_roots.pem").write_text("", encoding="utf-8")
    assert verified_by(AwsSession()) == str(tmp_path / "aws_roots.pem")

    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "gateway.pem"))
    assert verified_by(AwsSession()) == str(tmp_path / "gateway.pem")
