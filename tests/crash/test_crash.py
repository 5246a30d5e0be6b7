"""Processes are killed, and nothing is half done (`python -m tests.crash --kills 100` kills more)."""

import os
from pathlib import Path

import pytest

from tests.crash.__main__ import run


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are found in /proc")
def test_a_site_whose_processes_are_killed_has_done_everything_once_and_nothing_by_halves():
    url = os.environ.get("DATABASE_URL", "")
    told = run(20, database=url if url.startswith("postgres") else "", seed=20)
    assert told["faults"] == [], told["log"]
    assert (sum(told["killed"].values()), told["acknowledged"] > 0, told["tasks"] > 0) == (20, True, True)
