"""The stack of template.yaml inside the test's process: moto's AWS, a movable clock, and the handlers."""

import importlib
import io
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from moto import mock_aws

from shared import bootstrap, bootstrap_accounts, bootstrap_books, bootstrap_webhooks
from shared.adapters.aws import VerbatimParsers
from shared.domain.difference import Difference, DifferenceKind, Figures
from shared.domain.ledger import Window
from shared.domain.payment import HOUR
from shared.domain.reconciliation import Run, RunKind, new_run
from shared.domain.token import begun
from shared.domain.user import uid_of
from shared.domain.webhook import webhook_of
from shared.observability import logger
from shared.usecases.reconciliation_parts import found
from tests.support.builders import USER, a_user, user_id
from tests.support.events import load_event, needs_value
from tests.support.openapi_check import assert_documented
from tests.support.template import table_definition

REGION = "eu-west-1"
PAYSTACK_KEY = "sk_test_integration_current"
PREVIOUS_PAYSTACK_KEY = "sk_test_integration_previous"
JWT_KEY = "signing-key-of-the-integration-tests-0123456789"
PREVIOUS_JWT_KEY = "the-signing-key-before-that-one-0123456789abcd"
USERS, PAYMENTS, GROUP = "Users", "Payments", "dukka-subscriptions"
CHARGE_ARN = f"arn:aws:lambda:{REGION}:123456789012:function:dukka-charge"
STAFF = user_id(99)
MAIL_SENDER = "payments@shop.example"
MAIL_ARN = f"arn:aws:lambda:{REGION}:123456789012:function:dukka-mail"
WEBHOOK_QUEUE = f"https://sqs.{REGION}.amazonaws.com/123456789012/dukka-webhooks"
RECONCILE_ARN = f"arn:aws:lambda:{REGION}:123456789012:function:dukka-reconcile"
ROLE_ARN = "arn:aws:iam::123456789012:role/dukka-scheduler"


class MovableClock:
    """A clock that stands still until it is moved; begins at the machine's own time, as the simulator's does."""

    def __init__(self) -> None:
        self.instant = int(time.time())

    def now(self) -> int:
        """Return the instant."""
        return self.instant

    def wall(self, days_ahead: int) -> str:
        """Return the UTC wall time some days from now, without its offset."""
        return datetime.fromtimestamp(self.instant + days_ahead * 86_400, UTC).strftime("%Y-%m-%dT%H:%M:%S")

    def wait_until(self, instant: int) -> None:
        """Leap there."""
        self.instant = max(self.instant, instant)

    def advance(self, seconds: int) -> None:
        """Let time pass."""
        self.instant += seconds


@dataclass(frozen=True)
class Context:
    """What Lambda tells a handler of its invocation, as far as one reads it."""

    invoked_function_arn: str = CHARGE_ARN


@dataclass(frozen=True)
class Answered:
    """What a handler returned."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.text)


class KeepingSession(boto3.Session):
    """A session that makes each client once: to make one takes longer than most tests."""

    def __init__(self) -> None:
        super().__init__(region_name=REGION, aws_access_key_id="testing", aws_secret_access_key="testing")
        self._session.register_component("response_parser_factory", VerbatimParsers())  # as AwsSession does
        self.charges: list[dict[str, Any]] = []
        self.mails: list[dict[str, Any]] = []
        self.reconciliations: list[dict[str, Any]] = []
        self.sent: list[dict[str, Any]] = []
        self._clients: dict[tuple[str, int], Any] = {}
        self._resource: Any = None
        self.events.register("before-send.lambda.Invoke", self._accept_invocation)
        self.events.register("provide-client-params.sesv2.SendEmail", self._keep_mail)

    def client(self, service_name: str, **options: Any) -> Any:  # type: ignore[override]
        """Return the client of a service and configuration."""
        key = (service_name, id(options.get("config")))
        if key not in self._clients:
            self._clients[key] = super().client(service_name, **options)
        return self._clients[key]

    @property
    def tables(self) -> Any:
        """DynamoDB, in plain values."""
        self._resource = self._resource or self.resource("dynamodb")
        return self._resource

    def _keep_mail(self, params: dict[str, Any], **_: Any) -> None:
        self.sent.append(params)

    def _accept_invocation(self, request: Any, **_: Any) -> AWSResponse:
        """Answer Lambda's asynchronous invocations as AWS does, and keep their events."""
        queues = {"dukka-mail": self.mails, "dukka-reconcile": self.reconciliations}
        asked = next((queue for name, queue in queues.items() if name in request.url), self.charges)
        asked.append(json.loads(request.body))
        return AWSResponse(request.url, 202, {}, io.BytesIO())


@dataclass
class Stack:
    """The parts a test looks at; `charges` and `mails` are the events that were queued for those functions."""

    clock: MovableClock
    session: KeepingSession
    log: io.StringIO
    charges: list[dict[str, Any]] = field(default_factory=list)
    mails: list[dict[str, Any]] = field(default_factory=list)

    def call(self, function: str, event: dict[str, Any]) -> Answered:
        """Call an HTTP function; its answer is checked against docs/openapi.json."""
        raw = self.invoke(function, event)
        known = importlib.import_module(f"functions.{function}.app").api.operations
        if any(one.method == event["httpMethod"] and _resource(one.path) == event["resource"] for one in known):
            assert_documented(event["resource"], event["httpMethod"], raw)
        headers = {name: values[0] for name, values in raw["multiValueHeaders"].items()}
        return Answered(raw["statusCode"], raw["body"], headers)

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Call a function's handler."""
        return importlib.import_module(f"functions.{function}.app").handler(event, Context())

    def event(self, name: str, user_id: str = USER, **values: str) -> dict[str, Any]:
        """Return an event file, filled for a user; only one that has a refresh token in it begins a family."""
        given = {
            "user_id": user_id,
            "uid": uid_of(user_id),
            "link": "abc-def",
            "paystack_key": PAYSTACK_KEY,
            "start_at": self.clock.wall(days_ahead=30),
        }
        given["access"] = bootstrap.tokens().issue_access(user_id)
        if needs_value(name, "staff"):
            given["staff"] = self.staff_token()
        if needs_value(name, "run_id"):
            given["run_id"] = self.reconciliation().id
        if needs_value(name, "difference_id"):
            given["difference_id"] = self.difference().id
        given |= {"dispute_id": "7000000001", "file_name": "nothing.pdf"}
        if needs_value(name, "webhook_id"):
            given["webhook_id"] = self.webhook_id(user_id)
        if needs_value(name, "refresh"):
            given["refresh"] = self.refresh_token(user_id)
        return load_event(name, **(given | values))

    def staff_token(self) -> str:
        """Return the access token of somebody who is staff."""
        if bootstrap.users().get_user(STAFF) is None:
            bootstrap.users().add_user(a_user(id=STAFF, username="staff", email="staff@shop.example", is_staff=True))
        return bootstrap.tokens().issue_access(STAFF, "staff")

    def webhook_id(self, user_id: str = USER) -> str:
        """Return the id of the `charge.success` of a user's first payment, which was delivered and not queued."""
        body = self.event("receive_webhook/charge_success", user_id)["body"].encode()
        return bootstrap_webhooks.webhooks().add_webhook(webhook_of(body, self.clock.now()), body).id

    def waiting_webhooks(self) -> list[dict[str, Any]]:
        """Take what waits in the queue, as records of a batch."""
        queue, records = self.client("sqs"), []
        while batch := queue.receive_message(QueueUrl=WEBHOOK_QUEUE, MaxNumberOfMessages=10).get("Messages"):
            records += [{"messageId": one["MessageId"], "body": one["Body"]} for one in batch]
            for one in batch:
                queue.delete_message(QueueUrl=WEBHOOK_QUEUE, ReceiptHandle=one["ReceiptHandle"])
        return records

    def process_webhooks(self) -> list[dict[str, Any]]:
        """Have what waits in the queue processed; return the records that failed."""
        records = self.waiting_webhooks()
        answer = self.invoke("process_webhook", {"Records": records})
        failed = {one["itemIdentifier"] for one in answer["batchItemFailures"]}
        return [one for one in records if one["messageId"] in failed]

    def reconciliation(self) -> Run:
        """Return a run that was begun just now."""
        now = self.clock.now()
        return bootstrap_books.reconciliations().begin_run(new_run(RunKind.ON_DEMAND, Window(now - HOUR, now), now))

    def difference(self) -> Difference:
        """Return an orphan that such a run has found."""
        run, theirs = self.reconciliation(), Figures(700_000, "NGN", 10_500, "succeeded")
        orphan = found(DifferenceKind.ORPHAN, "of-the-till", theirs, Figures(), run, self.clock.now())
        bootstrap_books.reconciliations().add_difference(orphan, run.id)
        return orphan

    def refresh_token(self, user_id: str = USER) -> str:
        """Return the refresh token of a new login of a user who has never changed the password."""
        family = begun(a_user(id=user_id), bootstrap.tokens().new_stamp())
        bootstrap_accounts.families().add_family(family)
        return bootstrap.tokens().issue_refresh(family)

    def deliver_mails(self) -> list[dict[str, Any]]:
        """Let the queued mails be sent; return what SES was given since the last time."""
        self.session.sent.clear()
        for event in self.mails:
            self.invoke("send_account_mail", event)
        self.mails.clear()
        return [*self.session.sent]

    def configure(self, monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
        """Deploy again with other variables."""
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        modules = [module for name, module in sys.modules.items() if name.startswith("shared.bootstrap")]
        for made in [one for module in modules for one in vars(module).values()]:
            if hasattr(made, "cache_clear"):
                made.cache_clear()

    def client(self, service: str) -> Any:
        """An AWS client of the test's own."""
        return self.session.client(service)

    def items(self, table: str = PAYMENTS, prefix: str = "") -> list[dict[str, Any]]:
        """Every item of a table whose sort key begins so, in the order of their keys."""
        stored = self.session.tables.Table(table).scan(ConsistentRead=True)["Items"]
        kept = [item for item in stored if item["sk"].startswith(prefix)]
        return sorted(kept, key=lambda item: (item["pk"], item["sk"]))

    def dump(self) -> dict[str, Any]:
        """Everything that is stored anywhere, but for counts of attempts: those change when nothing else does."""
        schedules = self.client("scheduler").list_schedules(GroupName=GROUP)["Schedules"]
        names = sorted(schedule["Name"] for schedule in schedules)
        users = [item for item in self.items(USERS) if not item["sk"].startswith("WINDOW#")]
        return {"users": users, "payments": self.items(PAYMENTS), "schedules": names}

    def log_lines(self) -> list[str]:
        """The lines written to standard output since the last call."""
        lines = self.log.getvalue().splitlines()
        self.log.seek(0)
        self.log.truncate()
        return lines


def _resource(path: str) -> str:
    return path.rstrip("/").replace("<", "{").replace(">", "}")


@cache
def _session() -> KeepingSession:
    """One session for all tests."""
    return KeepingSession()


def environment(paystack_url: str) -> dict[str, str]:
    """What template.yaml gives the functions."""
    return {
        "AWS_DEFAULT_REGION": REGION,
        "USERS_TABLE": USERS,
        "PAYMENTS_TABLE": PAYMENTS,
        "JWT_SECRET_ID": "dukka-jwt",
        "PAYSTACK_SECRET_ID": "dukka-paystack",
        "PAYSTACK_BASE_URL": paystack_url,
        "SCHEDULE_GROUP": GROUP,
        "CHARGE_FUNCTION_ARN": CHARGE_ARN,
        "SCHEDULER_ROLE_ARN": ROLE_ARN,
        "CHARGING_ENABLED": "true",
        "DUNNING": "1,3,7,14;1,6,24;09:00",
        "EVENT_BUS": "default",
        "WEBHOOK_QUEUE_URL": WEBHOOK_QUEUE,
        "WEBHOOK_ADDRESSES": "",
        "MAIL_FUNCTION_ARN": MAIL_ARN,
        "RECONCILE_FUNCTION_ARN": RECONCILE_ARN,
        "MAIL_SENDER": MAIL_SENDER,
        "PASSWORD_RESET_URL": "https://shop.example/#/password/reset/confirm/{uid}/{token}",
        "ACTIVATION_URL": "https://shop.example/#/activate/{uid}/{token}",
        "ACTIVATION": "false",
        "CHARGES_PER_MINUTE": "600",
        "SPREAD_MINUTES": "0",
        "STACK_NAME": "dukka-test",
        "ACCESS_TOKEN_MINUTES": "15",
        "REFRESH_TOKEN_DAYS": "14",
        "ADDRESS_LIMIT_FACTOR": "1",
        "ALLOWED_ORIGINS": "https://shop.example",
    }


def create_resources(session: boto3.Session, paystack_key: str = PAYSTACK_KEY) -> None:
    """Create the tables as template.yaml declares them, the secrets and the schedule group."""
    for table in (USERS, PAYMENTS):
        session.client("dynamodb").create_table(**table_definition(table))
    secrets = session.client("secretsmanager")
    for name, current, previous in (
        ("dukka-jwt", JWT_KEY, PREVIOUS_JWT_KEY),
        ("dukka-paystack", paystack_key, PREVIOUS_PAYSTACK_KEY),
    ):
        secrets.create_secret(Name=name, SecretString=json.dumps({"current": current, "previous": previous}))
    session.client("scheduler").create_schedule_group(Name=GROUP)
    session.client("sqs").create_queue(QueueName="dukka-webhooks")
    session.client("sesv2").create_email_identity(EmailIdentity=MAIL_SENDER)


@contextmanager
def running_stack(monkeypatch: pytest.MonkeyPatch, paystack_url: str) -> Iterator[Stack]:
    """The stack, empty, for the length of a test."""
    with mock_aws():
        for name, value in environment(paystack_url).items():
            monkeypatch.setenv(name, value)
        session, clock, log = _session(), MovableClock(), io.StringIO()
        create_resources(session)
        session.charges.clear()
        session.mails.clear()
        session.reconciliations.clear()
        monkeypatch.setattr(bootstrap, "_session", lambda: session)
        monkeypatch.setattr(bootstrap, "clock", lambda: clock)
        monkeypatch.setattr(logger.registered_handler, "stream", log)
        yield Stack(clock, session, log, session.charges, session.mails)
