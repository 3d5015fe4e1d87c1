"""Find our payment by the reference that Paystack has its charge under: the keys are in it, so no index is needed."""

from shared.domain.payment import Payment, new_attempt
from shared.domain.reference import ChargeReference, parse_reference
from shared.ports import PaymentFilter, PaymentStore, SubscriptionStore

_PAGE = 100


def find_payment(reference: str, *, payments: PaymentStore, subscriptions: SubscriptionStore) -> Payment | None:
    """Return it, None where the reference is not ours or nothing of ours belongs to it.

    A charge of a subscription that is in flight has no payment yet: the pending one that it will become is returned.
    Attempts at charges are found in the history of their subscription, which is one query for most customers.
    """
    named = parse_reference(reference)
    if named is None:
        return None
    if isinstance(named, ChargeReference):
        return _in_history(named, payments) or _in_flight(named, subscriptions)
    payment = payments.get_payment(named.user_id, named.payment_id)
    return payment if payment is not None and payment.reference == reference else None


def _in_history(named: ChargeReference, payments: PaymentStore) -> Payment | None:
    wanted, before = PaymentFilter(subscription_id=named.subscription_id), None
    while True:
        page = payments.list_payments(named.user_id, _PAGE, before, wanted)
        if match := next((one for one in page.payments if one.reference == str(named)), None):
            return match
        if page.next_before is None:
            return None
        before = page.next_before


def _in_flight(named: ChargeReference, subscriptions: SubscriptionStore) -> Payment | None:
    subscription = subscriptions.get_subscription(named.user_id, named.subscription_id)
    flight = subscription.in_flight if subscription else None
    if subscription is None or flight is None or flight.reference != named:
        return None
    return new_attempt(named, flight.payment_id, subscription.money, subscription.email, flight.claimed_at)
