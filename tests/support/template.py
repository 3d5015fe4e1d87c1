"""template.yaml, read as it is: CloudFormation's short tags become their long forms."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).parents[2] / "template.yaml"
_TABLE_PROPERTIES = ("BillingMode", "KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")


class TemplateLoader(yaml.SafeLoader):
    """Reads `!Ref X` as `{"Ref": "X"}` and `!GetAtt A.B` as `{"Fn::GetAtt": ["A", "B"]}`, and so on."""


def _tagged(loader: TemplateLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        if name == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {name if name in {"Ref", "Condition"} else f"Fn::{name}": value}


TemplateLoader.add_multi_constructor("!", _tagged)


@cache
def template() -> dict[str, Any]:
    """Return the whole template; the same object each time, so nobody may change it."""
    return yaml.load(TEMPLATE.read_text(encoding="utf-8"), Loader=TemplateLoader)  # noqa: S506 - a SafeLoader


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Return the resources of a type, by logical name."""
    return {name: one for name, one in template()["Resources"].items() if one["Type"] == kind}


def table_definition(name: str) -> dict[str, Any]:
    """Return what `create_table` needs to make one of the template's tables, under its logical name."""
    properties = resources("AWS::DynamoDB::Table")[name]["Properties"]
    return {"TableName": name} | {key: properties[key] for key in _TABLE_PROPERTIES if key in properties}


def environment_names() -> set[str]:
    """Return the names of every variable that the template gives to functions."""
    blocks = [template()["Globals"]["Function"]]
    blocks += [one["Properties"] for one in resources("AWS::Serverless::Function").values()]
    return {name for block in blocks for name in block.get("Environment", {}).get("Variables", {})}
