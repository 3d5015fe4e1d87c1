"""Rules of template.yaml: what each function has, may do, and is told."""

import re
from itertools import chain
from typing import Any

import pytest

from shared.api.rest import Operation
from tests.infrastructure.project import (
    FUNCTIONS,
    blocks,
    operations,
    port_methods,
    queue_source,
    setting,
    variables,
)
from tests.support.template import resources, template

ASYNCHRONOUS = sorted(name for name in FUNCTIONS if not operations(name) and not queue_source(name))
MAY_READ_USERS = {
    *("sign_up", "create_token", "refresh_token", "verify_token", "blacklist_token", "me"),
    *("set_password", "reset_password_confirm", "activation", "send_account_mail"),
    *("reset_password", "resend_activation", "delete_me", "export_me"),
    *(name for name in FUNCTIONS if any(one.needs_staff for one in operations(name))),
}
PAYSTACK_KEYS = ("secretsmanager:GetSecretValue", "PaystackSecret.Id")
SIGNING_KEYS = ("secretsmanager:GetSecretValue", "JwtSecret.Id")
SCHEDULES = "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/${SubscriptionSchedules}/*"
LIST_SCHEDULES = ("scheduler:ListSchedules", "*")
"""AWS knows no narrower resource for this one action."""
MAKE_SCHEDULES = [("scheduler:CreateSchedule", SCHEDULES), ("iam:PassRole", "SchedulerRole.Arn")]
EVENT_BUS = "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/${EventBusName}"
NEEDED = {
    "add_user": [("dynamodb:PutItem", "Users.Arn")],
    "replace_user": [("dynamodb:PutItem", "Users.Arn")],
    "get_user": [("dynamodb:GetItem", "Users.Arn")],
    "find_user": [("dynamodb:GetItem", "Users.Arn")],
    "find_user_by_email": [("dynamodb:GetItem", "Users.Arn")],
    "taken_names": [("dynamodb:GetItem", "Users.Arn")],
    "change_email": [("dynamodb:PutItem", "Users.Arn"), ("dynamodb:DeleteItem", "Users.Arn")],
    "delete_user": [("dynamodb:DeleteItem", "Users.Arn")],
    "add_family": [("dynamodb:PutItem", "Users.Arn")],
    "get_family": [("dynamodb:GetItem", "Users.Arn")],
    "replace_family": [("dynamodb:PutItem", "Users.Arn")],
    "end_family": [("dynamodb:DeleteItem", "Users.Arn")],
    "check": [("dynamodb:UpdateItem", "Users.Arn")],
    "give_back": [("dynamodb:UpdateItem", "Users.Arn")],
    "is_known": [("dynamodb:GetItem", "Users.Arn")],
    "remember": [("dynamodb:PutItem", "Users.Arn")],
    "close_account": [("dynamodb:UpdateItem", "Payments.Arn")],
    "new_payment_id": [("dynamodb:UpdateItem", "Payments.Arn")],
    "new_subscription_id": [("dynamodb:UpdateItem", "Payments.Arn")],
    "add_payment": [("dynamodb:PutItem", "Payments.Arn")],
    "replace_payment": [("dynamodb:PutItem", "Payments.Arn")],
    "get_payment": [("dynamodb:GetItem", "Payments.Arn")],
    "list_payments": [("dynamodb:Query", "Payments.Arn")],
    "add_subscription": [("dynamodb:PutItem", "Payments.Arn")],
    "replace_subscription": [("dynamodb:PutItem", "Payments.Arn")],
    "get_subscription": [("dynamodb:GetItem", "Payments.Arn")],
    "list_subscriptions": [("dynamodb:Query", "Payments.Arn")],
    "get_declines": [("dynamodb:GetItem", "Payments.Arn")],
    "put_declines": [("dynamodb:PutItem", "Payments.Arn")],
    "claim_trial": [("dynamodb:PutItem", "Payments.Arn")],
    "add_dispute": [("dynamodb:PutItem", "Payments.Arn")],
    "replace_dispute": [("dynamodb:PutItem", "Payments.Arn")],
    "get_dispute": [("dynamodb:GetItem", "Payments.Arn")],
    "list_disputes": [("dynamodb:Query", "Payments.Arn")],
    "get_key": [("dynamodb:GetItem", "Payments.Arn")],
    "add_key": [("dynamodb:PutItem", "Payments.Arn")],
    "replace_key": [("dynamodb:PutItem", "Payments.Arn")],
    "add_webhook": [("dynamodb:PutItem", "Payments.Arn")],
    "replace_webhook": [("dynamodb:PutItem", "Payments.Arn")],
    "get_webhook": [("dynamodb:GetItem", "Payments.Arn")],
    "list_webhooks": [("dynamodb:Query", "Payments.Arn")],
    "queue_webhook": [("sqs:SendMessage", "Webhooks.Arn")],
    "is_on": [("dynamodb:GetItem", "Payments.Arn")],
    "take": [("dynamodb:UpdateItem", "Payments.Arn")],
    "shut": [("dynamodb:UpdateItem", "Payments.Arn")],
    "note_line": [("dynamodb:PutItem", "Payments.Arn")],
    "reached": [("dynamodb:GetItem", "Payments.Arn")],
    "watched": [("dynamodb:Query", "${Payments.Arn}/index/watched")],
    "scheduled": [LIST_SCHEDULES],
    "due_items": [("dynamodb:Query", "${Payments.Arn}/index/due")],
    "ensure_schedule": [*MAKE_SCHEDULES, ("scheduler:UpdateSchedule", SCHEDULES)],
    "wake_once": MAKE_SCHEDULES,
    "delete_schedule": [("scheduler:DeleteSchedule", SCHEDULES)],
    "request_charge": [("lambda:InvokeFunction", "ChargeSubscriptionFunction.Arn")],
    "card_expires": [("events:PutEvents", EVENT_BUS)],
    "request_mail": [("lambda:InvokeFunction", "SendAccountMailFunction.Arn")],
    "send_mail": [("ses:SendEmail", "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*")],
    "issue_link_token": [SIGNING_KEYS],
    "is_link_token": [SIGNING_KEYS],
    "initialize": [PAYSTACK_KEYS],
    "verify": [PAYSTACK_KEYS],
    "charge": [PAYSTACK_KEYS],
    "deactivate": [PAYSTACK_KEYS],
    "refund": [PAYSTACK_KEYS],
    "fetch_refunds_of": [PAYSTACK_KEYS],
    "fetch_refund": [PAYSTACK_KEYS],
    "fetch_transactions": [PAYSTACK_KEYS],
    "fetch_refunds": [PAYSTACK_KEYS],
    "fetch_transaction": [PAYSTACK_KEYS],
    "fetch_disputes": [PAYSTACK_KEYS],
    "fetch_dispute": [PAYSTACK_KEYS],
    "evidence_upload_url": [PAYSTACK_KEYS],
    "add_evidence": [PAYSTACK_KEYS],
    "resolve_dispute": [PAYSTACK_KEYS],
    "walk": [("dynamodb:Query", "${Payments.Arn}/index/due")],
    "begin_run": [("dynamodb:GetItem", "Payments.Arn"), ("dynamodb:PutItem", "Payments.Arn")],
    "replace_run": [("dynamodb:PutItem", "Payments.Arn")],
    "get_run": [("dynamodb:GetItem", "Payments.Arn")],
    "list_runs": [("dynamodb:Query", "Payments.Arn")],
    "covered_to": [("dynamodb:GetItem", "Payments.Arn")],
    "cover": [("dynamodb:PutItem", "Payments.Arn")],
    "add_difference": [("dynamodb:PutItem", "Payments.Arn")],
    "get_difference": [("dynamodb:GetItem", "Payments.Arn")],
    "replace_difference": [("dynamodb:PutItem", "Payments.Arn")],
    "list_found": [("dynamodb:Query", "Payments.Arn"), ("dynamodb:GetItem", "Payments.Arn")],
    "list_differences": [("dynamodb:Query", "Payments.Arn")],
    "request_reconciliation": [("lambda:InvokeFunction", "ReconcileFunction.Arn")],
    "is_signed": [PAYSTACK_KEYS],
    "issue_access": [SIGNING_KEYS],
    "issue_refresh": [SIGNING_KEYS],
    "read": [SIGNING_KEYS],
}
"""What each method of a port asks of AWS."""


def all_statements(function: str) -> list[dict[str, Any]]:
    policies = blocks()[function][1].get("Policies", [])
    return [statement for policy in policies for statement in policy["Statement"]]


def statements(function: str) -> list[dict[str, Any]]:
    """A function's statements as they are on AWS."""
    return as_list(all_statements(function))


def as_list(value: Any) -> list[Any]:
    """A value or a list of them as a list, as it is on AWS: what only the local stack is given is left out."""
    values = value if isinstance(value, list) else [value]
    chosen = [one["Fn::If"][2] if isinstance(one, dict) and "Fn::If" in one else one for one in values]
    return [one for one in chosen if one != {"Ref": "AWS::NoValue"}]


def test_what_depends_on_the_environment_depends_on_being_local():
    everywhere = [one for function in FUNCTIONS for one in all_statements(function)]
    lists = [one["Resource"] for one in everywhere if isinstance(one.get("Resource"), list)]
    conditions = [one["Fn::If"] for one in chain(everywhere, *lists) if "Fn::If" in one]

    for name, local, elsewhere in conditions:
        assert (name, elsewhere) == ("IsLocal", {"Ref": "AWS::NoValue"})
        assert local.get("Action") == "ses:SendEmail" or "scheduler" in named(local)
    assert template()["Conditions"]["IsLocal"] == {"Fn::Equals": [{"Ref": "Environment"}, "local"]}


def named(resource: Any) -> str:
    """`!GetAtt Users.Arn` as `Users.Arn`, `!Sub` as its text."""
    if isinstance(resource, str):
        return resource
    (value,) = resource.values()
    return ".".join(value) if isinstance(value, list) else value


def granted(function: str) -> set[tuple[str, str]]:
    return {
        (action, named(resource))
        for statement in statements(function)
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    }


def needed(function: str) -> set[tuple[str, str]]:
    wanted = {grant for name in port_methods(function) & NEEDED.keys() for grant in NEEDED[name]}
    return wanted.union(needed_by_queue(function), *(needed_by_caller_check(one) for one in operations(function)))


def needed_by_queue(function: str) -> set[tuple[str, str]]:
    """What it takes to be invoked by a queue."""
    source = queue_source(function)
    actions = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes") if source else ()
    return {(action, named(source["EventSourceArn"])) for action in actions}


def needed_by_caller_check(operation: Operation) -> set[tuple[str, str]]:
    """What it takes to know who calls: the keys, and for staff the user's mark as it is now."""
    keys = {SIGNING_KEYS} if operation.needs_user or operation.needs_staff else set()
    return keys | ({("dynamodb:GetItem", "Users.Arn")} if operation.needs_staff else set())


def test_an_endpoint_for_staff_needs_the_keys_and_the_table_of_users():
    def asks(**what: bool) -> set[tuple[str, str]]:
        return needed_by_caller_check(Operation(method="GET", path="/", summary="", **what))

    assert asks(needs_user=False) == set()
    assert asks() == {SIGNING_KEYS}
    for needs_user in (True, False):
        found = asks(needs_user=needs_user, needs_staff=True)
        assert found == {SIGNING_KEYS, ("dynamodb:GetItem", "Users.Arn")}


def test_every_function_folder_has_its_block_and_every_block_its_folder():
    assert sorted(blocks()) == FUNCTIONS
    for function, (name, properties) in blocks().items():
        assert name == "".join(word.title() for word in function.split("_")) + "Function"
        assert properties["CodeUri"] == f"functions/{function}/"
        assert "FunctionName" not in properties


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_has_its_own_log_group_with_an_end_to_what_it_keeps(function: str):
    name, properties = blocks()[function]
    group = properties["LoggingConfig"]["LogGroup"]["Ref"]

    assert group == name.removesuffix("Function") + "LogGroup"
    assert resources("AWS::Logs::LogGroup")[group]["Properties"]["RetentionInDays"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_ends_in_time(function: str):
    timeout = setting(function, "Timeout")

    assert 0 < timeout <= (28 if operations(function) else 900)


def test_a_claim_outlives_the_function_that_made_it():
    from shared.domain.charge_journal import LEASE
    from shared.usecases.initialize_payment import LEASE as KEY_LEASE

    assert setting("charge_subscription", "Timeout") < LEASE
    assert setting("initialize_payment", "Timeout") < KEY_LEASE


@pytest.mark.parametrize("function", ASYNCHRONOUS)
def test_an_asynchronous_function_hands_what_it_could_not_do_to_the_alarmed_queue(function: str):
    config = blocks()[function][1]["EventInvokeConfig"]

    assert config["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["FailedInvocations", "Arn"]}
    assert config["MaximumRetryAttempts"] in range(3)
    assert config["MaximumEventAgeInSeconds"] <= 21_600
    alarm = resources("AWS::CloudWatch::Alarm")["FailedInvocationsAlarm"]["Properties"]
    assert alarm["Dimensions"][0]["Value"] == {"Fn::GetAtt": ["FailedInvocations", "QueueName"]}
    assert alarm["AlarmActions"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_policy_allows_everything(function: str):
    for statement in statements(function):
        assert re.fullmatch(r"[A-Z][A-Za-z]+", statement["Sid"])
        assert not {"NotAction", "NotResource"} & statement.keys()
    assert granted(function)
    for action, resource in granted(function):
        assert "*" not in action
        assert (action, resource) == LIST_SCHEDULES or not re.fullmatch(r"[*]|arn:[^/]*:[*]", resource)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_what_its_use_cases_need_and_nothing_else(function: str):
    assert granted(function) == needed(function)


def test_only_the_functions_of_users_touch_the_table_of_users():
    touching = {name for name in FUNCTIONS if any(resource.startswith("Users") for _, resource in granted(name))}

    assert touching == MAY_READ_USERS
    told = {name for name in FUNCTIONS if "USERS_TABLE" in variables(name)}
    assert told == MAY_READ_USERS


def test_of_the_functions_of_users_two_touch_payments():
    touching = {name for name in FUNCTIONS if any("Payments" in resource for _, resource in granted(name))}
    staff = {name for name in FUNCTIONS if any(one.needs_staff for one in operations(name))}

    assert touching & MAY_READ_USERS - staff == {"delete_me", "export_me"}


def test_a_role_is_passed_to_the_scheduler_alone():
    passing = [one for name in FUNCTIONS for one in statements(name) if "iam:PassRole" in as_list(one["Action"])]

    assert passing
    for statement in passing:
        assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}


def test_no_role_has_a_policy_inside_and_no_policy_allows_everything():
    assert not [name for name, role in resources("AWS::IAM::Role").items() if "Policies" in role["Properties"]]
    for policy in resources("AWS::IAM::Policy").values():
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            assert "*" not in [*as_list(statement["Action"]), *as_list(statement["Resource"])]


def test_mails_come_from_the_sender_alone():
    sending = [one for name in FUNCTIONS for one in statements(name) if "ses:SendEmail" in as_list(one["Action"])]

    assert [one["Condition"] for one in sending] == [{"StringEquals": {"ses:FromAddress": {"Ref": "MailSender"}}}]
