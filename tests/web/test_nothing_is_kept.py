"""The promise of “check your dossier”: no row, no file and no line of a log has a name or a word of it, also when it fails."""

import io
import logging
import os
import tempfile
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from kallipolis.queries import intake_room
from kallipolis.queries.intake import ReadingRefused
from kallipolis.rulebook.sentence import sentence
from kallipolis.web import check

CHECK = "/calls/uccn-2021/check/"
NAME, WORD = "Confidential-Port-Tavoa.eml", "the mayor's secret word"
TRACES = ("Confidential", "Tavoa", "secret word")
STARTED = time.time() - 1


class RaisedWhileDrawing:
    """A sheet that breaks the page which would show it."""

    def __getattr__(self, name):
        raise RuntimeError(f"{NAME} {WORD}")


OUTCOMES = {
    "a result": None,
    "refused": ReadingRefused(sentence("“{name}” says {word}.", name=NAME, word=WORD)),
    "failed": RuntimeError(f"{NAME}: {WORD}"),
    "failed while drawing": RaisedWhileDrawing(),
}


def rows():
    """Everything in every table."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            told += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return told


def files():
    """Every new file where the site or Python may write one. Other programs' files come and go meanwhile."""
    told = []
    for folder in (Path(tempfile.gettempdir()), site.VAR, Path.cwd()):
        for path in folder.iterdir():
            with suppress(OSError):
                if path.name.startswith((".", "pytest")) or path.lstat().st_mtime < STARTED:
                    continue
                told.append(path)
                if folder != Path.cwd():
                    told += [Path(inside, name) for inside, _, names in os.walk(path) for name in names]
    return told


def traces_in(paths):
    """The files among these that tell something, by their name or their content."""
    found = []
    for path in paths:
        try:
            content = path.read_bytes() if path.is_file() else b""
        except OSError:
            continue
        found += [str(path) for trace in TRACES if trace in path.name or trace.encode() in content]
    return found


@pytest.fixture
def log():
    """All that is logged at any level, as it would be written, with its traceback."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s %(pathname)s"))
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "django.security", "kallipolis")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_nothing_of_a_dossier_remains(client, reading, sheet, log, outcome):
    reading(OUTCOMES[outcome] or sheet)
    client.get(CHECK)
    upload = SimpleUploadedFile(NAME, f"From: x\n\n{WORD} {'x' * 3_000_000}".encode())
    response = client.post(CHECK, {"files": upload, "note": WORD}, headers={"referer": "http://testserver/" + CHECK})
    assert response.status_code in (200, 422, 500)
    assert not [row for row in rows() if any(trace in row for trace in TRACES)]
    assert traces_in(files()) == []
    assert not [trace for trace in TRACES if trace in log.getvalue()]
    assert set(response.cookies) <= {"csrftoken"}


def test_the_only_rows_are_counts(client, reading, sheet):
    reading(sheet)
    before = rows()
    client.post(CHECK, {"files": SimpleUploadedFile(NAME, WORD.encode())})
    assert {row.partition(":")[0] for row in set(rows()) - set(before)} <= {"kallipolis_cache"}


def test_a_failure_is_logged_by_its_place_and_kind_only(client, reading, caplog):
    reading(RuntimeError(f"{NAME}: {WORD}"))
    client.post(CHECK, {"files": SimpleUploadedFile(NAME, WORD.encode())})
    (line,) = [record for record in caplog.records if record.name == check.logger.name]
    assert line.getMessage().startswith("A check failed: RuntimeError in check.py:")
    assert line.exc_info is None


def test_there_is_no_table_that_could_keep_a_dossier_of_a_check():
    """The day that tables come, this says to look again at what a check may write."""
    assert not [model for model in apps.get_models() if "check" in model.__name__.lower()]


@pytest.mark.slow
def test_nothing_of_a_dossier_remains_where_it_is_really_read(client, db, log):
    check.readers.cache_clear()
    try:
        message = f"From: a@example.org\nSubject: Tavoa\nMIME-Version: 1.0\n\n{WORD}\n".encode()
        response = client.post(CHECK, {"files": SimpleUploadedFile(NAME, message)})
        assert response.status_code == 200
        assert NAME in response.content.decode()
        assert not [row for row in rows() if any(trace in row for trace in TRACES)]
        assert traces_in(files()) == []
        assert not [trace for trace in TRACES if trace in log.getvalue()]
    finally:
        check.readers().close()
        check.readers.cache_clear()


@pytest.mark.slow
def test_a_reader_that_stumbles_over_a_word_does_not_put_it_into_the_log(client, db, log, monkeypatch):
    """This child raises an error whose message stands for a word of the dossier."""
    stumbling = partial(intake_room.ReadingRoom, program="tests.documents.reading.unruly_child")
    monkeypatch.setattr(intake_room, "ReadingRoom", stumbling)
    readers = intake_room.Readers(1, wall_seconds=30)
    monkeypatch.setattr(check, "readers", lambda: readers)
    try:
        upload = [SimpleUploadedFile("raise.pdf", b"%PDF-"), SimpleUploadedFile("letter.txt", b"Dear Sir")]
        client.post(CHECK, {"files": upload})
    finally:
        readers.close()
    assert "A reading child complained: " in log.getvalue()
    assert "nobody foresaw this" not in log.getvalue()
