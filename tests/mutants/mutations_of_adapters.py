"""Mistakes at the edges: conditions and reads of the table, retries over HTTP, the reading of Paystack's answers."""

from tests.mutants.mutation import Mutation

TABLE = "shared/adapters/dynamodb/table.py"
SUBSCRIPTIONS = "shared/adapters/dynamodb/subscriptions.py"
SWITCH = "shared/adapters/dynamodb/charging_switch.py"
CLIENT = "shared/adapters/paystack/client.py"
TRANSACTIONS = "shared/adapters/paystack/transactions.py"
SIGNATURE = "shared/adapters/paystack/signature.py"

ADAPTERS = [
    Mutation(
        "table: drop the condition of the claim",
        "Two processes claim the same charge, and both make it.",
        TABLE,
        """self.put_if(item, "version = :version", {":version": version})""",
        """self.put_if(item, "attribute_exists(pk)", {})""",
        "stores",
    ),
    Mutation(
        "table: store a new item over an old one",
        "A payment that was settled is overwritten by whoever comes later.",
        TABLE,
        """self.put_if(item, "attribute_not_exists(pk)", {})""",
        """self.put_if(item, "attribute_not_exists(nothing)", {})""",
        "stores",
    ),
    Mutation(
        "table: read what may be old",
        "A subscription is read as it was before its last charge, and charged by that.",
        TABLE,
        "Key=key, ConsistentRead=True)",
        "Key=key, ConsistentRead=False)",
        "stores",
    ),
    Mutation(
        "table: forget to count the version",
        "A write over what somebody else has written since is not noticed.",
        TABLE,
        """{"version": serialize(version + 1)}""",
        """{"version": serialize(version)}""",
        "stores",
    ),
    Mutation(
        "table: put nothing into the due index",
        "The sweep finds nothing: whatever is not finished at once is never finished.",
        SUBSCRIPTIONS,
        "due_attributes(subscription.user_id, subscription.look_at, lane)",
        "due_attributes(subscription.user_id, None, lane)",
        "stores",
    ),
    Mutation(
        "switch: remember nothing of being turned off",
        "Staff turn charging off in an emergency, and customers go on being charged.",
        SWITCH,
        """return not answer.get("Item", {}).get("is_off", {}).get("BOOL", False)""",
        """return answer is not None""",
        "stores",
    ),
    Mutation(
        "switch: read what may be old",
        "Charging goes on for a while after staff were told that it is off.",
        SWITCH,
        "Key=charging_switch_key(), ConsistentRead=True)",
        "Key=charging_switch_key(), ConsistentRead=False)",
        "stores",
    ),
    Mutation(
        "client: retry the POST",
        "A charge whose answer was lost is sent twice.",
        CLIENT,
        "    return is_safe or isinstance(failure, NeverSent)\n",
        "    return is_safe or isinstance(failure, NeverSent | NoAnswer)\n",
        "adapters",
    ),
    Mutation(
        "client: retry the POST after a 5xx",
        "A charge that Paystack made before it stumbled is sent twice.",
        CLIENT,
        "                if answer.status < _SERVER_ERRORS or not is_safe:\n",
        "                if answer.status < _SERVER_ERRORS:\n",
        "adapters",
    ),
    Mutation(
        "client: take a lost answer for a call never sent",
        "A charge that may have been made is sent again by itself.",
        CLIENT,
        "    return NoAnswer(type(failure).__name__)\n",
        "    return NeverSent(type(failure).__name__)\n",
        "adapters",
    ),
    Mutation(
        "client: believe a 5xx",
        "What a broken proxy says in between is read as Paystack's word.",
        CLIENT,
        "        return bool(self.body) and self.status < _SERVER_ERRORS\n",
        "        return bool(self.body)\n",
        "adapters",
    ),
    Mutation(
        "client: trust a connection after a long freeze",
        "Charges are sent into connections that were closed long ago, and end unknown for no reason.",
        CLIENT,
        "        if now - self._last_used > MAX_IDLE:\n            self._session.close()\n",
        "",
        "adapters",
    ),
    Mutation(
        "answers: take a used reference for a refusal",
        "A charge that was sent twice counts as refused, though the first was paid: the retry takes it again.",
        TRANSACTIONS,
        """_SAYS_NOTHING = frozenset({"duplicate_reference", "unknown", "rate_limited"})""",
        """_SAYS_NOTHING = frozenset({"unknown", "rate_limited"})""",
        "adapters",
    ),
    Mutation(
        "answers: take nonsense for not found",
        "A garbled answer to verify counts as 'never created', and the charge is sent again.",
        TRANSACTIONS,
        """        return UNKNOWN
    if answer.code == "transaction_not_found":
""",
        """        return NOT_FOUND
    if answer.code == "transaction_not_found":
""",
        "adapters",
    ),
    Mutation(
        "answers: take an odd status for a refusal",
        "The day Paystack adds a status, every charge with it is made again.",
        TRANSACTIONS,
        """        return Outcome(OutcomeKind.PENDING, challenge_url=_challenge_url(data))
    return UNKNOWN
""",
        """        return Outcome(OutcomeKind.PENDING, challenge_url=_challenge_url(data))
    return Outcome(OutcomeKind.DECLINED)
""",
        "adapters",
    ),
    Mutation(
        "answers: take a refund for a charge that never was",
        "A payment that was taken and given back is charged again.",
        TRANSACTIONS,
        """_TAKEN = frozenset({"success", "reversed", "reversal-pending"})""",
        """_TAKEN = frozenset({"success"})""",
        "adapters",
    ),
    Mutation(
        "signature: accept every one",
        "Anybody can make us ask Paystack about any payment, as often as they like.",
        SIGNATURE,
        "        return any([hmac.compare_digest(given, expected) for expected in made])\n",
        "        return bool(made)\n",
        "adapters",
    ),
    Mutation(
        "signature: accept an empty key",
        "While no key is configured, anybody can sign.",
        SIGNATURE,
        "for key in self._keys() if key]",
        "for key in self._keys()]",
        "adapters",
    ),
]
