"""Sampled dossiers go in, and every expected finding comes out, none missing and none extra.

What is expected comes from the faults that were put in (documents/writing/sample/faults), never from the screening.
"""

import json
from collections.abc import Iterator

import pytest
from django.core.management import call_command

from kallipolis.documents.reading.door import ReadingRoom
from kallipolis.queries.intake import Run, screen_run, sources_in
from kallipolis.rulebook.finding import Verdict
from kallipolis.rulebook.register import earlier_applications
from kallipolis.rulebook.screening.sheet import Sheet
from tests.factories import a_call

QUIET = {Verdict.HOLDS, Verdict.NOT_CHECKED}


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(1) as room:
        yield room


def screened(folder, call, room) -> Run:
    sources = [one for one in sources_in([folder]) if one.path.suffix == ".eml" or one.path.is_dir()]
    return screen_run(
        sources,
        call=call,
        room=room,
        jobs=1,
        register=earlier_applications((folder / "register.csv").read_text("utf-8")),
        our_hosts=("mx.network.example",),
    )


def loud(sheet: Sheet) -> set[tuple[str, str]]:
    return {(one.clause, str(one.verdict)) for one in sheet.findings if one.verdict not in QUIET}


def disagreements(folder, run: Run) -> list[str]:
    """Each dossier in which the screening says otherwise than the fault that was put in."""
    expected = {one["file"]: one for one in json.loads((folder / "expected.json").read_text("utf-8"))["dossiers"]}
    sheets = {sheet.source: sheet for sheet in run.sheets}
    told = [f"{failure.source}: {failure.sentence}" for failure in run.failures]
    for name, one in expected.items():
        sheet = sheets[name]
        wanted = {(finding["clause"], finding["verdict"]) for finding in one["findings"]}
        missing, extra = sorted(wanted - loud(sheet)), sorted(loud(sheet) - wanted)
        if missing or extra or sheet.outcome != one["outcome"]:
            told.append(f"{name} {one['faults']}: missing {missing}, too many {extra}, outcome {sheet.outcome}")
    return told


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2101, 2111))
def test_fifty_dossiers_are_found_as_they_were_made(tmp_path, room, seed):
    call_command("sample", "-o", str(tmp_path / "samples"), "--count", "50", "--seed", str(seed), verbosity=0)
    run = screened(tmp_path / "samples", a_call(), room)
    assert len(run.sheets) == 50
    assert disagreements(tmp_path / "samples", run) == []


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["uccn-2019", "uccn-2021"])
def test_dossiers_as_folders_and_of_another_edition(tmp_path, room, edition):
    arguments = ["--count", "12", "--seed", "7", "--call", edition, "--as", "folder"]
    call_command("sample", "-o", str(tmp_path / "samples"), *arguments, verbosity=0)
    run = screened(tmp_path / "samples", a_call(edition), room)
    assert len(run.sheets) == 12
    assert disagreements(tmp_path / "samples", run) == []


@pytest.mark.slow
def test_dossiers_whose_e_mail_is_too_large(tmp_path, room):
    call_command(
        "sample",
        "-o",
        str(tmp_path / "samples"),
        "--count",
        "10",
        "--seed",
        "3",
        "--flawed",
        "1",
        "--large",
        verbosity=0,
    )
    assert disagreements(tmp_path / "samples", screened(tmp_path / "samples", a_call(), room)) == []
