"""Money is decided by what is stored now: reads by key are consistent, and the main switch is read each time."""

from typing import Any

import pytest

from shared.adapters.dynamodb.charging_switch import DynamoChargingSwitch
from shared.adapters.dynamodb.payments import DynamoPayments
from shared.adapters.dynamodb.subscriptions import DynamoSubscriptions
from tests.support.builders import USER, a_payment, a_subscription


@pytest.fixture
def reads(dynamodb) -> list[dict[str, Any]]:
    """The parameters of every read by key; moto itself never gives an old answer."""
    kept: list[dict[str, Any]] = []
    dynamodb.meta.events.register("before-parameter-build.dynamodb.GetItem", lambda params, **_: kept.append(params))
    return kept


def test_a_payment_and_a_subscription_are_read_as_they_are_now(dynamodb, reads):
    payments, subscriptions = DynamoPayments(dynamodb, "Payments"), DynamoSubscriptions(dynamodb, "Payments")
    payments.add_payment(a_payment())
    subscriptions.add_subscription(a_subscription())

    assert payments.get_payment(USER, 1) == a_payment()
    assert subscriptions.get_subscription(USER, 1) == a_subscription()
    assert [read["ConsistentRead"] for read in reads] == [True, True]


class TestMainSwitch:
    def test_is_on_until_somebody_turns_it_off(self, dynamodb):
        switch = DynamoChargingSwitch(dynamodb, "Payments", is_enabled=True)

        assert switch.is_on()
        switch.turn(on=False)
        assert not switch.is_on()
        switch.turn(on=True)
        assert switch.is_on()

    def test_what_the_template_turned_off_nobody_turns_on(self, dynamodb):
        switch = DynamoChargingSwitch(dynamodb, "Payments", is_enabled=False)
        switch.turn(on=True)

        assert not switch.is_on()

    def test_is_read_each_time_as_it_is_now(self, dynamodb, reads):
        switch = DynamoChargingSwitch(dynamodb, "Payments", is_enabled=True)

        assert [switch.is_on(), switch.is_on()] == [True, True]
        assert [read["ConsistentRead"] for read in reads] == [True, True]
