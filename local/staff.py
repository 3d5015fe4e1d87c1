"""Marks a user as staff, or takes the mark away: `python -m local.staff amina --stack dukka-production`.

There is no way to become staff over HTTP: it takes the merchant's AWS credentials. Endpoints for staff ask both the
token and the table, so that taking the mark away works at once. `--local` means the stack that `make up` started.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from dataclasses import replace

from local.merchant import add_where, reached
from local.stack.errors import StackError
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.errors import Conflict
from shared.domain.user import normal_username

OUTPUT = "UsersTable"


def main(arguments: list[str]) -> int:
    """Mark one user; a problem is one sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m local.staff", description=__doc__)
    parser.add_argument("username", help="as the user signed up with it")
    parser.add_argument("--remove", action="store_true", help="take the mark away")
    add_where(parser)
    options = parser.parse_args(arguments)
    try:
        print(_mark(options.username, options.stack, is_staff=not options.remove))
    except StackError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _mark(username: str, name: str | None, *, is_staff: bool) -> str:
    with reached(name) as stack:
        users = DynamoUsers(stack.dynamodb, stack.output(OUTPUT))
        while True:
            user = users.find_user(normal_username(username))
            if user is None:
                raise StackError(f"Nobody has the user name {username} in {stack.name}.")
            with suppress(Conflict):  # changed meanwhile: read it again
                if user.is_staff != is_staff:
                    users.replace_user(replace(user, is_staff=is_staff))
                break
    if is_staff:
        return f"{username} is staff of {stack.name}, with tokens from the next login or refresh on."
    return f"{username} is not staff of {stack.name}."


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
