"""Create a user."""

from collections.abc import Container, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from shared.domain.errors import InvalidInput, MailUnavailable
from shared.domain.mail import MailKind
from shared.domain.password import password_problems
from shared.domain.throttling import Rule
from shared.domain.user import User, is_username, normal_username, password_attributes, shown_email, unique_email
from shared.ports import Clock, Ids, MailQueue, PasswordHasher, Throttle, UserStore

_NOT_A_USERNAME = "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."


@dataclass(frozen=True, slots=True)
class NewUser:
    """What somebody signs up with; `problems` has the fields that are wrong already, which are empty here."""

    username: str = ""
    email: str = ""
    password: str = ""
    problems: Mapping[str, object] = field(default_factory=dict)


def sign_up(
    new: NewUser,
    address: str,
    *,
    needs_activation: bool,
    users: UserStore,
    mails: MailQueue,
    passwords: PasswordHasher,
    common_passwords: Container[str],
    throttle: Throttle,
    ids: Ids,
    clock: Clock,
) -> User:
    """Store a new user and return it; `address` is the network address the request came from.

    With `needs_activation` the account is closed until its address is confirmed. Raise InvalidInput for names that
    are taken or a weak password, and Throttled after too many attempts.
    """
    name, email = normal_username(new.username), shown_email(new.email) if new.email else ""
    if name or email:  # what follows can tell whether they are taken
        throttle.check(Rule.SIGN_UP, account=unique_email(email) if email else name, address=address)
    _check(new, name, email, users, common_passwords)
    user = User(
        id=ids.new_user_id(),
        username=name,
        email=email,
        password_hash=passwords.hash_password(new.password),
        created_at=clock.now(),
        is_active=not needs_activation,
        awaits_activation=needs_activation,
    )
    users.add_user(user)
    if needs_activation:
        with suppress(MailUnavailable):  # it can be asked for again
            mails.request_mail(MailKind.ACTIVATION, email)
    return user


def _check(new: NewUser, name: str, email: str, users: UserStore, common_passwords: Container[str]) -> None:
    """Raise InvalidInput: names that are taken are told with what else is wrong, a weak password once all is well."""
    problems = dict(new.problems)
    if new.username and not is_username(name):  # another spelling of a good name can be a bad one
        name, problems["username"] = "", [_NOT_A_USERNAME]
    attributes = password_attributes(new.username, new.email)
    weak = [] if problems else password_problems(new.password, attributes, common_passwords)
    if problems or weak:
        raise InvalidInput(users.taken_names(name, email) | problems or {"password": weak})
