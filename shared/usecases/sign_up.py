"""Create a user."""

from shared.domain.errors import InvalidInput
from shared.domain.user import User, normal_username, password_problems, shown_email
from shared.ports import Clock, Ids, PasswordHasher, UserStore


def sign_up(
    username: str,
    email: str,
    password: str,
    *,
    users: UserStore,
    passwords: PasswordHasher,
    ids: Ids,
    clock: Clock,
) -> User:
    """Store a new user and return it; raise InvalidInput for a weak password or a name that is taken."""
    if problems := password_problems(password):
        raise InvalidInput({"password": problems})
    user = User(
        id=ids.new_user_id(),
        username=normal_username(username),
        email=shown_email(email),
        password_hash=passwords.hash_password(password),
        created_at=clock.now(),
    )
    users.add_user(user)
    return user
