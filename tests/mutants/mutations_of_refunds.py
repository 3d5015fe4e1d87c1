"""Mistakes with money that is given back, or asked back."""

from tests.mutants.mutation import Mutation

REFUND = "shared/domain/refund.py"
MONEY_BACK = "shared/domain/money_back.py"
DISPUTE = "shared/domain/dispute.py"
DUNNING = "shared/domain/dunning.py"
REFUND_PAYMENT = "shared/usecases/refund_payment.py"
SEND_REFUND = "shared/usecases/send_refund.py"
FOLLOW = "shared/usecases/follow_refunds.py"
REFRESH_DISPUTE = "shared/usecases/refresh_dispute.py"
ANSWER = "shared/usecases/answer_dispute.py"
CHARGE = "shared/usecases/charge_subscription.py"
CARDS = "shared/adapters/dynamodb/cards.py"

REFUNDS = [
    Mutation(
        "refund: ask before it is stored",
        "Fifty clicks give back fifty times what was taken.",
        REFUND_PAYMENT,
        "            stored = payments.replace_payment(pending)\n",
        "            stored = pending\n",
    ),
    Mutation(
        "refund: forget what is on its way",
        "A payment is refunded once more while its refund is under way.",
        REFUND,
        "        return self.status is not RefundStatus.FAILED\n",
        "        return self.status is RefundStatus.PROCESSED\n",
    ),
    Mutation(
        "refund: forget what disputes took",
        "The payer gets their money from the bank and from the merchant.",
        MONEY_BACK,
        "    return max(0, payment.money.subunits - held - _lost(payment))\n",
        "    return max(0, payment.money.subunits - held)\n",
    ),
    Mutation(
        "refund: during a dispute",
        "The payer gets their money from the bank and from the merchant.",
        MONEY_BACK,
        "    if is_disputed(payment):\n        raise",
        "    if False:\n        raise",
    ),
    Mutation(
        "refund: one name for all",
        "Of two refunds whose answers were lost, one is found twice and the other never.",
        MONEY_BACK,
        'note=f"{payment.reference}.r{number}"',
        'note=f"{payment.reference}.r1"',
    ),
    Mutation(
        "refund: a key does not matter",
        "A client that tries again gives back twice.",
        MONEY_BACK,
        "if client_key and one.client_key == client_key",
        "if False",
    ),
    Mutation(
        "refund: any body will do",
        "A client that reuses a key believes that another amount was refunded.",
        REFUND_PAYMENT,
        "    if earlier.body_hash != request.body_hash:\n",
        "    if False:\n",
    ),
    Mutation(
        "refund: lost at the first look",
        "A refund that Paystack lists late is made a second time.",
        REFUND,
        "now - self.created_at < LOST_AFTER:",
        "now - self.created_at < LEASE:",
    ),
    Mutation(
        "refund: held for ever",
        "Money that was never sent cannot be refunded any more.",
        REFUND,
        "        if self.status is not RefundStatus.REQUESTED or now",
        "        if self.status is RefundStatus.REQUESTED or now",
    ),
    Mutation(
        "refund: begin again what is over",
        "Old news makes a payment look as if its money were still on its way.",
        REFUND,
        "        if self.is_over and self.paystack_id is not None and status not in OVER:\n",
        "        if False:\n",
    ),
    Mutation(
        "refund: pass over the dashboard's",
        "What people refunded by hand can be refunded once more.",
        REFUND,
        "    return (*known, *(adopted",
        "    return (*known,)  # (*(adopted",
    ),
    Mutation(
        "refund: count a dispute's refund too",
        "A lost dispute takes its amount twice from what is left.",
        REFUND,
        "    own = sorted((one for one in records if one.dispute_id is None), key=lambda one: one.id)\n",
        "    own = sorted(records, key=lambda one: one.id)\n",
    ),
    Mutation(
        "refund: keep what was refused",
        "A refused refund blocks its amount.",
        MONEY_BACK,
        '            told = replace(refund.failed(outcome.code or "refused", outcome.text, now), client_key="")\n',
        "            told = refund\n",
    ),
    Mutation(
        "refund: let the answer undo the list",
        "A slow answer makes a refund that has left look as if it were on its way.",
        MONEY_BACK,
        "    if refund.status is not RefundStatus.REQUESTED:\n        return payment\n",
        "",
    ),
    Mutation(
        "refund: tell nobody",
        "A failed refund is found when the customer complains.",
        FOLLOW,
        "        books.alerts.raise_alert(AlertKind.REFUND_NEEDS_ATTENTION, after.reference)\n",
        "        pass\n",
    ),
    Mutation(
        "refund: keep the sweep busy",
        "While Paystack does not tell, the sweep looks at nothing else.",
        FOLLOW,
        "            _put_off(payment, books, now)\n",
        "",
    ),
    Mutation(
        "dispute: charge on",
        "The payer disputes every further charge as well.",
        CHARGE,
        "    if card.is_disputed:",
        "    if False:",
    ),
    Mutation(
        "dispute: freeze for ever",
        "A customer who won the argument is never charged again.",
        DUNNING,
        "        left = tuple(one for one in self.open_disputes if one != dispute_id)\n",
        "        left = self.open_disputes\n",
    ),
    Mutation(
        "dispute: let old news freeze again",
        "Whoever comes late freezes a card whose dispute is over, for good.",
        DUNNING,
        "        if dispute_id in self.past_disputes or (is_open",
        "        if (is_open",
    ),
    Mutation(
        "dispute: forget a frozen card",
        "After a month the card of an open dispute is charged again.",
        CARDS,
        "        if not declines.is_disputed:\n",
        "        if True:\n",
        "stores",
    ),
    Mutation(
        "dispute: a decline frees the card",
        "The card of an open dispute is charged again.",
        DUNNING,
        "        return replace(self, declined_at=declined_at, payment_ids=payment_ids)\n",
        "        return CardDeclines(declined_at, self.version, payment_ids)\n",
    ),
    Mutation(
        "dispute: open it again",
        "Old news turns a lost payment into a disputed one.",
        MONEY_BACK,
        "    if mark.id in there and there[mark.id].outcome is not DisputeOutcome.OPEN:\n",
        "    if False:\n",
    ),
    Mutation(
        "dispute: alarm at every look",
        "People are told of one dispute every few minutes.",
        REFRESH_DISPUTE,
        "    if after.is_due_soon(now) and not after.has_alarmed:\n",
        "    if after.is_due_soon(now):\n",
    ),
    Mutation(
        "dispute: never alarm",
        "Paystack gives in for the merchant, who never knew.",
        DISPUTE,
        "now >= self.due_at - DUE_SOON\n",
        "now >= self.due_at + DUE_SOON\n",
    ),
    Mutation(
        "dispute: answer without noting it",
        "Two people answer the same dispute, one yes and one no.",
        ANSWER,
        "    noted = store.replace_dispute(answering(dispute, answer.resolution, answered_by, clock.now()))\n",
        "    noted = answering(dispute, answer.resolution, answered_by, clock.now())\n",
    ),
    Mutation(
        "dispute: answer again what may have arrived",
        "An answer whose confirmation was lost is sent twice.",
        ANSWER,
        "    if dispute.is_being_answered(clock.now()):\n",
        "    if False:\n",
    ),
    Mutation(
        "dispute: what is vague was won",
        "Money that went back is counted as kept.",
        DISPUTE,
        "            return DisputeOutcome.LOST if is_reversed else DisputeOutcome.WON\n",
        "            return DisputeOutcome.WON\n",
    ),
]
