"""Screening sheets as plain text for a terminal or a file: verdicts first that somebody has to look at, then what holds."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.finding import Evidence, Outcome, Verdict
from kallipolis.rulebook.screening.sheet import Sheet, SheetFinding
from kallipolis.rulebook.sentence import ENGLISH, Wording

_WIDTH = 100
_ORDER = (Verdict.FALLS_SHORT, Verdict.NEEDS_JUDGEMENT, Verdict.NOT_CHECKED, Verdict.HOLDS)
_LOUD = (Verdict.FALLS_SHORT, Verdict.NEEDS_JUDGEMENT)
# A form that came empty has a hundred places; the first few tell enough on a terminal.
_MOST_PLACES = 8
_MARKS = {Verdict.FALLS_SHORT: "■", Verdict.NEEDS_JUDGEMENT: "◆", Verdict.NOT_CHECKED: "◌", Verdict.HOLDS: "●"}
_VERDICTS = {
    Verdict.FALLS_SHORT: "Falls short",
    Verdict.NEEDS_JUDGEMENT: "Needs judgement",
    Verdict.NOT_CHECKED: "Not checked",
    Verdict.HOLDS: "Holds",
}
_OUTCOMES = {
    Outcome.ADMISSIBLE: "admissible",
    Outcome.NOT_CONSIDERED: "not considered",
    Outcome.NEEDS_JUDGEMENT: "needs judgement",
}


def sheets_as_text(sheets: Sequence[Sheet], call: Call, wording: Wording = ENGLISH) -> str:
    """All sheets, one after the other, and a table of their outcomes at the end."""
    return "\n".join([*(sheet_as_text(sheet, call, wording) for sheet in sheets), summary(sheets), ""])


def sheet_as_text(sheet: Sheet, call: Call, wording: Wording = ENGLISH) -> str:
    """One sheet: outcome, findings with clause, sentence, reading and evidence, what people judge, documents."""
    return "\n".join(_lines(sheet, call, wording))


def _lines(sheet: Sheet, call: Call, wording: Wording) -> Iterator[str]:
    read: set[str] = set()
    head = " · ".join(part for part in (sheet.city, sheet.country, sheet.field) if part) or "no form was read"
    yield _safe(f"{sheet.source} · {head}")
    yield "═" * _WIDTH
    yield from _wrapped(f"{_OUTCOMES[sheet.outcome].upper()}. {sheet.conclusion}", "")
    yield "   ".join(f"{_MARKS[verdict]} {sheet.count(verdict)} {_VERDICTS[verdict].lower()}" for verdict in _ORDER)
    if sheet.received_at is not None:
        yield f"Received on {wording.fact(sheet.received_at)}"
    for remark in sheet.remarks:
        yield from _wrapped(f"Remark: {remark}", "  ")
    for verdict in _ORDER:
        findings = [finding for finding in sheet.findings if finding.verdict is verdict]
        if findings:
            yield ""
        for finding in findings:
            yield from _finding(finding, call, wording)
            if finding.reading and verdict in _LOUD and finding.clause not in read:
                read.add(finding.clause)
                yield from _wrapped(f"Our reading of {finding.clause}: {finding.reading}", "  ")
    yield ""
    yield f"Left to people: {len(sheet.judged_by_people)} statements"
    for left in sheet.judged_by_people:
        yield from _wrapped(f"{left.clause:<4} {left.reason}", "  ", hang=5)
    yield ""
    yield "Documents"
    for document in sheet.documents:
        pages = f", {document.pages} p." if document.pages is not None else ""
        size = f"{document.bytes:,} bytes"
        yield from _wrapped(f"{document.slot:<18} {document.filename} ({document.kind}, {size}{pages})", "  ", hang=19)
        yield from _wrapped(f"{document.reason} SHA-256 {document.sha256}", " " * 21)
    yield ""


def _finding(finding: SheetFinding, call: Call, wording: Wording) -> Iterator[str]:
    clause = call.clause_by_id[finding.clause]
    heading = clause.heading.in_language(wording.language)
    word = _VERDICTS[finding.verdict]
    yield from _wrapped(f"{_MARKS[finding.verdict]} {word} · {heading} [{finding.clause}, {finding.force}]", "")
    yield from _wrapped(finding.sentence, "  ")
    if finding.verdict not in _LOUD:
        return
    for evidence in finding.evidence[:_MOST_PLACES]:
        yield from _wrapped(f"→ {_place(evidence)}", "    ")
    if len(finding.evidence) > _MOST_PLACES:
        yield f"    → and {len(finding.evidence) - _MOST_PLACES} more places; --format json has them all"


def _place(evidence: Evidence) -> str:
    where = f"page {evidence.page}" if evidence.page is not None else evidence.field or ""
    quote = f"“{evidence.quote}”" if evidence.quote else ""
    return " · ".join(part for part in (evidence.slot, where, quote) if part)


def summary(sheets: Sequence[Sheet]) -> str:
    """The table at the end: a line a dossier, then the counts of outcomes and of what was left open."""
    rows = [
        (
            sheet.source,
            sheet.city or "–",
            sheet.field or "–",
            _OUTCOMES[sheet.outcome],
            *(str(sheet.count(v)) for v in _ORDER),
        )
        for sheet in sheets
    ]
    heads = ("dossier", "city", "field", "outcome", *(_VERDICTS[verdict].lower() for verdict in _ORDER))
    widths = [max(_columns(_safe(row[at])) for row in (heads, *rows)) for at in range(len(heads))]
    lines = [_row(heads, widths), "  ".join("─" * width for width in widths), *(_row(row, widths) for row in rows)]
    counts = ", ".join(
        f"{sum(sheet.outcome is outcome for sheet in sheets)} {name}" for outcome, name in _OUTCOMES.items()
    )
    open_ = sum(sheet.count(Verdict.NOT_CHECKED) for sheet in sheets)
    people = sum(len(sheet.judged_by_people) for sheet in sheets)
    total = f"{len(sheets)} dossier{'s' * (len(sheets) != 1)}: {counts}. {open_} findings not checked, {people} statements left to people."
    return "\n".join([*lines, "", total])


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (width - _columns(cell)) for cell, width in zip(map(_safe, cells), widths, strict=True))
    return "  ".join(padded).rstrip()


def _columns(text: str) -> int:
    """How many columns of a terminal `text` takes (Unicode Standard Annex 11)."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _safe(text: str) -> str:
    """`text` of a city without signs that would steer a terminal: escape codes, line breaks, changes of direction."""
    return "".join(sign if unicodedata.category(sign) not in ("Cc", "Cf", "Zl", "Zp") else "·" for sign in text)


def _wrapped(text: str, indent: str, *, hang: int = 0) -> list[str]:
    return textwrap.wrap(
        _safe(text), _WIDTH, initial_indent=indent, subsequent_indent=indent + " " * hang, break_on_hyphens=False
    )
