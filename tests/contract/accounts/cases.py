"""The old API's answers, recorded from Djoser and simplejwt, as cases that can be tried on any stack of ours.

`recorded.json` says under `reading` what its fields mean.
"""

import json
import re
import uuid
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

import jwt

from shared.adapters.passwords import Argon2Passwords
from shared.adapters.tokens import key_id
from shared.domain.user import User, uid_of, with_password
from shared.ports import UserStore

PASSWORD = "Zk9-quart-lamp"
_RECORDED = json.loads((Path(__file__).parent / "recorded.json").read_text(encoding="utf-8"))
CASES: dict[str, dict[str, Any]] = {case["name"]: case for case in _RECORDED["cases"]}
_PLACEHOLDER = re.compile(r"\{\{(\w+)\.(\w+)(?::int)?\}\}")
_LINK = re.compile(r"\S+/([\w-]+)/([\w-]+)\s*$", re.MULTILINE)
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_STEPS = {"name": "bind_name"}
_BOUNDARY = "the-boundary-of-a-case"


@dataclass(frozen=True)
class Response:
    """An answer as it came over the wire."""

    status: int
    text: str
    www_authenticate: str | None

    @property
    def json(self) -> Any:
        """The body; None where it is no JSON."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None


class Server(Protocol):
    """A stack on which cases are tried."""

    users: UserStore
    signing_key: str

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
        """Send a request."""
        ...

    def now(self) -> int:
        """Return the stack's time."""
        ...

    def mails_to(self, address: str, *, at_least: int) -> list[str]:
        """Return the texts of the mails to an address, once there are so many."""
        ...


@dataclass
class Trial:
    """One case on a server: what its setup bound, and what was answered."""

    server: Server
    case: dict[str, Any]
    bound: dict[str, dict[str, Any]] = field(default_factory=dict)

    def run(self, **more_fields: str) -> Response:
        """Set the case up and send its request, with more fields in its body than were recorded."""
        for step in self.case["setup"]:
            getattr(self, _STEPS.get(step["op"], f"_do_{step['op']}"))(
                **{name: value for name, value in step.items() if name != "op"}
            )
        content_type, body = self._body(more_fields)
        headers = self.filled(self.case["headers"]) | ({"Content-Type": content_type} if content_type else {})
        return self.server.send(self.case["method"], self.filled(self.case["path"]), headers, body)

    def filled(self, value: Any) -> Any:
        """Return a value with what the setup bound in its placeholders."""
        if isinstance(value, str):
            return _PLACEHOLDER.sub(lambda match: str(self.bound[match[1]][match[2]]), value)
        if isinstance(value, dict):
            return {name: self.filled(one) for name, one in value.items()}
        return [self.filled(one) for one in value] if isinstance(value, list) else value

    def _body(self, more: Mapping[str, str]) -> tuple[str, bytes]:
        case = self.case
        if rule := case.get("body_rule"):
            fields = self.filled(rule["base"]) | more
            fields[rule["field"]] = (fields[rule["field"]] * rule["chars"])[: rule["chars"]]
            return _JSON, json.dumps(fields).encode()
        if "body_raw" in case:
            raw = self.filled(case["body_raw"]).encode(errors="surrogateescape")
            return case["content_type"], json.dumps(json.loads(raw) | more).encode() if more else raw
        if "body_form" in case:
            return _FORM, urlencode(self.filled(case["body_form"]) | more).encode()
        if "body_multipart" in case:
            return f"multipart/form-data; boundary={_BOUNDARY}", _multipart(
                self.filled(case["body_multipart"]) | more
            )
        if "body_json" in case:
            body = self.filled(case["body_json"])
            return _JSON, json.dumps(body | more if more else body).encode()
        return "", b""

    def _post(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> Response:
        sent = {"Content-Type": _JSON} | dict(headers or {})
        return self.server.send("POST", path, sent, json.dumps(body).encode())

    def bind_name(self, user: str) -> None:
        """Bind a free user name, and an address with it."""
        name = f"u{uuid.uuid4().hex[:12]}"
        self.bound[user] = {"username": name, "username_upper": name.upper(), "email": f"{name}@example.com"}

    def _do_user(self, user: str) -> None:
        self.bind_name(user)
        mine = self.bound[user]
        answer = self._post(
            "/auth/users/", {"username": mine["username"], "email": mine["email"], "password": PASSWORD}
        )
        assert answer.status == 201, answer.text
        mine |= {"id": answer.json["id"]}

    def _do_login(self, user: str) -> None:
        mine = self.bound[user]
        answer = self._post("/auth/jwt/create/", {"username": mine["username"], "password": PASSWORD})
        assert answer.status == 200, answer.text
        mine |= answer.json

    def _do_request(self, method: str, path: str, json: object, headers: Mapping[str, str] | None = None) -> None:
        assert method == "POST"
        answer = self._post(path, self.filled(json), self.filled(dict(headers or {})))
        assert answer.status < 400, answer.text

    def _do_uid(self, user: str) -> None:
        self.bound[user]["uid"] = uid_of(self.bound[user]["id"])

    def _do_mail(self, user: str) -> None:
        link = _LINK.search(self.server.mails_to(self.bound[user]["email"], at_least=1)[-1])
        assert link, "the mail has no link"
        self.bound[user] |= {"uid": link[1], "token": link[2]}

    def _stored(self, user: str) -> User:
        stored = self.server.users.get_user(self.bound[user]["id"])
        assert stored is not None
        return stored

    def _do_deactivate(self, user: str) -> None:
        self.server.users.replace_user(replace(self._stored(user), is_active=False))

    def _do_delete(self, user: str) -> None:
        self.server.users.delete_user(self._stored(user))

    def _do_unusable(self, user: str) -> None:
        self.server.users.replace_user(with_password(self._stored(user), "!"))

    def _do_password(self, user: str, to: str) -> None:
        self.server.users.replace_user(with_password(self._stored(user), Argon2Passwords().hash_password(to)))

    def _do_forge(self, **wanted: Any) -> None:
        """Sign a token by hand; times are given from now on."""
        now = self.server.now()
        user_id: Any = self.bound[wanted["user"]]["id"]
        claims = {
            "token_type": wanted["type"],
            "exp": now + wanted["exp"],
            "iat": now + wanted.get("iat", 0),
            "jti": uuid.uuid4().hex,
            "user_id": 7 if wanted.get("int_user_id") else user_id,
        } | wanted.get("claims", {})
        if "nbf" in wanted:
            claims["nbf"] = now + wanted["nbf"]
        kept = {name: value for name, value in claims.items() if name not in wanted.get("drop", [])}
        key = "another key, as long as ours may be at the least" if "key" in wanted else self.server.signing_key
        algorithm = wanted.get("alg", "HS256")
        headers = {"kid": key_id(self.server.signing_key)}
        with warnings.catch_warnings(action="ignore"):  # HS512 asks for a longer key than HS256
            token = jwt.encode(kept, None if algorithm == "none" else key, algorithm, headers=headers)
        self.bound[wanted["as"]] = {"token": token}


def _multipart(fields: Mapping[str, str]) -> bytes:
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return "".join([*parts, f"--{_BOUNDARY}--\r\n"]).encode()
