"""Each test here runs on the fake and on the tables: what one promises, the other keeps."""

from dataclasses import dataclass

import pytest

from shared import ports
from tests.support.fakes import FakeClock
from tests.support.fakes_accounts import FakeDevices, FakeFamilies, FakeThrottle
from tests.support.fakes_due import FakeDisputeStore, FakeDueIndex
from tests.support.fakes_reconciliations import FakeReconciliations
from tests.support.fakes_stores import (
    FakeCards,
    FakeIdempotency,
    FakePayments,
    FakeRegistry,
    FakeSubscriptions,
    FakeUsers,
)
from tests.support.fakes_webhooks import FakeWebhooks


@dataclass
class Stores:
    """All stores of one kind."""

    payments: ports.PaymentStore
    subscriptions: ports.SubscriptionStore
    due_index: ports.DueIndex
    keys: ports.IdempotencyStore
    users: ports.UserStore
    registry: ports.SubscriptionRegistry
    cards: ports.CardStore
    families: ports.FamilyStore
    throttle: ports.Throttle
    devices: ports.KnownDevices
    clock: FakeClock
    disputes: ports.DisputeStore
    webhooks: ports.WebhookStore
    reconciliations: ports.ReconciliationStore


def fake_stores() -> Stores:
    payments, subscriptions, clock, disputes = FakePayments(), FakeSubscriptions(), FakeClock(), FakeDisputeStore()
    return Stores(
        payments,
        subscriptions,
        FakeDueIndex(payments, subscriptions, disputes),
        FakeIdempotency(),
        FakeUsers(),
        FakeRegistry(subscriptions),
        FakeCards(),
        FakeFamilies(),
        FakeThrottle(clock, address_factor=2),
        FakeDevices(clock),
        clock,
        disputes,
        FakeWebhooks(),
        FakeReconciliations(),
    )


def dynamodb_stores(client) -> Stores:
    from shared.adapters.dynamodb.cards import DynamoCards
    from shared.adapters.dynamodb.disputes import DynamoDisputes
    from shared.adapters.dynamodb.due_index import DynamoDueIndex
    from shared.adapters.dynamodb.families import DynamoFamilies
    from shared.adapters.dynamodb.idempotency import DynamoIdempotency
    from shared.adapters.dynamodb.payments import DynamoPayments
    from shared.adapters.dynamodb.reconciliations import DynamoReconciliations
    from shared.adapters.dynamodb.subscriptions import DynamoRegistry, DynamoSubscriptions
    from shared.adapters.dynamodb.throttle import DynamoDevices, DynamoThrottle
    from shared.adapters.dynamodb.users import DynamoUsers
    from shared.adapters.dynamodb.webhooks import DynamoWebhooks

    clock = FakeClock()
    return Stores(
        DynamoPayments(client, "Payments"),
        DynamoSubscriptions(client, "Payments"),
        DynamoDueIndex(client, "Payments"),
        DynamoIdempotency(client, "Payments"),
        DynamoUsers(client, "Users"),
        DynamoRegistry(client, "Payments"),
        DynamoCards(client, "Payments"),
        DynamoFamilies(client, "Users"),
        DynamoThrottle(client, "Users", clock, address_factor=2),
        DynamoDevices(client, "Users", clock),
        clock,
        DynamoDisputes(client, "Payments"),
        DynamoWebhooks(client, "Payments"),
        DynamoReconciliations(client, "Payments"),
    )


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request) -> Stores:
    if request.param == "fake":
        return fake_stores()
    return dynamodb_stores(request.getfixturevalue("dynamodb"))


@pytest.fixture
def payments(stores):
    return stores.payments


@pytest.fixture
def subscriptions(stores):
    return stores.subscriptions


@pytest.fixture
def due_index(stores):
    return stores.due_index


@pytest.fixture
def keys(stores):
    return stores.keys


@pytest.fixture
def users(stores):
    return stores.users


@pytest.fixture
def registry(stores):
    return stores.registry


@pytest.fixture
def cards(stores):
    return stores.cards


@pytest.fixture
def families(stores):
    return stores.families


@pytest.fixture
def throttle(stores):
    return stores.throttle


@pytest.fixture
def devices(stores):
    return stores.devices


@pytest.fixture
def clock(stores):
    return stores.clock


@pytest.fixture
def webhooks(stores):
    return stores.webhooks
