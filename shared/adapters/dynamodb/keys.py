"""Every key of both tables, and nowhere else.

    Users      USER#<id>            USER                 the user
               USERNAME#<name>      USERNAME             who has this user name
               EMAIL#<address>      EMAIL                who has this address
               USER#<id>            FAMILY#<id>          a login's refresh tokens (expires)
               DEVICE#<hash>        DEVICE               a device that has logged in to an account (expires)
               ATTEMPTS#<hash>      WINDOW#<number>      attempts at something in a span of time (expires)
    Payments   USER#<id>            COUNTERS             the user's last payment and subscription ids
               USER#<id>            PAYMENT#<id>         a payment; ids are padded, so that they sort as numbers
               USER#<id>            SUBSCRIPTION#<id>    a subscription
               USER#<id>            CARD#<hash>          when a card of the user was refused (expires)
               TRIAL#<hash>         TRIAL                which checkout had a card's trial of an offer
               IDEMPOTENCY#<hash>   IDEMPOTENCY          a client's Idempotency-Key (expires)
               DISPUTES             DISPUTE#<id>         a dispute; ids are padded
               WEBHOOK#<id>         WEBHOOK              an event of Paystack's, its very bytes (expires)
               WEBHOOKS#<span>      <time>#<id>          how far we are with it; a span is 30 days (expires)
               STACK                CHARGING             the main switch
               STACK                LINE                 since when the charges wait that there is no room for
               PACE#<window>        PACE                 charges sent in a few seconds (expires)
               RECONCILIATIONS      RUN#<id>             a comparison of the books; ids sort by when it was begun
               RECONCILIATIONS      WINDOW#<from>-<to>   the last run over a window
               RECONCILIATIONS      COVERED              up to when daily runs have compared everything
               RECONCILIATIONS      DIFFERENCE#<id>      what the books do not agree on
               RECONCILIATION#<id>  DIFFERENCE#<id>      that a run found a difference

The due index of `Payments` (`due_shard`, `look_at`) holds what must be looked at, and nothing else. The index of
watched subscriptions (`watch_shard`, `pk`) holds all of which something may still become, due or not.
"""

import hashlib
from typing import Any

from shared.ports import Lane

DUE_INDEX = "due"
WATCH_INDEX = "watched"
SHARDS = 8
DISPUTES = "DISPUTES"
WEBHOOK_SPAN = 30 * 86_400
_DIGITS = 12
_LONG_DIGITS = 20
"""Of Paystack's own numbers, which have up to 64 bits."""

Key = dict[str, Any]


def _key(pk: str, sk: str) -> Key:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def user_key(user_id: str) -> Key:
    """Key of a user."""
    return _key(f"USER#{user_id}", "USER")


def username_key(username: str) -> Key:
    """Key of the item that makes a user name unique."""
    return _key(f"USERNAME#{username}", "USERNAME")


def email_key(email: str) -> Key:
    """Key of the item that makes an address unique."""
    return _key(f"EMAIL#{email}", "EMAIL")


def family_key(user_id: str, family_id: str) -> Key:
    """Key of a family of refresh tokens."""
    return _key(f"USER#{user_id}", f"FAMILY#{family_id}")


def device_key(device: str) -> Key:
    """Key of a known device, which is a hash."""
    return _key(f"DEVICE#{device}", "DEVICE")


def attempts_key(name: str, window: int) -> Key:
    """Key of a count of attempts; hashed, since addresses and whatever people type as their name are in it."""
    return _key(f"ATTEMPTS#{hashlib.sha256(name.encode(errors='replace')).hexdigest()}", f"WINDOW#{window}")


def counters_key(user_id: str) -> Key:
    """Key of a user's counters."""
    return _key(f"USER#{user_id}", "COUNTERS")


def payment_key(user_id: str, payment_id: int) -> Key:
    """Key of a payment."""
    return _key(f"USER#{user_id}", f"PAYMENT#{payment_id:0{_DIGITS}d}")


def subscription_key(user_id: str, subscription_id: int) -> Key:
    """Key of a subscription."""
    return _key(f"USER#{user_id}", f"SUBSCRIPTION#{subscription_id:0{_DIGITS}d}")


def idempotency_key(user_id: str, key: str) -> Key:
    """Key of a client's Idempotency-Key; hashed, since what a client sends there is its own affair."""
    return _key(f"IDEMPOTENCY#{_digest(user_id, key)}", "IDEMPOTENCY")


def card_key(user_id: str, card: str) -> Key:
    """Key of what is kept of a user's card; hashed, since a code that can be charged may stand for it."""
    return _key(f"USER#{user_id}", f"CARD#{_digest(card)}")


def trial_key(card: str, offer: str) -> Key:
    """Key of the trial of an offer that a card had, whoever's it was."""
    return _key(f"TRIAL#{_digest(card, offer)}", "TRIAL")


def webhook_key(webhook_id: str) -> Key:
    """Key of an event's bytes."""
    return _key(f"WEBHOOK#{webhook_id}", "WEBHOOK")


def webhook_entry_key(received_at: int, webhook_id: str) -> Key:
    """Key of an event's entry in the list of events: they sort by time."""
    return _key(webhook_list(received_at), f"{received_at:0{_DIGITS}d}#{webhook_id}")


def webhook_list(instant: int) -> str:
    """The partition with the events of a span of 30 days, by any instant in it."""
    return f"WEBHOOKS#{instant // WEBHOOK_SPAN}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def watch_shard(part: int) -> str:
    """The shard of the watched index that holds a part of the users (`shared.ports.part_of`)."""
    return str(part)


def due_shard(user_id: str, lane: Lane) -> str:
    """The shard of a lane that holds a user's items: random ids spread evenly by their last character."""
    return f"{lane}#{ord(user_id[-1]) % SHARDS}"


def due_shards(lane: Lane) -> list[str]:
    """All shards of a lane of the due index."""
    return [f"{lane}#{number}" for number in range(SHARDS)]


def dispute_key(dispute_id: int) -> Key:
    """Key of a dispute: few enough for one partition, which staff list."""
    return _key(DISPUTES, f"DISPUTE#{dispute_id:0{_LONG_DIGITS}d}")


def charging_switch_key() -> Key:
    """Key of the main switch."""
    return _key("STACK", "CHARGING")


def charge_line_key() -> Key:
    """Key of what is known of the line of charges that wait."""
    return _key("STACK", "LINE")


def pace_key(window: int) -> Key:
    """Key of the charges of one window; each has a partition of its own, so that none is ever hot."""
    return _key(f"PACE#{window}", "PACE")


def run_key(run_id: str) -> Key:
    """Key of a reconciliation."""
    return _key("RECONCILIATIONS", f"RUN#{run_id}")


def window_key(start: int, end: int) -> Key:
    """Key of the last reconciliation of a window."""
    return _key("RECONCILIATIONS", f"WINDOW#{start}-{end}")


def covered_key() -> Key:
    """Key of what daily reconciliations have covered."""
    return _key("RECONCILIATIONS", "COVERED")


def difference_key(difference_id: str) -> Key:
    """Key of a difference."""
    return _key("RECONCILIATIONS", f"DIFFERENCE#{difference_id}")


def found_key(run_id: str, difference_id: str) -> Key:
    """Key of the item that says that a run found a difference."""
    return _key(f"RECONCILIATION#{run_id}", f"DIFFERENCE#{difference_id}")


def parse_key(pk: str, sk: str) -> tuple[str, str, int]:
    """Return user id, kind (`PAYMENT`, `SUBSCRIPTION` or `DISPUTE`) and id of an item in either index."""
    kind, number = sk.split("#")
    return pk.removeprefix("USER#"), kind, int(number)
