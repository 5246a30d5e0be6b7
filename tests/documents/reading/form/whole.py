"""What the tests of form reading share: an edition, a set of answers that tells every field apart, and one call of the reader."""

from collections.abc import Mapping

from kallipolis.documents.reading.form import read_form
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import AlterationKind, FormReading, FoundBy, Kind
from tests.factories import a_call, prose


def answers_of(call: Call, language: str = "en") -> dict[str, str]:
    """An answer for every field of a form, different everywhere; the long ones have three paragraphs."""
    told = {}
    for number, field in enumerate(call.form.fields):
        if field.kind == "choice":
            told[field.key] = call.fields[2].name.in_language(language)
        elif field.kind == "text":
            told[field.key] = "\n".join(prose(30 + number % 5, seed=f"{field.key} {part}") for part in range(3))
        else:
            told[field.key] = f"{prose(2, seed=field.key)} {number}"
    return told


def read(
    content: bytes, *, call: Call | None = None, kind: Kind = Kind.DOCX, editions: tuple[Call, ...] = ()
) -> FormReading:
    """The reading of a form of the 2021 call."""
    return read_form(content, filename="form.docx", kind=kind, call=call or a_call(), editions=editions)


def told(form: FormReading) -> dict[str, str]:
    """The answers by key."""
    return {answer.field: answer.text for answer in form.answers}


def ways(form: FormReading) -> set[FoundBy]:
    """All ways in which answers were found."""
    return {answer.found_by for answer in form.answers}


def altered(form: FormReading) -> list[tuple[AlterationKind, str]]:
    """What was altered, and in which section."""
    return [(alteration.what, alteration.section) for alteration in form.alterations]


def different(form: FormReading, answers: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The answers that were not read as they were given: read, given."""
    return {key: (text, answers.get(key, "")) for key, text in told(form).items() if text != answers.get(key, "")}
