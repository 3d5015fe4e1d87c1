"""Invoked by a subscription's schedule."""

import time

from aws_lambda_powertools.utilities.idempotency import idempotent_function
from aws_lambda_powertools.utilities.parser import event_parser
from common import logger, metrics, once_a_day, payments_table, paystack, persistence, tracer
from models import ChargeEvent, Subscription, Transaction

PERIOD = 7 * 86_400
MOST_DECLINES = 15


@idempotent_function(data_keyword_argument="period", persistence_store=persistence, config=once_a_day)
def charge(*, period: dict, subscription: Subscription) -> str:
    """Charge one period, and store the payment and the next date."""
    pk = f"USER#{subscription.user_id}"
    counted = payments_table.update_item(
        Key={"pk": pk, "sk": "COUNTERS"},
        UpdateExpression="ADD payments :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    payment_id = int(counted["Attributes"]["payments"])
    reference = f"dk.{subscription.user_id}.s{subscription.id}.{subscription.index}.1"
    body = {
        "authorization_code": subscription.authorization_code,
        "email": subscription.email,
        "amount": subscription.amount,
        "currency": subscription.currency.value,
        "reference": reference,
    }
    transaction = Transaction.model_validate(paystack("POST", "/transaction/charge_authorization", body))
    payments_table.put_item(
        Item={
            "pk": pk,
            "sk": f"PAYMENT#{payment_id:012d}",
            "id": payment_id,
            "reference": reference,
            "status": transaction.status,
            "amount": subscription.amount,
            "currency": subscription.currency.value,
            "email": subscription.email,
            "created_at": int(time.time()),
            "subscription_id": subscription.id,
        }
    )
    payments_table.update_item(
        Key={"pk": pk, "sk": f"SUBSCRIPTION#{subscription.id:012d}"},
        UpdateExpression="SET next_charge_at = :next, #index = :index",
        ConditionExpression="#index = :before",
        ExpressionAttributeNames={"#index": "index"},
        ExpressionAttributeValues={
            ":next": subscription.next_charge_at + PERIOD,
            ":index": subscription.index + 1,
            ":before": subscription.index,
        },
    )
    return transaction.status


@logger.inject_lambda_context
@tracer.capture_lambda_handler
@metrics.log_metrics(capture_cold_start_metric=True)
@event_parser(model=ChargeEvent)
def handler(event: ChargeEvent, context: object) -> dict:
    once_a_day.register_lambda_context(context)
    key = {"pk": f"USER#{event.user_id}", "sk": f"SUBSCRIPTION#{event.subscription_id:012d}"}
    item = payments_table.get_item(Key=key, ConsistentRead=True)["Item"]
    subscription = Subscription.model_validate(item)
    if subscription.next_charge_at > time.time():
        return {"result": "not_due"}
    switch = payments_table.get_item(Key={"pk": "STACK", "sk": "CHARGING"}, ConsistentRead=True).get("Item", {})
    card = {"pk": key["pk"], "sk": f"CARD#{subscription.authorization_code}"}
    declines = payments_table.get_item(Key=card, ConsistentRead=True).get("Item", {})
    if not switch.get("is_on", True) or declines.get("count", 0) >= MOST_DECLINES:
        return {"result": "withheld"}
    period = {"user": event.user_id, "subscription": event.subscription_id, "index": subscription.index}
    status = charge(period=period, subscription=subscription)
    logger.info("charged", user_id=event.user_id, status=status)
    metrics.add_metric(name="Charges", unit="Count", value=1)
    return {"result": status}
