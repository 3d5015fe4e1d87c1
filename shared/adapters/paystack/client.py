"""One way to call Paystack: session, timeouts, the retry decision and the translation of failures.

A GET, and a call that was never sent, may be repeated. A POST or PUT that may have reached Paystack never is: whoever
sent it asks how things stand instead. Failures are told apart by status and `code`, never by their text.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

CONNECT_TIMEOUT = 3.05
"""Seconds to connect; connecting has sent nothing yet."""
ATTEMPTS = 2
"""Tries of a call that may be repeated."""
MAX_IDLE = 30
"""Seconds after which a kept connection is not trusted: while a function is frozen the other end may have closed it
unheard, and a charge sent into it would have an unknown outcome for no reason."""
ROOTS = Path(__file__).with_name("roots")
"""Every certificate authority of certifi's bundle, one file each: the layer's build puts them here, so that a process
reads the one that signed for Paystack and not all 120, which takes 17 ms of CPU."""
_BAD_REQUEST, _SERVER_ERRORS = 400, 500


class NeverSent(Exception):
    """No connection was made: Paystack cannot have acted."""


class NoAnswer(Exception):
    """The call was sent and no whole answer came: Paystack may have acted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status with its JSON body; `body` is empty where it was not a JSON object."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def is_readable(self) -> bool:
        """Whether Paystack's own software answered, rather than something in between."""
        return bool(self.body) and self.status < _SERVER_ERRORS

    @property
    def is_refusal(self) -> bool:
        """Whether Paystack itself said no: a 400 in its own envelope, not one of something in between."""
        return self.status == _BAD_REQUEST and self.body.get("status") is False

    @property
    def data(self) -> dict[str, Any]:
        """The envelope's `data`, empty where there is none."""
        data = self.body.get("data")
        return data if isinstance(data, dict) else {}

    @property
    def code(self) -> str:
        """The envelope's error code, empty where there is none."""
        return str(self.body.get("code") or "")

    @property
    def message(self) -> str:
        """The envelope's message, for people."""
        return str(self.body.get("message") or "")


class PaystackClient:
    """Calls Paystack's API with a kept connection; `secret_key` is asked on each call, so that it may rotate."""

    def __init__(self, base_url: str, secret_key: Callable[[], str]) -> None:
        self._base_url = base_url.rstrip("/")
        self._secret_key = secret_key
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy or netrc look-ups: a quarter of a call's CPU
        self._session.verify = str(ROOTS) if ROOTS.is_dir() else True
        self._last_used = 0.0

    def connect(self) -> None:
        """Open the connection ahead of the first call, and send nothing; raise whatever prevents it."""
        request = requests.Request("GET", self._base_url).prepare()
        adapter = self._session.get_adapter(self._base_url)
        pool = adapter.get_connection_with_tls_context(request, self._session.verify)  # type: ignore[attr-defined]
        connection = pool._get_conn(timeout=CONNECT_TIMEOUT)
        connection.timeout = CONNECT_TIMEOUT
        try:
            connection.connect()
        finally:
            pool._put_conn(connection)
        self._last_used = time.time()

    def get(self, path: str, read_timeout: float, params: dict[str, str] | None = None) -> Answer:
        """Read; repeated once when no answer came. Raise NeverSent or NoAnswer."""
        return self._with_retries(lambda: self._request("GET", path, read_timeout, params=params), is_safe=True)

    def post(self, path: str, body: dict[str, Any], read_timeout: float) -> Answer:
        """Act; repeated only when the call was never sent. Raise NeverSent or NoAnswer."""
        return self._with_retries(lambda: self._request("POST", path, read_timeout, body=body), is_safe=False)

    def put(self, path: str, body: dict[str, Any], read_timeout: float) -> Answer:
        """Act as `post` does: what Paystack changes by a PUT is not the same when it is done twice."""
        return self._with_retries(lambda: self._request("PUT", path, read_timeout, body=body), is_safe=False)

    @staticmethod
    def _with_retries(call: Callable[[], Answer], *, is_safe: bool) -> Answer:
        for _ in range(ATTEMPTS - 1):
            try:
                answer = call()
            except (NeverSent, NoAnswer) as failure:
                if not _may_repeat(failure, is_safe=is_safe):
                    raise
            else:
                if answer.status < _SERVER_ERRORS or not is_safe:
                    return answer
        return call()

    def _request(
        self,
        method: str,
        path: str,
        read_timeout: float,
        params: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
    ) -> Answer:
        self._drop_idle_connections()
        headers = {"Authorization": f"Bearer {self._secret_key()}", "Accept": "application/json"}
        try:
            response = self._session.request(
                method,
                f"{self._base_url}{path}",
                params=params,
                json=body,
                headers=headers,
                timeout=(CONNECT_TIMEOUT, read_timeout),
                allow_redirects=False,
            )
        except requests.RequestException as failure:
            raise _translated(failure) from failure
        return Answer(response.status_code, _json_object(response.content))

    def _drop_idle_connections(self) -> None:
        now = time.time()  # wall time: a monotonic clock may stand still while the function is frozen
        if now - self._last_used > MAX_IDLE:
            self._session.close()
        self._last_used = now


def _may_repeat(failure: Exception, *, is_safe: bool) -> bool:
    """The one decision about retries."""
    return is_safe or isinstance(failure, NeverSent)


def _translated(failure: requests.RequestException) -> NeverSent | NoAnswer:
    """Tell a connection that was never made from everything that may have reached Paystack."""
    reason = getattr(failure.args[0], "reason", None) if failure.args else None
    if isinstance(failure, requests.ConnectTimeout) or isinstance(reason, (NewConnectionError, ConnectTimeoutError)):
        return NeverSent(type(failure).__name__)
    return NoAnswer(type(failure).__name__)


def _json_object(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content, parse_float=Decimal)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
