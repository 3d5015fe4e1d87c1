"""Where we answer otherwise than the old API, and why: the one table of it.

`docs/compatibility.md` tells the same to people; the tests hold both to this, and this to what is answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

REQUIRED = ["This field is required."]
GATEWAY = (404, 403)
"""API Gateway answers 404, as template.yaml says; the local AWS knows no gateway responses and answers 403."""


class Reason(StrEnum):
    """Each is a heading of docs/compatibility.md."""

    EMAIL_REQUIRED = "An e-mail address is required"
    EMAIL_UNIQUE = "An e-mail address belongs to one account"
    PATHS_END = "A path ends where it ends"
    UNKNOWN_PATHS = "Unknown paths answer JSON"
    PREFLIGHT = "OPTIONS is the gateway's"
    ROTATION = "A refresh answers a new refresh token as well"
    RETRY = "A refresh repeated within ten seconds is answered again"
    PASSWORD_REVOKES = "A new password ends every login"
    NOBODY = "A token of nobody is refused"


@dataclass(frozen=True)
class Deviation:
    """What is answered instead: one of `statuses`, and `body` (placeholders as in the recorded ones; None: any).

    With `more_fields` in its body the request gets the recorded answer: so what the case is about still holds.
    """

    reason: Reason
    statuses: tuple[int, ...]
    body: Any = None
    more_fields: Mapping[str, str] = field(default_factory=dict)


def _without_email(status: int = 400, **problems: list[str]) -> Deviation:
    body = {"email": REQUIRED} | problems
    return Deviation(Reason.EMAIL_REQUIRED, (status,), body, {"email": "{{given.email}}"})


_TAKEN = ["A user with that username already exists."]
_TOKEN_PAIR = {
    "access": "<jwt access life=300 claims=token_type:str,exp:int,iat:int,jti:str,user_id:str>",
    "refresh": "<jwt refresh life=86400 claims=token_type:str,exp:int,iat:int,jti:str,user_id:str>",
}
DEVIATIONS = {
    "peer/signup/ok_without_email": _without_email(),
    "peer/signup/email_blank": _without_email(email=["This field may not be blank."]),
    "peer/signup/empty_object": _without_email(username=REQUIRED, password=REQUIRED),
    "peer/signup/form_encoded_empty": _without_email(username=REQUIRED, password=REQUIRED),
    "peer/signup/duplicate_username_and_weak_password": _without_email(username=_TAKEN),
    "peer/signup/username_other_case_is_another_user": _without_email(),
    "peer/signup/username_150_chars": _without_email(),
    "peer/signup/username_151_chars": _without_email(username=["Ensure this field has no more than 150 characters."]),
    "peer/signup/json_duplicate_keys_last_wins": _without_email(),
    "peer/signup/json_with_charset": _without_email(),
    "peer/signup/duplicate_email_accepted": Deviation(
        Reason.EMAIL_UNIQUE, (400,), {"email": ["user with this email already exists."]}
    ),
    "peer/login/suffix_also_matches": Deviation(Reason.PATHS_END, GATEWAY),
    "peer/login/unknown_jwt_path_404": Deviation(Reason.UNKNOWN_PATHS, GATEWAY),
    "peer/me/options_unauthenticated": Deviation(Reason.PREFLIGHT, (200, 204, *GATEWAY)),
    "peer/refresh/ok_twice": Deviation(Reason.ROTATION, (200,), _TOKEN_PAIR),
    "peer/refresh/ok_form": Deviation(Reason.ROTATION, (200,), _TOKEN_PAIR),
    "peer/refresh/ok_outer_spaces": Deviation(Reason.ROTATION, (200,), _TOKEN_PAIR),
    "peer/refresh/no_user_id": Deviation(
        Reason.NOBODY,
        (401,),
        {"detail": "Token contained no recognizable user identification", "code": "token_not_valid"},
    ),
    "peer/refresh/after_password_change_still_ok": Deviation(
        Reason.PASSWORD_REVOKES, (401,), {"detail": "Token is blacklisted", "code": "token_not_valid"}
    ),
    "blacklist/refresh/old_token_refused": Deviation(Reason.RETRY, (200,), _TOKEN_PAIR),
}
NOT_APPLICABLE = {
    "peer/me/user_id_as_int_ok": "ids are texts, so that no account has a number for one",
}
