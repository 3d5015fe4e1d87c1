"""The bodies of the users' endpoints; those of tokens are in `schemas`."""

from shared.api.account_fields import Address
from shared.api.fields import Text
from shared.api.structures import Object
from shared.domain.user import MAX_USERNAME_LENGTH, USERNAME

_EMAIL = Address(example="amina@example.com")
_NEW_PASSWORD = Text(
    help="At least 8 characters, not all digits, neither common nor like the user's name or address."
)
_LINK = {
    "uid": Text(help="From the link in the mail.", example="YWJjZGVmZ2hpamtsbW5vcHFyc3Q"),
    "token": Text(help="From the link in the mail: good for three days, and once."),
}

SIGN_UP = Object(
    {
        "username": Text(
            max_length=MAX_USERNAME_LENGTH,
            pattern=USERNAME,
            pattern_problem=(
                "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."
            ),
            example="amina",
        ),
        "email": _EMAIL,
        "password": _NEW_PASSWORD,
    }
)
USER = Object({"email": Address(), "username": Text(), "id": Text(help="20 characters of a-z and 2-7.")})
UPDATE_ME = Object({"email": Address(required=False, example="amina@example.com")})
SET_PASSWORD = Object({"new_password": _NEW_PASSWORD, "current_password": Text()})
DELETE_ME = Object({"current_password": Text()})
EMAIL_ADDRESS = Object({"email": Address(max_length=None, example="amina@example.com")})
ACTIVATION = Object(_LINK)
RESET_PASSWORD_CONFIRM = Object(_LINK | {"new_password": _NEW_PASSWORD})
