"""POST /dukka/api/webhooks/paystack/."""

import hashlib
import hmac

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.exceptions import NotFoundError, UnauthorizedError
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.idempotency import idempotent_function
from aws_lambda_powertools.utilities.parser import parse
from common import logger, metrics, once_a_day, payments_table, paystack, paystack_key, persistence, tracer
from models import Transaction, WebhookEvent

app = APIGatewayRestResolver()


@idempotent_function(data_keyword_argument="reference", persistence_store=persistence, config=once_a_day)
def settle(*, reference: str) -> str:
    """Ask Paystack, and store what it says."""
    _, user_id, named = reference.split(".")
    key = {"pk": f"USER#{user_id}", "sk": f"PAYMENT#{int(named[1:]):012d}"}
    payment = payments_table.get_item(Key=key, ConsistentRead=True).get("Item")
    if payment is None:
        raise NotFoundError("No such payment")
    transaction = Transaction.model_validate(paystack("GET", f"/transaction/verify/{reference}"))
    if transaction.amount != payment["amount"] or transaction.currency != payment["currency"]:
        raise ValueError("this is not what was agreed")
    card = transaction.authorization
    payments_table.update_item(
        Key=key,
        UpdateExpression="SET #status = :status, paid_at = :paid_at, channel = :channel, card_last4 = :last4",
        ConditionExpression="#status = :pending",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={
            ":status": transaction.status,
            ":pending": "pending",
            ":paid_at": int(transaction.paid_at.timestamp()),
            ":channel": transaction.channel,
            ":last4": card.last4 if card else None,
        },
    )
    return transaction.status


@app.post("/dukka/api/webhooks/paystack/")
@tracer.capture_method
def receive() -> dict:
    event = app.current_event
    expected = hmac.new(paystack_key().encode(), event.body.encode(), hashlib.sha512).hexdigest()
    if not hmac.compare_digest(expected, event.headers.get("x-paystack-signature", "")):
        raise UnauthorizedError("The signature is wrong")
    webhook = parse(event=event.json_body, model=WebhookEvent)
    status = settle(reference=webhook.data.reference)
    logger.info("settled", reference=webhook.data.reference, status=status)
    metrics.add_metric(name="WebhooksReceived", unit="Count", value=1)
    return {"status": "settled"}


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
@tracer.capture_lambda_handler
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict, context: object) -> dict:
    once_a_day.register_lambda_context(context)
    return app.resolve(event, context)
