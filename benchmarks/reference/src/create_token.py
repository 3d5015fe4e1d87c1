"""POST /auth/jwt/create/."""

import hashlib
import time
import uuid

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.exceptions import ServiceError, UnauthorizedError
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.parser import parse
from botocore.exceptions import ClientError
from common import jwt_key, logger, metrics, tracer, users_table
from models import Credentials, TokenPair

app = APIGatewayRestResolver()
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@tracer.capture_method
def token(user_id: str, kind: str, seconds: int) -> str:
    """Return a signed token."""
    now = int(time.time())
    claims = {"token_type": kind, "exp": now + seconds, "iat": now, "jti": uuid.uuid4().hex, "user_id": user_id}
    return jwt.encode(claims, jwt_key(), algorithm="HS256")


@tracer.capture_method
def count(name: str, limit: int, by: int = 1) -> None:
    """Count an attempt against a name; refuse it when there were too many."""
    try:
        users_table.update_item(
            Key={"pk": f"ATTEMPTS#{name}", "sk": str(int(time.time()) // 900)},
            UpdateExpression="ADD hits :by SET expires_at = :end",
            ConditionExpression="attribute_not_exists(hits) OR hits < :limit",
            ExpressionAttributeValues={":by": by, ":end": int(time.time()) + 900, ":limit": limit},
        )
    except ClientError as error:
        raise ServiceError(429, "Request was throttled.") from error


@app.post("/auth/jwt/create/")
@tracer.capture_method
def create() -> dict:
    given = parse(event=app.current_event.json_body, model=Credentials)
    address, agent = (
        app.current_event.request_context.identity.source_ip,
        app.current_event.headers.get("user-agent", ""),
    )
    device = {"pk": f"DEVICE#{given.username}", "sk": hashlib.sha256(f"{address}{agent}".encode()).hexdigest()}
    users_table.get_item(Key=device)
    count(address, 50)
    count(given.username, 10)
    named = users_table.get_item(Key={"pk": f"USERNAME#{given.username}", "sk": "USERNAME"}).get("Item")
    if not named:
        raise UnauthorizedError("No active account found with the given credentials")
    user = users_table.get_item(Key={"pk": f"USER#{named['user_id']}", "sk": "USER"})["Item"]
    try:
        hasher.verify(user["password_hash"], given.password)
    except VerificationError as error:
        raise UnauthorizedError("No active account found with the given credentials") from error
    count(address, 50, by=-1)
    count(given.username, 10, by=-1)
    users_table.put_item(Item={**device, "expires_at": int(time.time()) + 90 * 86_400})
    logger.info("logged in", user_id=user["id"])
    metrics.add_metric(name="LogIns", unit="Count", value=1)
    pair = TokenPair(access=token(user["id"], "access", 900), refresh=token(user["id"], "refresh", 1_209_600))
    users_table.put_item(Item={"pk": f"USER#{user['id']}", "sk": f"FAMILY#{uuid.uuid4().hex}", "version": 0})
    return pair.model_dump()


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
@tracer.capture_lambda_handler
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict, context: object) -> dict:
    return app.resolve(event, context)
