"""One factory for the facts that tests begin with: a dossier in which everything holds, and the changes a case makes to it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from kallipolis.rulebook.call.edition import Call, FormField
from kallipolis.rulebook.call.loading import folder_of, load
from kallipolis.rulebook.dossier import (
    Alteration,
    AlterationKind,
    Answer,
    Arrival,
    Channel,
    Document,
    Dossier,
    EarlierApplication,
    FormReading,
    FoundBy,
    Kind,
    Language,
    Message,
    OtherDossier,
    Photograph,
    Slot,
    TextFrom,
    ToldBy,
    Trouble,
)
from kallipolis.rulebook.sentence import sentence

CITY, STATE, ISO2, FIELD = "Port Tavoa", "Chile", "CL", "literature"
# No word of a real dossier: syllables, so that two answers share no five words in a row by chance.
_SYLLABLES = tuple(consonant + vowel for consonant in "bdklmnr" for vowel in "aeiou")


@cache
def a_call(name: str = "uccn-2021") -> Call:
    """An edition that comes with the product."""
    return load(folder_of(name))


def prose(count: int, *, seed: str) -> str:
    """`count` made-up words, the same for the same seed, in sentences."""
    source = random.Random(seed)
    told = ["".join(source.choices(_SYLLABLES, k=source.randint(1, 3))) for _ in range(count)]
    for at in range(11, count, 12):
        told[at] += "."
    return " ".join(told)


def answer_to(field: FormField, call: Call) -> str:
    """A plain answer to one field of the form."""
    form = call.form
    named = {form.city_field: CITY, form.country_field: STATE}
    if field.key in named:
        return named[field.key]
    if field.kind == "choice":
        return next(one.name.en for one in call.fields if one.id == FIELD)
    if field.kind == "text":
        return prose(min(40, field.words or 40), seed=field.key)
    if field.link:
        return f"https://www.{field.key.replace('_', '-')}.example/city"
    return {"number": "120000", "date": "21 June 2021"}.get(field.kind, f"Line for {field.key}")


def a_document(slot: Slot, number: int = 1, **changes: Any) -> Document:
    """One enclosure that is as the call asks."""
    kind = Kind.JPEG if slot is Slot.PHOTOGRAPH else Kind.DOCX if slot is Slot.FORM else Kind.PDF
    photograph = Photograph(width_pixels=4000, height_pixels=3000, is_whole=True) if slot is Slot.PHOTOGRAPH else None
    document = Document(
        slot=slot,
        filename=f"{slot.value.replace('_', '-')}-{number}.{kind.value}",
        sha256=f"{slot.value}-{number}".encode().hex().ljust(64, "0")[:64],
        size_bytes=2_400_000 if slot is Slot.PHOTOGRAPH else 80_000,
        kind=kind,
        reason=sentence("Its words say so."),
        confidence=0.9,
        pages=None if slot is Slot.PHOTOGRAPH else 1,
        language=Language.ENGLISH,
        text_from=TextFrom.NOWHERE if slot is Slot.PHOTOGRAPH else TextFrom.DOCUMENT,
        photograph=photograph,
    )
    return replace(document, **_typed(changes))


def _typed(changes: Mapping[str, Any]) -> dict[str, Any]:
    kinds: dict[str, Any] = {
        "kind": Kind,
        "trouble": Trouble,
        "language": Language,
        "text_from": TextFrom,
        "slot": Slot,
    }
    told = {name: kinds[name](value) if name in kinds else value for name, value in changes.items()}
    if "bytes" in told:
        told["size_bytes"] = told.pop("bytes")
    if told.pop("whole", True) is False:
        told["photograph"] = Photograph(width_pixels=4000, height_pixels=3000, is_whole=False)
    return told


def a_form(call: Call, **answers: str) -> FormReading:
    """The official form, filled in; `answers` replace what would stand there."""
    told = [
        Answer(
            field.key,
            answers.get(field.key, answer_to(field, call)),
            FoundBy.FIELD_NAME,
            Language.ENGLISH if field.kind == "text" else Language.UNKNOWN,
            0.97,
        )
        for field in call.form.fields
    ]
    return FormReading(
        sha256="f" * 64,
        filename="application-form.docx",
        kind=Kind.DOCX,
        language="en",
        edition=call.id,
        edition_year=call.year,
        answers=tuple(told),
        rights_forms=3,
    )


def a_dossier(call: Call | None = None, **changes: Any) -> Dossier:
    """A dossier in which every clause that one dossier can settle holds: sent by e-mail, or by the call's own channel."""
    call = call or a_call()
    channel = Channel.EMAIL if Channel.EMAIL in call.channels else Channel(call.channels[0])
    documents = [
        a_document(Slot(wanted.slot), number)
        for wanted in call.documents
        if wanted.slot != Slot.RIGHTS_FORM
        for number in range(1, wanted.count + 1)
    ]
    message = Message(
        subject=(call.subjects or ("",))[0].format(city=CITY),
        to=(call.secretariat.applications_address,),
        sender="culture@port-tavoa.example",
        message_id="<1@port-tavoa.example>",
        sha256="a" * 64,
    )
    dossier = Dossier(
        source="port-tavoa.eml",
        channel=channel,
        documents=tuple(documents),
        form=a_form(call),
        message=message if channel is Channel.EMAIL else None,
        arrival=Arrival(call.on_time_before - timedelta(hours=5, minutes=17, seconds=53), ToldBy.OUR_SERVER),
        wire_bytes=12_000_000,
        others=(),
        register=(),
    )
    return replace(dossier, **changes)


def as_given(given: Mapping[str, Any], call: Call | None = None) -> Dossier:
    """The dossier of a case: `a_dossier` with the changes that the case names. An unknown change is a mistake of the case."""
    call = call or a_call()
    dossier, left = a_dossier(call), dict(given)
    dossier = _with_form(dossier, left, call)
    dossier = _with_documents(dossier, left)
    if "received_at" in left or "put_off_at" in left:
        put_off = tuple(left.pop("put_off_at", ()))
        dossier = replace(dossier, arrival=Arrival(left.pop("received_at"), ToldBy.OUR_SERVER, put_off))
    if left.pop("arrival_unknown", False):
        dossier = replace(dossier, arrival=Arrival())
    if "message" in left and dossier.message:
        head = {name: tuple(value) if name == "to" else value for name, value in left.pop("message").items()}
        dossier = replace(dossier, message=replace(dossier.message, **head))
    if "channel" in left:
        dossier = replace(dossier, channel=Channel(left.pop("channel")), message=None)
    for name in ("wire_bytes", "wire_bytes_measured"):
        if name in left:
            dossier = replace(dossier, **{name: left.pop(name)})
    if "others" in left:
        dossier = replace(dossier, others=_others(left.pop("others")))
    if "register" in left:
        dossier = replace(dossier, register=_register(left.pop("register")))
    for name in left.pop("not_supplied", ()):
        dossier = replace(dossier, **{name: None})
    if left:
        raise KeyError(f"A case gives {', '.join(left)}, which the factory does not know.")
    return dossier


def _with_form(dossier: Dossier, left: dict[str, Any], call: Call) -> Dossier:
    answers = dict(left.pop("answers", {}))
    answers |= dict.fromkeys(left.pop("empty", ()), "")
    answers |= {key: prose(count, seed=f"long {key}") for key, count in left.pop("words", {}).items()}
    for key, count in left.pop("lone_signs", {}).items():
        answers[key] = answers[key] + " ;" * count
    for one in left.pop("repeated", ()):
        passage = prose(one["words"], seed="a passage said twice")
        for key in one["fields"]:
            answers[key] = f"{prose(9, seed=key + ' before')} {passage} {prose(9, seed=key + ' after')}"
    form = a_form(call, **answers)
    changes: dict[str, Any] = dict(left.pop("form", {}))
    for name, kind in (("trouble", Trouble), ("kind", Kind)):
        if name in changes:
            changes[name] = kind(changes[name])
    if changes.get("edition_year") == 0:
        changes["edition_year"] = None
    form = replace(form, **changes)
    alterations = [
        Alteration(AlterationKind(one["what"]), one.get("section", ""), one.get("quote", ""), one.get("expected", ""))
        for one in left.pop("alterations", ())
    ]
    languages = dict(left.pop("languages", {}))
    everywhere = left.pop("language", None)
    if everywhere:
        languages |= {answer.field: everywhere for answer in form.answers if answer.language is not Language.UNKNOWN}
    told = [replace(one, language=Language(languages.get(one.field, one.language))) for one in form.answers]
    form = replace(form, answers=tuple(told), alterations=tuple(alterations))
    return replace(dossier, form=None if left.pop("no_form", False) else form)


def _with_documents(dossier: Dossier, left: dict[str, Any]) -> Dossier:
    documents = [document for document in dossier.documents if document.slot not in left.get("without", ())]
    left.pop("without", None)
    if dossier.form is None:
        documents = [document for document in documents if document.slot is not Slot.FORM]
    elif dossier.form.trouble or dossier.form.kind is not Kind.DOCX:
        form = dossier.form
        documents = [
            replace(one, kind=form.kind, trouble=form.trouble) if one.slot is Slot.FORM else one for one in documents
        ]
    if "photographs" in left:
        documents = [document for document in documents if document.slot is not Slot.PHOTOGRAPH]
        photographs: Sequence[Mapping[str, Any]] = left.pop("photographs")
        documents += [a_document(Slot.PHOTOGRAPH, number, **one) for number, one in enumerate(photographs, start=1)]
    for slot, change in left.pop("letters", {}).items():
        documents = [replace(one, **_typed(change)) if one.slot == slot else one for one in documents]
    documents += [
        a_document(Slot(one["slot"]), number, **{key: value for key, value in one.items() if key != "slot"})
        for number, one in enumerate(left.pop("documents", ()), start=8)
    ]
    return replace(dossier, documents=tuple(documents))


def _others(rows: Sequence[Mapping[str, Any]]) -> tuple[OtherDossier, ...]:
    return tuple(
        OtherDossier(
            source=row.get("source", f"other-{number}.eml"),
            city=row.get("city", CITY),
            country_iso2=row.get("country_iso2", ISO2),
            field=row.get("field", FIELD),
            endorsed=row.get("endorsed", True),
            message_sha256="a" * 64 if row.get("same_message") else f"{number:064d}",
        )
        for number, row in enumerate(rows, start=1)
    )


def _register(rows: Sequence[Mapping[str, Any]]) -> tuple[EarlierApplication, ...]:
    return tuple(
        EarlierApplication(
            call_year=row["call_year"],
            city=row.get("city", CITY),
            country_iso2=row.get("country_iso2", ISO2),
            field=row.get("field", FIELD),
            considered=None if row.get("considered") == "unknown" else row.get("considered", True),
            designated=row.get("designated", False),
        )
        for row in rows
    )
