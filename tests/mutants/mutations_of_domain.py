"""Mistakes in the rules: what is charged when, under which name, and what an answer means."""

from tests.mutants.mutation import Mutation

JOURNAL = "shared/domain/charge_journal.py"
SUBSCRIPTION = "shared/domain/subscription.py"
PAYMENT = "shared/domain/payment.py"
TRANSACTION = "shared/domain/transaction.py"
CALENDAR = "shared/domain/billing_calendar.py"
REFERENCE = "shared/domain/reference.py"

DOMAIN = [
    Mutation(
        "claim: leave it open to others at once",
        "A second process takes the charge up while the first is still sending it.",
        JOURNAL,
        "InFlight(reference, payment_id, now, now + LEASE)",
        "InFlight(reference, payment_id, now, now)",
    ),
    Mutation(
        "claim: a new name for the same charge when it is sent again",
        "Paystack cannot tell that it is the same charge and takes the money twice.",
        JOURNAL,
        "    flight = replace(_flight(subscription), ask_at=now + LEASE, not_found_at=None)\n",
        """    read = _flight(subscription)
    again = replace(read.reference, attempt=read.reference.attempt + 1)
    flight = replace(read, reference=again, ask_at=now + LEASE, not_found_at=None)
""",
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
        "in_flight=later, look_at=later.ask_at)",
        "in_flight=later, look_at=None)",
    ),
    Mutation(
        "captured: advance from now",
        "A charge made late moves every later due date, a little more each month.",
        JOURNAL,
        "    next_charge_at = due(subscription.schedule, index)\n",
        """    period = due(subscription.schedule, index) - due(subscription.schedule, index - 1)
    next_charge_at = captured_at + period
""",
    ),
    Mutation(
        "captured: leave the period open",
        "The same period is charged again under the next name.",
        JOURNAL,
        "    index = _flight(subscription).reference.index + 1\n",
        "    index = _flight(subscription).reference.index\n",
    ),
    Mutation(
        "captured: no rest between two charges",
        "A charge made days late is followed by the next one within the hour.",
        JOURNAL,
        "max(next_charge_at, captured_at + MIN_BETWEEN_CAPTURES)",
        "next_charge_at",
    ),
    Mutation(
        "declined: the next attempt under the same name",
        "Paystack takes a name once: no retry can ever succeed, and each customer who was refused once is lost.",
        JOURNAL,
        "attempt=tried + 1, look_at=None)",
        "attempt=tried, look_at=None)",
    ),
    Mutation(
        "declined: try again at once",
        "An empty account is tried every minute, and the bank blocks the card.",
        JOURNAL,
        "look_at=now + _RETRY_AFTER_DECLINE[tried - 1])",
        "look_at=now)",
    ),
    Mutation(
        "step: skip the in-flight check",
        "While the outcome of one charge is unknown, the next one is made.",
        SUBSCRIPTION,
        "    if subscription.in_flight:\n        return Step.RESUME",
        "    if subscription.in_flight and not subscription.authorization:\n        return Step.RESUME",
    ),
    Mutation(
        "step: charge before the time has come",
        "An early or doubled wake-up call charges the next period.",
        SUBSCRIPTION,
        "    if now < subscription.next_charge_at or now < (subscription.look_at or 0):\n        return Step.WAIT\n",
        "",
    ),
    Mutation(
        "step: charge who has stopped",
        "Stopping does nothing.",
        SUBSCRIPTION,
        "    if subscription.status not in CHARGEABLE or subscription.authorization is None:\n",
        "    if subscription.authorization is None:\n",
    ),
    Mutation(
        "step: charge every missed period",
        "After an outage customers find several charges at once on their statement.",
        SUBSCRIPTION,
        "        return Step.ASK_CUSTOMER\n",
        "        return Step.CLAIM\n",
    ),
    Mutation(
        "stop: forget the charge in flight",
        "The last charge's end is never known, though money may have been taken.",
        SUBSCRIPTION,
        "    look_at = subscription.look_at if subscription.in_flight else None\n    return replace(",
        "    look_at = None\n    return replace(",
    ),
    Mutation(
        "payment: let a success be taken back",
        "A late answer turns a paid order into a failed one.",
        PAYMENT,
        "    PaymentStatus.SUCCESS: frozenset(),\n",
        "    PaymentStatus.SUCCESS: frozenset({PaymentStatus.FAILED}),\n",
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
        "day=min(wall.day, last_day))",
        "day=min(wall.day, last_day, 28))",
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
        "    while due(schedule, index) <= instant:\n",
        "    while due(schedule, index) < instant:\n",
    ),
    Mutation(
        "reference: leave the period out",
        "Every later period has the name of the first, which Paystack has already used: nobody is charged again.",
        REFERENCE,
        '.s{self.subscription_id}.{self.index}.{self.attempt}"',
        '.s{self.subscription_id}.0.{self.attempt}"',
    ),
]
