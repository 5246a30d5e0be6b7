"""What everybody may see of a call: its clock, stages, timeline, rules by clause, questions, advice, and the form to download."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import Any, cast

from django.utils.module_loading import import_string

from kallipolis.rulebook.call.edition import Call, Clause, FormSection, Milestone
from kallipolis.rulebook.call.loading import editions
from kallipolis.rulebook.dossier import Channel
from kallipolis.rulebook.finding import Force
from kallipolis.rulebook.plain import to_plain
from kallipolis.rulebook.sentence import LocalText, Sentence, sentence

A_DAY = timedelta(days=1)


def known(name: str) -> bool:
    """Whether an edition of that id comes with Kallipolis. A name from an address is never taken for a folder."""
    return name in editions()


# --- The clock ---------------------------------------------------------------------------------------------------------


class ClockState(StrEnum):
    """How the deadline stands: not open yet, open, in its last day, closed."""

    AHEAD = "ahead"
    OPEN = "open"
    LAST = "last"
    CLOSED = "closed"


@dataclass(frozen=True)
class Ruler:
    """One tick for each day from the launch to the deadline; `firsts` are the days (counted from 0) that begin a month."""

    days: int
    gone: int
    firsts: tuple[int, ...]


@dataclass(frozen=True)
class Clock:
    """The deadline as it is printed (`closes_at`) and as it is enforced (`on_time_before`), seen from `counted_at`.

    What arrives before `late_from` and not before `on_time_before`, an officer judges. `clause` is the one that sets it.
    """

    state: ClockState
    opens_on: date
    closes_at: datetime
    on_time_before: datetime
    late_from: datetime
    counted_at: datetime
    left: timedelta
    ruler: Ruler
    clause: str
    by_mail: bool


def clock(call: Call, *, now: datetime) -> Clock:
    """How the call's deadline stands at `now`. It is the enforced instant that closes the page, in every zone the same."""
    today = now.astimezone(call.tzinfo).date()
    opens_on = min(milestone.starts for milestone in call.timeline)
    left = call.on_time_before - now
    if left <= timedelta(0):
        state = ClockState.CLOSED
    elif today < opens_on:
        state = ClockState.AHEAD
    else:
        state = ClockState.LAST if left < A_DAY else ClockState.OPEN
    closes_on = call.closes_at.astimezone(call.tzinfo).date()
    days = (closes_on - opens_on).days + 1
    firsts = tuple(number for number in range(1, days) if (opens_on + number * A_DAY).day == 1)
    gone = min(max((today - opens_on).days, 0), days)
    return Clock(
        state,
        opens_on,
        call.closes_at,
        call.on_time_before,
        call.late_from,
        now,
        abs(left),
        Ruler(days, gone if state is not ClockState.CLOSED else days, firsts),
        next(clause.id for clause in call.clauses if "on_time_before" in clause.sets),
        by_mail(call),
    )


def by_mail(call: Call) -> bool:
    """Whether an application is sent by e-mail (S1)."""
    return Channel.EMAIL in call.channels


# --- Stages and timeline -----------------------------------------------------------------------------------------------


class Progress(StrEnum):
    """Where a stage or a line of the timeline stands."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True)
class Stage:
    """One of the stages that everybody sees, with its days; membership, the last, has none."""

    name: str
    number: int
    progress: Progress
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    milestone: Milestone
    progress: Progress


STAGES = ("call", "application", "screening", "evaluation", "decision", "announcement")


def stages(call: Call, *, now: datetime) -> tuple[Stage, ...]:
    """The stages of the call in order, then membership. The last that has begun is the one that we are in."""
    today = now.astimezone(call.tzinfo).date()
    spans = [
        (name, min(one.starts for one in lines), max(one.ends for one in lines))
        for name in STAGES
        if (lines := [milestone for milestone in call.timeline if milestone.stage == name])
    ]
    begun = [number for number, (_, starts, ends) in enumerate(spans, start=1) if starts <= today]
    here = max(begun, default=0)
    if here == len(spans) and spans and spans[-1][2] < today:
        here += 1
    rows = [
        Stage(name, number, _against(number, here), starts, ends)
        for number, (name, starts, ends) in enumerate(spans, start=1)
    ]
    return (*rows, Stage("monitoring", len(spans) + 1, _against(len(spans) + 1, here)))


def _against(number: int, here: int) -> Progress:
    if number == here:
        return Progress.NOW
    return Progress.DONE if number < here else Progress.NEXT


def timeline(call: Call, *, now: datetime) -> tuple[Line, ...]:
    """Every milestone, in the order of the call, and whether it is past, present or to come."""
    today = now.astimezone(call.tzinfo).date()

    def progress(one: Milestone) -> Progress:
        over = now >= call.on_time_before if one.at == call.closes_at else one.ends < today
        if over:
            return Progress.DONE
        return Progress.NOW if one.starts <= today else Progress.NEXT

    return tuple(Line(milestone, progress(milestone)) for milestone in call.timeline)


# --- The rules ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KeyFact:
    """A rule that a reader wants first: its label, the clause that says it in one line, and the address that it speaks of."""

    label: Sentence
    clause: Clause
    address: str = ""


@dataclass(frozen=True)
class Chapter:
    """The clauses whose ids begin with the same letters."""

    letters: str
    name: Sentence
    clauses: tuple[Clause, ...]


_KEY_FACTS = (
    ("P2", sentence("Who may apply")),
    ("P4", sentence("Field")),
    ("P15", sentence("Per country")),
    ("B7", sentence("Language")),
    ("S1", sentence("How")),
    ("P14", sentence("Signed by")),
    ("S7", sentence("Size")),
    ("P13", sentence("After a designation")),
)
_SENT_BY = "S1"
CRITERIA = "C"
_CHAPTERS = {
    "P": sentence("Principles"),
    "A": sentence("Preparing"),
    "B": sentence("The form"),
    "S": sentence("Submitting"),
    CRITERIA: sentence("Criteria and their indicators"),
    "T": sentence("Timeline"),
    "V": sentence("Conduct of the process"),
    "K": sentence("Cooperation framework"),
    "O": sentence("Objectives of the Network"),
    "AA": sentence("Areas of action"),
}
_UNNAMED = sentence("Other rules")


def key_facts(call: Call) -> tuple[KeyFact, ...]:
    """The few rules that stand at the head of the page; those that this edition has."""
    return tuple(
        KeyFact(
            label,
            call.clause_by_id[id_],
            call.secretariat.applications_address if id_ == _SENT_BY and by_mail(call) else "",
        )
        for id_, label in _KEY_FACTS
        if id_ in call.clause_by_id
    )


def chapters(call: Call, force: Force | None = None) -> tuple[Chapter, ...]:
    """The rules in the order of the call, by chapter; only those of one force where it is given.

    The criteria, which are no clauses, have their (empty) chapter after the last chapter before them in the register.
    """
    kept = [clause for clause in call.clauses if force in (None, clause.force)]
    rows = [
        Chapter(letters, _CHAPTERS.get(letters, _UNNAMED), tuple(group)) for letters, group in groupby(kept, _letters)
    ]
    if force is None:
        order = list(_CHAPTERS)
        before = [row for row in rows if row.letters in order[: order.index(CRITERIA)]]
        place = rows.index(before[-1]) + 1 if before else 0
        rows.insert(place, Chapter(CRITERIA, _CHAPTERS[CRITERIA], ()))
    return tuple(rows)


def _letters(clause: Clause) -> str:
    return clause.id.rstrip("0123456789.")


def counts(call: Call) -> Mapping[Force, int]:
    """How many clauses there are of each force."""
    return {force: sum(clause.force is force for clause in call.clauses) for force in Force}


@dataclass(frozen=True)
class Advice:
    """What is advised for a main section of the form, its sub-sections after it."""

    head: FormSection
    sections: tuple[FormSection, ...]


def advice(call: Call) -> tuple[Advice, ...]:
    """The advice for the form, by main section; sections without any are left out, and so are the annexes."""
    by_number = {section.number: section for section in call.form.sections}
    advised = [section for section in call.form.sections if section.guidance and not section.annex]
    rows = groupby(advised, lambda section: section.number.partition(".")[0])
    return tuple(Advice(by_number.get(number, group[0]), group) for number, group in ((n, tuple(g)) for n, g in rows))


def spoken_in(text: LocalText, language: str) -> str:
    """The language in which the call really has that text for a reader of `language`: hers, or English."""
    code = language.partition("-")[0].lower()
    return code if getattr(text, code, "") else "en"


# --- Downloads ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FormFile:
    """The official form, drawn up."""

    filename: str
    content: bytes


@lru_cache(maxsize=8)
def official_form(call: Call, language: str) -> FormFile | None:
    """The official form as a Word file; None where the call issues none in that language."""
    if language not in call.form.languages:
        return None
    # The libraries for Word files take 20 MB and a moment to load: only who draws up a form pays for that, not every server.
    draw_up = cast(Callable[[Call, str], bytes], import_string("kallipolis.documents.writing.form.official_form"))
    return FormFile(f"{call.id}-form-{language}.docx", draw_up(call, language))


def rules_as_data(call: Call) -> dict[str, Any]:
    """The rules for programs: every clause with its words, force, reading and values, the criteria, timeline and questions.

    The keys are stable; `digest` changes with any file of the edition.
    """
    return {
        "call": call.id,
        "year": call.year,
        "name": to_plain(call.name),
        "digest": call.digest,
        "zone": call.zone,
        "closes_at": to_plain(call.closes_at),
        "on_time_before": to_plain(call.on_time_before),
        "clauses": list(_clauses_as_data(call)),
        "criteria": to_plain(call.criteria),
        "timeline": to_plain(call.timeline),
        "questions": to_plain(call.questions),
    }


def _clauses_as_data(call: Call) -> Iterator[dict[str, Any]]:
    for clause in call.clauses:
        yield {
            "id": clause.id,
            "force": clause.force.value,
            "heading": to_plain(clause.heading),
            "words": to_plain(clause.words),
            "reading": to_plain(clause.reading),
            "read_by": clause.read_by,
            "checks": list(clause.checks),
            "judged_by_people": to_plain(clause.judged_by_people),
            "sets": {name: to_plain(getattr(call, name)) for name in clause.sets},
            "unconfirmed": list(clause.unconfirmed),
        }
