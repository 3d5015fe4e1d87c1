"""Joins ports to adapters: the only place that knows both.

Everything is made once per process, when it is first asked for. Libraries that only some functions need are imported
where they are used, so that the others start without them.
"""

from functools import cache, partial
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from shared.adapters.keyring import Keyring
from shared.adapters.system import RandomIds, SystemClock
from shared.settings import Settings
from shared.usecases.books import Books
from shared.usecases.settle import Settle, settle

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from shared import ports

_AWS = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "max_attempts": 3}, tcp_keepalive=True)
_ARN_PARTS = 7
"""Of a function's ARN, without a version or an alias."""


@cache
def settings() -> Settings:
    """The environment."""
    return Settings()


@cache
def _session() -> boto3.Session:
    return boto3.Session()


@cache
def client(service: Any) -> Any:  # noqa: ANN401 - each service has its own name and type
    """A client of one of AWS's services."""
    return _session().client(service, config=_AWS)


def dynamodb() -> "DynamoDBClient":
    """The client of the tables."""
    made: DynamoDBClient = client("dynamodb")
    return made


@cache
def keyring(secret_id: str) -> Keyring:
    """The keys of a secret."""
    return Keyring(client("secretsmanager"), secret_id)


@cache
def clock() -> "ports.Clock":
    """The system's clock."""
    return SystemClock()


@cache
def ids() -> "ports.Ids":
    """Random ids."""
    return RandomIds()


@cache
def users() -> "ports.UserStore":
    """The `Users` table."""
    from shared.adapters.dynamodb.users import DynamoUsers

    return DynamoUsers(dynamodb(), settings().users_table)


@cache
def tokens() -> "ports.Tokens":
    """Signed tokens."""
    from shared.adapters.tokens import JwtTokens

    return JwtTokens(keyring(settings().jwt_secret_id), settings().token_lifetime, clock())


@cache
def payments() -> "ports.PaymentStore":
    """Payments in the `Payments` table."""
    from shared.adapters.dynamodb.payments import DynamoPayments

    return DynamoPayments(dynamodb(), settings().payments_table)


@cache
def subscriptions() -> "ports.SubscriptionStore":
    """Subscriptions in the `Payments` table."""
    from shared.adapters.dynamodb.subscriptions import DynamoSubscriptions

    return DynamoSubscriptions(dynamodb(), settings().payments_table)


@cache
def idempotency() -> "ports.IdempotencyStore":
    """Clients' Idempotency-Keys in the `Payments` table."""
    from shared.adapters.dynamodb.idempotency import DynamoIdempotency

    return DynamoIdempotency(dynamodb(), settings().payments_table)


@cache
def cards() -> "ports.CardStore":
    """What is kept of cards in the `Payments` table."""
    from shared.adapters.dynamodb.cards import DynamoCards

    return DynamoCards(dynamodb(), settings().payments_table)


@cache
def registry() -> "ports.SubscriptionRegistry":
    """The index of watched subscriptions of the `Payments` table."""
    from shared.adapters.dynamodb.subscriptions import DynamoRegistry

    return DynamoRegistry(dynamodb(), settings().payments_table)


@cache
def switch() -> "ports.ChargingSwitch":
    """The main switch."""
    from shared.adapters.dynamodb.charging_switch import DynamoChargingSwitch

    enabled = settings().is_charging_enabled
    return DynamoChargingSwitch(dynamodb(), settings().payments_table, is_enabled=enabled)


@cache
def alerts() -> "ports.Alerts":
    """Metrics with alarms."""
    from shared.adapters.alerts import MetricAlerts

    return MetricAlerts(settings().stack_name)


@cache
def due_index() -> "ports.DueIndex":
    """The due index of the `Payments` table."""
    from shared.adapters.dynamodb.due_index import DynamoDueIndex

    return DynamoDueIndex(dynamodb(), settings().payments_table)


@cache
def provider() -> "ports.PaymentProvider":
    """Paystack."""
    from shared.adapters.paystack.client import PaystackClient
    from shared.adapters.paystack.provider import PaystackProvider

    keys = keyring(settings().paystack_secret_id)
    return PaystackProvider(PaystackClient(settings().paystack_base_url, lambda: keys.current))


@cache
def signatures() -> "ports.SignatureChecker":
    """Paystack's webhook signatures."""
    from shared.adapters.paystack.signature import PaystackSignatures

    keys = keyring(settings().paystack_secret_id)
    return PaystackSignatures(lambda: keys.all)


@cache
def scheduler() -> "ports.Scheduler":
    """Schedules, for the functions that create them."""
    return _schedules(settings().charge_function_arn)


@cache
def _schedules(charge_function_arn: str) -> "ports.Scheduler":
    from shared.adapters.schedules import EventBridgeSchedules

    return EventBridgeSchedules(
        client("scheduler"),
        settings().schedule_group,
        charge_function_arn,
        settings().scheduler_role_arn,
    )


@cache
def schedule_remover() -> "ports.ScheduleRemover":
    """Schedules, for the functions that may only delete them."""
    from shared.adapters.schedules import EventBridgeSchedules

    return EventBridgeSchedules(client("scheduler"), settings().schedule_group)


@cache
def schedule_directory() -> "ports.ScheduleDirectory":
    """The list of schedules."""
    from shared.adapters.schedules import EventBridgeDirectory

    return EventBridgeDirectory(client("scheduler"), settings().schedule_group)


@cache
def charge_queue() -> "ports.ChargeQueue":
    """Asynchronous invocations of the charge function."""
    from shared.adapters.charge_queue import LambdaChargeQueue

    return LambdaChargeQueue(partial(client, "lambda"), settings().charge_function_arn)


@cache
def events() -> "ports.Events":
    """The merchant's event bus."""
    from shared.adapters.events import EventBridgeEvents

    return EventBridgeEvents(partial(client, "events"), settings().event_bus)


@cache
def books() -> Books:
    """The books of every settlement."""
    return _books(scheduler())


@cache
def books_of_charge_function(invoked_function_arn: str) -> Books:
    """The same for the charge function, whose wake-up calls lead back to itself (docs/decisions/0014).

    It cannot be told its own ARN, so it takes the one it was invoked by, without a version or an alias.
    """
    return _books(_schedules(":".join(invoked_function_arn.split(":")[:_ARN_PARTS])))


def _books(scheduler: "ports.Scheduler") -> Books:
    return Books(payments(), subscriptions(), cards(), scheduler, alerts(), settings().dunning)


@cache
def settle_with_ports() -> Settle:
    """The use case `settle`, ready to be called with a reference."""
    return partial(settle, books=books(), provider=provider(), queue=charge_queue(), clock=clock())
