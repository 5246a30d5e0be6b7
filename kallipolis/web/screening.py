"""The screening sheet as people read it: a page of ours, or a file that stands alone; the words come from the sheet itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, ngettext

from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Kind, Slot
from kallipolis.rulebook.finding import Evidence, Force, Outcome, Verdict
from kallipolis.rulebook.screening.sheet import LeftToPeople, Sheet, SheetDocument, SheetFinding
from kallipolis.rulebook.sentence import LocalText
from kallipolis.web import symbols
from kallipolis.web.reader import Reader
from kallipolis.web.wording import ReaderWording

ORDER = (Verdict.FALLS_SHORT, Verdict.NEEDS_JUDGEMENT, Verdict.NOT_CHECKED, Verdict.HOLDS)
SHOWN_OF_WHAT_HOLDS = 3
_SET_ASIDE = "S8"


@dataclass(frozen=True)
class EvidenceRow:
    """A place that proves a finding: its name, the row of the document that it leads to, the words that stand there."""

    place: str
    anchor: str
    quote: str


@dataclass(frozen=True)
class FindingRow:
    """One finding as it is printed."""

    anchor: str
    verdict: Verdict
    word: str
    clause: str
    rule: LocalText
    recommended: bool
    sentence: str
    reading: LocalText | str
    evidence: tuple[EvidenceRow, ...]


@dataclass(frozen=True)
class TallyRow:
    """How many findings have one verdict, in words."""

    verdict: Verdict
    words: str


@dataclass(frozen=True)
class PeopleRow:
    """What only people judge: the clause and the reason."""

    clause: str
    rule: LocalText
    reason: LocalText | str


@dataclass(frozen=True)
class DocumentRow:
    """One document: where it was sorted, and why."""

    anchor: str
    slot: str
    kind: str
    set_aside: bool
    document: SheetDocument

    @property
    def short_digest(self) -> str:
        return self.document.sha256[:12]


@dataclass(frozen=True)
class SheetPage:
    """Everything that `screening/_sheet.html` prints. `anchor` begins every id, so that many sheets fit into one file."""

    sheet: Sheet
    anchor: str
    title: str
    field: LocalText | str
    outcome_clause: str
    outcome_word: str
    outcome_verdict: Verdict
    consequence: str
    tally: tuple[TallyRow, ...]
    findings: tuple[FindingRow, ...]
    more_that_hold: tuple[FindingRow, ...]
    people: tuple[PeopleRow, ...]
    documents_clause: str
    set_aside_clause: str
    documents: tuple[DocumentRow, ...]

    @property
    def set_aside(self) -> int:
        return sum(row.set_aside for row in self.documents)


def sheet_page(sheet: Sheet, call: Call, *, for_the_city: bool, anchor: str = "") -> SheetPage:
    """The sheet in the language that is on. `for_the_city` chooses whom the consequence is told to."""
    documents = tuple(_document(number, one, call, anchor) for number, one in enumerate(_listed(sheet, call), start=1))
    anchors = {row.document.sha256: row.anchor for row in reversed(documents)}
    findings = list(_findings(sheet, call, anchor, anchors))
    holding = [row for row in findings if row.verdict is Verdict.HOLDS]
    folded = holding[SHOWN_OF_WHAT_HOLDS:]
    return SheetPage(
        sheet=sheet,
        anchor=anchor,
        title=sheet.city or sheet.source,
        field=next((field.name for field in call.fields if field.id == sheet.field), sheet.field),
        outcome_clause=next(clause.id for clause in call.clauses if clause.is_outcome),
        outcome_word=outcome_words()[sheet.outcome],
        outcome_verdict=_OUTCOME_VERDICT[sheet.outcome],
        consequence=_consequence(sheet, for_the_city=for_the_city),
        tally=tuple(TallyRow(verdict, tally_words(verdict, number)) for verdict, number in _counted(sheet)),
        findings=tuple(row for row in findings if row not in folded),
        more_that_hold=tuple(folded),
        people=tuple(_people(one, call) for one in sheet.judged_by_people),
        documents_clause=call.documents[0].clause,
        set_aside_clause=_SET_ASIDE if _SET_ASIDE in call.clause_by_id else "",
        documents=documents,
    )


def standalone_sheets(sheets: Sequence[Sheet], call: Call) -> str:
    """The sheets as one HTML file that needs nothing else: the stylesheet is inside, a summary table comes first."""
    with translation.override("en"):
        language = Reader("en")
        pages = [
            sheet_page(sheet, call, for_the_city=False, anchor=f"d{number}-" if len(sheets) > 1 else "")
            for number, sheet in enumerate(sheets, start=1)
        ]
        return render_to_string(
            "screening/standalone.html",
            {
                "pages": pages,
                "call": call,
                "reader": language,
                "wording": ReaderWording(zone=call.zone, place=call.place),
                "stylesheet": symbols.stylesheet(),
                "clauses": _clauses_cited(pages, call),
                "rules_address": "",
            },
        )


def verdict_words() -> Mapping[str, str]:
    """The four verdicts."""
    return {
        Verdict.HOLDS: gettext("Holds"),
        Verdict.FALLS_SHORT: gettext("Falls short"),
        Verdict.NEEDS_JUDGEMENT: gettext("Needs judgement"),
        Verdict.NOT_CHECKED: gettext("Not checked"),
    }


def kind_words() -> Mapping[str, str]:
    """The kinds of file that have a name of their own for people; the others are called as they are."""
    return {
        Kind.DOCX: gettext("Word"),
        Kind.DOC: gettext("Word 97"),
        Kind.PDF: "PDF",
        Kind.JPEG: "JPEG",
        Kind.PNG: "PNG",
        Kind.TIFF: "TIFF",
        Kind.GIF: "GIF",
        Kind.WEBP: "WebP",
        Kind.HEIC: "HEIC",
        Kind.RTF: "RTF",
        Kind.ODT: "OpenDocument",
        Kind.TEXT: gettext("plain text"),
        Kind.HTML: "HTML",
        Kind.SPREADSHEET: gettext("spreadsheet"),
        Kind.ZIP: "ZIP",
        Kind.MESSAGE: gettext("e-mail"),
        Kind.EMPTY: gettext("empty"),
        Kind.OTHER: gettext("not known"),
    }


def outcome_words() -> Mapping[str, str]:
    """The three outcomes."""
    return {
        Outcome.ADMISSIBLE: gettext("Admissible"),
        Outcome.NOT_CONSIDERED: gettext("Not considered"),
        Outcome.NEEDS_JUDGEMENT: gettext("Needs judgement"),
    }


def tally_words(verdict: Verdict, number: int) -> str:
    """“1 falls short”, “21 hold”."""
    words = {
        Verdict.HOLDS: ngettext("{count} holds", "{count} hold", number),
        Verdict.FALLS_SHORT: ngettext("{count} falls short", "{count} fall short", number),
        Verdict.NEEDS_JUDGEMENT: ngettext("{count} needs judgement", "{count} need judgement", number),
        Verdict.NOT_CHECKED: ngettext("{count} not checked", "{count} not checked", number),
    }
    return words[verdict].format(count=number)


_OUTCOME_VERDICT = {
    Outcome.ADMISSIBLE: Verdict.HOLDS,
    Outcome.NOT_CONSIDERED: Verdict.FALLS_SHORT,
    Outcome.NEEDS_JUDGEMENT: Verdict.NEEDS_JUDGEMENT,
}


def _consequence(sheet: Sheet, *, for_the_city: bool) -> str:
    if for_the_city:
        return {
            Outcome.ADMISSIBLE: gettext("Sent like this and in time, the dossier would go on to evaluation."),
            Outcome.NOT_CONSIDERED: gettext(
                "Sent like this, the dossier would not be considered. Put right what falls short, then check it again."
            ),
            Outcome.NEEDS_JUDGEMENT: gettext(
                "Sent like this, the dossier would wait for an officer’s judgement. What you make plain now, nobody has to judge."
            ),
        }[sheet.outcome]
    return {
        Outcome.ADMISSIBLE: gettext("The dossier goes on to evaluation, once people have judged what is left to them."),
        Outcome.NOT_CONSIDERED: gettext("A second officer confirms every dossier that is not considered."),
        Outcome.NEEDS_JUDGEMENT: gettext(
            "The dossier waits for an officer’s judgement, with the reason, on each open finding."
        ),
    }[sheet.outcome]


def _counted(sheet: Sheet) -> Iterator[tuple[Verdict, int]]:
    for verdict in ORDER:
        number = sheet.count(verdict)
        if number:
            yield verdict, number


def _findings(sheet: Sheet, call: Call, anchor: str, anchors: Mapping[str, str]) -> Iterator[FindingRow]:
    """Every finding in the order of verdicts; the reading of a clause stands at the first of its findings."""
    read: set[str] = set()
    ordered = [finding for verdict in ORDER for finding in sheet.findings if finding.verdict is verdict]
    for number, finding in enumerate(ordered, start=1):
        reading = "" if finding.clause in read else finding.reading or ""
        read.add(finding.clause)
        yield _finding(finding, call, anchor=f"{anchor}f{number}", anchors=anchors, reading=reading)


def _finding(finding: SheetFinding, call: Call, *, anchor: str, anchors: Mapping[str, str], reading: str) -> FindingRow:
    return FindingRow(
        anchor=anchor,
        verdict=finding.verdict,
        word=verdict_words()[finding.verdict],
        clause=finding.clause,
        rule=call.clause_by_id[finding.clause].heading,
        recommended=finding.force is Force.RECOMMENDED,
        sentence=finding.sentence,
        reading=_as_the_call_says(reading, call.clause_by_id[finding.clause].reading),
        evidence=tuple(
            EvidenceRow(_place(one, call), anchors.get(one.sha256, ""), one.quote) for one in finding.evidence
        ),
    )


def _place(evidence: Evidence, call: Call) -> str:
    """Where it stands: the document, then its page or the section of the form."""
    name = slot_name(evidence.slot, call)
    if evidence.page is not None:
        return gettext("{document}, page {number}").format(document=name, number=evidence.page)
    if evidence.field is not None:
        section = call.form.section_of.get(evidence.field)
        number = section.number if section else evidence.field
        return gettext("{document}, section {number}").format(document=name, number=number)
    return name


def slot_name(slot: str, call: Call) -> str:
    """What a document is, in the call's words."""
    asked = call.document(slot)
    if asked is not None:
        return asked.name.in_language(translation.get_language() or "en")
    return gettext("Set aside") if slot == Slot.SET_ASIDE else slot.replace("_", " ").capitalize()


def _people(left: LeftToPeople, call: Call) -> PeopleRow:
    clause = call.clause_by_id[left.clause]
    return PeopleRow(left.clause, clause.heading, _as_the_call_says(left.reason, clause.judged_by_people))


def _as_the_call_says(said: str, own: LocalText | None) -> LocalText | str:
    """The call's own text where the sheet says just that: only then is it known in which language it stands there."""
    return own if own is not None and said == own.in_language(translation.get_language() or "en") else said


def _listed(sheet: Sheet, call: Call) -> list[SheetDocument]:
    """The documents in the order of the call's own list (S4), what is set aside last."""
    order = [document.slot for document in call.documents]
    return sorted(sheet.documents, key=lambda one: order.index(one.slot) if one.slot in order else len(order))


def _document(number: int, document: SheetDocument, call: Call, anchor: str) -> DocumentRow:
    aside = document.slot == Slot.SET_ASIDE
    kind = kind_words().get(document.kind, document.kind)
    return DocumentRow(f"{anchor}doc{number}", slot_name(document.slot, call), kind, aside, document)


def _clauses_cited(pages: Sequence[SheetPage], call: Call) -> list[tuple[str, LocalText, LocalText]]:
    """The clauses that these sheets cite, with their words: the file has no call page to lead to."""
    cited = {finding.clause for page in pages for finding in page.sheet.findings}
    cited |= {left.clause for page in pages for left in page.sheet.judged_by_people}
    cited |= {id_ for page in pages for id_ in (page.outcome_clause, page.documents_clause, page.set_aside_clause)}
    return [(clause.id, clause.heading, clause.words) for clause in call.clauses if clause.id in cited]
