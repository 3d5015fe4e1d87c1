"""SnapStart, when it is asked for: written into the template for whole groups, and understood by SAM itself."""

import copy
from typing import Any

import pytest
import yaml
from samtranslator.translator.transform import transform

from local.stack import snapstart
from local.stack.errors import StackError
from tests.support.template import TEMPLATE, TemplateLoader

PLAIN = TEMPLATE.read_text(encoding="utf-8")
VALUES = {"Environment": "production", "PaystackSecretKey": "sk_test_12345678"}


class NoManagedPolicies:
    def load(self) -> dict[str, str]:
        return {}


def resources(text: str) -> dict[str, Any]:
    """What CloudFormation gets for a template."""
    read = yaml.load(text, Loader=TemplateLoader)  # noqa: S506 - a SafeLoader
    for one in read["Resources"].values():
        one.pop("Metadata", None)
        for name in {"CodeUri", "ContentUri"} & one.get("Properties", {}).keys():
            one["Properties"][name] = f"s3://bucket/{one['Properties'][name]}"
    made: dict[str, Any] = transform(copy.deepcopy(read), dict(VALUES), NoManagedPolicies())["Resources"]
    return made


def of_type(found: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: one for name, one in found.items() if one["Type"] == kind}


def aliased(found: dict[str, Any]) -> set[str]:
    return {one["Properties"]["FunctionName"]["Ref"] for one in of_type(found, "AWS::Lambda::Alias").values()}


def test_without_it_the_template_stays_as_it_is():
    assert snapstart.with_snap_start(PLAIN, set()) == PLAIN
    assert aliased(resources(PLAIN)) == set()


@pytest.mark.parametrize(
    ("group", "inside", "outside"),
    [
        ("payments", {"InitializePaymentFunction", "ReceiveWebhookFunction"}, {"CreateTokenFunction"}),
        ("accounts", {"CreateTokenFunction", "SignUpFunction"}, {"InitializePaymentFunction"}),
    ],
)
def test_the_functions_of_a_group_get_a_snapshot_that_the_api_calls(group: str, inside: set[str], outside: set[str]):
    found = resources(snapstart.with_snap_start(PLAIN, {group}))

    assert inside <= aliased(found)
    assert not aliased(found) & (outside | {"ChargeSubscriptionFunction", "SweepDueSubscriptionsFunction"})
    functions = of_type(found, "AWS::Lambda::Function")
    started = {name for name, one in functions.items() if one["Properties"].get("SnapStart")}
    assert started == aliased(found)
    integrations = str(next(iter(of_type(found, "AWS::ApiGateway::RestApi").values())))
    for name in inside:
        assert f"${{{name}Alias" in integrations
        assert f"${{{name}.Arn}}" not in integrations


def test_a_new_layer_publishes_new_versions_and_no_old_one_is_kept():
    text = snapstart.with_snap_start(PLAIN, {"payments"})
    before, after = resources(text), resources(text.replace("ContentUri: shared/", "ContentUri: changed/"))
    versions = of_type(before, "AWS::Lambda::Version")

    assert versions
    assert not versions.keys() & of_type(after, "AWS::Lambda::Version").keys()
    assert {one["DeletionPolicy"] for one in versions.values()} == {"Delete"}


def test_a_group_that_there_is_not_is_named(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(StackError, match="no group charges: there are payments, accounts"):
        snapstart.with_snap_start(PLAIN, {"charges"})
    assert snapstart.main("charges") == 1
    assert "charges" in capsys.readouterr().err


def test_the_template_is_written_for_the_build(monkeypatch: pytest.MonkeyPatch, tmp_path, capsys):
    monkeypatch.setattr(snapstart, "ROOT", tmp_path)
    (tmp_path / "template.yaml").write_text(PLAIN, encoding="utf-8")

    assert snapstart.main("payments, accounts") == 0

    made = tmp_path / ".local" / "template.yaml"
    assert capsys.readouterr().out.strip() == str(made)
    assert made.read_text(encoding="utf-8") == snapstart.with_snap_start(PLAIN, {"payments", "accounts"})
