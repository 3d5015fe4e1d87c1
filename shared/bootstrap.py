"""Joins ports to adapters: the only place that knows both.

Everything is made once per process, when it is first asked for. Libraries that only some functions need are imported
where they are used, so that the others start without them.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from shared.adapters.aws import AwsSession, connect
from shared.adapters.keyring import Keyring
from shared.adapters.system import RandomIds, SystemClock
from shared.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from shared import ports
    from shared.adapters.paystack.client import PaystackClient
    from shared.usecases.books import Books
    from shared.usecases.settle import Settle

_ARN_PARTS = 7
"""Of a function's ARN, without a version or an alias."""
_to_open: list[Callable[[], None]] = []
"""What `warm_up` may still do for the adapters that were made: connections to open, keys to read."""


def warm_up(*adapters: Callable[[], object]) -> None:
    """Make adapters in Lambda's initialization, which has a whole CPU whatever the function's memory; nowhere else.

    Their connections are opened and their keys read as well, unless this is for a snapshot, which keeps neither. What
    fails here fails again in the first call, and is told there.
    """
    if not settings().initialization:
        return
    for make in adapters:
        with suppress(Exception):
            make()
    if settings().initialization != "snap-start":
        for step in _to_open:
            with suppress(Exception):
                step()
    _to_open.clear()


def _open_later(step: Callable[[], None]) -> None:
    if settings().initialization:
        _to_open.append(step)


@cache
def settings() -> Settings:
    """The environment."""
    return Settings()


@cache
def _session() -> AwsSession:
    return AwsSession()


@cache
def client(service: str) -> Any:  # noqa: ANN401 - each service has its own type
    """A client of one of AWS's services."""
    made = _session().client(service)
    if service == "dynamodb":
        _open_later(partial(connect, made))
    return made


def dynamodb() -> "DynamoDBClient":
    """The client of the tables."""
    return client("dynamodb")  # type: ignore[no-any-return]


@cache
def keyring(secret_id: str) -> Keyring:
    """The keys of a secret."""
    keys = Keyring(client("secretsmanager"), secret_id)
    _open_later(keys.load)
    return keys


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
def alerts() -> "ports.Alerts":
    """Metrics with alarms."""
    from shared.adapters.alerts import MetricAlerts

    return MetricAlerts(settings().stack_name)


@cache
def paystack() -> "PaystackClient":
    """Paystack's API, for all its ports; `shared.bootstrap_paystack` has those that few functions need."""
    from shared.adapters.paystack.client import PaystackClient

    keys = keyring(settings().paystack_secret_id)
    made = PaystackClient(settings().paystack_base_url, lambda: keys.current)
    _open_later(made.connect)
    return made


@cache
def provider() -> "ports.PaymentProvider":
    """Paystack."""
    from shared.adapters.paystack.provider import PaystackProvider

    return PaystackProvider(paystack())


@cache
def refunds() -> "ports.Refunds":
    """Paystack's refunds."""
    from shared.adapters.paystack.refunds import PaystackRefunds

    return PaystackRefunds(paystack())


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

    role = settings().scheduler_role_arn
    return EventBridgeSchedules(partial(client, "scheduler"), settings().schedule_group, charge_function_arn, role)


@cache
def schedule_remover() -> "ports.ScheduleRemover":
    """Schedules, for the functions that may only delete them."""
    from shared.adapters.schedules import EventBridgeSchedules

    return EventBridgeSchedules(partial(client, "scheduler"), settings().schedule_group)


@cache
def charge_queue() -> "ports.ChargeQueue":
    """Asynchronous invocations of the charge function."""
    from shared.adapters.charge_queue import LambdaChargeQueue

    return LambdaChargeQueue(partial(client, "lambda"), settings().charge_function_arn)


@cache
def books() -> "Books":
    """The books of every settlement."""
    return _books(scheduler())


@cache
def books_of_charge_function(invoked_function_arn: str) -> "Books":
    """The same for the charge function, which cannot be told its own ARN (docs/decisions/0014)."""
    return _books(_schedules(":".join(invoked_function_arn.split(":")[:_ARN_PARTS])))


def _books(scheduler: "ports.Scheduler") -> "Books":
    from shared.usecases.books import Books

    policies = settings().dunning, settings().spread_minutes
    return Books(payments(), subscriptions(), cards(), scheduler, alerts(), *policies)


@cache
def settle_with_ports() -> "Settle":
    """The use case `settle`, ready to be called with a reference."""
    from shared.usecases.settle import settle

    return partial(settle, books=books(), provider=provider(), refunds=refunds(), queue=charge_queue(), clock=clock())
