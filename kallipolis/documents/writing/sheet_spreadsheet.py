"""Screening sheets as a workbook: dossiers, findings, documents; user text is never a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.finding import Verdict
from kallipolis.rulebook.screening.sheet import Sheet

# A city's words never become a formula or a link (known failure 59); a cell holds at most so many characters (ECMA-376).
_SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST_CELL = 32_767
_NARROW, _MIDDLE, _WIDE = 14, 28, 80


def sheets_as_workbook(sheets: Sequence[Sheet], call: Call) -> bytes:
    """An .xlsx file with three worksheets, each with a frozen head line and filters."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, _SAFE)
    workbook.set_properties({"title": f"{call.name.en}: technical pre-screening", "comments": f"Edition {call.id}"})
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
    body = workbook.add_format({"text_wrap": True, "valign": "top"})
    _worksheet(workbook, "Dossiers", _DOSSIER_COLUMNS, _dossier_rows(sheets), (head, body))
    _worksheet(workbook, "Findings", _FINDING_COLUMNS, _finding_rows(sheets, call), (head, body))
    _worksheet(workbook, "Documents", _DOCUMENT_COLUMNS, _document_rows(sheets), (head, body))
    workbook.close()
    return stream.getvalue()


_DOSSIER_COLUMNS = (
    ("Dossier", _MIDDLE), ("City", _MIDDLE), ("State", _MIDDLE), ("Field", _NARROW), ("Received at (UTC)", _MIDDLE),
    ("Outcome", _NARROW), ("Conclusion", _WIDE), ("Falls short", _NARROW), ("Needs judgement", _NARROW),
    ("Not checked", _NARROW), ("Holds", _NARROW), ("Left to people", _NARROW),
)  # fmt: skip
_FINDING_COLUMNS = (
    ("Dossier", _MIDDLE), ("Clause", _NARROW), ("Rule", _MIDDLE), ("Force", _NARROW), ("Verdict", _NARROW),
    ("Sentence", _WIDE), ("Reading", _WIDE), ("Evidence", _WIDE), ("Check", _MIDDLE),
)  # fmt: skip
_DOCUMENT_COLUMNS = (
    ("Dossier", _MIDDLE), ("Slot", _NARROW), ("File", _MIDDLE), ("Kind", _NARROW), ("Bytes", _NARROW),
    ("Pages", _NARROW), ("Reason", _WIDE), ("SHA-256", _WIDE),
)  # fmt: skip


def _dossier_rows(sheets: Iterable[Sheet]) -> Iterable[tuple[Any, ...]]:
    for sheet in sheets:
        counts = (
            sheet.count(verdict)
            for verdict in (Verdict.FALLS_SHORT, Verdict.NEEDS_JUDGEMENT, Verdict.NOT_CHECKED, Verdict.HOLDS)
        )
        received = sheet.received_at.isoformat() if sheet.received_at else ""
        head = (sheet.source, sheet.city, sheet.country, sheet.field, received, sheet.outcome, sheet.conclusion)
        yield (*head, *counts, len(sheet.judged_by_people))


def _finding_rows(sheets: Iterable[Sheet], call: Call) -> Iterable[tuple[Any, ...]]:
    for sheet in sheets:
        for finding in sheet.findings:
            places = "\n".join(
                " · ".join(filter(None, (one.slot, f"page {one.page}" if one.page else one.field, one.quote)))
                for one in finding.evidence
            )
            heading = call.clause_by_id[finding.clause].heading.en
            said = (finding.verdict, finding.sentence, finding.reading or "", places, finding.check)
            yield (sheet.source, finding.clause, heading, finding.force, *said)


def _document_rows(sheets: Iterable[Sheet]) -> Iterable[tuple[Any, ...]]:
    for sheet in sheets:
        for one in sheet.documents:
            yield (sheet.source, one.slot, one.filename, one.kind, one.bytes, one.pages, one.reason, one.sha256)


def _worksheet(
    workbook: Any,
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[tuple[Any, ...]],
    formats: tuple[Any, Any],
) -> None:
    head, body = formats
    page = workbook.add_worksheet(name)
    for at, (title, width) in enumerate(columns):
        page.set_column(at, at, width, body)
        page.write_string(0, at, title, head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, int):
                page.write_number(last, at, cell, body)
            elif cell:
                page.write_string(last, at, str(cell)[:_LONGEST_CELL], body)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, last, len(columns) - 1)
    page.set_landscape()
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
