"""What must hold of every answer of the reading room, however damaged the documents were."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import jsonschema

from kallipolis.documents.reading.opening import opened
from kallipolis.documents.reading.parts import Part
from kallipolis.documents.writing.reference import sheet_schema
from kallipolis.documents.writing.sheet_spreadsheet import sheets_as_workbook
from kallipolis.documents.writing.sheet_text import sheets_as_text
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Document, Dossier, Kind, TextFrom
from kallipolis.rulebook.plain import to_plain
from kallipolis.rulebook.screening.run import screen
from kallipolis.rulebook.screening.sheet import Sheet, sheet_of
from kallipolis.rulebook.sentence import Sentence
from tests.fuzz.rounds import Case, Sending

_SCHEMA = jsonschema.Draft202012Validator(json.loads(sheet_schema()))
_PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.GIF, Kind.WEBP, Kind.HEIC})
# How the door says that something happened which nobody foresaw: a sentence, and yet a fault of ours.
_UNFORESEEN = ("met something unforeseen", "came to an unforeseen end", "makes no sense")


def faults_of(dossier: Dossier, sending: Sending, call: Call) -> Iterator[str]:
    """What is wrong with this answer; nothing where all holds. May raise whatever the code under test raises."""
    for case in sending.cases if sending.is_files else ():
        if not _is_listed(case, dossier):
            yield f"{case} is not on the sheet."
    for document in dossier.documents:
        if _is_unstated(document):
            yield f"“{document.filename}” ({document.kind}) was not read, and nothing says why."
        if not str(document.reason) or not document.filename:
            yield f"“{document.filename}” ({document.kind}) has no name, or no reason for its place."
    if dossier.form is not None and dossier.form.trouble is None and not dossier.form.answers:
        yield f"The form “{dossier.form.filename}” has neither answers nor a trouble."
    sheet = sheet_of(dossier, screen(dossier, call), call)
    yield from _faults_of_sheet(sheet, dossier, call)


def faults_of_refusal(said: Sentence) -> Iterator[str]:
    """What is wrong with the one sentence that a dossier was refused with."""
    words = str(said)
    if any(sign in words for sign in _UNFORESEEN):
        yield f"Nobody foresaw this: {words}"
    if not words.strip() or not words.isprintable():
        yield f"The refusal is no sentence: {words!r}"


def outcome_of(case: Case, dossier: Dossier) -> str:
    """How the case ended, in a word or two."""
    digest = hashlib.sha256(case.content).hexdigest()
    for document in dossier.documents:
        if document.sha256 == digest:
            remark = "read, with a remark" if document.remarks else "read"
            return str(document.trouble.value).replace("_", " ") if document.trouble else remark
    return "opened as a message or container"


def _is_listed(case: Case, dossier: Dossier) -> bool:
    """Whether the file is told, or of a message or container something that lies in it."""
    told = {document.sha256 for document in dossier.documents}
    if hashlib.sha256(case.content).hexdigest() in told:
        return True
    inside = opened([Part(filename=case.name, content=case.content)], source="the file")
    return any(hashlib.sha256(part.content).hexdigest() in told for part in inside)


def _is_unstated(document: Document) -> bool:
    """Whether nothing was got out of it and no trouble or remark says so. A picture without trouble was decoded."""
    was_read = document.text_from is not TextFrom.NOWHERE or document.pages is not None
    return not (was_read or document.trouble or document.remarks or document.kind in _PICTURES)


def _faults_of_sheet(sheet: Sheet, dossier: Dossier, call: Call) -> Iterator[str]:
    if [one.filename for one in sheet.documents] != [one.filename for one in dossier.documents]:
        yield "The sheet lists other documents than the dossier."
    told = to_plain([sheet])
    json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
    for wrong in _SCHEMA.iter_errors(told):
        yield f"The sheet does not keep its schema: {wrong.json_path}: {wrong.message[:200]}"
    sheets_as_text([sheet], call).encode()
    sheets_as_workbook([sheet], call)
