"""What a password check costs, and how long that takes at each memory size of a Lambda function.

    python -m benchmarks.login

Lambda gives a function of m MB the share m / 1769 of a processor (AWS Lambda's manual, "Configure Lambda function
memory"). Where this machine lets us (Linux, root, control groups), each size is measured under a CPU quota of that
share, in periods of 20 ms; elsewhere it is computed from the CPU time. Either way it is this machine's processor, not
Lambda's arm64: compare the sizes with each other, not the milliseconds with AWS.
"""

import os
import resource
import statistics
import sys
import time
from contextlib import suppress
from pathlib import Path

from shared.adapters.passwords import Argon2Passwords

SIZES = (128, 256, 512, 1_024, 1_769)
WHOLE_PROCESSOR = 1_769
"""MB at which a function has one processor to itself."""
RUNS = 21
PERIOD = 20_000
"""Microseconds in which a quota is given out."""
CGROUP_1, CGROUP_2 = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")
GROUP = f"dukka-benchmark-{os.getpid()}"


def checks(password_hash: str | None) -> tuple[float, float]:
    """Return the median wall and CPU milliseconds of checking a wrong password against a hash."""
    passwords = Argon2Passwords()
    passwords.verify_password("warm", password_hash)
    walls, cpus = [], []
    for _ in range(RUNS):
        began, used = time.perf_counter(), _cpu_seconds()
        passwords.verify_password("not the password", password_hash)
        walls.append(time.perf_counter() - began)
        cpus.append(_cpu_seconds() - used)
    return statistics.median(walls) * 1_000, statistics.median(cpus) * 1_000


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def under_quota(share: float, password_hash: str) -> float | None:
    """Return the median wall milliseconds with that share of one processor; None where no quota can be set."""
    group = _limited_group(share)
    if group is None:
        return None
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        (group / "cgroup.procs").write_text(str(os.getpid()))
        os.write(writer, str(checks(password_hash)[0]).encode())
        os._exit(0)
    os.waitpid(child, 0)
    measured = float(os.read(reader, 64))
    os.close(reader)
    os.close(writer)
    group.rmdir()
    return measured


def _limited_group(share: float) -> Path | None:
    """Make a control group with that share of one processor, in either version of control groups."""
    quota = int(PERIOD * share)
    for base, files in (
        (CGROUP_1, {"cpu.cfs_period_us": f"{PERIOD}", "cpu.cfs_quota_us": f"{quota}"}),
        (CGROUP_2, {"cpu.max": f"{quota} {PERIOD}"}),
    ):
        group = base / GROUP
        with suppress(OSError):
            group.mkdir()
            for name, value in files.items():
                (group / name).write_text(value)
            return group
        with suppress(OSError):
            group.rmdir()
    return None


def main() -> None:
    """Print one table."""
    password_hash = Argon2Passwords().hash_password("the right password")
    known, nobody = checks(password_hash)[1], checks(None)[1]
    print(f"CPython {sys.version.split()[0]}, medians of {RUNS}; CPU time of one check:")
    print(f"  wrong password of a user  {known:6.1f} ms\n  no such user              {nobody:6.1f} ms\n")
    print(f"{'memory, MB':>10}{'share':>8}{'a check, ms':>14}")
    for size in SIZES:
        share = size / WHOLE_PROCESSOR
        measured = under_quota(share, password_hash)
        shown = known / share if measured is None else measured
        how = "computed" if measured is None else "measured under a quota"
        print(f"{size:>10}{share:>8.2f}{shown:>14.0f}  {how}")


if __name__ == "__main__":
    main()
