"""Bring a dispute up to date with Paystack, and with it its payment and the card that it was made with.

What an event says of a dispute is never believed: Paystack's own record decides. Each step can be repeated, and none
undoes what newer news has done; the dispute stays in the due index until all are done.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from shared.domain.alert import AlertKind
from shared.domain.dispute import Dispute, DisputeOutcome, begun, looked_up, recorded
from shared.domain.dispute_record import DisputeRecord, Resolution
from shared.domain.errors import Conflict, DisputeNotFound, GatewayUnavailable, PaymentNotFound
from shared.domain.money_back import with_dispute
from shared.domain.payment import Payment
from shared.domain.transaction import Transaction
from shared.ports import Clock, Disputes, DisputeStore, PaymentProvider
from shared.usecases.books import Books
from shared.usecases.settle import Settle
from shared.usecases.settled_payment import settled_payment

RefreshDispute = Callable[[int], Dispute]
"""`refresh_dispute` with its ports filled in."""
_SAYS_NOTHING = frozenset({None, Resolution.UNKNOWN})


def refresh_dispute(
    dispute_id: int,
    *,
    store: DisputeStore,
    disputes: Disputes,
    books: Books,
    provider: PaymentProvider,
    settle: Settle,
    clock: Clock,
) -> Dispute:
    """Return the dispute as it is stored then, with its payment where that is in our books.

    Raise DisputeNotFound when Paystack has no such dispute, and GatewayUnavailable when it does not tell.
    """
    while True:
        read = store.get_dispute(dispute_id)
        try:
            record = disputes.fetch_dispute(dispute_id)
        except GatewayUnavailable:
            _alarm_unheard(read, store, books, clock.now())
            raise
        if record is None:
            raise DisputeNotFound
        with suppress(Conflict):  # somebody else is at it: their news may be newer
            dispute = read or store.add_dispute(begun(record, clock.now()))
            changed = _with_news(dispute, record, books, provider, settle)
            return _stored(dispute, changed, store, books, clock.now())


def _with_news(
    dispute: Dispute, record: DisputeRecord, books: Books, provider: PaymentProvider, settle: Settle
) -> Dispute:
    """The dispute with what Paystack has of it, and with its payment and card."""
    is_vague = record.status.is_over and record.resolution in _SAYS_NOTHING
    if dispute.payment_id is not None and not is_vague:
        return recorded(dispute, record, is_reversed=False)
    payment = None
    with suppress(PaymentNotFound):  # somebody else's charge on the same Paystack account
        payment = settled_payment(record.reference, books=books, settle=settle)
    if payment is None and not is_vague:
        return recorded(dispute, record, is_reversed=False)
    transaction = provider.verify(record.reference).transaction
    if transaction is None:
        raise GatewayUnavailable("The disputed charge could not be verified yet.")
    is_reversed = transaction.is_reversed or transaction.is_reversal_pending
    return recorded(_of_payment(dispute, payment, transaction), record, is_reversed=is_reversed)


def _of_payment(dispute: Dispute, payment: Payment | None, transaction: Transaction) -> Dispute:
    if payment is None:
        return dispute
    card = transaction.authorization.instrument if transaction.authorization else ""
    return replace(dispute, user_id=payment.user_id, payment_id=payment.id, card=card)


def _stored(before: Dispute, after: Dispute, store: DisputeStore, books: Books, now: int) -> Dispute:
    """Store what has changed, with all that follows from it; raise Conflict."""
    _mark_payment(after, books, now)
    _mark_card(after, books, now)
    if after.is_due_soon(now) and not after.has_alarmed:
        books.alerts.raise_alert(AlertKind.DISPUTE_DUE, after.reference)
        after = replace(after, has_alarmed=True)
    is_due = before.look_at is not None and before.look_at <= now
    if after == before and not is_due:
        return before
    return store.replace_dispute(looked_up(after, now))


def _mark_payment(dispute: Dispute, books: Books, now: int) -> None:
    while dispute.payment_id is not None:
        payment = books.payments.get_payment(dispute.user_id, dispute.payment_id)
        if payment is None or not payment.is_paid:
            return  # quarantined: a person looks at it in any case
        marked = with_dispute(payment, dispute.mark, now)
        if marked == payment:
            return
        with suppress(Conflict):
            books.payments.replace_payment(marked)
            return


def _mark_card(dispute: Dispute, books: Books, now: int) -> None:
    """Keep the card from being charged while the dispute is open, and no longer."""
    while dispute.card:
        kept = books.cards.get_declines(dispute.user_id, dispute.card)
        marked = kept.disputed(dispute.id, is_open=dispute.outcome is DisputeOutcome.OPEN)
        if marked == kept:
            return
        with suppress(Conflict):
            books.cards.put_declines(dispute.user_id, dispute.card, marked, now)
            return


def _alarm_unheard(dispute: Dispute | None, store: DisputeStore, books: Books, now: int) -> None:
    """Tell people of a dispute whose time runs out although Paystack does not say how it stands."""
    if dispute is None or dispute.has_alarmed or not dispute.is_due_soon(now):
        return
    books.alerts.raise_alert(AlertKind.DISPUTE_DUE, dispute.reference)
    with suppress(Conflict):
        store.replace_dispute(replace(dispute, has_alarmed=True))
