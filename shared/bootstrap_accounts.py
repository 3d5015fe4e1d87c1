"""Joins the ports that accounts alone use to their adapters, as `shared.bootstrap` does the others."""

from functools import cache
from typing import TYPE_CHECKING

from shared import bootstrap

if TYPE_CHECKING:
    from collections.abc import Container

    from shared import ports


@cache
def passwords() -> "ports.PasswordHasher":
    """Argon2id."""
    from shared.adapters.passwords import Argon2Passwords

    return Argon2Passwords()


@cache
def common_passwords() -> "Container[str]":
    """The passwords that nobody may have."""
    from shared.adapters.common_passwords import ListedPasswords

    return ListedPasswords()


@cache
def families() -> "ports.FamilyStore":
    """Families of refresh tokens in the `Users` table."""
    from shared.adapters.dynamodb.families import DynamoFamilies

    return DynamoFamilies(bootstrap.dynamodb(), bootstrap.settings().users_table)


@cache
def throttle() -> "ports.Throttle":
    """Attempts in the `Users` table."""
    from shared.adapters.dynamodb.throttle import DynamoThrottle

    return DynamoThrottle(
        bootstrap.dynamodb(),
        bootstrap.settings().users_table,
        bootstrap.clock(),
        bootstrap.settings().address_limit_factor,
    )


@cache
def devices() -> "ports.KnownDevices":
    """Known devices in the `Users` table."""
    from shared.adapters.dynamodb.throttle import DynamoDevices

    return DynamoDevices(bootstrap.dynamodb(), bootstrap.settings().users_table, bootstrap.clock())


@cache
def links() -> "ports.Links":
    """Tokens of the links in mails."""
    from shared.adapters.links import SignedLinks

    return SignedLinks(bootstrap.keyring(bootstrap.settings().jwt_secret_id), bootstrap.clock())


@cache
def mail_queue() -> "ports.MailQueue":
    """Asynchronous invocations of the function that sends mails."""
    from shared.adapters.mail import LambdaMailQueue

    has_sender = bool(bootstrap.settings().mail_sender)
    return LambdaMailQueue(bootstrap.client("lambda"), bootstrap.settings().mail_function_arn, has_sender=has_sender)


@cache
def mailer() -> "ports.Mailer":
    """Amazon SES."""
    from shared.adapters.mail import SesMailer

    return SesMailer(bootstrap.client("sesv2"), bootstrap.settings().mail_sender)
