"""POST /dukka/api/initialize-payment/."""

import time

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.idempotency import idempotent_function
from aws_lambda_powertools.utilities.parser import parse
from common import caller, logger, metrics, once_a_day, payments_table, paystack, persistence, tracer
from models import Checkout, Order

app = APIGatewayRestResolver(strip_prefixes=["/v1"])


@idempotent_function(data_keyword_argument="key", persistence_store=persistence, config=once_a_day)
def begin(*, key: dict, user_id: str, order: Order) -> dict:
    """Store the payment, open its checkout, and store where it is."""
    counted = payments_table.update_item(
        Key={"pk": f"USER#{user_id}", "sk": "COUNTERS"},
        UpdateExpression="ADD payments :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    payment_id = int(counted["Attributes"]["payments"])
    reference = f"dk.{user_id}.p{payment_id}"
    item = {
        "pk": f"USER#{user_id}",
        "sk": f"PAYMENT#{payment_id:012d}",
        "id": payment_id,
        "reference": reference,
        "status": "pending",
        "amount": int(order.amount * 100),
        "currency": order.currency.value,
        "email": order.email,
        "created_at": int(time.time()),
    }
    payments_table.put_item(Item=item, ConditionExpression="attribute_not_exists(pk)")
    checkout = paystack(
        "POST",
        "/transaction/initialize",
        {"email": order.email, "amount": item["amount"], "currency": item["currency"], "reference": reference},
    )
    payments_table.update_item(
        Key={"pk": item["pk"], "sk": item["sk"]},
        UpdateExpression="SET access_code = :code, authorization_url = :url",
        ExpressionAttributeValues={":code": checkout["access_code"], ":url": checkout["authorization_url"]},
    )
    answer = Checkout(
        id=payment_id,
        reference=reference,
        access_code=checkout["access_code"],
        authorization_url=checkout["authorization_url"],
        status="pending",
        amount=order.amount,
        currency=order.currency,
    )
    return answer.model_dump(mode="json")


@app.post("/dukka/api/initialize-payment/")
@tracer.capture_method
def initialize() -> Response:
    event = app.current_event
    user_id = caller(event.headers)
    order = parse(event=event.json_body, model=Order)
    key = {"user": user_id, "key": event.headers.get("Idempotency-Key"), "body": event.body}
    answer = begin(key=key, user_id=user_id, order=order)
    logger.info("initialized", reference=answer["reference"])
    metrics.add_metric(name="PaymentsInitialized", unit="Count", value=1)
    return Response(status_code=201, content_type="application/json", body=answer)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
@tracer.capture_lambda_handler
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict, context: object) -> dict:
    once_a_day.register_lambda_context(context)
    return app.resolve(event, context)
