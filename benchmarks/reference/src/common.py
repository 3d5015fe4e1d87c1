"""What the reference's functions share."""

import os

import boto3
import jwt
import requests
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler.exceptions import UnauthorizedError
from aws_lambda_powertools.utilities import parameters
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, IdempotencyConfig

logger = Logger(service="reference")
tracer = Tracer(service="reference")
metrics = Metrics(namespace="Reference", service="reference")

dynamodb = boto3.resource("dynamodb")
payments_table = dynamodb.Table(os.environ["PAYMENTS_TABLE"])
users_table = dynamodb.Table(os.environ["USERS_TABLE"])
persistence = DynamoDBPersistenceLayer(table_name=os.environ["IDEMPOTENCY_TABLE"])
once_a_day = IdempotencyConfig(expires_after_seconds=86_400)

TIMEOUT = (3, 15)


def jwt_key() -> str:
    """Return the key that signs tokens."""
    return parameters.get_secret(os.environ["JWT_SECRET_ID"], transform="json", max_age=300)["current"]


def paystack_key() -> str:
    """Return Paystack's secret key."""
    return parameters.get_secret(os.environ["PAYSTACK_SECRET_ID"], transform="json", max_age=300)["current"]


@tracer.capture_method
def caller(headers: dict) -> str:
    """Return the user id of the access token."""
    token = headers.get("Authorization", "").removeprefix("JWT ")
    try:
        return jwt.decode(token, jwt_key(), algorithms=["HS256"])["user_id"]
    except jwt.PyJWTError as error:
        raise UnauthorizedError("Token is invalid") from error


@tracer.capture_method
def paystack(method: str, path: str, body: dict | None = None) -> dict:
    """Call Paystack."""
    response = requests.request(
        method,
        f"{os.environ['PAYSTACK_BASE_URL']}{path}",
        json=body,
        headers={"Authorization": f"Bearer {paystack_key()}"},
        timeout=TIMEOUT,
    )
    response.raise_for_status()
    return response.json()["data"]
