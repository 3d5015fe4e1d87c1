"""Each function runs under its own role, and the roles allow no more than the functions need."""

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.e2e.conftest import Stack

pytestmark = pytest.mark.e2e


def _as_function(stack: Stack, function: str, service: str):
    role = stack.aws("lambda").get_function_configuration(FunctionName=stack.function(function))["Role"]
    keys = stack.aws("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return boto3.client(
        service,
        endpoint_url=stack.described["aws_endpoint"],
        region_name=stack.described["region"],
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def _is_denied(call) -> bool:
    try:
        call()
    except ClientError as error:
        return "AccessDenied" in error.response["Error"]["Code"]
    return False


@pytest.mark.parametrize(
    "function",
    [
        *(
            "InitializePaymentFunction",
            "ListPaymentsFunction",
            "ChargeSubscriptionFunction",
            "ReceiveWebhookFunction",
        ),
        *("ChangeSubscriptionFunction", "UpdateCardFunction", "ListUpcomingChargesFunction"),
    ],
)
def test_a_function_of_payments_cannot_read_users(stack: Stack, function: str) -> None:
    client = _as_function(stack, function, "dynamodb")
    key = {"pk": {"S": "USER#x"}, "sk": {"S": "USER"}}
    assert _is_denied(lambda: client.get_item(TableName=stack.described["tables"]["Users"], Key=key))


def test_the_history_can_be_read_but_not_written_by_its_function(stack: Stack) -> None:
    client, table = _as_function(stack, "ListPaymentsFunction", "dynamodb"), stack.described["tables"]["Payments"]
    answer = client.query(
        TableName=table, KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": {"S": "USER#x"}}
    )
    assert answer["Items"] == []
    item = {"pk": {"S": "USER#x"}, "sk": {"S": "x"}}
    assert _is_denied(lambda: client.put_item(TableName=table, Item=item))
    assert _is_denied(lambda: client.scan(TableName=table))


def test_the_function_that_lists_payments_cannot_read_paystacks_keys(stack: Stack) -> None:
    secrets = stack.aws("secretsmanager").list_secrets()["SecretList"]
    paystack = next(secret["ARN"] for secret in secrets if "Paystack" in secret["Name"])
    client = _as_function(stack, "ListPaymentsFunction", "secretsmanager")
    assert _is_denied(lambda: client.get_secret_value(SecretId=paystack))


def test_a_subscription_can_be_shown_but_not_written_by_the_function_that_shows_it(stack: Stack) -> None:
    client, table = _as_function(stack, "GetSubscriptionFunction", "dynamodb"), stack.described["tables"]["Payments"]
    key = {"pk": {"S": "USER#x"}, "sk": {"S": "SUBSCRIPTION#000000000001"}}
    assert "Item" not in client.get_item(TableName=table, Key=key)
    assert _is_denied(lambda: client.put_item(TableName=table, Item=key))


@pytest.mark.parametrize(
    ("function", "is_allowed"), [("ChargeSubscriptionFunction", True), ("PauseSubscriptionFunction", False)]
)
def test_only_the_charge_function_tells_of_cards_that_expire(stack: Stack, function: str, is_allowed: bool) -> None:
    entry = {"Source": "dukka", "DetailType": "dukka.test", "Detail": "{}", "EventBusName": "default"}
    client = _as_function(stack, function, "events")
    assert _is_denied(lambda: client.put_events(Entries=[entry])) is not is_allowed


def test_the_function_that_takes_webhooks_can_keep_and_queue_them_and_nothing_else(stack: Stack) -> None:
    client, table = _as_function(stack, "ReceiveWebhookFunction", "dynamodb"), stack.described["tables"]["Payments"]
    key = {"pk": {"S": "USER#x"}, "sk": {"S": "PAYMENT#000000000001"}}
    assert _is_denied(lambda: client.get_item(TableName=table, Key=key))
    queue, url = _as_function(stack, "ReceiveWebhookFunction", "sqs"), stack.described["outputs"]["WebhookQueue"]
    assert _is_denied(lambda: queue.receive_message(QueueUrl=url))
    assert _is_denied(
        lambda: queue.send_message(QueueUrl=stack.described["outputs"]["GivenUpWebhookQueue"], MessageBody="x")
    )
