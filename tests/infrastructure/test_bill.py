"""The bill in docs/costs.md is what its script computes, from prices that say their source and date."""

import re

import pytest

from benchmarks import bill
from benchmarks.usage import at_rest, month, units


def test_the_section_is_what_is_computed(capsys: pytest.CaptureFixture[str]):
    assert bill.main(["--check"]) == 0, capsys.readouterr().err


def test_every_price_says_where_it_is_from_and_how_sure_that_is():
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", bill.PRICES["date"])
    for entry in [*bill.PRICES["prices"].values(), *bill.PRICES["hosted"]]:
        assert entry["source"]
        assert re.match(r"certain|likely|unsure", entry["sure"])


def test_everything_that_is_used_has_a_price():
    used = set(month(1_000)) | set(at_rest())
    assert used == set(bill.NAMES) == set(bill.PRICES["prices"])
    assert set(bill.PRICES["always_free"]) < set(bill.NAMES)


def test_a_stack_at_rest_costs_at_most_a_dollar_as_it_is_billed():
    assert bill.total(at_rest(), is_free_counted=True) <= bill.AT_REST_GOAL


def test_a_payment_more_never_costs_less():
    totals = [bill.total(month(volume), is_free_counted=True) for volume in (0, *bill.VOLUMES)]
    assert totals == sorted(totals)


def test_the_counted_units_are_those_of_the_table():
    assert units()["charge a subscription"]["WRU"] <= 8
    assert {"initialize", "settle", "log in"} <= units().keys()
