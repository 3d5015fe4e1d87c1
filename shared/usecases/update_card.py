"""Give a subscription another card: the customer proves it with a small payment, which is given back by itself."""

from shared.domain.card_check import new_card_check
from shared.domain.errors import WrongState
from shared.domain.payment import Payment
from shared.domain.subscription import ENDED
from shared.domain.transaction import CheckoutRequest
from shared.ports import Clock, PaymentProvider, PaymentStore, SubscriptionStore
from shared.usecases.open_checkout import open_checkout
from shared.usecases.own_subscription import own_subscription

_CARD = ("card",)
"""Nothing else can be charged again."""


def update_card(
    user_id: str,
    subscription_id: int,
    email: str,
    callback_url: str,
    *,
    payments: PaymentStore,
    subscriptions: SubscriptionStore,
    provider: PaymentProvider,
    clock: Clock,
) -> Payment:
    """Return a pending payment with the address where the customer gives the card; `email` is empty for the old one.

    Once it is paid the card is the subscription's, and what is owed is charged at once. Raise SubscriptionNotFound,
    WrongState for one that has ended, GatewayError when Paystack opened no checkout.
    """
    subscription = own_subscription(user_id, subscription_id, subscriptions)
    if subscription.status in ENDED:
        raise WrongState(f"A {subscription.status} subscription needs no card.")
    payment_id = payments.new_payment_id(user_id)
    payment = new_card_check(subscription, payment_id, email or subscription.email, clock.now())
    payments.add_payment(payment)
    request = CheckoutRequest(
        reference=payment.reference,
        money=payment.money,
        email=payment.email,
        callback_url=callback_url,
        channels=_CARD,
        is_recurring=True,
    )
    return open_checkout(payment, request, payments=payments, provider=provider)
