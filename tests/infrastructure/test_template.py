"""Rules of template.yaml: what each function has, may do, and is told."""

import ast
import re
from typing import Any

import pytest

from tests.infrastructure.project import (
    FUNCTIONS,
    ROOT,
    blocks,
    bootstrap_calls,
    operations,
    port_methods,
    setting,
    source,
)
from tests.support.template import resources, template

ASYNCHRONOUS = sorted(name for name in FUNCTIONS if not operations(name))
MAY_READ_USERS = {"sign_up", "create_token", "refresh_token", "me"}
PAYSTACK_KEYS = ("secretsmanager:GetSecretValue", "PaystackSecret.Id")
SIGNING_KEYS = ("secretsmanager:GetSecretValue", "JwtSecret.Id")
SCHEDULES = "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/${SubscriptionSchedules}/*"
LIST_SCHEDULES = ("scheduler:ListSchedules", "*")
"""AWS knows no narrower resource for this one action."""
MAKE_SCHEDULES = [("scheduler:CreateSchedule", SCHEDULES), ("iam:PassRole", "SchedulerRole.Arn")]
EVENT_BUS = "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/${EventBusName}"
NEEDED = {
    "add_user": [("dynamodb:PutItem", "Users.Arn")],
    "get_user": [("dynamodb:GetItem", "Users.Arn")],
    "find_user": [("dynamodb:GetItem", "Users.Arn")],
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
    "get_key": [("dynamodb:GetItem", "Payments.Arn")],
    "add_key": [("dynamodb:PutItem", "Payments.Arn")],
    "replace_key": [("dynamodb:PutItem", "Payments.Arn")],
    "is_on": [("dynamodb:GetItem", "Payments.Arn")],
    "watched": [("dynamodb:Query", "${Payments.Arn}/index/watched")],
    "scheduled": [LIST_SCHEDULES],
    "due_items": [("dynamodb:Query", "${Payments.Arn}/index/due")],
    "ensure_schedule": [*MAKE_SCHEDULES, ("scheduler:UpdateSchedule", SCHEDULES)],
    "wake_once": MAKE_SCHEDULES,
    "delete_schedule": [("scheduler:DeleteSchedule", SCHEDULES)],
    "request_charge": [("lambda:InvokeFunction", "ChargeSubscriptionFunction.Arn")],
    "card_expires": [("events:PutEvents", EVENT_BUS)],
    "initialize": [PAYSTACK_KEYS],
    "verify": [PAYSTACK_KEYS],
    "charge": [PAYSTACK_KEYS],
    "refund": [PAYSTACK_KEYS],
    "deactivate": [PAYSTACK_KEYS],
    "is_signed": [PAYSTACK_KEYS],
    "issue": [SIGNING_KEYS],
    "read": [SIGNING_KEYS],
}
"""What each method of a port asks of AWS."""


def statements(function: str) -> list[dict[str, Any]]:
    policies = blocks()[function][1].get("Policies", [])
    return [statement for policy in policies for statement in policy["Statement"]]


def as_list(value: Any) -> list[Any]:
    """A value or a list of them as a list, as it is on AWS: what only the local stack is given is left out."""
    values = value if isinstance(value, list) else [value]
    chosen = [one["Fn::If"][2] if isinstance(one, dict) and "Fn::If" in one else one for one in values]
    return [one for one in chosen if one != {"Ref": "AWS::NoValue"}]


def test_what_depends_on_the_environment_depends_on_being_local():
    conditions = [
        resource["Fn::If"]
        for function in FUNCTIONS
        for statement in statements(function)
        for resource in (statement["Resource"] if isinstance(statement["Resource"], list) else [])
        if "Fn::If" in resource
    ]

    for name, local, elsewhere in conditions:
        assert (name, elsewhere) == ("IsLocal", {"Ref": "AWS::NoValue"})
        assert "scheduler" in named(local)
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
    return wanted | ({SIGNING_KEYS} if any(one.needs_user for one in operations(function)) else set())


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

    assert 0 < timeout <= (900 if function in ASYNCHRONOUS else 28)


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


def test_schedules_may_invoke_the_charge_function_alone():
    (policy,) = resources("AWS::IAM::Policy").values()
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]

    assert policy["Properties"]["Roles"] == [{"Ref": "SchedulerRole"}]
    assert statement["Action"] == "lambda:InvokeFunction"
    assert statement["Resource"] == {"Fn::GetAtt": ["ChargeSubscriptionFunction", "Arn"]}


def test_the_tables_survive_the_stack_and_a_mistake():
    for name in ("Users", "Payments"):
        table = template()["Resources"][name]
        assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain")
        assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["Properties"]["SSESpecification"] == {"SSEEnabled": True}
        assert table["Properties"]["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def variables(function: str) -> set[str]:
    return set(blocks()[function][1].get("Environment", {}).get("Variables", {}))


def settings_read() -> dict[str, tuple[set[str], set[str]]]:
    """Of each attribute of Settings, the variables that must be set and those that may be."""
    tree = ast.parse((ROOT / "shared" / "settings.py").read_text(encoding="utf-8"))
    (settings,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings"]
    read = {}
    for method in (node for node in settings.body if isinstance(node, ast.FunctionDef)):
        text = ast.unparse(method)
        required, optional = (set(re.findall(p, text)) for p in (r"_required\('(\w+)'\)", r"environ\.get\('(\w+)'"))
        read[method.name] = (required, optional)
    return read


def bootstrap_settings() -> dict[str, set[str]]:
    """Of each function of bootstrap, the attributes of Settings that it uses, those of what it calls included."""
    tree = ast.parse((ROOT / "shared" / "bootstrap.py").read_text(encoding="utf-8"))
    bodies = {node.name: ast.unparse(node) for node in tree.body if isinstance(node, ast.FunctionDef)}

    def used(name: str) -> set[str]:
        calls = {other for other in bodies if other != name and re.search(rf"(?<![\w.]){other}\(", bodies[name])}
        return set(re.findall(r"settings\(\)\.(\w+)", bodies[name])).union(
            *(used(call) for call in calls - {"settings"})
        )

    return {name: used(name) for name in bodies}


def attributes_used(function: str) -> set[str]:
    """The attributes of Settings that a function's calls lead to."""
    calls = bootstrap_calls(source(function))
    calls |= {"tokens"} if any(one.needs_user for one in operations(function)) else set()
    used = set().union(*(bootstrap_settings()[call] for call in calls))
    used |= set(re.findall(r"bootstrap\.settings\(\)\.(\w+)", source(function)))
    if "base_url" in source(function) or "shared.api.pages" in source(function):
        used.add("api_url")
    if "issue" not in port_methods(function):
        used.discard("token_lifetime")
    return used


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_told_what_its_adapters_ask_the_settings_for_and_nothing_else(function: str):
    read = settings_read()
    wanted = set().union(*(read[attribute][0] | read[attribute][1] for attribute in attributes_used(function)))

    assert variables(function) == wanted


def test_every_setting_reaches_some_function():
    read = {name for required, optional in settings_read().values() for name in required | optional}
    everywhere = set(template()["Globals"]["Function"]["Environment"]["Variables"])

    assert read <= everywhere.union(*(variables(function) for function in FUNCTIONS))
