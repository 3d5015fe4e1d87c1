"""Mistakes where more is due than Paystack accepts: room, tickets, the line and its order, the spread."""

from tests.mutants.mutation import Mutation

CHARGE = "shared/usecases/charge_subscription.py"
DOOR = "shared/usecases/door.py"
SWEEP = "shared/usecases/sweep_due_subscriptions.py"
WATCH = "shared/usecases/watch_subscriptions.py"
JOURNAL = "shared/domain/charge_journal.py"
SUBSCRIPTION = "shared/domain/subscription.py"
PACE = "shared/domain/charge_pace.py"
SPREAD = "shared/domain/spread.py"
TABLE = "shared/adapters/dynamodb/charge_pace.py"
DUE_INDEX = "shared/adapters/dynamodb/due_index.py"

LINE = [
    Mutation(
        "line: send without room",
        "A hundred thousand charges in one minute: Paystack refuses nearly all of them.",
        CHARGE,
        "        case Step.CLAIM if not door.has_room():\n",
        "        case Step.CLAIM if not door:\n",
    ),
    Mutation(
        "line: send again without room",
        "After an outage everything that was under way is sent again at once.",
        CHARGE,
        "            case NeverCreated.SEND_AGAIN if not door.has_room():\n",
        "            case NeverCreated.SEND_AGAIN if not door:\n",
    ),
    Mutation(
        "line: go on sending after too many",
        "Paystack has said that there were too many, and is sent as many again.",
        CHARGE,
        "        door.shut()\n",
        "        pass\n",
    ),
    Mutation(
        "line: a ticket for ever",
        "Calls that Lambda was late with are all sent at once, on top of those that have room.",
        DOOR,
        "now <= self.ticket.kept_until or",
        "self.ticket.kept_until > 0 or",
    ),
    Mutation(
        "line: a place behind everybody for what is sent again",
        "Who was charged first and met a fault waits for a million others.",
        JOURNAL,
        "in_flight=replace(flight, ask_at=now), look_at=due_at)",
        "in_flight=replace(flight, ask_at=now), look_at=now)",
    ),
    Mutation(
        "line: one refused for being too many waits an hour",
        "Whoever meets a busy minute is charged an hour late, and again, and again.",
        JOURNAL,
        "ask_at=now + HELD_BACK_FOR",
        "ask_at=now + HOUR",
    ),
    Mutation(
        "line: one refused for being too many is no news",
        "It takes two more questions until it is sent again.",
        JOURNAL,
        "HELD_BACK_FOR, not_found_at=flight.not_found_at or now)",
        "HELD_BACK_FOR, not_found_at=flight.not_found_at)",
    ),
    Mutation(
        "line: questions behind the charges",
        "What is in flight is asked about once a million others were charged.",
        SUBSCRIPTION,
        "    return flight is not None and look_at is not None and look_at > flight.claimed_at\n",
        "    return flight is None and look_at is not None\n",
    ),
    Mutation(
        "line: the last one first",
        "Who has waited longest is charged last.",
        DUE_INDEX,
        "key=lambda item: item.look_at)",
        "key=lambda item: -item.look_at)",
        "stores",
    ),
    Mutation(
        "line: serve all windows at once",
        "A minute's charges are sent in its first second, without regard to Paystack's limit.",
        SWEEP,
        "        sweep.clock.wait_until(at)\n",
        "",
    ),
    Mutation(
        "line: say nothing of it",
        "The watchdog rings for everybody who waits, and asks for their charges once more.",
        SWEEP,
        "        pace.note_line(waiting_since, clock.now())\n",
        "        pass\n",
    ),
    Mutation(
        "line: take it for people overlooked",
        "The watchdog rings for everybody who waits, and asks for their charges once more.",
        WATCH,
        "    reached = pace.reached(began)\n",
        "    reached = began\n",
    ),
    Mutation(
        "watch: begin with the same part each time",
        "Where there are too many for one watch, the last parts are never looked at.",
        WATCH,
        "    first = now // A_WATCH * PARTS_SKIPPED\n",
        "    first = 0\n",
    ),
    Mutation(
        "room: forget that a minute touches thirteen windows",
        "Sixty seconds that begin in the middle of a window see more than Paystack accepts.",
        PACE,
        "_WINDOWS_TOUCHED = _MINUTE // WINDOW + 1\n",
        "_WINDOWS_TOUCHED = _MINUTE // WINDOW\n",
    ),
    Mutation(
        "room: none for people who wait",
        "A customer who gives a new card waits behind a hundred thousand others.",
        PACE,
        "        return self.room - max(1, self.room // _PART_FOR_PEOPLE)\n",
        "        return self.room\n",
    ),
    Mutation(
        "room: open the last window of the minute too early",
        "The minute after a refusal is some seconds short.",
        PACE,
        "window_of(now + SHUT_FOR) + 1)",
        "window_of(now + SHUT_FOR))",
    ),
    Mutation(
        "room: more than there is",
        "The last one to come to a window takes room that it does not have.",
        TABLE,
        '":most": {"N": str(room - wanted)},',
        '":most": {"N": str(room)},',
        "pace",
    ),
    Mutation(
        "room: shut for this process alone",
        "Every process learns of a refusal by being refused.",
        TABLE,
        '                    ":full": {"N": str(_FULL)},\n',
        '                    ":full": {"N": "0"},\n',
        "pace",
    ),
    Mutation(
        "spread: past midnight",
        "Who pays on the last of the month is charged in the next one.",
        SPREAD,
        "    widest = min(minutes, _MINUTES_A_DAY - begun)\n",
        "    widest = minutes\n",
    ),
]
