"""Mistakes in the use cases: the order of steps, and what is done about an unknown outcome."""

from tests.mutants.mutation import Mutation

CHARGE = "shared/usecases/charge_subscription.py"
SETTLE = "shared/usecases/settle.py"
SETTLE_CHARGE = "shared/usecases/settle_charge.py"
INITIALIZE = "shared/usecases/initialize_payment.py"
STOP = "shared/usecases/stop_now.py"
TAKE = "shared/usecases/take_authorization.py"
CHECKOUT = "shared/usecases/open_checkout.py"
WAKE_UPS = "shared/usecases/wake_ups.py"
SWEEP = "shared/usecases/sweep_due_subscriptions.py"
WATCH = "shared/usecases/watch_subscriptions.py"

USECASES = [
    Mutation(
        "charge: call before storing the reference",
        "A crash after the call leaves a charge that nobody remembers, and two processes charge at once.",
        CHARGE,
        """    claim = books.subscriptions.replace_subscription(claimed(subscription, payment_id, now))
    return _settled(claim, _send(claim, provider, door), books, clock)
""",
        """    claim = claimed(subscription, payment_id, now)
    outcome = _send(claim, provider, door)
    return _settled(books.subscriptions.replace_subscription(claim), outcome, books, clock)
""",
    ),
    Mutation(
        "charge: treat a timeout as failed",
        "Money that was taken is called refused, and the retry days later takes it a second time.",
        CHARGE,
        """    if outcome.kind is OutcomeKind.UNKNOWN:
        outcome = provider.verify(reference)
""",
        """    if outcome.kind is OutcomeKind.UNKNOWN:
        outcome = Outcome(OutcomeKind.DECLINED)
""",
    ),
    Mutation(
        "charge: resume by sending instead of asking",
        "Every charge with an unknown outcome is sent again at once, also while Paystack may still be at it.",
        CHARGE,
        """    outcome = provider.verify(str(flight.reference))
    if outcome.kind is OutcomeKind.NOT_FOUND:
""",
        """    outcome = _send(subscription, provider)
    if outcome.kind is OutcomeKind.NOT_FOUND:
""",
    ),
    Mutation(
        "charge: send again without taking the claim up",
        "Two processes that both found the charge missing send it at the same moment.",
        CHARGE,
        """subscription = books.subscriptions.replace_subscription(claimed_again(subscription, clock.now()))
""",
        """subscription = claimed_again(subscription, clock.now())
""",
    ),
    Mutation(
        "charge: go on after a lost race",
        "Whoever lost the claim charges all the same: two charges of one period.",
        CHARGE,
        """        return ChargeResult.LOST_RACE


def _do(""",
        """        _send(claimed(subscription, 1, clock.now()), provider)
        return ChargeResult.LOST_RACE


def _do(""",
    ),
    Mutation(
        "charge: ignore the main switch",
        "Staff turn charging off in an emergency, and customers go on being charged.",
        CHARGE,
        "        case Step.CLAIM | Step.ASK_CUSTOMER if not door.is_open():\n",
        "        case Step.CLAIM | Step.ASK_CUSTOMER if not door:\n",
    ),
    Mutation(
        "charge: ignore the main switch when sending again",
        "Staff turn charging off in an emergency, and what was under way is sent all the same.",
        CHARGE,
        "            case NeverCreated.SEND_AGAIN if door.is_open():\n",
        "            case NeverCreated.SEND_AGAIN:\n",
    ),
    Mutation(
        "settle a charge: advance before the payment is stored",
        "A crash between the two writes leaves money taken that no payment of ours shows.",
        SETTLE_CHARGE,
        """    payment = books.payments.add_payment(payment)
    _advance(subscription, flight, _after(payment, flight, books, now), books, now)
    return payment
""",
        """    _advance(subscription, flight, _after(payment, flight, books, now), books, now)
    return books.payments.add_payment(payment)
""",
    ),
    Mutation(
        "settle a charge: give up after a conflict",
        "A customer who stops at the wrong moment leaves their last charge without an end for hours.",
        SETTLE_CHARGE,
        """            read = books.subscriptions.get_subscription(subscription.user_id, subscription.id)
""",
        """            return
""",
    ),
    Mutation(
        "settle a charge: advance whatever is in flight",
        "A late answer about one charge ends another one, whose money is then taken again or never.",
        SETTLE_CHARGE,
        " and read.in_flight.reference == flight.reference:",
        ":",
    ),
    Mutation(
        "settle a charge: call an unknown end failed",
        "An unanswered question counts as a refusal, and the next attempt charges again.",
        SETTLE_CHARGE,
        """        return None
    if payment.status is PaymentStatus.QUARANTINED:
""",
        """        failed = attempt.moved_to(PaymentStatus.FAILED)
        _advance(subscription, flight, _after(failed, flight, books, now), books, now)
        return None
    if payment.status is PaymentStatus.QUARANTINED:
""",
    ),
    Mutation(
        "settle: let any reference settle the charge in flight",
        "An old webhook, delivered again, is taken for news about today's charge.",
        SETTLE,
        " and subscription.in_flight.reference == named\n",
        "\n",
    ),
    Mutation(
        "settle: shrug at a declined charge that turns out taken",
        "The next attempt charges the same period again.",
        SETTLE,
        "        _freeze_on_late_money(subscription, named, outcome, books, clock.now())\n",
        "",
    ),
    Mutation(
        "settle: say success before the subscription is stored",
        "A crash in between leaves a customer who paid for a subscription and has none.",
        SETTLE,
        "        changed = take_authorization(changed, outcome, books=books, queue=queue, now=now)\n",
        """        return take_authorization(_store(changed, books), outcome, books=books, queue=queue, now=now)
""",
    ),
    Mutation(
        "settle: begin with a card that cannot be charged again",
        "Every later charge of the subscription is refused, and nobody knows why.",
        TAKE,
        " or not authorization.reusable:",
        ":",
    ),
    Mutation(
        "settle: begin what was stopped before it was paid",
        "A customer who stopped before paying is woken for charges all the same.",
        WAKE_UPS,
        "if after.status in CHARGEABLE and not _is_woken_alike(before, after):\n",
        "if not _is_woken_alike(before, after):\n",
    ),
    Mutation(
        "initialize: call before storing the payment",
        "A crash after the call leaves a checkout that can be paid and that we do not know.",
        INITIALIZE,
        """    payments.add_payment(payment)
    try:
        return _open_checkout(order, payment, payments, provider)
""",
        """    try:
        checkout = provider.initialize(
            CheckoutRequest(payment.reference, payment.money, payment.email, order.callback_url)
        )
        return payments.add_payment(replace(payment, authorization_url=checkout.authorization_url))
""",
    ),
    Mutation(
        "initialize: treat a timeout as failed",
        "The customer is told that it failed and pays again, while the first checkout may still be paid.",
        CHECKOUT,
        """    except GatewayTimeout:  # it may exist at Paystack, but nobody has its address: the sweep gives it up
        raise
""",
        "",
    ),
    Mutation(
        "initialize: ignore a repeated Idempotency-Key",
        "A client that repeats a request after a lost answer opens two checkouts, and both are paid.",
        INITIALIZE,
        """    if payment and payment.authorization_url:
        return payment
""",
        "",
    ),
    Mutation(
        "stop: be content when somebody else wrote first",
        "Stop answers that it is done, and the customer is charged for ever.",
        STOP,
        """            read = subscriptions.get_subscription(subscription.user_id, subscription.id)
""",
        """            read = stopped(read)
""",
    ),
    Mutation(
        "stop: wait for the schedule to be deleted",
        "While EventBridge is down nobody hears that they have stopped.",
        STOP,
        "    with suppress(SchedulerUnavailable):",
        "    if scheduler:",
    ),
    Mutation(
        "sweep: stop at the first failure",
        "One broken item keeps every other customer's charge from being made.",
        SWEEP,
        """            self.served.append(item)
        except Exception as failure:  # noqa: BLE001 - raised at the end, once the others are done
            self.failures.append(failure)
""",
        """            self.served.append(item)
        finally:
            pass
""",
    ),
    Mutation(
        "sweep: hand no subscription on",
        "A charge whose wake-up call was lost is never made.",
        SWEEP,
        "            self.queue.request_charge(item.user_id, subscription_id, ticket)\n",
        "",
    ),
    Mutation(
        "watch: look only at what has a date",
        "A subscription that fell out of the due index is forgotten for good, and nobody is told.",
        WATCH,
        "if look_at is None or reached - look_at >= OVERLOOKED_AFTER]",
        "if look_at is not None and reached - look_at >= OVERLOOKED_AFTER]",
    ),
    Mutation(
        "watch: delete schedules by an old list",
        "The schedule of a subscription that has just begun is deleted.",
        WATCH,
        """    if subscription is not None and subscription.status in CHARGEABLE:
        return False  # it began after the registry was read
""",
        "",
    ),
]
