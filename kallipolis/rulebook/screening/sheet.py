"""The screening sheet as plain lines in one language: what people read and what `--format json` gives, stable between releases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Dossier
from kallipolis.rulebook.finding import Evidence, Force, Outcome, Verdict
from kallipolis.rulebook.plain import to_plain
from kallipolis.rulebook.screening.run import Screening
from kallipolis.rulebook.sentence import ENGLISH, Sentence, Wording, sentence

PlainFact = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True)
class SheetFinding:
    """One finding: its clause and force, the check that made it, verdict, sentence, reading of the clause, evidence, facts."""

    clause: str
    force: Force
    check: str
    verdict: Verdict
    sentence: str
    reading: str | None
    evidence: tuple[Evidence, ...]
    facts: Mapping[str, PlainFact]


@dataclass(frozen=True)
class SheetDocument:
    """One document of the dossier: the slot that it was sorted into and why, its digest, size, true kind and pages."""

    slot: str
    filename: str
    sha256: str
    bytes: int
    kind: str
    pages: int | None
    reason: str


@dataclass(frozen=True)
class LeftToPeople:
    """A clause, or a part of one, that only people can judge, with the reason."""

    clause: str
    force: Force
    reason: str


@dataclass(frozen=True)
class Sheet:
    """The screening sheet of one dossier. `received_at` is our time of arrival, null where nobody told it."""

    source: str
    call: str
    city: str
    country: str
    field: str
    received_at: datetime | None
    outcome: Outcome
    conclusion: str
    findings: tuple[SheetFinding, ...]
    judged_by_people: tuple[LeftToPeople, ...]
    documents: tuple[SheetDocument, ...]
    remarks: tuple[str, ...] = ()

    def count(self, verdict: Verdict) -> int:
        """How many findings have that verdict."""
        return sum(finding.verdict is verdict for finding in self.findings)


def sheet_of(dossier: Dossier, screening: Screening, call: Call, wording: Wording = ENGLISH) -> Sheet:
    """The sheet of a screened dossier, its sentences said in `wording`."""
    form = dossier.form
    state = call.state_named(form.answer(call.form.country_field)) if form else None
    field = call.field_named(form.answer(call.form.field_field)) if form else None
    language = wording.language
    return Sheet(
        source=dossier.source,
        call=call.id,
        city=form.answer(call.form.city_field) if form else "",
        country=state.name.in_language(language) if state else form.answer(call.form.country_field) if form else "",
        field=field.id if field else "",
        received_at=dossier.arrival.received_at,
        outcome=screening.outcome,
        conclusion=screening.conclusion.words(wording),
        findings=tuple(
            SheetFinding(
                clause=finding.clause,
                force=finding.force,
                check=finding.check,
                verdict=finding.verdict,
                sentence=finding.sentence.words(wording),
                reading=finding.reading.in_language(language) if finding.reading else None,
                evidence=finding.evidence,
                facts=to_plain(finding.facts),
            )
            for finding in screening.findings
        ),
        judged_by_people=tuple(
            LeftToPeople(clause.id, clause.force, clause.judged_by_people.in_language(language))
            for clause in call.clauses
            if clause.judged_by_people is not None
        ),
        documents=tuple(
            SheetDocument(
                slot=document.slot,
                filename=document.filename,
                sha256=document.sha256,
                bytes=document.size_bytes,
                kind=document.kind,
                pages=document.pages,
                reason=document.reason.words(wording),
            )
            for document in dossier.documents
        ),
        remarks=tuple(remark.words(wording) for remark in _remarks_on(dossier)),
    )


def _remarks_on(dossier: Dossier) -> Iterator[Sentence]:
    """What is to be said of the dossier, of its message, and of each document, which is then named."""
    yield from dossier.remarks
    if dossier.message is not None:
        yield from dossier.message.remarks
    for document in dossier.documents:
        for remark in document.remarks:
            yield sentence("{file}: {remark}", file=document.filename, remark=remark)
