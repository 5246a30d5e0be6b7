"""A hundred sampled dossiers through `kallipolis screen --jobs 2`, as a whole process: seconds on the clock and of processors.

Prints the median of three runs, with and without text recognition of scans where Tesseract is installed. Run by `make bench`.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3
COUNT, SEED = "100", "11"


def kallipolis(*arguments: str, path: str) -> None:
    """One run of the command, with the programs of `path`; only the exit statuses of a screening are taken."""
    program = Path(sys.executable).with_name("kallipolis")
    ended = subprocess.run(  # noqa: S603 - our own program
        [program, *arguments], env={**os.environ, "PATH": path}, capture_output=True, check=False
    )
    assert ended.returncode in (0, 1), ended.stderr.decode()


def measured(folder: Path, path: str) -> tuple[float, float]:
    """Seconds on the clock and of processors for the whole run."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    register, output = str(folder / "register.csv"), str(folder.parent / "sheets.json")
    kallipolis(
        "screen", str(folder), "--jobs", "2", "--register", register, "--format", "json", "--output", output, path=path
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - begin, spent


def main() -> None:
    ours = os.environ.get("PATH", "")
    with tempfile.TemporaryDirectory() as temporary:
        folder, nothing = Path(temporary, "samples"), Path(temporary, "no-programs")
        nothing.mkdir()
        kallipolis("sample", "-o", str(folder), "--count", COUNT, "--seed", SEED, path=ours)
        size = sum(path.stat().st_size for path in folder.glob("*.eml"))
        print(
            f"{COUNT} dossiers, {size / 1e6:,.0f} MB, --jobs 2, medians of {ROUNDS} whole runs; {os.cpu_count()} processors"
        )
        for name, path in (("with recognition", ours), ("without", str(nothing))):
            if name == "with recognition" and shutil.which("tesseract") is None:
                print("with recognition: Tesseract is not installed here")
                continue
            runs = [measured(folder, path) for _ in range(ROUNDS)]
            wall, cpu = (statistics.median(column) for column in zip(*runs, strict=True))
            print(f"{name:<17} {wall:5.1f} s on the clock, {cpu:5.1f} s of processors (at most 20 s on the clock)")


if __name__ == "__main__":
    main()
