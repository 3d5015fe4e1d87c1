"""Show a customer their history."""

from shared.ports import PaymentFilter, PaymentPage, PaymentStore


def list_payments(
    user_id: str, limit: int, before: int | None, wanted: PaymentFilter, *, payments: PaymentStore
) -> PaymentPage:
    """Return up to `limit` of the caller's payments with ids below `before`, newest first."""
    return payments.list_payments(user_id, limit, before, wanted)
