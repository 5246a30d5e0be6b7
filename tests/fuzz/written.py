"""Forms and letters as word processors keep them: what Kallipolis, python-docx and our hands write, before LibreOffice."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from kallipolis.documents.writing.form import filled_form
from kallipolis.documents.writing.package import packed, unpacked
from kallipolis.documents.writing.sample import tampering
from kallipolis.rulebook.call.edition import Call, FormField
from kallipolis.rulebook.call.loading import EDITIONS, load
from tests.documents.reading import making
from tests.documents.reading.form.doc_builder import form_doc

Named = tuple[str, bytes]

_EDITIONS = ("uccn-2019", "uccn-2021", "uccn-2025")
_WORDS = (
    "harbour", "craft", "city", "the", "of", "network", "creators", "and", "local", "festival", "for", "school",
    "l’atelier", "économie", "créative", "Straße", "50 %", "2021–2024", "https://marsa.example", "«", "»",
)  # fmt: skip
# What people paste: other scripts and directions, joined letters, letters beyond the first plane, marks that nobody sees.
_ODD = (
    "مدينة الإبداع", "创意城市", "Москва", "n\u0303o\u0301", "🎭🏙\ufe0f", "\u202eabc\u202c", "\u200bnothing\u200b",
    "\u00ad", "ﬁ", "x" * 3_000, "\t", "\u2028", "=1+1", "<w:p>", "]]>", "&amp;", "\ufffd", "{city}",
)  # fmt: skip
LETTERS: Mapping[str, str] = {
    "letter of intent": making.INTENT_EN,
    "letter of endorsement": making.ENDORSEMENT_EN,
    "support letter": making.SUPPORT_EN,
    "second letter": making.SUPPORT_2_EN,
    "lettre d’intention": making.INTENT_FR,
    "lettre d’appui": making.ENDORSEMENT_FR,
    "lettre de soutien": making.SUPPORT_FR,
    "carta de intención": making.INTENT_ES,
    "list of documents": making.LIST_EN,
    "cession of rights": making.RIGHTS_EN,
}


def forms(seed: int) -> Iterator[Named]:
    """The forms of three editions in both languages, filled in three manners, as .docx."""
    for edition in _EDITIONS:
        call = load(EDITIONS / edition)
        for language in call.form.languages:
            for manner in ("short", "odd", "nothing"):
                chance = random.Random(f"{seed} {edition} {language} {manner}")
                answers = {} if manner == "nothing" else _answers(call, language, chance, odd=manner == "odd")
                yield f"form {edition} {language} {manner}.docx", filled_form(call, language, answers)


def tampered_forms(seed: int) -> Iterator[Named]:
    """The form of 2021 after what cities and their programs do to it."""
    call = load(EDITIONS / "uccn-2021")
    form = filled_form(call, "en", _answers(call, "en", random.Random(seed), odd=False))
    key = next(field.key for field in call.form.fields if field.kind == "text")
    for name, change in (
        ("without protection", tampering.protection_removed),
        ("saved by another program", tampering.saved_by_another_program),
        ("without names", tampering.names_and_bookmarks_lost),
        ("with a table", tampering.table_in(key)),
        ("with a picture", tampering.picture_in(key)),
        ("with a chart", tampering.chart_in(key)),
    ):
        yield f"form {name}.docx", change(form)
    longest = " ".join(random.Random(seed).randbytes(3).hex() for _ in range(60_000))
    yield "form with a book in it.docx", filled_form(call, "en", {key: longest})


def forms_of_word_97(seed: int) -> Iterator[Named]:
    """The form as binary .doc, written by hand with what LibreOffice never writes."""
    for edition in _EDITIONS:
        call = load(EDITIONS / edition)
        answers = _answers(call, "en", random.Random(f"{seed} {edition}"), odd=False)
        for names in (True, False):
            doc = form_doc(call, "en", answers, names=names, bookmarks=not names)
            doc.backwards, doc.pieces = names, 7
            yield f"form {edition} by hand {'with' if names else 'without'} names.doc", doc.content()


def letters() -> Iterator[Named]:
    """Letters as .docx, for LibreOffice to convert."""
    for name, text in LETTERS.items():
        # python-docx writes the time of day into the container.
        yield f"{name}.docx", packed(unpacked(making.word(text)))


def texts() -> Iterator[Named]:
    """Letters as plain text and as a page of the web, in the encodings that offices have."""
    for name, encoding in zip(LETTERS, ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1") * 2, strict=True):
        yield f"{name}.txt", LETTERS[name].encode(encoding, "replace")
    page = "<!DOCTYPE html><html><head><style>p{}</style><script>alert(1)</script></head><body><p>{}</p></body></html>"
    yield "letter of intent.html", page.replace("<p>{}", f"<p>{making.INTENT_EN}").encode()
    yield "tags without end.html", b"<html><body>" + b"<div " * 30_000
    yield "scripts without end.html", b"<html><body>" + b"<script>" * 20_000
    yield "comments only.html", b"<!---->" * 500 + b"x"
    yield "one word.txt", b"x" * 150_000
    yield "empty.txt", b""
    yield "white space.txt", b" \r\n\t\f" * 50
    yield "zeros.bin", bytes(5_000)
    yield "form.rtf", rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Times;}}\f0 City of Marsa\par Letter of \u233?tat\'e9\par}"
    yield "groups in groups.rtf", rb"{\rtf1 " + b"{" * 50_000 + b"x"
    yield "much skipped.rtf", rb"{\rtf1 \uc999999999 \u233 " + b"x" * 1_000 + b"}"


def _answers(call: Call, language: str, chance: random.Random, *, odd: bool) -> dict[str, str]:
    return {field.key: _answer(field, call, language, chance, odd=odd) for field in call.form.fields}


def _answer(field: FormField, call: Call, language: str, chance: random.Random, *, odd: bool) -> str:
    if field.kind == "choice":
        return chance.choice(call.fields).name.in_language(language)
    words = chance.choices(_WORDS + (_ODD if odd else ()), k=chance.randint(3, 60 if field.kind == "text" else 8))
    joint = "\n" if odd and field.kind == "text" else " "
    return joint.join([" ".join(words[:5]), " ".join(words[5:])]).strip()
