"""Scripts for charges of saved instruments: declined, challenged, left in progress or queued (S12-S15)."""

from dataclasses import dataclass

from local.paystack_simulator import fields
from local.paystack_simulator.outcomes import DECLINE_CODES, Outcome, declined
from local.paystack_simulator.records import Authorization
from local.paystack_simulator.response_codes import NAMES
from local.paystack_simulator.scripts import EVERYTHING, Script, Scripts, read_times

UNFINISHED = frozenset({"paused", "processing", "queued"})
"""Outcomes that are no end yet: `then` says which end follows."""
OUTCOMES = UNFINISHED | {"failed", "success"}
SHAPES = frozenset({"200", "400"})

_FIELDS = frozenset(
    {
        *("authorization_code", "email", "outcome", "then", "after_seconds"),
        *("gateway_response_code", "response_code", "shape", "times"),
    }
)


@dataclass
class DeclineScript(Script):
    """What the next charges of a code, an e-mail, or everyone come to."""

    outcome: str = "failed"
    then: str = "success"
    after_seconds: float | None = None
    gateway_response_code: str = "insufficient_funds"
    response_code: str | None = None
    shape: str = "200"

    def refusal(self, brand: str | None) -> Outcome | None:
        """The decline with which a charge of a card of `brand` ends, or None where it is paid."""
        if "failed" not in (self.outcome, self.then):
            return None
        return declined(self.gateway_response_code, number=self.response_code, brand=brand)


def decline_scripts() -> Scripts[DeclineScript]:
    """An empty list of such scripts."""
    return Scripts(_read, lambda row: DeclineScript(**row))


def targets_of(saved: Authorization) -> set[str]:
    """By what a script may name an instrument."""
    return {saved.authorization_code, saved.email}


def _read(body: fields.Body, number: int) -> DeclineScript:
    fields.only(body, _FIELDS)
    outcome = fields.choice(body, "outcome", OUTCOMES, "failed")
    if outcome not in UNFINISHED and {"then", "after_seconds"} & body.keys():
        raise fields.FieldError("then", f"goes with an outcome of {', '.join(sorted(UNFINISHED))}")
    code, response_code = read_code(body, "insufficient_funds")
    return DeclineScript(
        id=number,
        target=read_target(body) or EVERYTHING,
        times=read_times(body),
        outcome=outcome,
        then=fields.choice(body, "then", {"success", "failed"}, "success"),
        after_seconds=None if body.get("after_seconds") is None else fields.seconds(body, "after_seconds"),
        gateway_response_code=code,
        response_code=response_code,
        shape=fields.choice(body, "shape", SHAPES, "200"),
    )


def read_code(body: fields.Body, usual: str) -> tuple[str, str | None]:
    """The decline of a control body by its name, or by its number, which says the name too."""
    if body.get("response_code") is None:
        return fields.choice(body, "gateway_response_code", DECLINE_CODES, usual), None
    number = fields.choice(body, "response_code", NAMES)
    if body.get("gateway_response_code", NAMES[number]) != NAMES[number]:
        raise fields.FieldError("gateway_response_code", f"of {number} is {NAMES[number]}")
    return NAMES[number], number


def read_target(body: fields.Body) -> str | None:
    """Whom a control body means: `authorization_code` or `email` (either may be `*`), or None."""
    email = fields.optional_text(body, "email")
    return fields.optional_text(body, "authorization_code") or (email.lower() if email else None)
