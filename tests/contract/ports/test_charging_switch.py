"""The main switch: the fake and the table's item, turned by staff; the template's parameter is above both."""

import pytest

from shared.adapters.dynamodb.charging_switch import DynamoChargingSwitch
from tests.support.fakes import FakeChargingSwitch


@pytest.fixture(params=["fake", "dynamodb"])
def switch_and_turn(request):
    if request.param == "fake":
        switch = FakeChargingSwitch()
        return switch, lambda on: setattr(switch, "on", on)
    switch = DynamoChargingSwitch(request.getfixturevalue("dynamodb"), "Payments", is_enabled=True)
    return switch, lambda on: switch.turn(on=on)


def test_is_on_until_somebody_turns_it_off_and_on_again_after(switch_and_turn):
    switch, turn = switch_and_turn
    assert switch.is_on()
    turn(False)
    assert not switch.is_on()
    turn(True)
    assert switch.is_on()


def test_a_stack_that_was_deployed_without_charging_cannot_be_turned_on(dynamodb):
    switch = DynamoChargingSwitch(dynamodb, "Payments", is_enabled=False)
    switch.turn(on=True)
    assert not switch.is_on()
