"""Begin a payment: store it, then open a checkout for it at Paystack."""

from contextlib import suppress
from dataclasses import dataclass, replace

from shared.domain.billing_calendar import due
from shared.domain.card_check import card_check_amount
from shared.domain.errors import (
    Conflict,
    GatewayError,
    IdempotencyKeyInFlight,
    IdempotencyKeyReused,
    InvalidInput,
)
from shared.domain.money import Money
from shared.domain.payment import FURTHEST_START, Payment, Purpose, new_checkout
from shared.domain.terms import Terms
from shared.domain.transaction import CheckoutRequest
from shared.ports import Clock, IdempotencyRecord, IdempotencyStore, PaymentProvider, PaymentStore
from shared.usecases.open_checkout import open_checkout

LEASE = 60
"""Seconds for which a repeated Idempotency-Key is told to wait: longer than the function can live."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a customer wants to pay; `body_hash` tells a repeated request from another one."""

    user_id: str
    email: str
    money: Money
    callback_url: str
    channels: tuple[str, ...] = ()
    metadata: str = ""
    recurrence: Terms | None = None
    idempotency_key: str = ""
    body_hash: str = ""


def initialize_payment(
    order: Order,
    *,
    payments: PaymentStore,
    keys: IdempotencyStore,
    provider: PaymentProvider,
    clock: Clock,
) -> Payment:
    """Return a pending payment with the address where its customer pays.

    Raise InvalidInput for terms that cannot be kept from now on, IdempotencyKeyReused or IdempotencyKeyInFlight for
    a key that cannot be answered, and GatewayError when Paystack opened no checkout: the payment is then stored as
    failed, or, after a timeout, still pending.
    """
    now = clock.now()
    stored = keys.get_key(order.user_id, order.idempotency_key, now) if order.idempotency_key else None
    if stored and (earlier := _earlier_payment(order, stored, payments, now)):
        return earlier
    _check_terms(order.recurrence, now)
    payment = _new_payment(order, payments, now)
    record = IdempotencyRecord(payment.id, now + LEASE, order.body_hash)
    _take_key(order, record, stored, keys, now)
    payments.add_payment(payment)
    try:
        return _open_checkout(order, payment, payments, provider)
    except GatewayError:
        if order.idempotency_key:  # there is no answer to repeat: the same request starts anew at once
            with suppress(Conflict):
                keys.replace_key(order.user_id, order.idempotency_key, replace(record, lease_until=now), record)
        raise


def _check_terms(terms: Terms | None, now: int) -> None:
    if terms is None:
        return
    if terms.start_at is not None and terms.start_at <= now:
        raise InvalidInput({"schedule": {"start_at": ["Ensure this time is in the future."]}})
    if terms.start_at is not None and terms.start_at > now + FURTHEST_START:
        raise InvalidInput({"schedule": {"start_at": ["Ensure this time is less than two years ahead."]}})
    if terms.end_at is not None and _ends_before_it_begins(terms, terms.end_at, now):
        raise InvalidInput({"schedule": {"end_at": ["No charge would fall before this date."]}})


def _ends_before_it_begins(terms: Terms, end_at: int, now: int) -> bool:
    """Whether a checkout paid now would be followed by no charge."""
    first = due(terms.schedule_from(now), terms.first_index(now))
    return end_at < first or (terms.start_at is not None and end_at <= terms.start_at)


def _new_payment(order: Order, payments: PaymentStore, now: int) -> Payment:
    if order.recurrence is None:
        payment_id, subscription_id = payments.new_payment_id(order.user_id), None
    else:
        payment_id, subscription_id = payments.new_subscription_id(order.user_id)
    is_trial = order.recurrence is not None and order.recurrence.offer != ""
    checkout = new_checkout(
        order.user_id,
        payment_id,
        card_check_amount(order.money.currency) if is_trial else order.money,
        order.email,
        now,
        metadata=order.metadata,
        terms=order.recurrence,
        subscription_id=subscription_id,
    )
    return replace(checkout, purpose=Purpose.CARD_CHECK) if is_trial else checkout


def _earlier_payment(order: Order, stored: IdempotencyRecord, payments: PaymentStore, now: int) -> Payment | None:
    """Return the payment that the key stands for, or None when its request came to nothing."""
    if stored.body_hash != order.body_hash:
        raise IdempotencyKeyReused
    payment = payments.get_payment(order.user_id, stored.payment_id)
    if payment and payment.authorization_url:
        return payment
    if now < stored.lease_until:
        raise IdempotencyKeyInFlight
    return None


def _take_key(
    order: Order,
    record: IdempotencyRecord,
    stored: IdempotencyRecord | None,
    keys: IdempotencyStore,
    now: int,
) -> None:
    """Make the key stand for this request; raise IdempotencyKeyInFlight when another one was faster."""
    if not order.idempotency_key:
        return
    try:
        if stored:
            keys.replace_key(order.user_id, order.idempotency_key, record, stored)
        else:
            keys.add_key(order.user_id, order.idempotency_key, record, now)
    except Conflict as taken:
        raise IdempotencyKeyInFlight from taken


def _open_checkout(order: Order, payment: Payment, payments: PaymentStore, provider: PaymentProvider) -> Payment:
    request = CheckoutRequest(
        reference=payment.reference,
        money=payment.money,
        email=payment.email,
        callback_url=order.callback_url,
        channels=order.channels,
        metadata=order.metadata,
        is_recurring=order.recurrence is not None,
    )
    return open_checkout(payment, request, payments=payments, provider=provider)
