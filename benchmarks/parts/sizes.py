"""What is deployed: the layer and a function of ours, and a function of the reference, whole and zipped."""

import io
import zipfile
from pathlib import Path

from benchmarks import builds
from benchmarks.table import Row

NAME = "Package sizes (ratio: our layer and function against one function of the reference)"
MEGABYTE = 1_000_000
FUNCTION = "InitializePaymentFunction"


def run() -> list[Row]:
    """Weigh what was built."""
    ours, reference = builds.ours(), builds.reference()
    layer = ours.functions / "SharedLayer"
    parts = {
        "layer": _sizes(layer),
        "function": _sizes(ours.functions / FUNCTION),
        "reference": _sizes(reference.functions / FUNCTION),
    }
    whole, zipped = (parts["layer"][place] + parts["function"][place] for place in (0, 1))
    return [
        Row("our layer, unzipped", parts["layer"][0], "MB"),
        Row("our layer, zipped", parts["layer"][1], "MB"),
        Row("one function of ours, zipped", parts["function"][1] * 1_000, "kB"),
        Row("the reference's function, unzipped", parts["reference"][0], "MB"),
        Row("the reference's function, zipped", parts["reference"][1], "MB"),
        Row("ours, unzipped, bytecode included", whole, "MB", whole / parts["reference"][0]),
        Row("ours, zipped", zipped, "MB", zipped / parts["reference"][1]),
    ]


def _sizes(folder: Path) -> tuple[float, float]:
    """Megabytes as they are and zipped, as SAM zips."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".made"]
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.relative_to(folder))
    return sum(path.stat().st_size for path in files) / MEGABYTE, len(into.getvalue()) / MEGABYTE
