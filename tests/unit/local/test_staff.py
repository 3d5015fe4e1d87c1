"""The merchant marks staff with their own AWS credentials."""

import json
import os
import subprocess
from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from local import staff
from local.stack.config import ROOT
from shared.adapters.dynamodb.users import DynamoUsers
from tests.support.builders import OTHER_USER, USER, a_user
from tests.support.template import table_definition

STACK = "dukka-production"


@pytest.fixture
def users():
    """A deployed stack with two users."""
    with mock_aws():
        template = {
            "Resources": {"Users": {"Type": "AWS::DynamoDB::Table", "Properties": table_definition("Users")}},
            "Outputs": {"UsersTable": {"Value": {"Ref": "Users"}}},
        }
        boto3.client("cloudformation").create_stack(StackName=STACK, TemplateBody=json.dumps(template))
        stored = DynamoUsers(boto3.client("dynamodb"), "Users")
        stored.add_user(a_user(token_generation=3))
        stored.add_user(a_user(id=OTHER_USER, username="kofi", email="kofi@example.com"))
        yield stored


def mark(*arguments):
    return staff.main([*arguments, "--stack", STACK])


def test_a_user_becomes_staff_and_nothing_else_changes(users, capsys):
    assert mark("amina") == 0

    assert users.get_user(USER) == a_user(token_generation=3, is_staff=True, version=1)
    assert not users.get_user(OTHER_USER).is_staff
    assert capsys.readouterr().out == f"amina is staff of {STACK}, with tokens from the next login or refresh on.\n"


def test_and_back_again(users, capsys):
    mark("amina")

    assert mark("amina", "--remove") == 0

    assert not users.get_user(USER).is_staff
    assert capsys.readouterr().out.endswith(f"amina is not staff of {STACK}.\n")


@pytest.mark.parametrize("arguments", [("amina",), ("kofi", "--remove")])
def test_twice_is_as_once(users, arguments):
    assert [mark(*arguments), mark(*arguments)] == [0, 0]
    assert users.find_user(arguments[0]).version == (1 if arguments == ("amina",) else 0)


def test_a_name_is_taken_in_any_spelling_of_its_letters(users):
    assert mark("\uff41mina") == 0
    assert users.get_user(USER).is_staff


@pytest.mark.parametrize("name", ["bola", "Amina", "amina@example.com", ""])
def test_nobody_of_that_name_is_one_sentence(users, capsys, name):
    assert mark(name) == 1
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", f"Nobody has the user name {name} in {STACK}.\n")


def test_a_change_of_the_user_meanwhile_is_kept(users, monkeypatch):
    real, changes = DynamoUsers.replace_user, iter([lambda: replace(a_user(token_generation=3), token_generation=4)])

    def interrupted(self, user):
        for change in changes:
            real(self, change())
        return real(self, user)

    monkeypatch.setattr(DynamoUsers, "replace_user", interrupted)

    assert mark("amina") == 0
    assert users.get_user(USER) == a_user(token_generation=4, is_staff=True, version=2)


def make(*arguments, **environment):
    done = subprocess.run(
        ["make", "-n", "staff", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["USERNAME=amina"], '--local  -- "$USERNAME"'),
        (["USERNAME=amina", "STAFF=no"], '--local --remove -- "$USERNAME"'),
        (["USERNAME=amina", "ENV=production"], '--stack dukka-production  -- "$USERNAME"'),
        (["USERNAME=amina", "STAFF=no", "ENV=staging"], '--stack dukka-staging --remove -- "$USERNAME"'),
    ],
)
def test_the_makefile_says_where_and_whom(arguments, command):
    assert f"python -m local.staff {command}" in make(*arguments)


def test_the_name_of_whoever_is_at_the_terminal_is_not_meant():
    """Many desktops set USERNAME."""
    assert 'case "environment" in "command line")' in make(USERNAME="ada")
