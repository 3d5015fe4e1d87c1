"""Rules of template.yaml for the functions that a queue invokes."""

import pytest

from tests.infrastructure.project import FUNCTIONS, blocks, queue_source, setting
from tests.support.template import resources

QUEUED = sorted(name for name in FUNCTIONS if queue_source(name))


@pytest.mark.parametrize("function", QUEUED)
def test_of_a_queue_each_message_fails_alone_comes_again_in_time_and_ends_in_an_alarmed_queue(function: str):
    source = queue_source(function)
    queues = resources("AWS::SQS::Queue")
    queue = queues[source["EventSourceArn"]["Fn::GetAtt"][0]]["Properties"]
    given_up = queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    tried_for = queue["VisibilityTimeout"] * queue["RedrivePolicy"]["maxReceiveCount"]
    alarms = [one["Properties"] for one in resources("AWS::CloudWatch::Alarm").values()]
    (alarm,) = [one for one in alarms if one["Dimensions"][0]["Value"] == {"Fn::GetAtt": [given_up, "QueueName"]}]

    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["ScalingConfig"]["MaximumConcurrency"] * 60 < 3000, "verifications a minute, one a second each"
    assert queue["VisibilityTimeout"] >= 6 * setting(function, "Timeout")
    assert 3600 < tried_for < queue["MessageRetentionPeriod"]
    assert queues[given_up]["Properties"]["MessageRetentionPeriod"] == 14 * 86_400
    assert all(one["Properties"]["SqsManagedSseEnabled"] for one in queues.values())
    assert (alarm["Threshold"], alarm["AlarmActions"]) == (1, [{"Ref": "AlarmTopic"}])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_is_read_queues_for_by_sam(function: str):
    """SAM's own SQS event adds a managed policy that may read every queue of the account."""
    assert "SQS" not in {one["Type"] for one in blocks()[function][1].get("Events", {}).values()}
