"""Wake-up calls: made once, removed without fuss, and a failure is told as what it is."""

import pytest
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from shared.adapters.schedules import EventBridgeDirectory, EventBridgeSchedules
from shared.domain.errors import SchedulerUnavailable
from shared.domain.payment import DAY
from shared.ports import PARTS, part_of
from tests.support.builders import NOW, OTHER_USER, USER, a_schedule, a_subscription
from tests.support.fakes import FakeScheduler

GROUP = "dukka-subscriptions"


class FakeUnderTest(FakeScheduler):
    def names(self):
        return {f"{user}.{number}" for user, number in self.schedules}

    def calls(self):
        return sorted(at for _, _, at in self.single_calls)

    def zone(self, user, number):
        return self.schedules[user, number].schedule.timezone

    def break_down(self):
        self.is_down = True


def refuse_connection(**_):
    raise EndpointConnectionError(endpoint_url="https://scheduler.us-east-1.amazonaws.com")


class EventBridgeUnderTest(EventBridgeSchedules):
    def __init__(self, client):
        self._made = client
        super().__init__(
            lambda: client,
            GROUP,
            "arn:aws:lambda:us-east-1:123456789012:function:charge",
            "arn:aws:iam::123456789012:role/scheduler",
        )

    def names(self):
        return {name for name in self._all() if name.count(".") == 1}

    def calls(self):
        return sorted(int(name.split(".")[2]) for name in self._all() if name.count(".") == 2)

    def zone(self, user, number):
        return self.expression(f"{user}.{number}")[1]

    def _all(self):
        return [one["Name"] for one in self._made.list_schedules(GroupName=GROUP)["Schedules"]]

    def scheduled(self, part):
        return EventBridgeDirectory(self._made, GROUP).scheduled(part)

    def expression(self, name):
        found = self._made.get_schedule(GroupName=GROUP, Name=name)
        return found["ScheduleExpression"], found["ScheduleExpressionTimezone"]

    def break_down(self):
        self._made.meta.events.register_first("before-send.scheduler", refuse_connection)


@pytest.fixture
def eventbridge():
    import boto3

    with mock_aws():
        client = boto3.client("scheduler", region_name="us-east-1", config=Config(retries={"total_max_attempts": 1}))
        client.create_schedule_group(Name=GROUP)
        yield EventBridgeUnderTest(client)


@pytest.fixture(params=["fake", "eventbridge"])
def scheduler(request):
    return FakeUnderTest() if request.param == "fake" else request.getfixturevalue("eventbridge")


def test_each_subscription_has_one_of_its_own(scheduler):
    for user, number in ((USER, 1), (USER, 12), (OTHER_USER, 1)):
        scheduler.ensure_schedule(a_subscription(user_id=user, id=number))
    assert scheduler.names() == {f"{USER}.1", f"{USER}.12", f"{OTHER_USER}.1"}


def test_making_one_that_is_there_changes_nothing(scheduler):
    scheduler.ensure_schedule(a_subscription())
    scheduler.ensure_schedule(a_subscription())
    assert scheduler.names() == {f"{USER}.1"}


def test_making_it_again_makes_it_what_the_calendar_asks_for_now(scheduler):
    scheduler.ensure_schedule(a_subscription())
    scheduler.ensure_schedule(a_subscription(schedule=a_schedule(timezone="Africa/Nairobi")))
    assert scheduler.names() == {f"{USER}.1"}
    assert scheduler.zone(USER, 1) == "Africa/Nairobi"


def test_a_single_call_is_made_once_however_often_it_is_asked_for(scheduler):
    for instant in (NOW + DAY, NOW + DAY, NOW + 3 * DAY):
        scheduler.wake_once(a_subscription(), instant)
    assert scheduler.calls() == [NOW + DAY, NOW + 3 * DAY]


def test_a_single_call_is_no_schedule(scheduler):
    scheduler.wake_once(a_subscription(id=7), NOW + DAY)
    assert (scheduler.names(), [*scheduler.scheduled(part_of(USER))]) == (set(), [])


def test_a_single_call_leaves_the_schedule_as_it_is_and_outlives_it(scheduler):
    scheduler.ensure_schedule(a_subscription())
    scheduler.wake_once(a_subscription(), NOW + DAY)
    scheduler.delete_schedule(USER, 1)
    assert (scheduler.names(), scheduler.calls()) == (set(), [NOW + DAY])


def test_removing_takes_that_one_alone(scheduler):
    scheduler.ensure_schedule(a_subscription(id=1))
    scheduler.ensure_schedule(a_subscription(id=10))
    scheduler.delete_schedule(USER, 1)
    assert scheduler.names() == {f"{USER}.10"}


def test_removing_one_that_is_not_there_is_no_error(scheduler):
    scheduler.delete_schedule(USER, 1)
    assert scheduler.names() == set()


def test_one_that_cannot_be_made_or_removed_is_told(scheduler):
    scheduler.break_down()
    with pytest.raises(SchedulerUnavailable):
        scheduler.ensure_schedule(a_subscription())
    with pytest.raises(SchedulerUnavailable):
        scheduler.wake_once(a_subscription(), NOW + DAY)
    with pytest.raises(SchedulerUnavailable):
        scheduler.delete_schedule(USER, 1)


def test_rings_in_the_subscriptions_own_zone(eventbridge):
    eventbridge.ensure_schedule(a_subscription(schedule=a_schedule(timezone="Europe/London")))
    assert eventbridge.expression(f"{USER}.1") == ("cron(0 8 28-31 * ? *)", "Europe/London")


def test_the_directory_lists_every_schedule_however_many_each_in_one_part(scheduler):
    users = [first + USER[1:] for first in "abcdefgh23"]
    expected = {(USER, number) for number in range(1, 130)} | {(user, 1) for user in users}
    for user, number in expected:
        scheduler.ensure_schedule(a_subscription(user_id=user, id=number))
    parts = [list(scheduler.scheduled(part)) for part in range(PARTS)]
    assert {part_of(user) for user in users} == set(range(PARTS))
    assert sorted(key for part in parts for key in part) == sorted(expected)
    assert all(part_of(user) == number for number, part in enumerate(parts) for user, _ in part)
