"""Items as they lie in the tables: small enough to be written for one unit, with no more than there is to say."""

import pytest

from shared.adapters.dynamodb.idempotency import DynamoIdempotency
from shared.domain.charge_journal import claimed, unresolved
from shared.domain.payment import PaymentStatus
from shared.ports import IdempotencyRecord
from tests.contract.stores.conftest import dynamodb_stores
from tests.support.builders import NOW, PRICE, USER, a_payment, a_subscription, a_user, some_terms
from tests.support.capacity import item_size

ONE_UNIT = 1_024
PAID = a_payment(
    id=123_456,
    status=PaymentStatus.SUCCESS,
    terms=some_terms(timezone="America/Argentina/Buenos_Aires", start_at=NOW),
    email="amina.okonkwo-adeyemi@customers.example.com",
    access_code="0peioxfhpn",
    authorization_url="https://checkout.paystack.com/0peioxfhpn",
    paid_at=NOW,
    channel="card",
    card_brand="mastercard",
    card_last4="1381",
)
IN_FLIGHT = unresolved(
    claimed(
        a_subscription(id=12, next_index=60, attempt=4, last_capture_at=NOW, email=PAID.email, version=900),
        123_456,
        NOW,
    ),
    NOW,
    not_found=True,
)


@pytest.fixture
def stores(dynamodb):
    return dynamodb_stores(dynamodb)


def only_item(dynamodb, table="Payments"):
    [item] = dynamodb.scan(TableName=table)["Items"]
    return item


def test_a_subscription_is_written_for_one_unit_even_with_a_charge_in_flight(dynamodb, stores):
    stores.subscriptions.add_subscription(IN_FLIGHT)
    assert item_size(only_item(dynamodb)) < ONE_UNIT


def test_a_payment_is_written_for_one_unit(dynamodb, stores):
    stores.payments.add_payment(PAID)
    assert item_size(only_item(dynamodb)) < ONE_UNIT


def test_an_item_says_nothing_that_is_not_there(dynamodb, stores):
    stores.payments.add_payment(a_payment(look_at=None))
    assert set(only_item(dynamodb)) == {
        *("pk", "sk", "user_id", "id", "reference", "money", "email", "created_at", "status", "purpose", "version"),
    }


def test_only_what_must_be_looked_at_is_in_the_due_index(dynamodb, stores):
    stored = stores.payments.add_payment(a_payment())
    assert "due_shard" in only_item(dynamodb)
    stores.payments.replace_payment(stored.moved_to(PaymentStatus.SUCCESS))
    assert "due_shard" not in only_item(dynamodb)
    assert "look_at" not in only_item(dynamodb)


def test_a_key_says_when_the_table_may_forget_it_and_not_what_the_client_sent(dynamodb):
    keys = DynamoIdempotency(dynamodb, "Payments")
    keys.add_key(USER, "order-7", IdempotencyRecord(1, NOW + 60, "body"), NOW)
    item = only_item(dynamodb)
    assert item["expires_at"] == {"N": str(NOW + 7 * 86_400)}
    assert "order-7" not in str(item)


def test_amounts_are_whole_numbers(dynamodb, stores):
    stores.payments.add_payment(a_payment())
    assert only_item(dynamodb)["money"]["M"]["subunits"] == {"N": str(PRICE.subunits)}


def test_a_user_keeps_no_password(dynamodb, stores):
    stores.users.add_user(a_user())
    items = dynamodb.scan(TableName="Users")["Items"]
    assert len(items) == 3, "the user, the name and the address"
    assert {name for item in items for name in item if "password" in name} == {"password_hash"}
