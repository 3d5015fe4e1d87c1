"""What it costs at AWS, computed from counted units and list prices: docs/costs.md has the whole of it."""

from benchmarks.bill import AT_REST_GOAL, VOLUMES, total
from benchmarks.table import Row
from benchmarks.usage import at_rest, month

NAME = "The bill, US dollars a month"


def run() -> list[Row]:
    """Compute it."""
    rows = [
        Row("at rest, as billed", total(at_rest(), is_free_counted=True), "$", goal=AT_REST_GOAL),
        Row("at rest, at list prices without any allowance", total(at_rest(), is_free_counted=False), "$"),
    ]
    for volume in VOLUMES:
        dollars = total(month(volume), is_free_counted=False)
        rows.append(Row(f"{volume:,} payments, without allowances", dollars, "$"))
        rows.append(Row(f"{volume:,} payments: of a million of them", dollars / volume * 1e6, "$"))
    return rows


if __name__ == "__main__":
    from benchmarks.table import show

    show(NAME, run())
