"""What must agree within an edition: clauses that are cited exist, names are unique, every rule is looked at by somebody."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kallipolis.rulebook.call.complaint import Complaint
from kallipolis.rulebook.call.edition import Call, FormField
from kallipolis.rulebook.dossier import Kind, Slot
from kallipolis.rulebook.finding import Force

_KINDS_OF_ANSWER = ("line", "text", "choice", "number", "date")
_LONGEST_FIELD_NAME = 20  # Word keeps no more of a form field's name ([MS-DOC] FFData, ECMA-376 17.16.27)


def incoherences(call: Call) -> list[Complaint]:
    """Every statement of the edition that another of its statements contradicts."""
    return [
        *_citations(call),
        *_twice(call),
        *_unwatched(call),
        *_fields(call),
        *_documents(call),
        *_times(call),
    ]


def _citations(call: Call) -> Iterator[Complaint]:
    known = {clause.id for clause in call.clauses} | {criterion.id for criterion in call.criteria}
    known |= {indicator.id for criterion in call.criteria for indicator in criterion.indicators}
    sections = {section.number for section in call.form.sections}
    cited: list[tuple[str, str, str]] = [
        *(("call.toml", f"milestone[{one.clause}].clause", one.clause) for one in call.timeline),
        *(("call.toml", f"step[{one.id}].clauses", clause) for one in call.steps for clause in one.clauses),
        *(("faq.toml", f"question[{one.id}].clauses", clause) for one in call.questions for clause in one.clauses),
        *(("documents.toml", f"document[{one.slot}].clause", one.clause) for one in call.documents),
        *(
            ("form.toml", f"section[{section.number}].guidance", advice.clause)
            for section in call.form.sections
            for advice in section.guidance
        ),
        *(
            ("form.toml", f"section[{section.number}].criteria", criterion)
            for section in call.form.sections
            for criterion in section.criteria
        ),
    ]
    for file, place, clause in cited:
        if clause not in known:
            yield Complaint(
                file,
                place,
                f"There is no clause “{clause}”.",
                "Cite one that clauses.toml or criteria.toml has.",
            )
    for criterion in call.criteria:
        for number in criterion.sections:
            if number not in sections:
                place = f"criterion[{criterion.id}].sections"
                yield Complaint(
                    "criteria.toml",
                    place,
                    f"The form has no section {number}.",
                    "Correct the number.",
                )


def _twice(call: Call) -> Iterator[Complaint]:
    groups: list[tuple[str, str, Iterable[str]]] = [
        ("clauses.toml", "clause", (clause.id for clause in call.clauses)),
        ("call.toml", "field", (field.id for field in call.fields)),
        ("call.toml", "region", (region.id for region in call.regions)),
        ("states.csv", "iso2", (state.iso2 for state in call.states)),
        ("form.toml", "section", (section.number for section in call.form.sections)),
        ("form.toml", "section.field", (field.key for field in call.form.fields)),
        ("documents.toml", "document", (document.slot for document in call.documents)),
        ("faq.toml", "question", (question.id for question in call.questions)),
    ]
    for file, key, names in groups:
        for name, count in Counter(names).items():
            if count > 1:
                yield Complaint(
                    file,
                    f"{key}[{name}]",
                    f"This name stands {count} times.",
                    "Give each its own.",
                )


def _unwatched(call: Call) -> Iterator[Complaint]:
    outcomes = [clause.id for clause in call.clauses if clause.is_outcome]
    if len(outcomes) != 1:
        wrong = f"{len(outcomes)} clauses are marked as the outcome."
        yield Complaint(
            "clauses.toml",
            "clause.is_outcome",
            wrong,
            "Mark the one that says what is not considered.",
        )
    for clause in call.clauses:
        watched = clause.checks or clause.judged_by_people or clause.is_outcome
        if clause.force in (Force.REQUIRED, Force.RECOMMENDED) and not watched:
            wrong = f"Clause {clause.id} is {clause.force}, and nobody looks at it."
            yield Complaint(
                "clauses.toml",
                f"clause[{clause.id}]",
                wrong,
                "Name its checks, or say why people judge it.",
            )
        for name in clause.unconfirmed:
            if name not in clause.sets:
                place = f"clause[{clause.id}].unconfirmed.{name}"
                yield Complaint(
                    "clauses.toml",
                    place,
                    "This clause sets no such parameter.",
                    "Name one of its own.",
                )


def _fields(call: Call) -> Iterator[Complaint]:
    for section in call.form.sections:
        for field in section.fields:
            for wrong, remedy in _faults(field):
                yield Complaint(
                    "form.toml",
                    f"section[{section.number}].field[{field.key}]",
                    wrong,
                    remedy,
                )
    named = (call.form.city_field, call.form.country_field, call.form.field_field, *call.form.commitment_fields)
    for key in (*named, *call.form.focal_point_fields, *(key for year in call.form.plan_year_fields for key in year)):
        if key not in call.form.section_of:
            yield Complaint(
                "form.toml",
                "form",
                f"The form has no field “{key}”.",
                "Name a field of one of its sections.",
            )


def _faults(field: FormField) -> Iterator[tuple[str, str]]:
    if not 0 < len(field.key) <= _LONGEST_FIELD_NAME:
        yield (
            f"The name has {len(field.key)} characters; Word keeps {_LONGEST_FIELD_NAME}.",
            "Shorten it.",
        )
    if set(field.key) - set(string.ascii_lowercase + string.digits + "_") or not field.key[:1].isalpha():
        yield (
            "A name has small letters a to z, digits and underscores, and begins with a letter.",
            "Change it.",
        )
    if field.kind not in _KINDS_OF_ANSWER:
        yield (
            f"“{field.kind}” is no kind of answer.",
            f"Use one of {', '.join(_KINDS_OF_ANSWER)}.",
        )
    if field.words is not None and field.words <= 0:
        yield (
            "A word limit is a positive number.",
            "Correct it, or leave it out where there is none.",
        )


def _documents(call: Call) -> Iterator[Complaint]:
    for document in call.documents:
        place = f"document[{document.slot}]"
        if document.slot not in set(Slot) - {Slot.SET_ASIDE}:
            yield Complaint(
                "documents.toml",
                place,
                "There is no such slot.",
                f"Use one of {', '.join(Slot)}.",
            )
        for kind in document.kinds:
            if kind not in set(Kind):
                yield Complaint(
                    "documents.toml",
                    f"{place}.kinds",
                    f"“{kind}” is no kind of file.",
                    "Correct it.",
                )


def _times(call: Call) -> Iterator[Complaint]:
    try:
        ZoneInfo(call.zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield Complaint(
            "call.toml",
            "zone",
            f"“{call.zone}” is no time zone.",
            "Use a name such as Europe/Paris.",
        )
    instants = {
        "closes_at": call.closes_at,
        "on_time_before": call.on_time_before,
        "late_from": call.late_from,
    }
    naive = [name for name, instant in instants.items() if instant.utcoffset() is None]
    for name in naive:
        yield Complaint(
            "clauses.toml",
            f"sets.{name}",
            "This instant carries no zone.",
            "Add one: Z or +02:00.",
        )
    if not naive and not call.closes_at < call.on_time_before <= call.late_from:
        wrong = "closes_at, on_time_before and late_from do not follow one another."
        yield Complaint("clauses.toml", "sets.on_time_before", wrong, "Put them in that order.")
    for milestone in call.timeline:
        if milestone.ends < milestone.starts:
            place = f"milestone[{milestone.clause}].ends"
            yield Complaint(
                "call.toml",
                place,
                "It ends before it starts.",
                "Correct one of the two dates.",
            )
