"""Stop a customer's subscription, at once or when the paid period ends, and forget its card where they ask for it."""

from dataclasses import dataclass

from shared.domain.errors import Conflict, GatewayError, InvalidInput
from shared.domain.subscription import ENDED, Subscription, SubscriptionStatus
from shared.domain.subscription_changes import stopping
from shared.ports import PaymentProvider, ScheduleRemover, SubscriptionStore
from shared.usecases.own_subscription import every_subscription, own_subscription
from shared.usecases.stop_now import stop_now


@dataclass(frozen=True, slots=True)
class Stop:
    """The subscription as it now stands; `is_card_forgotten` is None where nobody asked for that."""

    subscription: Subscription
    is_card_forgotten: bool | None = None


def stop_subscription(
    user_id: str,
    subscription_id: int,
    *,
    at_period_end: bool,
    forget_card: bool,
    subscriptions: SubscriptionStore,
    scheduler: ScheduleRemover,
    provider: PaymentProvider,
) -> Stop:
    """Stop it; repeating that is harmless. The card is forgotten at Paystack when nothing else is charged to it.

    Raise SubscriptionNotFound, InvalidInput for a card that would still be needed, Conflict when somebody else
    changes a subscription that is to stop with its period.
    """
    read = own_subscription(user_id, subscription_id, subscriptions)
    if not at_period_end:
        ended = stop_now(read, subscriptions, scheduler)
        return Stop(ended, _forget_card(ended, subscriptions, provider) if forget_card else None)
    if forget_card:
        raise InvalidInput({"forget_card": ["A card can be forgotten once the subscription is stopped, not before."]})
    if read.status is SubscriptionStatus.ACTIVE:
        return Stop(_stop_later(read, subscriptions))
    return Stop(stop_now(read, subscriptions, scheduler))


def _stop_later(read: Subscription, subscriptions: SubscriptionStore) -> Subscription:
    try:
        return subscriptions.replace_subscription(stopping(read))
    except Conflict:
        raise Conflict("The subscription was changed at the same moment. Look at it, and try again.") from None


def _forget_card(stopped: Subscription, subscriptions: SubscriptionStore, provider: PaymentProvider) -> bool:
    """Whether every code of the card is deactivated: not while another subscription needs it or Paystack is away."""
    same_card = [one for one in every_subscription(stopped.user_id, subscriptions) if one.card == stopped.card]
    if not stopped.card or any(one.status not in ENDED for one in same_card):
        return False
    try:
        for code in sorted({one.authorization.code for one in same_card if one.authorization}):
            provider.deactivate(code)
    except GatewayError:
        return False
    return True
