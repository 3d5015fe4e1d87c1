"""The bodies of refunds, as docs/openapi.json shows them."""

from shared.api.amounts import Amount
from shared.api.fields import Choice, Instant, Text, Whole
from shared.api.schemas import Currency
from shared.api.structures import Object
from shared.domain.payment import PaymentStatus
from shared.domain.refund import RefundStatus

REFUND_REQUEST = Object(
    {
        "amount": Amount(
            required=False, nullable=True, help="In major units; everything that is left of the payment if absent."
        ),
        "reason": Text(required=False, nullable=True, max_length=200, help="For staff; customers do not see it."),
    },
    is_closed=True,
)
STAFF_REFUND = Object(
    {
        "id": Whole(minimum=1, help="Counted within the payment."),
        "payment": Object({"user": Text(), "id": Whole(minimum=1), "reference": Text()}),
        "payment_status": Choice(PaymentStatus),
        "status": Choice(
            RefundStatus,
            help="requested: Paystack has not told what became of it, and is asked by itself; do not ask again. "
            "needs_attention: give Paystack an account of the payer's, in its dashboard. failed: nothing went back, "
            "and the amount can be refunded again.",
        ),
        "amount": Text(example="1500.00"),
        "currency": Choice(Currency),
        "refundable": Text(example="3500.00", help="What is left of the payment to refund."),
        "reason": Text(nullable=True),
        "requested_by": Text(nullable=True, help="The user who asked; null for one made in Paystack's dashboard."),
        "failure": Object({"code": Text(), "message": Text()}, nullable=True),
        "paystack_id": Whole(nullable=True),
        "created_time": Instant(),
        "updated_time": Instant(),
    }
)
