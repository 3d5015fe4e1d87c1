"""Builds what is measured: ours and the reference by `sam build`, the reference once more with bytecode, the runtime.

Everything lands in .local/bench, made anew when its sources change.
"""

import platform
import shutil
import ssl
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.rie import Built
from benchmarks.table import ROOT, WORK
from local.stack import toolchain
from local.stack.config import environment
from local.stack.deploy import build_environment
from local.stack.files import fingerprint
from shared.layer import roots

RUNTIME = ("awslambdaric==4.2.2", "simplejson==4.3.0", "snapshot-restore-py==1.0.0")
HOT = ("initialize_payment", "list_payments", "create_token", "receive_webhook", "charge_subscription")
"""The functions that have a counterpart in the reference."""
_LOGS = WORK / "logs"
_HASH = """
import statistics, time
from shared.adapters.passwords import _NOBODYS_HASH, Argon2Passwords
spent = []
for _ in range(12):
    began = time.process_time()
    Argon2Passwords().verify_password("wrong", _NOBODYS_HASH)
    spent.append((time.process_time() - began) * 1000)
print(spent[0], statistics.median(spent[1:]))
"""
"""To check a password, alone."""


@dataclass(frozen=True)
class Variant:
    """One way to have the functions: its name, and a function of it by name."""

    name: str
    layer: Path | None
    functions: Path

    def built(self, function: str) -> Built:
        """One function of it, as the emulator starts it."""
        logical = "".join(word.title() for word in function.split("_")) + "Function"
        if self.layer:
            return Built(self.functions / logical, (self.layer,), "app.handler", python())
        return Built(self.functions / logical, (), f"{function}.handler", python())


@cache
def python() -> Path:
    """The interpreter of the functions' runtime, outside any environment."""
    return Path(toolchain.tools()["python"])


@cache
def ours() -> Variant:
    """The product by `sam build`, its layer with this machine's wheels, as the local stack has it."""
    folder = WORK / "ours"
    _sam_build(ROOT / "template.yaml", folder, build_environment(environment()))
    return Variant("ours", folder / "SharedLayer" / "python", folder)


@cache
def reference() -> Variant:
    """The reference by plain `sam build`."""
    folder, source = WORK / "reference", WORK / "reference-source"
    if _is_new(folder, fingerprint(ROOT, ["benchmarks/reference"], platform.machine(), str(python()))):
        shutil.rmtree(source, ignore_errors=True)
        shutil.copytree(ROOT / "benchmarks" / "reference", source)
        if platform.machine() in {"aarch64", "arm64"}:
            template = source / "template.yaml"
            template.write_text(template.read_text(encoding="utf-8").replace("x86_64", "arm64"), encoding="utf-8")
        # `sam build` wants a Python of the runtime's version with pip on the PATH.
        seeded = WORK / "pip"
        _run([toolchain.tools()["uv"], "venv", "-q", "--clear", "--seed", "--python", str(python()), str(seeded)])
        path = f"{seeded / 'bin'}:{environment()['PATH']}"
        _sam_build(source / "template.yaml", folder, {**environment(), "PATH": path})
        _remember(folder)
    return Variant("reference", None, folder)


@cache
def reference_with_bytecode() -> Variant:
    """The same, precompiled as ours is."""
    plain, folder = reference().functions, WORK / "reference-pyc"
    if _is_new(folder, (plain / ".made").read_text(encoding="utf-8")):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(plain, folder)
        _compile(folder)
        _remember(folder)
    return Variant("reference with bytecode", None, folder)


def bare() -> Built:
    """A function that does nothing, with the runtime alone."""
    folder = WORK / "bare"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "app.py").write_text("def handler(event, context):\n    return {}\n", encoding="utf-8")
    _compile(folder)
    return Built(folder, (), "app.handler", python())


def hash_cost(layer: Path) -> tuple[float, float]:
    """CPU milliseconds of the first check of a password in a process, and of a later one."""
    done = subprocess.run(
        [str(python()), "-s", "-c", _HASH], env={"PYTHONPATH": str(layer)}, capture_output=True, text=True, check=True
    )
    first, later = map(float, done.stdout.split())
    return first, later


def ensure_runtime() -> None:
    """Install the Lambda runtime's own client, with bytecode, as the runtime has it."""
    folder = WORK / "runtime"
    if _is_new(folder, " ".join((*RUNTIME, str(python())))):
        uv = [toolchain.tools()["uv"], "pip", "install", "-q", "--link-mode", "copy", "--python", str(python())]
        shutil.rmtree(folder, ignore_errors=True)
        _run([*uv, "--target", str(folder), *RUNTIME])
        _compile(folder)
        _remember(folder)


def trust(authority: Path, variants: tuple[Variant, ...]) -> None:
    """Add one more root to every bundle of roots in what was built; what loading them costs stays as it is."""
    root = authority.read_text(encoding="utf-8")
    for variant in variants:
        for bundle in [*variant.functions.rglob("cacert.pem"), *variant.functions.rglob("aws_roots.pem")]:
            whole = bundle.read_text(encoding="utf-8").partition("\n# bench\n")[0]
            bundle.unlink()
            bundle.write_text(f"{whole}\n# bench\n{root}", encoding="utf-8")
        for folder in variant.functions.rglob("adapters/paystack/roots"):
            for earlier in folder.glob(f"{roots.subject_hash(ssl.PEM_cert_to_DER_cert(root))}.*"):
                earlier.unlink()
            roots.write(folder, root)


def _sam_build(template: Path, folder: Path, variables: Mapping[str, str]) -> None:
    command = [str(toolchain.DEV / "bin" / "sam"), "build", "--template-file", str(template)]
    command += ["--build-dir", str(folder), "--base-dir", str(template.parent)]
    command += ["--config-file", str(ROOT / "samconfig.toml"), "--no-cached"]
    _run(command, {**variables, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "eu-west-1"})


def _compile(folder: Path) -> None:
    _run([str(python()), "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash", str(folder)])


def _run(command: list[str], variables: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:3])} failed:\n{done.stderr[-2_000:]}")


def _is_new(folder: Path, mark: str) -> bool:
    stamp = folder.parent / f"{folder.name}.wanted"
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark, encoding="utf-8")
    made = folder / ".made"
    return not made.exists() or made.read_text(encoding="utf-8") != mark


def _remember(folder: Path) -> None:
    mark = (folder.parent / f"{folder.name}.wanted").read_text(encoding="utf-8")
    (folder / ".made").write_text(mark, encoding="utf-8")
