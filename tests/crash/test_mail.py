"""Mail arrives while processes are killed, and every message that was told 250 is there once, with one acknowledgement."""

from pathlib import Path

import pytest

from tests.crash.mail import run


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are ended by their group")
def test_messages_that_arrive_while_processes_are_killed_are_there_once_and_answered_once():
    told = run(6, seed=6)
    assert told["faults"] == []
    assert (told["killed"], told["told"] > 0) == (6, True)
