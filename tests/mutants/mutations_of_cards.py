"""Mistakes with cards that are refused, challenged, replaced, proved and given back."""

from tests.mutants.mutation import Mutation

DUNNING = "shared/domain/dunning.py"
DECLINE = "shared/domain/decline.py"
JOURNAL = "shared/domain/charge_journal.py"
STEP = "shared/domain/next_step.py"
CHANGES = "shared/domain/subscription_changes.py"
CARD_CHECK = "shared/domain/card_check.py"
EXPIRY = "shared/domain/card_expiry.py"
PAYMENT = "shared/domain/payment.py"
CHARGE = "shared/usecases/charge_subscription.py"
SETTLE = "shared/usecases/settle.py"
SETTLE_CHARGE = "shared/usecases/settle_charge.py"
FREEZE = "shared/usecases/freeze.py"
GIVE_BACK = "shared/usecases/give_back.py"
TAKE = "shared/usecases/take_authorization.py"
WEBHOOK = "shared/usecases/process_webhook.py"

CARDS = [
    Mutation(
        "dunning: try a lost card again",
        "Stolen cards are tried for weeks, and the card schemes fine the merchant.",
        DUNNING,
        "return self.decline_class is DeclineClass.HARD or self.declines",
        "return self.declines",
    ),
    Mutation(
        "dunning: no end to a period's retries",
        "Who asks for retries has their card tried until the bank blocks it.",
        DUNNING,
        " or self.declines >= MAX_DECLINES_IN_PERIOD\n",
        "\n",
    ),
    Mutation(
        "dunning: with no care for what is odd",
        "Cards with a wrong PIN are tried as often as empty ones.",
        DUNNING,
        "return self.days[1::2] if decline_class is DeclineClass.CAREFUL else self.days\n",
        "return self.days\n",
    ),
    Mutation(
        "dunning: hours from the first decline",
        "While a bank is away its customers' cards are tried at times that are over.",
        DUNNING,
        "max(now + policy.hours[tried - 1] * HOUR, free_at)",
        "max(dunning.first_declined_at + policy.hours[tried - 1] * HOUR, free_at)",
    ),
    Mutation(
        "dunning: days from the last decline",
        "Fourteen days become twenty-five.",
        DUNNING,
        "_on_day(day, dunning.first_declined_at, policy, timezone)",
        "_on_day(day, now, policy, timezone)",
    ),
    Mutation(
        "dunning: nine o'clock somewhere else",
        "Customers' phones tell of refused charges in the middle of the night.",
        DUNNING,
        "wall_of(first_declined_at, timezone).date()",
        'wall_of(first_declined_at, "UTC").date()',
    ),
    Mutation(
        "dunning: try a card before it may be tried",
        "A card that has reached its ceiling is tried on the next day of the ladder.",
        DUNNING,
        "if rung > now and rung >= free_at)",
        "if rung > now)",
    ),
    Mutation(
        "decline: take what is unknown for an empty account",
        "A new code of Paystack's for stolen cards is retried four times.",
        DECLINE,
        "DECLINE_CLASSES.get(self.code, DeclineClass.CAREFUL)",
        "DECLINE_CLASSES.get(self.code, DeclineClass.SOFT)",
    ),
    Mutation(
        "ceiling: once more than allowed",
        "The card schemes fine the merchant for the twenty-first try.",
        DUNNING,
        "        if len(recent) < MAX_DECLINES_OF_CARD:\n",
        "        if len(recent) <= MAX_DECLINES_OF_CARD:\n",
    ),
    Mutation(
        "ceiling: a day too early",
        "A card is tried while twenty refusals lie in the last thirty days.",
        DUNNING,
        "        return recent[-MAX_DECLINES_OF_CARD] + CARD_WINDOW\n",
        "        return recent[-MAX_DECLINES_OF_CARD] + CARD_WINDOW - DAY\n",
    ),
    Mutation(
        "ceiling: count by the second",
        "Two subscriptions whose card is refused in one second count as one refusal.",
        DUNNING,
        "| {payment_id: attempted_at}",
        "| {attempted_at: attempted_at}",
    ),
    Mutation(
        "ceiling: send all the same",
        "Nothing keeps a card from being tried a hundred times a month.",
        CHARGE,
        "    if (free_at := card.free_at(now)) > now:\n",
        "    if (free_at := card.free_at(now)) < 0:\n",
    ),
    Mutation(
        "ceiling: count nothing",
        "No card ever reaches its ceiling.",
        SETTLE_CHARGE,
        "            free_at = _count_decline(payment, flight, books, now)\n",
        "            free_at = now\n",
    ),
    Mutation(
        "grace: halt at the first hard refusal",
        "Nobody has the two weeks in which another card would save their subscription.",
        JOURNAL,
        "halted(past_due) if retry_at is None and now >= dunning.halts_at else",
        "halted(past_due) if retry_at is None else",
    ),
    Mutation(
        "grace: never over",
        "Who never pays again keeps their subscription for ever.",
        STEP,
        "and now >= dunning.halts_at:",
        "and now < 0:",
    ),
    Mutation(
        "challenge: send before asking about the one given up",
        "Who confirms a day late is charged twice.",
        CHARGE,
        "    for reference in given_up_of_period(subscription):\n",
        "    for reference in given_up_of_period(subscription)[:0]:\n",
    ),
    Mutation(
        "challenge: forget that it was given up",
        "Who confirms a day late is charged twice, and nobody is told.",
        JOURNAL,
        "dropped(subscription) if decline.code == CHALLENGE_EXPIRED else landed(subscription)",
        "landed(subscription)",
    ),
    Mutation(
        "challenge: give up while it can still be confirmed",
        "A charge that its customer is just confirming is called refused and made again.",
        SETTLE_CHARGE,
        "    if outcome.kind is OutcomeKind.ABANDONED and has_challenge_expired(subscription, now):\n",
        "    if outcome.kind is not OutcomeKind.SUCCEEDED and has_challenge_expired(subscription, now):\n",
    ),
    Mutation(
        "challenge: give up at once",
        "Customers who look for their phone lose their time to confirm.",
        SETTLE_CHARGE,
        "    if outcome.kind is OutcomeKind.ABANDONED and has_challenge_expired(subscription, now):\n",
        "    if outcome.kind is OutcomeKind.ABANDONED:\n",
    ),
    Mutation(
        "challenge: start the time anew with each answer",
        "A challenge never expires, and the customer is never charged again.",
        JOURNAL,
        "expires_at = flight.challenge_expires_at or now + CHALLENGE_EXPIRES_AFTER",
        "expires_at = now + CHALLENGE_EXPIRES_AFTER",
    ),
    Mutation(
        "late money: look at the open period alone",
        "A charge that was given up and is paid in a later month is never noticed.",
        SETTLE,
        "    is_given_up = str(named) in subscription.given_up\n",
        '    is_given_up = str(named) == ""\n',
    ),
    Mutation(
        "late money: hold before telling",
        "A crash in between leaves a subscription on hold of which nobody knows.",
        FREEZE,
        """    books.alerts.raise_alert(AlertKind.PAYMENT_QUARANTINED, reference)
    held = needing_attention(subscription, Attention.UNCLEAR_MONEY)
""",
        """    held = needing_attention(subscription, Attention.UNCLEAR_MONEY)
    subscription = held = books.subscriptions.replace_subscription(held)
    books.alerts.raise_alert(AlertKind.PAYMENT_QUARANTINED, reference)
""",
    ),
    Mutation(
        "card: let an older checkout win",
        "A card that was replaced comes back with a webhook that was late.",
        CHANGES,
        " or payment_id <= subscription.card_payment_id:",
        ":",
    ),
    Mutation(
        "card: charge it while the old one's charge is in flight",
        "A customer who gives a card while the bank is slow pays twice.",
        CHANGES,
        "    if not owes or carded.in_flight:\n        return indexed(carded)\n",
        "    if not owes:\n        return indexed(carded)\n    carded = replace(carded, in_flight=None)\n",
    ),
    Mutation(
        "card: wait for the ladder",
        "A customer who gives a card to keep their subscription waits for days.",
        CHANGES,
        "    return _tried_at(moved_to(replace(carded, dunning=None), SubscriptionStatus.PAST_DUE), now)\n",
        "    return indexed(moved_to(replace(carded, dunning=None), SubscriptionStatus.PAST_DUE))\n",
    ),
    Mutation(
        "card: keep the old one's address",
        "Paystack refuses every charge of the new card: its e-mail is another.",
        CHANGES,
        "subscription, authorization=authorization, email=email, card_payment_id",
        "subscription, authorization=authorization, card_payment_id",
    ),
    Mutation(
        "card: dun the new one for the old one",
        "A card that came in time is tried the day after.",
        JOURNAL,
        "    if flight.card_payment_id != subscription.card_payment_id:\n",
        "    if flight.card_payment_id < 0:\n",
    ),
    Mutation(
        "card: end twice for its owner",
        "Every look of the sweep tells a customer again that their card ends.",
        EXPIRY,
        "if told == 0 or days < told]",
        "if told == 0 or days <= told]",
    ),
    Mutation(
        "card check: keep the money",
        "Whoever gives a card pays for it.",
        PAYMENT,
        "            look_at=now if self.purpose is Purpose.CARD_CHECK or is_going_back else None,\n",
        "            look_at=now if is_going_back else None,\n",
    ),
    Mutation(
        "card check: give back without noting it first",
        "Two processes give the same money back.",
        GIVE_BACK,
        "        stored = books.payments.replace_payment(pending)\n",
        "        stored = pending\n",
    ),
    Mutation(
        "card check: ask for ever",
        "A refund that cannot be made is tried every five minutes, and nobody is told.",
        CARD_CHECK,
        "    return len(payment.refunds) < MAX_TRIES\n",
        "    return True\n",
    ),
    Mutation(
        "card check: tell nobody of a refused refund",
        "The customer's money stays where it is.",
        GIVE_BACK,
        "        books.alerts.raise_alert(AlertKind.REFUND_NEEDS_ATTENTION, payment.reference)\n",
        "        pass\n",
    ),
    Mutation(
        "card check: have its webhook come again",
        "Paystack repeats each one for three days, until the refund has arrived.",
        WEBHOOK,
        "not payment.is_settled:",
        "not payment.is_final:",
    ),
    Mutation(
        "trial: as often as you like",
        "One card has a trial a month, under a new address each time.",
        TAKE,
        "    if offer and not books.cards.claim_trial(",
        "    if offer == '-' and not books.cards.claim_trial(",
    ),
]
