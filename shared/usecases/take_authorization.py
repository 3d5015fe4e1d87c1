"""What a paid checkout does to a subscription: it begins one, or gives one another card."""

from contextlib import suppress
from dataclasses import replace

from shared.domain.errors import Conflict
from shared.domain.payment import Notice, Payment
from shared.domain.subscription_changes import with_card
from shared.domain.subscription_periods import activate
from shared.domain.transaction import Authorization, Outcome
from shared.ports import ChargeQueue
from shared.usecases.books import Books
from shared.usecases.wake_ups import charge_soon, keep_in_step


def take_authorization(payment: Payment, outcome: Outcome, *, books: Books, queue: ChargeQueue, now: int) -> Payment:
    """Return the payment as it is to be stored, with a notice where its authorization was of no use.

    What it does to the subscription is stored before the payment says success. The payment stays in the due index
    until the last of these writes is done, so a crash in between is finished by whoever settles next.
    """
    if payment.subscription_id is None:
        return payment
    transaction = outcome.transaction
    authorization = transaction.authorization if transaction else None
    if transaction is None or authorization is None or not authorization.reusable:
        return _useless(payment, Notice.NOT_REUSABLE)
    email = transaction.customer_email or payment.email
    if payment.terms is None:
        _give_card(payment, payment.subscription_id, authorization, email, books, queue, now)
        return payment
    offer = payment.terms.offer
    if offer and not books.cards.claim_trial(authorization.instrument, offer, payment.reference):
        return _useless(payment, Notice.TRIAL_USED)
    stored = books.subscriptions.add_subscription(activate(payment, authorization, email, books.spread))
    keep_in_step(None, stored, books.scheduler, now)
    return payment


def _useless(payment: Payment, notice: Notice) -> Payment:
    """It begins nothing; what it says of a subscription that is there already stays."""
    return replace(payment, notice=notice, subscription_id=None if payment.terms else payment.subscription_id)


def _give_card(
    payment: Payment,
    subscription_id: int,
    authorization: Authorization,
    email: str,
    books: Books,
    queue: ChargeQueue,
    now: int,
) -> None:
    """Store the card over whatever is stored of the subscription meanwhile; have what is owed charged at once."""
    while read := books.subscriptions.get_subscription(payment.user_id, subscription_id):
        carded = with_card(read, authorization, email, payment.id, now)
        if carded is read:
            return
        with suppress(Conflict):
            stored = books.subscriptions.replace_subscription(carded)
            keep_in_step(read, stored, books.scheduler, now)
            charge_soon(stored, queue, now)
            return
