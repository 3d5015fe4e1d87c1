"""Mistakes in a subscription's life: pauses, other terms, missed periods, ends, and the calls that keep it going."""

from tests.mutants.mutation import Mutation

CHANGES = "shared/domain/subscription_changes.py"
PERIODS = "shared/domain/subscription_periods.py"
SUBSCRIPTION = "shared/domain/subscription.py"
EPOCH = "shared/domain/epoch.py"
JOURNAL = "shared/domain/charge_journal.py"
STEP = "shared/domain/next_step.py"
UPCOMING = "shared/domain/upcoming.py"
RESUME = "shared/usecases/resume_subscription.py"
WAKE_UPS = "shared/usecases/wake_ups.py"

LIVES = [
    Mutation(
        "pause: go on charging",
        "Pausing does nothing.",
        SUBSCRIPTION,
        "CHARGEABLE = frozenset({_S.ACTIVE, _S.PAST_DUE})\n",
        "CHARGEABLE = frozenset({_S.ACTIVE, _S.PAST_DUE, _S.PAUSED})\n",
    ),
    Mutation(
        "pause: forget when it ends",
        "Who paused for a month is never charged again.",
        SUBSCRIPTION,
        "        return subscription.resume_at\n    if subscription.status not in CHARGEABLE:\n",
        "        return None\n    if subscription.status not in CHARGEABLE:\n",
    ),
    Mutation(
        "resume: charge what was due in the pause",
        "Who paused for a holiday pays for it when they are back.",
        CHANGES,
        "    return opened(active, active.next_index, not_before)\n",
        "    return opened(active, active.next_index)\n",
    ),
    Mutation(
        "resume: charge the period that is due while somebody resumes",
        "Who resumes in the middle of a month pays for its beginning.",
        RESUME,
        "resumed(read, now + 1)",
        "resumed(read, 0)",
    ),
    Mutation(
        "resume: open another period while a charge is in flight",
        "The charge that was under way when the pause began ends a period that it was not for.",
        CHANGES,
        "    if active.in_flight:  # it decides",
        "    if not active:  # it decides",
    ),
    Mutation(
        "resume: go on catching up",
        "The next outage's missed periods are all charged, though nobody was asked.",
        CHANGES,
        "resume_at=None, is_catching_up=False)",
        "resume_at=None)",
    ),
    Mutation(
        "change: give a number to two periods",
        "The first charge on the new terms has the name of one on the old ones: Paystack refuses it for ever.",
        PERIODS,
        "first_index=index + 1)",
        "first_index=index)",
    ),
    Mutation(
        "change: keep the charge that is moved",
        "Who moves the time of their next charge is charged at both times.",
        EPOCH,
        "        return self.begins_at if self.instead_of is None else min(self.begins_at, self.instead_of)\n",
        "        return self.begins_at\n",
    ),
    Mutation(
        "change: begin in the past",
        "New terms charge for periods that are long over.",
        CHANGES,
        "    if begins_at <= now:\n",
        "    if begins_at < 0:\n",
    ),
    Mutation(
        "change: while a charge is under way",
        "The charge under way is booked with the new amount, which is not what was taken.",
        CHANGES,
        "    _require_no_flight(subscription)\n    epoch",
        "    epoch",
    ),
    Mutation(
        "change: keep the hour that the clocks moved to",
        "A price change on the one day of a skipped hour moves every later charge.",
        CHANGES,
        "_new_schedule(old, change, intended_wall(old, index), old.day)",
        "_new_schedule(old, change, wall_of(due(old, index), old.timezone), old.day)",
    ),
    Mutation(
        "catch up: never end it",
        "After one outage every later one is charged in full without asking.",
        JOURNAL,
        "    if following.is_catching_up and following.next_charge_at > captured_at:\n",
        "    if following.is_catching_up and following.next_charge_at < 0:\n",
    ),
    Mutation(
        "catch up: where money is unclear",
        "A customer whose money is being looked into answers a question that nobody asked, and is charged again.",
        CHANGES,
        "    if subscription.attention is not Attention.MISSED_PERIODS:\n",
        "    if subscription.attention is None:\n",
    ),
    Mutation(
        "catch up: skip to what is due already",
        "Who wants to pay for none of the missed periods pays for the last one.",
        CHANGES,
        "return opened(active, active.next_index, now + 1)",
        "return opened(active, active.next_index + 1)",
    ),
    Mutation(
        "missed: count a period that nobody agreed on",
        "Who has one charge left is asked about two, and charged for none.",
        PERIODS,
        "charged=subscription.charged + 1), index + 1, 0)",
        "charged=subscription.charged), index + 1, 0)",
    ),
    Mutation(
        "end: one charge more than agreed",
        "A plan of twelve charges makes thirteen.",
        PERIODS,
        "subscription.charged >= subscription.charges:",
        "subscription.charged > subscription.charges:",
    ),
    Mutation(
        "end: leave out the charge on the last day",
        "A plan until the 31st makes its last charge a month before.",
        PERIODS,
        "due_at > subscription.end_at:",
        "due_at >= subscription.end_at:",
    ),
    Mutation(
        "stop with the period: charge once more",
        "Who has left is charged for another month.",
        STEP,
        "    if subscription.stops_at_period_end:\n        return Step.STOP\n",
        "",
    ),
    Mutation(
        "stop with the period: try a refused charge again",
        "Who was to leave, and could not pay any more, is dunned for two weeks.",
        JOURNAL,
        "    if over.stops_at_period_end:\n        return stopped(over)\n",
        "",
    ),
    Mutation(
        "preview: tell the due date instead of the charge's",
        "What is shown of catching up is not what then happens.",
        UPCOMING,
        "UpcomingCharge(read.next_index, now,",
        "UpcomingCharge(read.next_index, read.next_charge_at,",
    ),
    Mutation(
        "watch: take a card's end for a missed charge",
        "Staff are called at night because somebody's card ends in three weeks.",
        SUBSCRIPTION,
        "        since = subscription.charge_at  # what",
        "        since = subscription.look_at  # what",
    ),
    Mutation(
        "wake-up: keep the schedule of what is not charged",
        "Everybody who has ever paused, left or failed is woken for, for ever.",
        WAKE_UPS,
        "before.status in CHARGEABLE and after.status not in CHARGEABLE:\n",
        "before.status not in CHARGEABLE and after.status not in CHARGEABLE:\n",
    ),
    Mutation(
        "wake-up: keep the old calendar's schedule",
        "Who moves to another day is charged when the sweep comes by.",
        WAKE_UPS,
        "and not _is_woken_alike(before, after):\n",
        "and (before is None or before.status not in CHARGEABLE):\n",
    ),
    Mutation(
        "wake-up: ask for calls in the past",
        "EventBridge refuses them, and a settled charge counts as failed.",
        WAKE_UPS,
        "if at is not None and at > now and",
        "if at is not None and",
    ),
]
