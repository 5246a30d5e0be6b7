"""The doors of the two heavy rooms are light: to import one brings none of the libraries behind it into the server."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

HEAVY = {"PIL", "docx", "highspy", "lxml", "numpy", "olefile", "ortools", "pikepdf", "puremagic", "pycld2", "pypdfium2"}
DOORS = ["kallipolis.documents.reading.door", "kallipolis.solvers.door"]


def loaded_by(statement: str) -> set[str]:
    """The packages that a fresh interpreter has loaded after the statement."""
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; {statement}; print(*sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
    )
    return {name.partition(".")[0] for name in told.stdout.split()}


@pytest.mark.parametrize("door", [door for door in DOORS if find_spec(door.split(".")[0] + "." + door.split(".")[1])])
def test_a_door_is_light(door):
    assert loaded_by(f"import {door}") & HEAVY == set()


def test_a_heavy_library_would_be_seen():
    assert loaded_by("import lxml.etree") & HEAVY == {"lxml"}
