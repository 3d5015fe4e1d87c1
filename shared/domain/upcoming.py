"""What will be charged next: the domain's own transitions, run ahead of time as if every charge succeeded at once."""

from dataclasses import dataclass

from shared.domain.charge_journal import captured, claimed
from shared.domain.money import Money
from shared.domain.next_step import Step, next_step
from shared.domain.subscription import Subscription, told_of_expiry
from shared.domain.subscription_changes import resumed

MAX_UPCOMING = 100


@dataclass(frozen=True, slots=True)
class UpcomingCharge:
    """One charge to come: `at` UTC epoch seconds, in the local time of `timezone`."""

    index: int
    at: int
    timezone: str
    money: Money


def upcoming(subscription: Subscription, count: int, now: int) -> list[UpcomingCharge]:
    """Return the next `count` charges, fewer where the subscription ends, is held, or asks its customer first.

    A charge that is under way is not among them: it is taken to succeed now.
    """
    charges: list[UpcomingCharge] = []
    read = after_charge_under_way(subscription, now)
    while len(charges) < count and read.look_at is not None:
        now = max(now, read.look_at)
        match next_step(read, now):
            case Step.CLAIM:
                charges.append(UpcomingCharge(read.next_index, now, read.schedule.timezone, read.money))
                read = captured(claimed(read, 0, now), now)
            case Step.END_PAUSE:
                read = resumed(read, read.resume_at or now)
            case Step.TELL_CARD_EXPIRES:
                read = told_of_expiry(read, now)
            case _:
                break
    return charges


def after_charge_under_way(subscription: Subscription, now: int) -> Subscription:
    """Return it as it will stand if the charge under way, where there is one, succeeds now."""
    return captured(subscription, now) if subscription.in_flight else subscription
