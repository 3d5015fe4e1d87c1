"""The list of mutations fits the code as it is; whether each is caught is `make mutants`."""

import ast
from collections import Counter

import pytest

from tests.mutants.mutations import MUTATIONS
from tests.mutants.run import SUITES


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_it_still_applies_and_leaves_valid_python(mutation):
    ast.parse(mutation.applied())
    assert mutation.suite in SUITES
    assert mutation.cost.endswith(".")


def test_every_name_is_used_once():
    assert [name for name, times in Counter(mutation.name for mutation in MUTATIONS).items() if times > 1] == []
