"""The environment, typed; the only module that reads it.

Each value is read and checked when it is first used, since every function is given only what it needs. Names of
tables, secrets and the like have no defaults: a missing one is an error, never another environment's.
"""

import os
from functools import cached_property

from shared.domain.charge_pace import Limit
from shared.domain.dunning import DunningPolicy


class SettingMissing(RuntimeError):
    """The template gives this function no such variable."""


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise SettingMissing(f"the environment variable {name} is not set: add it to the function in template.yaml")
    return value


def _rising(text: str) -> tuple[int, ...]:
    """`7,1,3` as 1, 3, 7."""
    return tuple(sorted({int(number) for number in text.split(",")}))


class Settings:
    """What template.yaml passes to the functions."""

    @cached_property
    def users_table(self) -> str:
        """Name of the `Users` table."""
        return _required("USERS_TABLE")

    @cached_property
    def payments_table(self) -> str:
        """Name of the `Payments` table."""
        return _required("PAYMENTS_TABLE")

    @cached_property
    def jwt_secret_id(self) -> str:
        """ARN of the secret with the keys that sign tokens."""
        return _required("JWT_SECRET_ID")

    @cached_property
    def paystack_secret_id(self) -> str:
        """ARN of the secret with Paystack's keys."""
        return _required("PAYSTACK_SECRET_ID")

    @cached_property
    def paystack_base_url(self) -> str:
        """Address of Paystack's API."""
        return _required("PAYSTACK_BASE_URL")

    @cached_property
    def schedule_group(self) -> str:
        """Name of the schedule group."""
        return _required("SCHEDULE_GROUP")

    @cached_property
    def charge_function_arn(self) -> str:
        """ARN of the charge function."""
        return _required("CHARGE_FUNCTION_ARN")

    @cached_property
    def scheduler_role_arn(self) -> str:
        """ARN of the role under which schedules invoke the charge function."""
        return _required("SCHEDULER_ROLE_ARN")

    @cached_property
    def is_charging_enabled(self) -> bool:
        """Whether this stack charges subscriptions at all."""
        return _required("CHARGING_ENABLED") == "true"

    @cached_property
    def charge_limit(self) -> Limit:
        """How many charges Paystack accepts in a minute."""
        return Limit(int(_required("CHARGES_PER_MINUTE")))

    @cached_property
    def dunning(self) -> DunningPolicy:
        """When refused charges are tried again: `1,3,7,14;1,6,24;09:00` is days, hours, local time of the days."""
        days, hours, retry_time = _required("DUNNING").split(";")
        return DunningPolicy(_rising(days), _rising(hours), retry_time)

    @cached_property
    def spread_minutes(self) -> int:
        """Over how many minutes the charges of one instant are spread; 0: not at all."""
        return int(_required("SPREAD_MINUTES"))

    @cached_property
    def event_bus(self) -> str:
        """Name of the EventBridge bus that hears of what happens."""
        return _required("EVENT_BUS")

    @cached_property
    def webhook_queue_url(self) -> str:
        """Address of the queue in which Paystack's events wait."""
        return _required("WEBHOOK_QUEUE_URL")

    @cached_property
    def webhook_addresses(self) -> list[str]:
        """Addresses that events may come from; any when empty."""
        return [one.strip() for one in os.environ.get("WEBHOOK_ADDRESSES", "").split(",") if one.strip()]

    @cached_property
    def mail_sender(self) -> str:
        """The address that mails come from; empty: no mail is sent."""
        return os.environ.get("MAIL_SENDER", "")

    @cached_property
    def mail_function_arn(self) -> str:
        """ARN of the function that sends mails."""
        return _required("MAIL_FUNCTION_ARN")

    @cached_property
    def reconcile_function_arn(self) -> str:
        """ARN of the function that compares the books."""
        return _required("RECONCILE_FUNCTION_ARN")

    @cached_property
    def needs_activation(self) -> bool:
        """Whether an account is closed until its address is confirmed, which takes a sender of mails."""
        return _required("ACTIVATION") == "true" and bool(os.environ.get("MAIL_SENDER", ""))

    @cached_property
    def password_reset_url(self) -> str:
        """The merchant's page where a password is set anew, with `{uid}` and `{token}` in it."""
        return os.environ.get("PASSWORD_RESET_URL", "")

    @cached_property
    def activation_url(self) -> str:
        """The merchant's page where an address is confirmed, with `{uid}` and `{token}` in it."""
        return os.environ.get("ACTIVATION_URL", "")

    @cached_property
    def stack_name(self) -> str:
        """Name of the CloudFormation stack, by which its metrics are told from another's."""
        return _required("STACK_NAME")

    @cached_property
    def initialization(self) -> str:
        """How Lambda starts this process: `on-demand`, `provisioned-concurrency`, `snap-start`; empty elsewhere."""
        return os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE", "")

    @cached_property
    def api_url(self) -> str:
        """The API's public address, where it has one of its own; empty: the gateway's."""
        return os.environ.get("API_URL", "").rstrip("/")

    @cached_property
    def callback_url(self) -> str:
        """Where Paystack sends customers back to; empty: this API's own callback."""
        return os.environ.get("CALLBACK_URL", "")

    @cached_property
    def allowed_origins(self) -> list[str]:
        """Origins whose pages may read our answers; none when empty."""
        return [origin.strip() for origin in os.environ.get("ALLOWED_ORIGINS", "").split(",") if origin.strip()]

    @cached_property
    def address_limit_factor(self) -> int:
        """How many times the usual number of attempts one address has."""
        return int(_required("ADDRESS_LIMIT_FACTOR"))

    def token_lifetime(self, kind: str) -> int:
        """Seconds for which a token of kind `access` or `refresh` is good."""
        if kind == "access":
            return int(_required("ACCESS_TOKEN_MINUTES")) * 60
        return int(_required("REFRESH_TOKEN_DAYS")) * 86_400
