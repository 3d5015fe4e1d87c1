"""Do what is due of a payment or a dispute, as the sweep finds it."""

from collections.abc import Callable
from contextlib import suppress

from shared.domain.errors import GatewayUnavailable
from shared.ports import DueItem, PaymentStore
from shared.usecases.give_back import GiveBack
from shared.usecases.refresh_dispute import RefreshDispute
from shared.usecases.settle import Settle

LookAtDue = Callable[[DueItem], None]
"""`look_at_due` with its ports filled in."""


def look_at_due(
    item: DueItem, *, payments: PaymentStore, settle: Settle, give_back: GiveBack, refresh_dispute: RefreshDispute
) -> None:
    """Settle a payment, see to its refunds once it is settled, or look how a dispute stands."""
    if item.dispute_id is not None:
        with suppress(GatewayUnavailable):  # it is still due when the sweep comes again
            refresh_dispute(item.dispute_id)
    if item.payment_id is None:
        return
    payment = payments.get_payment(item.user_id, item.payment_id)
    if payment is not None and payment.is_paid:
        give_back(payment)
    elif payment is not None:
        settle(payment.reference)
