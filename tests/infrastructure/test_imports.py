"""What a function imports, its adapters included: every module is paid for at every cold start."""

import json
from pathlib import Path

import pytest

from tests.infrastructure.built import isolated
from tests.infrastructure.project import FUNCTIONS, ROOT, bootstrap_calls, operations, source

MOST_MODULES = {
    "initialize_payment": 499,
    "list_payments": 419,
    "get_payment": 516,
    "create_token": 429,
    "receive_webhook": 411,
    "charge_subscription": 486,
    "payment_callback": 501,
    "stop_payment": 421,
}
"""Of each hot function; to raise one is a choice: `make bench` says what it costs."""
FORBIDDEN = (
    *("pydantic", "cryptography", "asyncio", "aws_xray_sdk", "boto3", "s3transfer", "multiprocessing", "unittest"),
    *(
        "aws_lambda_powertools.event_handler",
        "aws_lambda_powertools.utilities.parser",
        "aws_lambda_powertools.tracing",
    ),
    *(
        "aws_lambda_powertools.metrics",
        "jsonschema",
        "fastjsonschema",
        "sqlite3",
        "html.parser",
        "doctest",
        "pydoc",
        "pdb",
    ),
    *("charset_normalizer.api", "chardet", "botocore.docs.method", "importlib.metadata", "cffi", "tzdata"),
)
NOT_FOR_ALL = {"argon2": "passwords", "requests": "provider", "jwt": "tokens"}
"""Libraries that only the functions with this adapter need."""
START = """
import json, os, sys
OWN_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:own"
os.environ |= json.loads(ENVIRONMENT)
import app
from shared import bootstrap
for name in json.loads(ADAPTERS):
    joins = [module for path, module in sys.modules.items() if path.startswith("shared.bootstrap")]
    (make,) = [getattr(module, name) for module in joins if hasattr(module, name)]
    make(*[OWN_ARN][: name.endswith("_function")])
print(json.dumps(sorted(sys.modules)))
"""


def adapters(function: str) -> set[str]:
    """The adapters that a function asks for, those behind its token check and its settling included."""
    asked = bootstrap_calls(source(function)) | {"settings"}
    if any(one.needs_user for one in operations(function)):
        asked.add("tokens")
    if any(name.endswith("_with_ports") for name in asked) or asked & {"disputes", "ledger", "refunds"}:
        asked.add("provider")
    asked -= {"warm_up"}
    return asked


def environment() -> dict[str, str]:
    """Something for every variable, and keys that open nothing."""
    from tests.support.template import environment_names

    named = dict.fromkeys(environment_names(), "1")
    return named | {
        "DUNNING": "1,3;1;09:00",
        "PAYSTACK_BASE_URL": "https://127.0.0.1:9",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }


def modules(function: str, layer: Path) -> set[str]:
    """The modules of a function that has made its adapters."""
    values = f"ENVIRONMENT, ADAPTERS = {json.dumps(environment())!r}, {json.dumps(sorted(adapters(function)))!r}"
    printed = isolated(values + START, ROOT / "functions" / function, layer)
    return set(json.loads(printed.splitlines()[-1]))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_imports_nothing_heavy(function: str, layer: Path):
    imported = modules(function, layer)

    assert [name for name in FORBIDDEN if name in imported] == []
    unneeded = {library for library, adapter in NOT_FOR_ALL.items() if adapter not in adapters(function)}
    assert unneeded & imported == set()


@pytest.mark.parametrize("function", MOST_MODULES)
def test_a_hot_function_imports_no_more_modules_than_it_did(function: str, layer: Path):
    count = len(modules(function, layer))

    assert count <= MOST_MODULES[function]
    assert count >= MOST_MODULES[function] * 0.9, "the bound is loose: bring it down"
