"""Mistakes in the rules: what is charged when, under which name, and what an answer means."""

from tests.mutants.mutation import Mutation

JOURNAL = "shared/domain/charge_journal.py"
SUBSCRIPTION = "shared/domain/subscription.py"
PERIODS = "shared/domain/subscription_periods.py"
STEP = "shared/domain/next_step.py"
PAYMENT = "shared/domain/payment.py"
TRANSACTION = "shared/domain/transaction.py"
CALENDAR = "shared/domain/billing_calendar.py"
REFERENCE = "shared/domain/reference.py"

DOMAIN = [
    Mutation(
        "claim: leave it open to others at once",
        "A second process takes the charge up while the first is still sending it.",
        JOURNAL,
        "payment_id, subscription.card, now, ask_at=now + LEASE)",
        "payment_id, subscription.card, now, ask_at=now)",
    ),
    Mutation(
        "claim: a new name for the same charge when it is sent again",
        "Paystack cannot tell that it is the same charge and takes the money twice.",
        JOURNAL,
        "    flight = replace(_flight(subscription), card=subscription.card,",
        """    read = _flight(subscription)
    read = replace(read, reference=replace(read.reference, attempt=read.reference.attempt + 1))
    flight = replace(read, card=subscription.card,""",
    ),
    Mutation(
        "not found: believe it at once",
        "Paystack knows of a charge only after a while: it is sent again while the first goes through.",
        JOURNAL,
        "if missing_for >= NOT_FOUND_TWICE_APART else",
        "if missing_for >= 0 else",
    ),
    Mutation(
        "not found: send again for who has stopped",
        "A customer who stopped is charged afterwards.",
        JOURNAL,
        """    if subscription.status in CHARGEABLE:
        return NeverCreated.SEND_AGAIN""",
        """    if subscription.version >= 0:
        return NeverCreated.SEND_AGAIN""",
    ),
    Mutation(
        "unresolved: never ask again",
        "A charge without an end stays so: the customer is never charged again.",
        JOURNAL,
        """challenge_expires_at=expires_at)
    return indexed(replace(subscription, in_flight=later))
""",
        """challenge_expires_at=expires_at)
    return replace(subscription, in_flight=later, look_at=None)
""",
    ),
    Mutation(
        "captured: advance from now",
        "A charge made late moves every later due date, a little more each month.",
        PERIODS,
        "    due_at = due(schedule, index)\n",
        """    late = (subscription.last_capture_at or 0) - subscription.next_charge_at
    due_at = due(schedule, index) + max(0, late)
""",
    ),
    Mutation(
        "captured: leave the period open",
        "The same period is charged again under the next name.",
        JOURNAL,
        "        next_index=_flight(subscription).reference.index + 1,\n",
        "        next_index=_flight(subscription).reference.index,\n",
    ),
    Mutation(
        "captured: no rest between two charges",
        "A charge made days late is followed by the next one within the hour.",
        PERIODS,
        "max(period.due_at + delay_of(subscription, period.schedule), subscription.may_capture_from)",
        "period.due_at + delay_of(subscription, period.schedule)",
    ),
    Mutation(
        "declined: the next attempt under the same name",
        "Paystack takes a name once: no retry can ever succeed, and each customer who was refused once is lost.",
        JOURNAL,
        "attempt=flight.reference.attempt + 1)",
        "attempt=flight.reference.attempt)",
    ),
    Mutation(
        "declined: try again at once",
        "An empty account is tried every minute, and the bank blocks the card.",
        JOURNAL,
        "replace(over, dunning=dunning, charge_at=retry_at)",
        "replace(over, dunning=dunning, charge_at=retry_at and now)",
    ),
    Mutation(
        "step: skip the in-flight check",
        "While the outcome of one charge is unknown, the next one is made.",
        STEP,
        "    if subscription.in_flight:\n        return Step.RESOLVE",
        "    if subscription.in_flight and not subscription.authorization:\n        return Step.RESOLVE",
    ),
    Mutation(
        "step: charge before the time has come",
        "An early or doubled wake-up call charges the next period.",
        STEP,
        "    if subscription.charge_at is None or now < subscription.charge_at:\n",
        "    if subscription.charge_at is None:\n",
    ),
    Mutation(
        "step: charge who has stopped",
        "Stopping does nothing.",
        SUBSCRIPTION,
        "        return self.status in CHARGEABLE and self.authorization is not None\n",
        "        return self.authorization is not None\n",
    ),
    Mutation(
        "step: charge every missed period",
        "After an outage customers find several charges at once on their statement.",
        STEP,
        "    return Step.ASK_CUSTOMER if _is_missing_two(subscription, now) else Step.CLAIM\n",
        "    return Step.CLAIM\n",
    ),
    Mutation(
        "stop: forget the charge in flight",
        "The last charge's end is never known, though money may have been taken.",
        SUBSCRIPTION,
        "    return indexed(replace(ended, charge_at=None, resume_at=None, coming=None, attention=None))\n",
        "    return replace(ended, charge_at=None, resume_at=None, coming=None, attention=None, look_at=None)\n",
    ),
    Mutation(
        "payment: let a success be taken back",
        "A late answer turns a paid order into a failed one.",
        PAYMENT,
        "    **{status: _PAID - {status} for status in _PAID},\n",
        "    **{status: frozenset(PaymentStatus) for status in _PAID},\n",
    ),
    Mutation(
        "payment: let nothing follow a failure",
        "A customer whose first card failed and second card paid is told that they have not paid.",
        PAYMENT,
        "    PaymentStatus.FAILED: frozenset({PaymentStatus.SUCCESS, PaymentStatus.QUARANTINED}),\n",
        "    PaymentStatus.FAILED: frozenset(),\n",
    ),
    Mutation(
        "payment: believe any success",
        "Somebody pays one naira for an order of five thousand.",
        PAYMENT,
        "        if transaction is None or not transaction.covers(self.reference, self.money):\n",
        "        if transaction is None:\n",
    ),
    Mutation(
        "transaction: do not look at the currency",
        "Five thousand francs pay for five thousand dollars.",
        TRANSACTION,
        "        if self.reference != reference or self.currency != money.currency:\n",
        "        if self.reference != reference:\n",
    ),
    Mutation(
        "transaction: take a part for the whole",
        "A partial debit counts as paid in full.",
        TRANSACTION,
        "            return self.requested_amount == money.subunits <= self.amount\n",
        "            return self.requested_amount == money.subunits\n",
    ),
    Mutation(
        "calendar: keep the 28th after February",
        "Who agreed to the 31st is charged earlier every month from March on.",
        CALENDAR,
        "day=min(day, monthrange(year, month)[1]))",
        "day=min(day, monthrange(year, month)[1], 28))",
    ),
    Mutation(
        "calendar: take the second of two equal hours",
        "Once a year, and once too often, a charge counts as not yet due when it is.",
        CALENDAR,
        "        return first\n    return _end_of_gap",
        "        return second\n    return _end_of_gap",
    ),
    Mutation(
        "calendar: count the moment itself as after",
        "The checkout that begins a subscription is charged a second time at once.",
        CALENDAR,
        "due(schedule, index) > instant:\n",
        "due(schedule, index) >= instant:\n",
    ),
    Mutation(
        "reference: leave the period out",
        "Every later period has the name of the first, which Paystack has already used: nobody is charged again.",
        REFERENCE,
        '.s{self.subscription_id}.{self.index}.{self.attempt}"',
        '.s{self.subscription_id}.0.{self.attempt}"',
    ),
]
