"""Attempts that could not be counted."""

import pytest
from botocore.exceptions import ClientError

from shared.adapters.dynamodb.throttle import DynamoThrottle
from shared.domain.throttling import Rule
from tests.support.fakes import FakeClock


def test_a_failure_of_the_table_lets_nobody_in_and_is_not_taken_for_too_many_attempts(dynamodb):
    throttle = DynamoThrottle(dynamodb, "another-table", FakeClock(), address_factor=1)

    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        throttle.check(Rule.LOG_IN, account="amina", address="203.0.113.7")
