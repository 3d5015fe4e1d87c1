"""Delete the caller's account: end the subscriptions, take the person out of the books, then the user.

Every step can be repeated and is done before the next one begins, the user last: after a crash anywhere the user can
ask again, and what was done is found done. Subscriptions end first, so that nothing more is charged whatever happens.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from shared.domain.erasure import ERASED_EMAIL, erased_payment, erased_subscription
from shared.domain.errors import Conflict, InvalidInput, NoSubscription
from shared.domain.payment import Payment
from shared.domain.subscription import Subscription
from shared.ports import (
    Clock,
    PaymentFilter,
    PaymentStore,
    ScheduleRemover,
    SubscriptionStore,
    UserStore,
)
from shared.usecases.me import me
from shared.usecases.own_subscription import every_subscription
from shared.usecases.password_check import PasswordCheck, knows_password
from shared.usecases.stop_now import stop_now
from shared.usecases.stop_payment import stop_payment

_PAGE = 100


def delete_me(
    user_id: str,
    current_password: str = "",
    *,
    problems: Mapping[str, object],
    users: UserStore,
    check: PasswordCheck,
    payments: PaymentStore,
    subscriptions: SubscriptionStore,
    scheduler: ScheduleRemover,
    clock: Clock,
) -> None:
    """Delete the caller for ever; a charge that is in flight is the last.

    Raise NotAuthenticated when the account is gone, InvalidInput for `problems` or a wrong password, Throttled after
    too many of them, Conflict when the user is changed by somebody else meanwhile.
    """
    user = me(user_id, users=users)
    if problems:
        raise InvalidInput(dict(problems))
    if not knows_password(user, current_password, check):
        raise InvalidInput({"current_password": ["Invalid password."]})
    for subscription in every_subscription(user_id, subscriptions):
        stop_now(subscription, subscriptions, scheduler)
    payments.close_account(user_id)
    for payment in _payments(user_id, payments):
        if payment.terms:
            _end(payment, payments, subscriptions, scheduler, clock)
        _erase_payment(payment, payments)
    for subscription in every_subscription(user_id, subscriptions):
        _erase_subscription(stop_now(subscription, subscriptions, scheduler), subscriptions)
    users.delete_user(user)


def _end(
    payment: Payment,
    payments: PaymentStore,
    subscriptions: SubscriptionStore,
    scheduler: ScheduleRemover,
    clock: Clock,
) -> None:
    """End what a payment began; an unpaid one gets a stopped subscription, so that paying it begins nothing."""
    with suppress(NoSubscription):
        stop_payment(
            payment.user_id,
            payment.id,
            payments=payments,
            subscriptions=subscriptions,
            scheduler=scheduler,
            clock=clock,
        )


def _erase_payment(payment: Payment, payments: PaymentStore) -> None:
    """Write over whatever is stored, however often that changes meanwhile; what is erased already is left alone."""
    read: Payment | None = payment
    while read is not None and read.email != ERASED_EMAIL:
        with suppress(Conflict):
            payments.replace_payment(erased_payment(read))
            return
        read = payments.get_payment(payment.user_id, payment.id)


def _erase_subscription(subscription: Subscription, subscriptions: SubscriptionStore) -> None:
    read: Subscription | None = subscription
    while read is not None and read.email != ERASED_EMAIL:
        with suppress(Conflict):
            subscriptions.replace_subscription(erased_subscription(read))
            return
        read = subscriptions.get_subscription(subscription.user_id, subscription.id)


def _payments(user_id: str, payments: PaymentStore) -> Iterator[Payment]:
    before = None
    while True:
        page = payments.list_payments(user_id, _PAGE, before, PaymentFilter())
        yield from page.payments
        if (before := page.next_before) is None:
            return
