"""template.yaml with SnapStart for whole groups of functions: `python -m local.stack.snapstart payments,accounts`.

It is no parameter of the template, since SnapStart needs published versions and aliases, and SAM's AutoPublishAlias
takes no condition: a stack without SnapStart would have them as well. So they are written in before the build, for
AWS alone. Only functions behind the API are meant: schedules and queues have nobody who waits. A version is published
for every change of a function or of the layer, and the one before is deleted, since each snapshot that is kept
costs.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from local.stack.config import ROOT
from local.stack.errors import StackError

GROUPS = {"payments": "/dukka/", "accounts": "/"}
"""Each group by how the paths of its functions begin; a function is in the first that fits."""
_FUNCTION = re.compile(r"^  (\w+Function):\n(?:    .*\n|\n)+?(?=^  \S|\Z)", re.MULTILINE)
_PATH = re.compile(r'Path: "([^"]+)"')
_LAYER = "      Description: The shared package and its libraries\n"
_OPTIONS = """\
      AutoPublishAlias: live
      AutoPublishAliasAllProperties: true
      VersionDeletionPolicy: Delete
      SnapStart: {ApplyOn: PublishedVersions}
"""


def with_snap_start(template: str, groups: set[str]) -> str:
    """Return the template with SnapStart for the functions of some groups."""
    unknown = groups - GROUPS.keys()
    if unknown:
        raise StackError(f"There is no group {', '.join(sorted(unknown))}: there are {', '.join(GROUPS)}.")
    changed = _FUNCTION.sub(lambda found: _changed(found[0], groups), template)
    # Without this a new layer would leave the aliases at versions with the old one.
    return changed.replace(_LAYER, f"{_LAYER}      PublishLambdaVersion: true\n") if groups else template


def group_of(block: str) -> str | None:
    """The group of a function's block; None for one that is not behind the API."""
    path = _PATH.search(block)
    return next((name for name, start in GROUPS.items() if path and path[1].startswith(start)), None)


def _changed(block: str, groups: set[str]) -> str:
    if group_of(block) not in groups:
        return block
    return re.sub(r"(      CodeUri: .*\n)", rf"\1{_OPTIONS}", block, count=1)


def main(names: str) -> int:
    """Write the template for `sam build --base-dir .` and say where it is."""
    made = ROOT / ".local" / "template.yaml"
    made.parent.mkdir(parents=True, exist_ok=True)
    groups = {name for name in re.split(r"[ ,]+", names) if name}
    try:
        text = with_snap_start(Path(ROOT / "template.yaml").read_text(encoding="utf-8"), groups)
    except StackError as problem:
        print(problem.full_text(), file=sys.stderr)
        return 1
    made.write_text(text, encoding="utf-8")
    print(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
