"""Mistakes in taking webhooks and in working on them."""

from tests.mutants.mutation import Mutation

RECEIVE = "shared/usecases/receive_webhook.py"
PROCESS = "shared/usecases/process_webhook.py"
REPLAY = "shared/usecases/replay_webhook.py"
EVENTS = "shared/domain/webhook.py"
STORE = "shared/adapters/dynamodb/webhooks.py"

WEBHOOKS = [
    Mutation(
        "webhook: take what nobody signed",
        "Anybody can make us ask Paystack about anything, and fill the table.",
        RECEIVE,
        "    if not signatures.is_signed(body, signature):\n",
        "    if signature and not signatures.is_signed(body, signature):\n",
    ),
    Mutation(
        "webhook: take it from anywhere, whatever is named",
        "The merchant's allow-list does nothing.",
        RECEIVE,
        "    if addresses and address not in addresses:\n",
        "    if address in addresses and not addresses:\n",
    ),
    Mutation(
        "webhook: queue a repeated one never again",
        "One that was stored by a process that then died is answered, and never worked on.",
        RECEIVE,
        "    if webhook.is_processed:\n",
        "    if webhook.is_processed or webhook.received_at:\n",
    ),
    Mutation(
        "webhook: queue a processed one again",
        "Every duplicate is a question to Paystack.",
        RECEIVE,
        "    if webhook.is_processed:\n",
        "    if webhook is None:\n",
    ),
    Mutation(
        "webhook: look again at what was processed",
        "A message that comes twice is two questions to Paystack.",
        PROCESS,
        "    if webhook is None or webhook.is_processed:\n",
        "    if webhook is None:\n",
    ),
    Mutation(
        "webhook: be content with a charge that has no end",
        "Money that came is found a day later, or never.",
        PROCESS,
        "                _require_end(settle(webhook.subject))\n",
        "                settle(webhook.subject)\n",
    ),
    Mutation(
        "webhook: have somebody else's charge come again for ever",
        "Each rings an alarm after two hours.",
        PROCESS,
        "    except PaymentNotFound:\n",
        "    except RecursionError:\n",
    ),
    Mutation(
        "webhook: let a second processing fail",
        "A message that was done comes again.",
        PROCESS,
        "    with suppress(Conflict):",
        "    with suppress(RecursionError):",
    ),
    Mutation(
        "webhook: take the state for the event's key",
        "Two charges' events are one, and the second is never looked at.",
        EVENTS,
        "    parts = (event, subject, status, hashlib.sha256(body).hexdigest())\n",
        "    parts = (event, status)\n",
    ),
    Mutation(
        "webhook: look at nothing when money goes back",
        "A refund that failed shows as given back.",
        EVENTS,
        '    "refund.failed": Look.REFUNDS,\n',
        '    "refund.failed": Look.RECORD,\n',
    ),
    Mutation(
        "webhook: replay without opening it again",
        "Staff are told that it waits, and nothing happens.",
        REPLAY,
        "        webhook = webhooks.replace_webhook(webhook.again())\n",
        "        webhook = webhook.again()\n",
    ),
    Mutation(
        "webhook store: put the entry at the time of the last delivery",
        "A repeated delivery has two entries, one of which is never processed.",
        STORE,
        "            webhook = replace(webhook, received_at=from_item(_Bytes, there).received_at)\n",
        "            webhook = replace(webhook, received_at=webhook.received_at)\n",
        "stores",
    ),
    Mutation(
        "webhook store: end a list at its first span",
        "Staff do not see what came a month ago.",
        STORE,
        "            if began <= now - KEPT_FOR:\n",
        "            if began <= now:\n",
        "stores",
    ),
]
