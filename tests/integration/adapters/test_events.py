"""Events on an EventBridge bus: what the merchant's other systems are told, and that a refusal is no silence."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from shared.adapters.events import EventBridgeEvents
from tests.support.builders import EMAIL, USER, a_subscription, an_authorization
from tests.support.stack import REGION

BUS, GROUP = "merchant", "/events/heard"
EXPIRING = a_subscription(id=7, card_notice=30, authorization=an_authorization(exp_month="02", exp_year="2026"))


@pytest.fixture
def aws() -> Iterator[Any]:
    """A bus whose events end in a log group."""
    with mock_aws():
        clients = {name: boto3.client(name, region_name=REGION) for name in ("events", "logs")}
        events = clients["events"]
        events.create_event_bus(Name=BUS)
        clients["logs"].create_log_group(logGroupName=GROUP)
        events.put_rule(Name="all", EventBusName=BUS, EventPattern=json.dumps({"source": ["dukka"]}))
        arn = f"arn:aws:logs:{REGION}:123456789012:log-group:{GROUP}"
        events.put_targets(Rule="all", EventBusName=BUS, Targets=[{"Id": "log", "Arn": arn}])
        yield clients


def heard(aws: Any) -> list[dict[str, Any]]:
    lines = aws["logs"].filter_log_events(logGroupName=GROUP)["events"]
    return [json.loads(line["message"]) for line in lines]


def test_a_card_that_expires_is_told_with_what_tells_it_from_any_other(aws: Any):
    EventBridgeEvents(lambda: aws["events"], BUS).card_expires(EXPIRING)

    (event,) = heard(aws)
    assert (event["source"], event["detail-type"]) == ("dukka", "dukka.card.expiring")
    assert event["detail"] == {
        "user_id": USER,
        "subscription_id": 7,
        "days": 30,
        "exp_month": "02",
        "exp_year": "2026",
    }


def test_nothing_personal_and_nothing_that_can_be_charged_is_told(aws: Any):
    EventBridgeEvents(lambda: aws["events"], BUS).card_expires(EXPIRING)

    told = json.dumps(heard(aws))
    assert "AUTH_" not in told
    assert EMAIL not in told


def test_a_bus_that_refuses_an_event_is_an_error(aws: Any):
    with Stubber(aws["events"]) as stub:
        refusal = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure", "ErrorMessage": "no"}]}
        stub.add_response("put_events", refusal)

        with pytest.raises(RuntimeError, match="InternalFailure"):
            EventBridgeEvents(lambda: aws["events"], BUS).card_expires(EXPIRING)


def test_no_client_is_made_before_there_is_something_to_tell():
    def fail() -> Any:
        pytest.fail("nothing was to be told")

    assert EventBridgeEvents(fail, BUS)
