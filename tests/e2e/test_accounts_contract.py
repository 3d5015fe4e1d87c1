"""Every recorded answer of the old API on the deployed stack: as recorded, or as the table of deviations says."""

import json
import time
from collections.abc import Iterator, Mapping

import pytest
import requests

from shared.adapters.dynamodb.users import DynamoUsers
from shared.ports import UserStore
from tests.contract.accounts.cases import CASES, Response
from tests.contract.accounts.deviations import NOT_APPLICABLE
from tests.contract.accounts.trying import WITH_MORE_FIELDS, try_case, try_with_more_fields
from tests.e2e.conftest import Stack
from tests.e2e.waiting import eventually

pytestmark = pytest.mark.e2e
APPLICABLE = [name for name in CASES if name not in NOT_APPLICABLE]
WITH_ACTIVATION = [name for name in APPLICABLE if name.startswith("activation/")]


class Deployed:
    """Implements `tests.contract.accounts.cases.Server`."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        secrets = stack.aws("secretsmanager")
        secret = next(one["ARN"] for one in secrets.list_secrets()["SecretList"] if "Jwt" in one["Name"])
        self.signing_key: str = json.loads(secrets.get_secret_value(SecretId=secret)["SecretString"])["current"]
        self.users: UserStore = DynamoUsers(stack.aws("dynamodb"), stack.described["tables"]["Users"])

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
        answer = requests.request(
            method, f"{self._stack.api}{path}", headers=dict(headers), data=body, timeout=60, allow_redirects=False
        )
        return Response(answer.status_code, answer.text, answer.headers.get("WWW-Authenticate"))

    def now(self) -> int:
        return int(time.time())

    def mails_to(self, address: str, *, at_least: int) -> list[str]:
        eventually(lambda: len(self._texts(address)) >= at_least, within=30, what="the mail")
        return self._texts(address)

    def _texts(self, address: str) -> list[str]:
        answer = requests.get(f"{self._stack.described['aws_endpoint']}/_ministack/ses/messages", timeout=10)
        mails = [mail for account in answer.json()["messages"].values() for mail in account]
        return [str(mail["BodyText"]) for mail in mails if address in mail["To"]]


@pytest.fixture(scope="session")
def server(stack: Stack) -> Deployed:
    return Deployed(stack)


@pytest.fixture(scope="module")
def activation(stack: Stack) -> Iterator[None]:
    """Accounts are closed until their address is confirmed, for as long as this is asked for."""
    functions, kept = stack.aws("lambda"), {}
    for name in ("SignUpFunction", "ResendActivationFunction", "MeFunction"):
        function = stack.function(name)
        kept[function] = functions.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
        variables = kept[function] | {"ACTIVATION": "true"}
        functions.update_function_configuration(FunctionName=function, Environment={"Variables": variables})
    yield
    for function, variables in kept.items():
        functions.update_function_configuration(FunctionName=function, Environment={"Variables": variables})


@pytest.mark.parametrize("name", [name for name in APPLICABLE if name not in WITH_ACTIVATION])
def test_a_recorded_case_is_answered_as_recorded_or_as_said(server: Deployed, name: str) -> None:
    assert try_case(server, name) == []


@pytest.mark.parametrize("name", WITH_MORE_FIELDS)
def test_a_case_without_an_address_is_answered_as_recorded_once_it_has_one(server: Deployed, name: str) -> None:
    assert try_with_more_fields(server, name) == []


@pytest.mark.usefixtures("activation")
@pytest.mark.parametrize("name", WITH_ACTIVATION)
def test_a_recorded_case_with_activation_is_answered_as_recorded(server: Deployed, name: str) -> None:
    assert try_case(server, name) == []
