"""The merchant's integration as the simulator is told to be, changeable while it runs."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlsplit

from local.paystack_simulator import fields
from local.paystack_simulator.fees import TARIFFS
from local.paystack_simulator.records import Json

DEFAULT_CURRENCIES = tuple(TARIFFS)
FEE_BEARERS = frozenset({"account", "customer"})
RATE_LIMITS = frozenset({"off", "test", "live"})


@dataclass(frozen=True)
class Settings:
    """One integration: key, URLs, currencies (the first is the default one), and knobs in virtual seconds.

    0 means never for a session, a challenge, a charge in progress, a step of a refund, and what a dispute does by
    itself.
    """

    secret_key: str
    webhook_url: str | None = None
    public_url: str = ""
    currencies: tuple[str, ...] = DEFAULT_CURRENCIES
    fee_bearer: str = "account"
    session_timeout_seconds: float = 0.0
    challenge_timeout_seconds: float = 3600.0
    processing_seconds: float = 3600.0
    queue_seconds: float = 60.0
    honours_queue: bool = False
    refund_step_seconds: float = 300.0
    dispute_due_seconds: float = 57_600.0
    dispute_remind_seconds: float = 14_400.0
    rate_limit: str = "off"
    verify_lag_seconds: float = 0.0
    webhook_timeout_seconds: float = 30.0
    webhook_retry_scale: float = 1.0
    webhook_delay_seconds: float = 0.0

    @property
    def domain(self) -> str:
        """`live` or `test`, as the key says (paystack.md 9.1)."""
        return "live" if self.secret_key.startswith("sk_live_") else "test"


def is_web_url(value: str) -> bool:
    """Whether `value` is an absolute http or https address."""
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _url(body: fields.Body, field: str) -> str:
    value = fields.text(body, field)
    if not is_web_url(value):
        raise fields.FieldError(field, "must be an absolute http or https URL")
    return value


def _optional_url(body: fields.Body, field: str) -> str | None:
    return None if body[field] is None else _url(body, field)


def _key(body: fields.Body, field: str) -> str:
    value = fields.text(body, field)
    if not value.startswith(("sk_test_", "sk_live_")):
        raise fields.FieldError(field, "must begin with sk_test_ or sk_live_")
    return value


def _currencies(body: fields.Body, field: str) -> tuple[str, ...]:
    value = body[field]
    if not isinstance(value, list | tuple) or not value or not all(code in TARIFFS for code in value):
        raise fields.FieldError(field, f"must be a list out of {', '.join(TARIFFS)}")
    return tuple(value)


_CHECKS: dict[str, Callable[[fields.Body, str], object]] = {
    "secret_key": _key,
    "webhook_url": _optional_url,
    "public_url": _url,
    "currencies": _currencies,
    "fee_bearer": lambda body, field: fields.choice(body, field, FEE_BEARERS),
    "session_timeout_seconds": fields.seconds,
    "challenge_timeout_seconds": fields.seconds,
    "processing_seconds": fields.seconds,
    "queue_seconds": fields.seconds,
    "honours_queue": lambda body, field: fields.flag(body, field, default=False),
    "refund_step_seconds": fields.seconds,
    "dispute_due_seconds": fields.seconds,
    "dispute_remind_seconds": fields.seconds,
    "rate_limit": lambda body, field: fields.choice(body, field, RATE_LIMITS),
    "verify_lag_seconds": fields.seconds,
    "webhook_timeout_seconds": fields.seconds,
    "webhook_retry_scale": fields.seconds,
    "webhook_delay_seconds": fields.seconds,
}


def changed(settings: Settings, body: fields.Body) -> Settings:
    """The settings with the fields of `body` replaced, or a FieldError with nothing changed."""
    fields.only(body, _CHECKS)
    values: Json = {field: _CHECKS[field](body, field) for field in body}
    if values.get("webhook_timeout_seconds") == 0:
        raise fields.FieldError("webhook_timeout_seconds", "must be more than 0")
    return replace(settings, **values)


def as_json(settings: Settings) -> Json:
    """The settings as the control API shows them."""
    return asdict(settings) | {"currencies": list(settings.currencies), "domain": settings.domain}
