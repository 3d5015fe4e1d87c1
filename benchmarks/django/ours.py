"""Dukka's own handlers in a process of their own, as a Lambda has one: `python -m benchmarks.django.ours JSON`.

AWS and Paystack are stubs over plain HTTP, for both sides alike. The verb `all` measures every part and prints it as
JSON, `charges` the charge function alone; `charge` invokes it once with the clock some seconds ahead, for the faults.
"""

import importlib
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from benchmarks.django.server import Json
from tests.support.events import load_event, with_fields

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "USERS_TABLE": "Users",
    "PAYMENTS_TABLE": "Payments",
    "JWT_SECRET_ID": "jwt",
    "PAYSTACK_SECRET_ID": "paystack",
    "SCHEDULE_GROUP": "subscriptions",
    "CHARGE_FUNCTION_ARN": "arn:aws:lambda:eu-west-1:123456789012:function:charge",
    "SCHEDULER_ROLE_ARN": "arn:aws:iam::123456789012:role/scheduler",
    "CHARGING_ENABLED": "true",
    "CHARGES_PER_MINUTE": "5000000",
    "SPREAD_MINUTES": "0",
    "DUNNING": "1,3,7,14;1,6,24;09:00",
    "EVENT_BUS": "default",
    "STACK_NAME": "bench",
    "ACCESS_TOKEN_MINUTES": "15",
    "REFRESH_TOKEN_DAYS": "14",
    "ADDRESS_LIMIT_FACTOR": "1000",
    "ACTIVATION": "false",
    "MAIL_FUNCTION_ARN": "arn:aws:lambda:eu-west-1:123456789012:function:mail",
    "ALLOWED_ORIGINS": "https://shop.example",
    "POWERTOOLS_LOG_LEVEL": "INFO",
}
"""What template.yaml gives the functions; the pace is left open, for it is the work that is measured."""
SECRETS = {name: json.dumps({"current": f"sk_test_{'0123456789abcdef' * 3}"}) for name in ("jwt", "paystack")}
CHARGES = 150
"""Of each backlog: enough for a rate."""


def main(told: Json) -> None:
    """Do what is told."""
    os.environ.update(ENVIRONMENT, AWS_ENDPOINT_URL=told["aws"], PAYSTACK_BASE_URL=told["gateway"])
    sys.stdout, result = sys.stderr, sys.stdout  # the functions' log is not the result
    verbs = {"all": measure, "charges": all_charges, "charge": charge_once, "start": first_call}
    print(json.dumps(verbs[told["verb"]](told)), file=result)


def measure(told: Json) -> Json:
    """Return milliseconds of CPU and of wall time of each part, medians, and charges a second by backlog."""
    handler("initialize_payment"), handler("list_payments")
    measured: Json = {}
    names = iter(range(10**6))
    signing_up = load_event("sign_up/ok")
    measured["sign-up"] = timed(
        5, lambda: with_fields(signing_up, username=f"u{(n := next(names))}", email=f"u{n}@example.com"), "sign_up"
    )
    handler("sign_up")(signing_up, None)
    login = load_event("create_token/ok")
    measured["login"] = timed(5, lambda: login, "create_token")
    tokens = json.loads(handler("create_token")(login, None)["body"])
    known = {"access": tokens["access"], "refresh": tokens["refresh"], "user_id": "a" * 20}
    start = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 86_400 * 30))
    measured["initialize"] = timed(
        60, lambda: load_event("initialize_payment/one_time", start_at=start, **known), "initialize_payment"
    )
    measured["me"] = timed(60, lambda: load_event("me/ok", **known), "me")
    measured |= history(told, known)
    return measured | {"charges": all_charges(told)}


def all_charges(told: Json) -> Json:
    """Return the charges a second of each backlog, the smallest first."""
    return {str(backlog): charges(told, backlog) for backlog in told["backlogs"]}


def first_call(_: Json) -> Json:
    """Return the CPU of this whole process up to its first answer, and its memory: a refusal, as of the twin."""
    handler("list_payments")(load_event("list_payments/first_page", access="nobody's"), None)
    cpu = time.process_time() * 1_000
    return {"cpu_ms": cpu, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024}


def history(told: Json, known: dict[str, str]) -> Json:
    """A page of histories of several lengths."""
    from shared import bootstrap

    user = bootstrap.tokens().read(known["access"], "access")
    user_id = user if isinstance(user, str) else user.user_id
    measured, have = {}, 0
    for length in told["lengths"]:
        seed(told, payment_item(user_id), have + 1, length - have)
        have = length
        event = load_event("list_payments/first_page", **known)
        measured[f"history {length}"] = timed(40, lambda event=event: event, "list_payments")
    return measured


def timed(times: int, event: Callable[[], Json], function: str) -> Json:
    """Return the medians of CPU and wall milliseconds of a handler's calls, the first ones left out."""
    call, cpu, wall = handler(function), [], []
    warm = min(times, 10)
    for _ in range(times + warm):
        wanted = event()
        began, ran = time.perf_counter(), time.process_time()
        answer = call(wanted, None)
        cpu.append((time.process_time() - ran) * 1_000)
        wall.append((time.perf_counter() - began) * 1_000)
        if answer["statusCode"] >= 400:
            raise SystemExit(f"{function} answered {answer['statusCode']}: {answer['body']}")
    return {"cpu_ms": statistics.median(cpu[warm:]), "ms": statistics.median(wall[warm:])}


def charges(told: Json, backlog: int) -> Json:
    """Return the charges a second, and their CPU, of one function that is given what the due index says is due."""
    from shared import bootstrap_charging
    from shared.ports import Lane

    post(told["aws"], "/_seed", subscription_seed(backlog, first=backlog * 10))
    call = handler("charge_subscription")
    context = SimpleNamespace(invoked_function_arn=ENVIRONMENT["CHARGE_FUNCTION_ARN"])
    items = list(bootstrap_charging.due_index().due_items(int(time.time()), CHARGES + 1, Lane.CHARGES))
    events = [{"user_id": item.user_id, "subscription_id": item.subscription_id} for item in items]
    call(events.pop(0), context)
    began, ran = time.perf_counter(), time.process_time()
    results = [call(event, context)["result"] for event in events[: min(CHARGES, backlog - 1)]]
    seconds, cpu = time.perf_counter() - began, time.process_time() - ran
    if set(results) != {"success"}:
        raise SystemExit(f"the charges came to {set(results)}")
    return {"per_second": len(results) / seconds, "cpu_ms": cpu / len(results) * 1_000}


def charge_once(told: Json) -> Json:
    """Invoke the charge function for subscription 1 of the first customer, `ahead` seconds from now."""
    from shared import bootstrap

    class Ahead:
        """A clock that is ahead."""

        def now(self) -> int:
            return int(time.time()) + int(told["ahead"])

        def wait_until(self, _: int) -> None:
            return

    bootstrap.clock = Ahead  # type: ignore[assignment]
    if told["ahead"] == 0:
        post(told["aws"], "/_seed", subscription_seed(1, first=1))
    user = "a" * 19 + "b"
    context = SimpleNamespace(invoked_function_arn=ENVIRONMENT["CHARGE_FUNCTION_ARN"])
    result = handler("charge_subscription")({"user_id": user, "subscription_id": 1}, context)
    stored = bootstrap.subscriptions().get_subscription(user, 1)
    page = bootstrap.payments().list_payments(user, 10, None, _everything())
    return {**result, "charged": stored.charged if stored else 0, "stored": [one.status for one in page.payments]}


def _everything() -> Any:
    from shared.ports import PaymentFilter

    return PaymentFilter()


def handler(function: str) -> Callable[[Json, Any], Json]:
    """The handler of a function."""
    found: Callable[[Json, Any], Json] = importlib.import_module(f"functions.{function}.app").handler
    return found


def payment_item(user_id: str) -> Json:
    """A paid payment as the table has it, its number left open."""
    from shared.adapters.dynamodb.items import to_item
    from shared.adapters.dynamodb.keys import payment_key
    from tests.support.builders import a_payment

    paid = a_payment(user_id=user_id, status="success", paid_at=1_770_000_000, channel="card", card_last4="4081")
    item = to_item(payment_key(user_id, 1), paid)
    return item | {"sk": {"S": "PAYMENT#{number:012}"}, "id": {"N": "{number}"}}


def seed(told: Json, item: Json, first: int, count: int) -> None:
    """Have the stub store an item many times."""
    post(told["aws"], "/_seed", {"table": "Payments", "item": item, "first": first, "count": count})


def subscription_seed(count: int, first: int) -> Json:
    """Customers whose subscription fell due a minute ago."""
    from shared.adapters.dynamodb.items import to_item
    from shared.adapters.dynamodb.keys import subscription_key
    from shared.adapters.dynamodb.subscriptions import _index_attributes
    from tests.support.builders import USER, a_schedule, a_subscription

    due = int(time.time()) - 60
    stored = a_subscription(user_id=USER, schedule=a_schedule(anchor_at=due), next_index=0, look_at=due)
    item = to_item(subscription_key(USER, 1), stored) | {"version": {"N": "0"}} | _index_attributes(stored)
    text = json.dumps(item).replace(USER, "{id}")
    return {"table": "Payments", "item": json.loads(text), "first": first, "count": count}


def post(base: str, path: str, body: Json) -> Json:
    """Tell a stub something."""
    import requests

    answer: Json = requests.post(f"{base}{path}", json=body, timeout=120).json()
    return answer


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
