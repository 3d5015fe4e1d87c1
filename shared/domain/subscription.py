"""A subscription: the agreement to be charged on a schedule, and the states it can be in.

Every function that changes one returns it as it should be stored next; the store refuses a write over a version that
is not the one that was read. All instants are UTC epoch seconds. `subscription_periods` opens one period after the
other, `charge_journal` has the steps of a charge, `subscription_changes` what a customer may decide.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from shared.domain.billing_calendar import Schedule
from shared.domain.card_expiry import expires_at, next_notice_at, notice_days
from shared.domain.dunning import Dunning
from shared.domain.epoch import Epoch
from shared.domain.errors import WrongState
from shared.domain.money import Money
from shared.domain.payment import HOUR, MINUTE
from shared.domain.reference import ChargeReference
from shared.domain.transaction import Authorization

OVERLOOKED_AFTER = 5 * MINUTE
"""A subscription that should have been looked at so long ago has been forgotten."""
MIN_BETWEEN_CAPTURES = 20 * HOUR
PUT_OFF_FOR = 15 * MINUTE


class SubscriptionStatus(StrEnum):
    """Where a subscription stands. It is incomplete, and not stored, until its checkout is paid."""

    ACTIVE = "active"
    PAST_DUE = "past_due"
    """A charge was refused: it is tried again, or waits for a new card."""
    PAUSED = "paused"
    NEEDS_ATTENTION = "needs_attention"
    """Nothing is charged until a person has chosen."""
    HALTED = "halted"
    """The retries are exhausted; a new card revives it."""
    STOPPED = "stopped"
    COMPLETED = "completed"


_S = SubscriptionStatus
TRANSITIONS: dict[SubscriptionStatus, frozenset[SubscriptionStatus]] = {
    _S.ACTIVE: frozenset({_S.PAST_DUE, _S.PAUSED, _S.NEEDS_ATTENTION, _S.STOPPED, _S.COMPLETED}),
    _S.PAST_DUE: frozenset({_S.ACTIVE, _S.HALTED, _S.NEEDS_ATTENTION, _S.STOPPED}),
    _S.PAUSED: frozenset({_S.ACTIVE, _S.NEEDS_ATTENTION, _S.STOPPED, _S.COMPLETED}),
    _S.NEEDS_ATTENTION: frozenset({_S.ACTIVE, _S.STOPPED, _S.COMPLETED}),
    _S.HALTED: frozenset({_S.PAST_DUE, _S.NEEDS_ATTENTION, _S.STOPPED}),
    _S.STOPPED: frozenset(),
    _S.COMPLETED: frozenset(),
}
CHARGEABLE = frozenset({_S.ACTIVE, _S.PAST_DUE})
ENDED = frozenset({_S.STOPPED, _S.COMPLETED})


class Attention(StrEnum):
    """Why a subscription needs a person."""

    MISSED_PERIODS = "missed_periods"
    """Two or more periods have passed without a charge: the customer chooses."""
    UNCLEAR_MONEY = "unclear_money"
    """Money was taken that does not fit the books: the merchant must look first."""


@dataclass(frozen=True, slots=True)
class InFlight:
    """A charge whose end is not known yet: stored before the call, removed when it is settled.

    `card` is the one it is charged to, which the checkout `card_payment_id` brought. `ask_at` is when it may next be
    taken up; `not_found_at` when Paystack first said that it has no such charge. `challenge_url` is where the
    customer confirms it, until `challenge_expires_at`, when their bank asks for that.
    """

    reference: ChargeReference
    payment_id: int
    card: str
    claimed_at: int
    ask_at: int
    asked: int = 0
    not_found_at: int | None = None
    challenge_url: str = ""
    challenge_expires_at: int | None = None
    card_payment_id: int = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """Period `next_index` of `schedule` is open: due at `next_charge_at`, (next) tried at `charge_at`, None when not.

    `attempt` counts the tries of the period, `charged` the periods paid; after `charges` of them, or with the last
    that is due by `end_at`, it is completed. `coming` are terms agreed for later. `look_at` is when anybody should
    look at it next (the due index), None when never. `email` is the one the authorization was made with: Paystack
    charges it with no other; `card_payment_id` is the checkout that brought it. `card_notice` is how many days before
    the card's end the customer was last told of it. `given_up` are the references of the last charges that Paystack
    had not ended when they were given up: should one be paid after all, a person must look. `spread` is over how many
    minutes the charges of one instant are spread.
    """

    user_id: str
    id: int
    status: SubscriptionStatus
    payment_id: int
    money: Money
    email: str
    schedule: Schedule
    created_at: int
    next_index: int
    next_charge_at: int
    authorization: Authorization | None = None
    card_payment_id: int = 0
    card_notice: int = 0
    charge_at: int | None = None
    attempt: int = 1
    look_at: int | None = None
    in_flight: InFlight | None = None
    last_capture_at: int | None = None
    charged: int = 0
    charges: int | None = None
    end_at: int | None = None
    coming: Epoch | None = None
    stops_at_period_end: bool = False
    resume_at: int | None = None
    dunning: Dunning | None = None
    attention: Attention | None = None
    is_catching_up: bool = False
    given_up: tuple[str, ...] = ()
    spread: int = 0
    version: int = 0

    @property
    def is_chargeable(self) -> bool:
        """Whether it is charged again by itself."""
        return self.status in CHARGEABLE and self.authorization is not None

    @property
    def card(self) -> str:
        """Which instrument its charges are made with, whatever the authorization's code; empty when it has none."""
        return self.authorization.instrument if self.authorization else ""

    @property
    def next_reference(self) -> ChargeReference:
        """The name of the open period's next attempt."""
        return ChargeReference(self.user_id, self.id, self.next_index, self.attempt)

    @property
    def may_capture_from(self) -> int:
        """The first instant at which money may be taken again after the last time."""
        return (self.last_capture_at or -MIN_BETWEEN_CAPTURES) + MIN_BETWEEN_CAPTURES


def moved_to(subscription: Subscription, status: SubscriptionStatus) -> Subscription:
    """Return it in another state, which is the only way into one; raise WrongState where the table has no way."""
    if status is subscription.status:
        return subscription
    if status not in TRANSITIONS[subscription.status]:
        raise WrongState(f"A {worded(subscription.status)} subscription cannot become {worded(status)}.")
    return replace(subscription, status=status)


def worded(status: SubscriptionStatus) -> str:
    """The state in words."""
    return status.value.replace("_", " ")


def is_overlooked(subscription: Subscription, reached: int) -> bool:
    """Whether it was due long before `reached` (up to when all have had their turn), and nobody has looked at it."""
    if not is_watched(subscription):
        return False
    since = subscription.look_at
    if since is not None and since == card_notice_at(subscription):
        since = subscription.charge_at  # what nobody was told of is no missed charge
    ask_at = subscription.in_flight.ask_at if subscription.in_flight else 0
    return since is None or reached - max(since, ask_at) >= OVERLOOKED_AFTER


def is_watched(subscription: Subscription) -> bool:
    """Whether anything can still become of it by itself: a charge, the end of one, of a pause, or of the grace."""
    waits = subscription.status is SubscriptionStatus.PAUSED and subscription.resume_at is not None
    return subscription.status in CHARGEABLE or waits or subscription.in_flight is not None


def is_asked_about(subscription: Subscription) -> bool:
    """Whether it is looked at only to ask Paystack about its charge in flight, which was asked about before."""
    flight, look_at = subscription.in_flight, subscription.look_at
    return flight is not None and look_at is not None and look_at > flight.claimed_at


def looked_up(subscription: Subscription, now: int) -> Subscription:
    """Put it back into the due index."""
    return replace(subscription, look_at=now)


def put_off(subscription: Subscription, now: int) -> Subscription:
    """Look at it again later, so that what may not be charged now does not keep the sweep from what may."""
    return replace(subscription, look_at=now + PUT_OFF_FOR)


def needing_attention(subscription: Subscription, reason: Attention) -> Subscription:
    """Claim nothing more until a person has chosen; a charge in flight is still asked about."""
    if subscription.status in ENDED:
        return subscription
    moved = moved_to(subscription, SubscriptionStatus.NEEDS_ATTENTION)
    return indexed(replace(moved, attention=reason, charge_at=None, resume_at=None))


def stopped(subscription: Subscription) -> Subscription:
    """Claim nothing more; a charge in flight stays in the due index until its end is known."""
    ended = moved_to(subscription, SubscriptionStatus.STOPPED)
    return indexed(replace(ended, charge_at=None, resume_at=None, coming=None, attention=None))


def indexed(subscription: Subscription) -> Subscription:
    """Return it with `look_at` as everything else in it demands."""
    return replace(subscription, look_at=_when_to_look(subscription))


def _when_to_look(subscription: Subscription) -> int | None:
    if subscription.in_flight:
        return subscription.in_flight.ask_at
    if subscription.status is SubscriptionStatus.PAUSED:
        return subscription.resume_at
    if subscription.status not in CHARGEABLE:
        return None
    dunning = subscription.dunning
    ends = dunning.halts_at if dunning and subscription.charge_at is None else None
    wanted = (subscription.charge_at, ends, card_notice_at(subscription))
    return min((instant for instant in wanted if instant is not None), default=None)


def card_notice_at(subscription: Subscription) -> int | None:
    """Return when its customer is next told that the card ends before the next charge, None when never."""
    if subscription.authorization is None or subscription.stops_at_period_end:
        return None
    expiry = expires_at(subscription.authorization, subscription.schedule.timezone)
    return next_notice_at(expiry, subscription.charge_at, subscription.card_notice)


def told_of_expiry(subscription: Subscription, now: int) -> Subscription:
    """Note that its customer is told now that the card ends; `card_notice` says how many days ahead."""
    if subscription.authorization is None:
        raise ValueError("there is no card to tell of")
    days = notice_days(expires_at(subscription.authorization, subscription.schedule.timezone), now)
    return indexed(replace(subscription, card_notice=days))
