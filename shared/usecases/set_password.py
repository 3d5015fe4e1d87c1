"""Change the caller's password."""

from collections.abc import Container, Mapping

from shared.domain.errors import InvalidInput
from shared.domain.password import password_problems
from shared.domain.user import password_attributes, with_password
from shared.ports import UserStore
from shared.usecases.me import me
from shared.usecases.password_check import PasswordCheck, knows_password


def set_password(
    user_id: str,
    new_password: str = "",
    current_password: str = "",
    *,
    problems: Mapping[str, object],
    users: UserStore,
    check: PasswordCheck,
    common_passwords: Container[str],
) -> None:
    """Store a hash of the new password, and revoke every refresh token, in one write.

    `problems` has the fields that are wrong already, and are not given. Raise NotAuthenticated when the account is
    gone, InvalidInput for a wrong or weak password, Throttled after too many wrong ones, Conflict
    when the user is changed by somebody else meanwhile.
    """
    user = me(user_id, users=users)
    wrong = dict(problems)
    if current_password and not knows_password(user, current_password, check):
        wrong["current_password"] = ["Invalid password."]
    if wrong:
        raise InvalidInput(wrong)
    if weak := password_problems(new_password, password_attributes(user.username, user.email), common_passwords):
        raise InvalidInput({"new_password": weak})
    users.replace_user(with_password(user, check.passwords.hash_password(new_password)))
