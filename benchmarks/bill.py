"""The bill: `python -m benchmarks.bill` shows it, `--write` puts it into docs/costs.md, `--check` compares.

Prices and their date are in benchmarks/prices.json, what a month uses in benchmarks/usage.py.
"""

import json
import sys

from benchmarks.table import ROOT
from benchmarks.usage import COSTS, KEPT_MONTHS, Usage, at_rest, month

PRICES = json.loads((ROOT / "benchmarks" / "prices.json").read_text(encoding="utf-8"))
VOLUMES = (1_000, 100_000, 10_000_000)
HEADING = "## The bill\n"
AT_REST_GOAL = 1.0
NAMES = {
    "rest_request": "API Gateway, REST",
    "lambda_request": "Lambda, requests",
    "lambda_gb_second": "Lambda, duration",
    "write_unit": "DynamoDB, writes",
    "read_unit": "DynamoDB, reads",
    "table_gb": "DynamoDB, storage",
    "backup_gb": "DynamoDB, point-in-time recovery",
    "schedule": "EventBridge Scheduler",
    "secret": "Secrets Manager, secrets",
    "secret_read": "Secrets Manager, reads",
    "alarm": "CloudWatch, alarms",
    "log_gb": "CloudWatch, logs written",
    "log_kept_gb": "CloudWatch, logs kept",
    "key_use": "KMS, DynamoDB's key",
    "out_gb": "data out",
}


def cost(used: Usage, *, is_free_counted: bool) -> dict[str, float]:
    """Return the dollars of each line, with or without the allowances that every account has."""
    free = PRICES["always_free"] if is_free_counted else {}
    dollars = {}
    for name in NAMES:
        price = PRICES["prices"][name]
        dollars[name] = max(0.0, used[name] - free.get(name, 0)) * price["usd"] / price["per"]
    return dollars


def total(used: Usage, *, is_free_counted: bool) -> float:
    """Return the sum."""
    return sum(cost(used, is_free_counted=is_free_counted).values())


def section() -> str:
    """Return the section of docs/costs.md."""
    return "\n".join([HEADING, _intro(), _rest(), _volumes(), _hosted()])


def _intro() -> str:
    return f"""What a month costs at AWS, in US dollars, at the list prices of {PRICES["region"]} on {PRICES["date"]}
(`benchmarks/prices.json`, each with its source). `python -m benchmarks.bill` recomputes it, `--write` writes it
here, and a test fails when it differs. Units are those of the table above; times are CPU as measured (`make bench`)
and waits as assumed (`benchmarks/usage.py`: 5 ms a call of DynamoDB, 0.5 s to open a checkout, 2 s to charge a card).

"As billed" takes off what AWS gives every account each month without an end (a million Lambda requests, ten alarms,
5 GB of logs ...); where something else in the account uses that up, "without" holds. Paystack's own fee of each
transaction comes on top, whoever does the billing.
"""


def _rest() -> str:
    used = at_rest()
    with_free, without = (cost(used, is_free_counted=counted) for counted in (True, False))
    rows = [
        f"| {NAMES[name]} | {used[name]:,.0f} | {with_free[name]:.2f} | {without[name]:.2f} |"
        for name in NAMES
        if used[name] and without[name] >= 0.005  # noqa: PLR2004 - what rounds to nothing
    ]
    return "\n".join(
        [
            "**At rest**, nobody paying, the sweep every minute and the watchdog every five:\n",
            "| | a month | as billed | without |",
            "| --- | --: | --: | --: |",
            *rows,
            f"| **in all** | | **{sum(with_free.values()):.2f}** | **{sum(without.values()):.2f}** |",
            "",
        ]
    )


def _volumes() -> str:
    rows = []
    columns = [cost(month(volume), is_free_counted=counted) for volume in VOLUMES for counted in (True, False)]
    for name, words in NAMES.items():
        if any(column[name] >= 0.005 for column in columns):  # noqa: PLR2004
            rows.append(f"| {words} | " + " | ".join(_money(column[name]) for column in columns) + " |")
    sums = [sum(column.values()) for column in columns]
    each = [
        f"{sums[2 * place + counted] / volume * 1_000_000:,.2f}"
        for place, volume in enumerate(VOLUMES)
        for counted in (0, 1)
    ]
    heads = [f"{volume:,} {kind}" for volume in VOLUMES for kind in ("as billed", "without")]
    return "\n".join(
        [
            "**Payments**, half of them checkouts (log in, begin, webhook, receipt, a look at the history) and half",
            f"renewals (charge, webhook), with the payments of {KEPT_MONTHS} months in the table:\n",
            "| a month | " + " | ".join(heads) + " |",
            "| --- " + "| --: " * len(heads) + "|",
            *rows,
            "| **in all** | " + " | ".join(f"**{_money(one)}**" for one in sums) + " |",
            "| a million payments | " + " | ".join(each) + " |",
            "",
        ]
    )


def _hosted() -> str:
    average = PRICES["average_payment_usd"]
    rows = []
    for one in PRICES["hosted"]:
        fees = [_money(max(0.0, volume * average - one["free_volume_usd"]) * one["share"]) for volume in VOLUMES]
        share = f"{one['share']:.2%}".replace(".00%", " %").replace("%", " %").replace("  ", " ")
        rows.append(f"| {one['name']} | {share} | {' | '.join(fees)} | {one['sure']} | {one['source']} |")
    ours = [_money(total(month(volume), is_free_counted=False)) for volume in VOLUMES]
    volumes = " | ".join(f"{volume:,}" for volume in VOLUMES)
    return "\n".join(
        [
            f"**Beside hosted subscription billing**, {average} dollars a payment, their fees and not the card's:\n",
            f"| | of the volume | {volumes} | how sure | source |",
            "| --- | --: | --: | --: | --: | --- | --- |",
            f"| Dukka, without allowances | | {' | '.join(ours)} | computed above | |",
            *rows,
            "",
        ]
    )


def _money(dollars: float) -> str:
    return f"{dollars:,.2f}" if dollars < 100 else f"{dollars:,.0f}"  # noqa: PLR2004


def main(arguments: list[str]) -> int:
    """Show, write or check it."""
    text, wanted = COSTS.read_text(encoding="utf-8"), section()
    before, heading, rest = text.partition(HEADING)
    after = rest.partition("\n## ")[1:] if heading else ("", "")
    stored = heading + rest.partition("\n## ")[0]
    if arguments == ["--check"]:
        if stored.strip() != wanted.strip():
            print("docs/costs.md is not what is computed: python -m benchmarks.bill --write", file=sys.stderr)
            return 1
        return 0
    if arguments == ["--write"]:
        COSTS.write_text(before.rstrip() + "\n\n" + wanted.rstrip() + "\n" + "".join(after), encoding="utf-8")
    else:
        print(wanted)
    return 0


def rows() -> list[tuple[str, float]]:
    """Return what a month at rest costs, as billed and without allowances."""
    kinds: list[tuple[str, bool]] = [("as billed", True), ("without allowances", False)]
    return [(name, total(at_rest(), is_free_counted=counted)) for name, counted in kinds]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
