"""Pages of the documentation that are generated from the call and from the rulebook, so that they cannot lie."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kallipolis.rulebook.call.edition import Call, Clause
from kallipolis.rulebook.plain import json_schema
from kallipolis.rulebook.screening.run import CHECKS
from kallipolis.rulebook.screening.sheet import Sheet


def sheet_schema() -> str:
    """The JSON Schema of `kallipolis screen --format json`: a list of sheets."""
    one = json_schema(Sheet, title="Screening sheets")
    definitions = one.pop("$defs")
    schema = {
        "$schema": one["$schema"],
        "title": one["title"],
        "description": "What `kallipolis screen --format json` writes: one sheet for each dossier, in the order given.",
        "type": "array",
        "items": {"$ref": one["$ref"]},
        "$defs": definitions,
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def call_page(call: Call) -> str:
    """An edition as a page in Markdown: every clause with its force, words, reading, what it sets and who looks at it."""
    return "\n".join(_call_lines(call))


def _call_lines(call: Call) -> Iterator[str]:
    yield f"# {call.name.en}"
    yield ""
    yield f"Generated from `kallipolis/calls/{call.id}` by `kallipolis reference`; change the data, not this page."
    yield ""
    yield f"{call.summary.en}"
    yield ""
    yield "## Clauses"
    for clause in call.clauses:
        yield from _clause_lines(call, clause)
    yield ""
    yield "## Criteria"
    yield ""
    for criterion in call.criteria:
        yield f"- **{criterion.id}** {criterion.title.en} (sections {', '.join(criterion.sections)})"
        for indicator in criterion.indicators:
            yield f"  - **{indicator.id}** {indicator.text.en}"
    yield ""
    yield "## The form"
    yield ""
    yield "| section | title | answers | word limits |"
    yield "|---|---|---|---|"
    for section in call.form.sections:
        limits = ", ".join(
            f"{field.words}{'' if field.words_confirmed else ' (unconfirmed)'}"
            for field in section.fields
            if field.words
        )
        yield f"| {section.number} | {section.title.en} | {', '.join(f'`{field.key}`' for field in section.fields)} | {limits} |"
    yield ""


def _clause_lines(call: Call, clause: Clause) -> Iterator[str]:
    yield ""
    yield f"### {clause.id} · {clause.heading.en}"
    yield ""
    yield f"*{clause.force.value}* · {clause.words.en}"
    if clause.reading:
        yield ""
        yield f"Reading ({clause.read_by}): {clause.reading.en}"
    if clause.sets:
        yield ""
        for name in clause.sets:
            doubt = " (unconfirmed)" if name in call.unconfirmed else ""
            yield f"- `{name}` = `{getattr(call, name)}`{doubt}"
    if clause.checks:
        yield ""
        for check in (check for check in CHECKS if check.__name__ in clause.checks):
            yield f"- checked: `{check.__name__}`. {(check.__doc__ or '').strip().splitlines()[0]}"
    if clause.judged_by_people:
        yield ""
        yield f"Judged by people: {clause.judged_by_people.en}"
    if clause.is_outcome:
        yield ""
        yield "This clause is the outcome itself."
