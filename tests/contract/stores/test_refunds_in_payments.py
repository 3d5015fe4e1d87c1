"""Refunds and disputes are a part of their payment: read as they were stored, and what is old is read on."""

from dataclasses import replace

from shared.adapters.dynamodb.items import serialize
from shared.adapters.dynamodb.keys import payment_key
from shared.domain.dispute import DisputeMark, DisputeOutcome
from shared.domain.money_back import refundable, returned
from shared.domain.payment import PaymentStatus
from shared.domain.refund import Refund, RefundStatus
from tests.support.builders import NOW, USER, a_payment

REFUNDS = (
    Refund(
        1, 150_000, NOW, NOW + 9, RefundStatus.PROCESSED, "dk.x.r1", 6_000_000_000, "Broken", "staff", "key", "hash"
    ),
    Refund(2, 1, NOW, NOW, RefundStatus.FAILED, failure_code="lost", failure_text="Never."),
    Refund(3, 5, NOW, NOW),
)
DISPUTES = (DisputeMark(7_000_000_000, 500_000, DisputeOutcome.LOST), DisputeMark(7_000_000_001, 1))


def test_are_read_as_they_were_stored(stores):
    payment = stores.payments.add_payment(a_payment(status=PaymentStatus.SUCCESS, look_at=None))
    changed = replace(payment, refunds=REFUNDS, disputes=DISPUTES, transaction_id=5_000_000_000)
    stores.payments.replace_payment(changed)
    assert stores.payments.get_payment(USER, 1) == replace(changed, version=1)


def test_a_payment_from_before_they_were_kept_is_read(dynamodb, stores):
    for status in (PaymentStatus.REFUNDED, PaymentStatus.SUCCESS):
        old = {
            **payment_key(USER, 1),
            **{"user_id": serialize(USER), "id": serialize(1), "reference": serialize(f"dk.{USER}.p1")},
            **{"money": serialize({"subunits": 5_000, "currency": "NGN"}), "email": serialize("a@example.com")},
            **{"created_at": serialize(NOW), "status": serialize(status.value), "purpose": serialize("card_check")},
            **{"refund_attempts": serialize(1), "version": serialize(3)},
        }
        dynamodb.put_item(TableName="Payments", Item=old)
        payment = stores.payments.get_payment(USER, 1)
        if payment is not None:  # the fake has no table
            is_back = status is PaymentStatus.REFUNDED
            assert (returned(payment), refundable(payment)) == ((5_000, 0) if is_back else (0, 5_000))
