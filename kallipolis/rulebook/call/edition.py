"""The parts of an edition: clauses, States, fields, timeline, form, documents, criteria, questions; typed, frozen, ordered as printed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from kallipolis.rulebook.call.parameters import Parameters
from kallipolis.rulebook.finding import Force
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.sentence import LocalText


@dataclass(frozen=True)
class Clause:
    """One rule of the call. `heading` says it in one line, `words` in full.

    `checks` names the functions of `rulebook.screening` that look at it; `judged_by_people` says what only people can
    judge of it and why. A required or recommended clause has at least one of the two, or is the outcome itself.
    """

    id: str
    force: Force
    heading: LocalText
    words: LocalText
    reading: LocalText | None = None
    read_by: str = ""
    checks: tuple[str, ...] = ()
    judged_by_people: LocalText | None = None
    is_outcome: bool = False
    sets: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """A Member State or Associate Member on the day that the list was taken (P2). `iso2` is its ISO 3166-1 code."""

    iso2: str
    name: LocalText
    status: str
    region: str
    eligible: bool
    cooperation_framework: bool
    also_called: tuple[str, ...] = ()


@dataclass(frozen=True)
class CreativeField:
    """One creative field (P4)."""

    id: str
    name: LocalText
    also_called: tuple[str, ...] = ()


@dataclass(frozen=True)
class Secretariat:
    """Where the Secretariat is reached. The editions carry reserved example addresses; a site sets its own."""

    applications_address: str
    questions_address: str
    website: str


@dataclass(frozen=True)
class Region:
    """One UNESCO region (P12)."""

    id: str
    name: LocalText


@dataclass(frozen=True)
class Milestone:
    """One line of the timeline. A day is the whole day in the call's zone; `at` is set where an instant counts."""

    clause: str
    stage: str
    what: LocalText
    starts: date
    ends: date
    at: datetime | None = None
    note: LocalText | None = None


@dataclass(frozen=True)
class EarlierCall:
    """An earlier call, for the waiting time of P11."""

    year: int
    closed_on: date
    source: str


@dataclass(frozen=True)
class FormField:
    """One answer of the official form. `key` is its unique name in the Word file, at most 20 characters as Word allows.

    `kind` is "line", "text" (several paragraphs), "choice" (of a creative field), "number" or "date"; `words` is the limit
    of B2, None where there is none. `optional` fields may stay empty without falling short of B3.
    """

    key: str
    label: LocalText
    kind: str
    words: int | None = None
    words_confirmed: bool = False
    optional: bool = False
    link: bool = False
    hint: LocalText | None = None


def limit_name(field: FormField) -> str:
    """The name under which a finding rests on the word limit of `field`."""
    return f"words.{field.key}"


@dataclass(frozen=True)
class Guidance:
    """A piece of advice for a section, with the clause that it follows."""

    clause: str
    text: LocalText


@dataclass(frozen=True)
class FormSection:
    """One numbered section of the form, with its fixed text before the answers and its fields in order.

    `annex` marks the rights forms, one per photograph; their fields are counted under S4 (vii), not under B3.
    """

    number: str
    title: LocalText
    fields: tuple[FormField, ...] = ()
    fixed: tuple[LocalText, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    criteria: tuple[str, ...] = ()
    annex: bool = False


@dataclass(frozen=True)
class Form:
    """The official form of the year: title, instructions and sections. `languages` are those that it is issued in.

    The keys of fields that rules ask for: the city, its State, its creative field (P2, P4), what a signed commitment
    fills (P16), what names the focal point (A2), and the budget of each year of the plan, one list a year (A7).
    """

    title: LocalText
    year: int
    languages: tuple[str, ...]
    instructions: tuple[LocalText, ...]
    sections: tuple[FormSection, ...]
    city_field: str
    country_field: str
    field_field: str
    commitment_fields: tuple[str, ...]
    focal_point_fields: tuple[str, ...]
    plan_year_fields: tuple[tuple[str, ...], ...]
    status: str = ""

    @cached_property
    def fields(self) -> tuple[FormField, ...]:
        """All fields in printed order, the annexes too."""
        return tuple(field for section in self.sections for field in section.fields)

    @cached_property
    def section_of(self) -> Mapping[str, FormSection]:
        """The section that holds a field, by the field's key."""
        return {field.key: section for section in self.sections for field in section.fields}

    def field(self, key: str) -> FormField:
        """The field of that key. Raises KeyError."""
        return next(field for field in self.section_of[key].fields if field.key == key)


@dataclass(frozen=True)
class Vocabulary:
    """Words by which a document's slot is recognised: in its file name, and in its text, folded (no accents, lower case)."""

    file_names: tuple[str, ...]
    texts: tuple[str, ...]
    against: tuple[str, ...] = ()


@dataclass(frozen=True)
class RequiredDocument:
    """One item of S4: which slot, its roman number, how many, which kinds of file hold it."""

    slot: str
    item: str
    clause: str
    name: LocalText
    count: int
    kinds: tuple[str, ...]
    vocabulary: Vocabulary


@dataclass(frozen=True)
class Indicator:
    """One indicator of a criterion, scored in the evaluation."""

    id: str
    text: LocalText


@dataclass(frozen=True)
class Criterion:
    """One criterion with its indicators and the form's sections that answer it."""

    id: str
    title: LocalText
    sections: tuple[str, ...]
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Question:
    """One question of the FAQ, in our own words, with the clauses that the answer rests on."""

    id: str
    clauses: tuple[str, ...]
    asks: LocalText
    answer: LocalText


@dataclass(frozen=True)
class Step:
    """One step of preparing an application (A5), in the order in which teams usually take them."""

    id: str
    clauses: tuple[str, ...]
    what: LocalText


@dataclass(frozen=True, kw_only=True)
class Call(Parameters):
    """One edition of a call, whole. Its parameters are its own attributes: `call.photograph_count`.

    `digest` is the SHA-256 over the edition's files; `folder` is where they lie, and no part of what the edition says.
    """

    id: str
    year: int
    name: LocalText
    summary: LocalText
    zone: str
    place: LocalText
    secretariat: Secretariat
    clauses: tuple[Clause, ...]
    unconfirmed: frozenset[str]
    states: tuple[State, ...]
    fields: tuple[CreativeField, ...]
    regions: tuple[Region, ...]
    timeline: tuple[Milestone, ...]
    earlier_calls: tuple[EarlierCall, ...]
    steps: tuple[Step, ...]
    form: Form
    documents: tuple[RequiredDocument, ...]
    criteria: tuple[Criterion, ...]
    questions: tuple[Question, ...]
    digest: str
    folder: str = dataclasses.field(default="", compare=False)

    @cached_property
    def clause_by_id(self) -> Mapping[str, Clause]:
        return {clause.id: clause for clause in self.clauses}

    @cached_property
    def tzinfo(self) -> ZoneInfo:
        """The zone of the call's own clock."""
        return ZoneInfo(self.zone)

    def document(self, slot: str) -> RequiredDocument | None:
        """What S4 asks for in that slot, or None where this edition asks for none."""
        return next((document for document in self.documents if document.slot == slot), None)

    @cached_property
    def _states_by_name(self) -> Mapping[str, State]:
        return {
            folded(name): state
            for state in self.states
            for name in (
                state.iso2,
                state.name.en,
                state.name.fr,
                state.name.zh,
                *state.also_called,
            )
            if folded(name)
        }

    def state_named(self, name: str) -> State | None:
        """The State of that name in English, French, Chinese or a usual other form, or of that ISO code; None otherwise."""
        return self._states_by_name.get(folded(name))

    def field_named(self, name: str) -> CreativeField | None:
        """The creative field of that name or id, in any language of the call; None otherwise."""
        wanted = folded(name)
        for field in self.fields:
            if wanted and wanted in map(
                folded,
                (
                    field.id,
                    field.name.en,
                    field.name.fr,
                    field.name.zh,
                    *field.also_called,
                ),
            ):
                return field
        return None
