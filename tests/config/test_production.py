"""A production site starts only when it has what it needs, and keeps to what Django asks of one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def production(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these words, as a production site whose files are in the folder."""
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        env={
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "KALLIPOLIS_HOSTS": "apply.example.org",
            "KALLIPOLIS_MODE": "production",
            "KALLIPOLIS_VAR": str(folder),
            "PATH": os.environ["PATH"],
        },
        text=True,
    )


def test_it_says_what_it_lacks_one_thing_after_the_other(tmp_path):
    without_key = production(tmp_path, "-c", "import config.wsgi")
    assert (without_key.returncode, without_key.stderr.count("\n")) == (1, 1)
    assert without_key.stderr.startswith(
        f"kallipolis: The site has no secret key: put 50 or more random characters into {tmp_path}"
    )
    (tmp_path / "secret_key").write_text("k" * 50, encoding="utf-8")
    without_static_files = production(tmp_path, "-c", "import config.wsgi")
    assert (without_static_files.returncode, without_static_files.stderr.count("\n")) == (1, 1)
    assert without_static_files.stderr.startswith(
        "kallipolis: The static files are not collected: run `kallipolis collectstatic"
    )
    collected = production(tmp_path, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0")
    assert (collected.returncode, collected.stderr) == (0, "")
    started = production(tmp_path, "-c", "import config.wsgi")
    assert (started.returncode, started.stderr) == (0, "")


def test_django_finds_nothing_to_secure(tmp_path):
    (tmp_path / "secret_key").write_text("".join(map(chr, range(48, 123))), encoding="utf-8")
    checked = production(tmp_path, "-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert (checked.returncode, checked.stderr) == (0, "")
