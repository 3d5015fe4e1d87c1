"""Whether an answer is the recorded one.

Two things differ by design wherever they occur, and are no case of their own: ids are texts of 20 characters, and
tokens live 15 minutes and 14 days (and may say more than the old ones).
"""

import re
from typing import Any

import jwt

from tests.contract.accounts.cases import Response, Trial

_JWT = re.compile(r"<jwt (\w+) life=(\d+) claims=(\S+)>")
_TYPES = {"str": str, "int": int}
LIFETIMES = {"access": 15 * 60, "refresh": 14 * 86_400}


def differences(trial: Trial, answer: Response) -> list[str]:
    """Return in words what is not as recorded; nothing when all is."""
    case, found = trial.case, []
    if answer.status != case["status"]:
        found.append(f"status {answer.status}, not {case['status']}")
    if "response_json" in case and not is_like(trial.filled(case["response_json"]), answer.json):
        found.append(f"body {answer.text}")
    if case.get("response_empty") and answer.text:
        found.append(f"a body: {answer.text}")
    if "response_text" in case and answer.text != case["response_text"]:
        found.append("another text")
    if answer.www_authenticate != case.get("www_authenticate"):
        found.append(f"WWW-Authenticate: {answer.www_authenticate}")
    if wanted := case.get("mails_sent"):
        user = next(iter(trial.bound.values()))
        if len(trial.server.mails_to(user["email"], at_least=wanted)) != wanted:
            found.append("another number of mails")
    return found


def is_like(expected: Any, got: Any) -> bool:
    """Whether a body is as expected, placeholders included."""
    if isinstance(expected, dict):
        return (
            isinstance(got, dict)
            and expected.keys() == got.keys()
            and all(is_like(value, got[name]) for name, value in expected.items())
        )
    if isinstance(expected, list):
        return isinstance(got, list) and len(got) == len(expected) and all(map(is_like, expected, got))
    if expected == "<int>":
        return isinstance(got, str) and bool(re.fullmatch("[a-z2-7]{20}", got))
    if expected == "<text>":
        return isinstance(got, str)
    if isinstance(expected, str) and (token := _JWT.fullmatch(expected)):
        return isinstance(got, str) and _is_token(got, token[1], token[3])
    return bool(expected == got)


def _is_token(token: str, kind: str, claims: str) -> bool:
    said = jwt.decode(token, options={"verify_signature": False})
    wanted = dict(claim.split(":") for claim in claims.split(","))
    return (
        all(isinstance(said.get(name), _TYPES[its_type]) for name, its_type in wanted.items())
        and said["token_type"] == kind
        and said["exp"] - said["iat"] == LIFETIMES[kind]
    )
