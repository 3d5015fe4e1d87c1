"""Leave in the layer what can run and nothing else: `python trim.py <layer's python folder> <our sources>`.

Of botocore the services stay whose clients our sources make, and of their descriptions the operations whose names our
sources hold; of the endpoints those of these services. So nothing has to be kept in step by hand, and
tests/infrastructure/test_layer.py calls every client from the built layer.
"""

import gzip
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]

STAND_INS = Path(__file__).with_name("stand_ins")
"""What takes the place of modules that are imported and never used."""
NEVER_RUN = (
    *("bin", "pycparser", "pycparser-*", "botocore/data/*/*/examples-1.json", "botocore/data/*/*/waiters-2.json"),
    *("**/*.pyi", "**/*.pyx", "**/*.pxd", "**/tests", "**/__pycache__", "*.dist-info/RECORD"),
    *("charset_normalizer/*", "urllib3/http2/connection.py", "botocore/docs/bcdoc", "botocore/docs/[!u_]*.py"),
    *(f"aws_lambda_powertools/utilities/{name}" for name in ("idempotency", "kafka", "parameters", "parser")),
    *(f"aws_lambda_powertools/utilities/{name}" for name in ("data_masking", "feature_flags", "streaming")),
    *("aws_lambda_powertools/event_handler", "cffi"),
)
"""`pycparser` and `cffi` (all but `_cffi_backend`) make bindings; RECORD lists what was installed once."""
AWS_ROOTS = (
    *("Amazon Root CA 1", "Amazon Root CA 2", "Amazon Root CA 3", "Amazon Root CA 4"),
    "Starfield Services Root Certificate Authority - G2",
)
"""https://www.amazontrust.com/repository/: AWS tells clients that choose their roots to trust all of these."""
CLIENT = re.compile(r'client(?:\(|,)\s*"([a-z0-9]+)"')
"""How our sources make a client: `client("name")`, or `partial(client, "name")`."""
_CERTIFICATE = re.compile(r'# Label: "([^"]+)".*?(-----BEGIN.*?-----END CERTIFICATE-----)', re.DOTALL)
_WORD = re.compile(r"[a-z][a-z0-9_]+")


def main(target: Path, sources: Path) -> None:
    """Trim a folder of installed packages for our sources."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(sources.rglob("*.py"))]
    services = {name for text in texts for name in CLIENT.findall(text)}
    words = {word for text in texts for word in _WORD.findall(text)}
    for pattern in NEVER_RUN:
        for path in list(target.glob(pattern)):
            _remove(path)
    _write_aws_roots(target)
    for path in STAND_INS.rglob("*.py"):
        (target / path.relative_to(STAND_INS)).write_bytes(path.read_bytes())
    sys.path.insert(0, str(target))
    _trim_botocore(target / "botocore" / "data", services, words)
    put_in_order(target)


def put_in_order(folder: Path) -> None:
    """Lay everything down anew by name: SAM zips files as they lie, and uv installs many at once."""
    old = folder.rename(folder.with_name(f"{folder.name}.as-installed"))
    folder.mkdir()
    for path in sorted(old.rglob("*")):
        if path.is_dir():
            (folder / path.relative_to(old)).mkdir()
        else:
            path.rename(folder / path.relative_to(old))
    shutil.rmtree(old)


def _write_aws_roots(target: Path) -> None:
    """Keep the roots that AWS's endpoints lead to in a file of their own, taken from Mozilla's whole bundle."""
    bundle = (target / "certifi" / "cacert.pem").read_text(encoding="utf-8")
    certificates = dict(_CERTIFICATE.findall(bundle))
    roots = "".join(f"# {name}\n{certificates[name]}\n" for name in AWS_ROOTS)
    (target / "shared" / "adapters" / "aws_roots.pem").write_text(roots, encoding="utf-8")
    (target / "botocore" / "cacert.pem").unlink()  # a second whole bundle, never read


def _trim_botocore(data: Path, services: set[str], words: set[str]) -> None:
    for folder in [path for path in data.iterdir() if path.is_dir()]:
        if folder.name not in services:
            _remove(folder)
            continue
        *old, newest = sorted(folder.iterdir())
        for path in old:
            _remove(path)
        for path in newest.glob("*.json.gz"):  # unpacked once, here, not at each cold start
            _write(path.with_suffix(""), json.loads(gzip.decompress(path.read_bytes())))
            path.unlink()
        model = newest / "service-2.json"
        kept = _trimmed_model(_read(model), words)
        _write(model, kept)
        pages = newest / "paginators-1.json"
        if pages.exists():
            known = _read(pages)["pagination"]
            _write(pages, {"pagination": {name: one for name, one in known.items() if name in kept["operations"]}})
    _write(data / "endpoints.json", _trimmed_endpoints(_read(data / "endpoints.json"), services))


def _trimmed_model(model: Json, words: set[str]) -> Json:
    """The operations that are called, with the shapes that they lead to."""
    from botocore import xform_name  # the layer's own

    operations = {name: one for name, one in model["operations"].items() if xform_name(name) in words}
    wanted, shapes = list(_shapes_named(list(operations.values()))), {}
    while wanted:
        name = wanted.pop()
        if name not in shapes:
            shapes[name] = model["shapes"][name]
            wanted += _shapes_named(shapes[name])
    kept = {name: one for name, one in model.items() if name not in {"operations", "shapes", "documentation"}}
    undocumented: Json = _without_documentation({"operations": operations, "shapes": shapes})
    return kept | undocumented


def _shapes_named(value: object) -> Iterator[str]:
    """Every shape that a part of a model refers to."""
    if isinstance(value, list):
        for one in value:
            yield from _shapes_named(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == "shape" and isinstance(one, str):
                yield one
            else:
                yield from _shapes_named(one)


def _without_documentation(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_without_documentation(one) for one in value]
    if isinstance(value, dict):
        texts = {name for name, one in value.items() if name == "documentation" and isinstance(one, str)}
        return {name: _without_documentation(one) for name, one in value.items() if name not in texts}
    return value


def _trimmed_endpoints(endpoints: Json, services: set[str]) -> Json:
    for partition in endpoints["partitions"]:
        known = partition["services"]
        partition["services"] = {name: known[name] for name in sorted(services & known.keys())}
    return endpoints


def _read(path: Path) -> Json:
    read: Json = json.loads(path.read_text(encoding="utf-8"))
    return read


def _write(path: Path, value: Json) -> None:
    path.unlink(missing_ok=True)  # it may be linked into uv's cache
    path.write_text(json.dumps(value, separators=(",", ":"), sort_keys=False), encoding="utf-8")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
