"""Joins the ports of charging what is due to their adapters, as `shared.bootstrap` does the others."""

from functools import cache, partial
from typing import TYPE_CHECKING

from shared import bootstrap

if TYPE_CHECKING:
    from shared import ports


@cache
def due_index() -> "ports.DueIndex":
    """The due index of the `Payments` table."""
    from shared.adapters.dynamodb.due_index import DynamoDueIndex

    return DynamoDueIndex(bootstrap.dynamodb(), bootstrap.settings().payments_table)


@cache
def registry() -> "ports.SubscriptionRegistry":
    """The index of watched subscriptions of the `Payments` table."""
    from shared.adapters.dynamodb.subscriptions import DynamoRegistry

    return DynamoRegistry(bootstrap.dynamodb(), bootstrap.settings().payments_table)


@cache
def schedule_directory() -> "ports.ScheduleDirectory":
    """The list of schedules."""
    from shared.adapters.schedules import EventBridgeDirectory

    return EventBridgeDirectory(bootstrap.client("scheduler"), bootstrap.settings().schedule_group)


@cache
def switch() -> "ports.ChargingSwitch":
    """The main switch."""
    from shared.adapters.dynamodb.charging_switch import DynamoChargingSwitch

    return DynamoChargingSwitch(
        bootstrap.dynamodb(),
        bootstrap.settings().payments_table,
        is_enabled=bootstrap.settings().is_charging_enabled,
    )


@cache
def pace() -> "ports.ChargePace":
    """Room for charges, in the `Payments` table."""
    from shared.adapters.dynamodb.charge_pace import DynamoChargePace

    return DynamoChargePace(
        bootstrap.dynamodb(), bootstrap.settings().payments_table, bootstrap.settings().charge_limit
    )


@cache
def events() -> "ports.Events":
    """The merchant's event bus."""
    from shared.adapters.events import EventBridgeEvents

    return EventBridgeEvents(partial(bootstrap.client, "events"), bootstrap.settings().event_bus)
