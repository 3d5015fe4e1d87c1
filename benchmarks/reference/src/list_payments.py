"""GET /dukka/api/payments-history/."""

from datetime import UTC, datetime
from decimal import Decimal

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.logging import correlation_paths
from boto3.dynamodb.conditions import Key
from common import caller, logger, metrics, payments_table, tracer
from models import Payment, PaymentList

app = APIGatewayRestResolver(enable_validation=True)


def shown(item: dict) -> Payment:
    """Return a payment as it is answered."""
    return Payment(
        id=int(item["id"]),
        reference=item["reference"],
        status=item["status"],
        amount=Decimal(item["amount"]) / 100,
        currency=item["currency"],
        email=item["email"],
        created_time=datetime.fromtimestamp(int(item["created_at"]), UTC),
        paid_at=datetime.fromtimestamp(int(item["paid_at"]), UTC) if "paid_at" in item else None,
        channel=item.get("channel"),
        card={"brand": item["card_brand"], "last4": item["card_last4"]} if "card_last4" in item else None,
    )


@app.get("/dukka/api/payments-history/")
@tracer.capture_method
def history(limit: int = 20, cursor: int | None = None) -> PaymentList:
    user_id = caller(app.current_event.headers)
    key = Key("pk").eq(f"USER#{user_id}")
    key &= Key("sk").lt(f"PAYMENT#{cursor:012d}") if cursor else Key("sk").begins_with("PAYMENT#")
    answer = payments_table.query(
        KeyConditionExpression=key, ScanIndexForward=False, Limit=limit, ConsistentRead=True
    )
    payments = [shown(item) for item in answer["Items"]]
    more = f"?limit={limit}&cursor={payments[-1].id}" if "LastEvaluatedKey" in answer else None
    logger.info("listed", payments=len(payments))
    metrics.add_metric(name="HistoriesShown", unit="Count", value=1)
    return PaymentList(next=more, results=payments)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
@tracer.capture_lambda_handler
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict, context: object) -> dict:
    return app.resolve(event, context)
