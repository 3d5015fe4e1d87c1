"""Give a user everything that is stored of them."""

from dataclasses import dataclass

from shared.domain.subscription import Subscription
from shared.domain.user import User
from shared.ports import PaymentFilter, PaymentPage, PaymentStore, SubscriptionStore, UserStore
from shared.usecases.me import me
from shared.usecases.own_subscription import every_subscription

PAYMENTS_A_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class OwnData:
    """A user, their subscriptions, and a page of their payments."""

    user: User
    subscriptions: list[Subscription]
    payments: PaymentPage


def export_me(
    user_id: str, before: int | None, *, users: UserStore, payments: PaymentStore, subscriptions: SubscriptionStore
) -> OwnData:
    """Return all of it, with the payments whose ids are below `before`, newest first.

    Raise NotAuthenticated when the account is gone or inactive.
    """
    user = me(user_id, users=users)
    page = payments.list_payments(user_id, PAYMENTS_A_PAGE, before, PaymentFilter())
    return OwnData(user, [*every_subscription(user_id, subscriptions)], page)
