"""A form that went through LibreOffice, as .docx or as binary .doc, gives the same answers, counts and choice."""

import pytest

from kallipolis.documents.writing.form import filled_form, official_form
from kallipolis.rulebook.counting import words
from kallipolis.rulebook.dossier import FoundBy, Kind
from tests.documents.reading.form.builder import Dress, docx_of, form_docx, form_lines
from tests.documents.reading.form.libreoffice import LibreOffice
from tests.documents.reading.form.whole import altered, answers_of, different, read, told, ways
from tests.factories import a_call

pytestmark = [pytest.mark.external("soffice"), pytest.mark.slow]
AWKWARD = "Tab\there\n\nLine – “quoted” « oui ! » l’été (1)\nNon\u00a0breaking \u2011 中文 العربية 😀 Łódź ≥ 5"
DRESSES = {
    "plain": Dress(),
    "inline": Dress(inline=True),
    "without_bookmarks": Dress(bookmarks=False),
    "without_names": Dress(names=False),
    "bare": Dress(names=False, bookmarks=False),
    "retyped": Dress(fields=False),
}
LANGUAGES = {"ours_in_french": "fr"}
RETYPED = {FoundBy.PLACE, FoundBy.MISSING}


def given_in(name):
    """What was filled in: awkward text, some fields left empty."""
    answers = answers_of(a_call(), LANGUAGES.get(name, "en"))
    awkward = AWKWARD.replace("\n\n", "\n") if name == "retyped" else AWKWARD
    return answers | {"motivation": awkward, "website_2": "", "social_media": ""}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return LibreOffice(tmp_path_factory.mktemp("libreoffice"))


@pytest.fixture(scope="module")
def forms():
    """Forms by name: as our own writer draws them up, and as others do."""
    call = a_call()
    ours = {f"ours_in_{name}": filled_form(call, language, given_in(f"ours_in_{name}")) for name, language in
            (("english", "en"), ("french", "fr"))}  # fmt: skip
    hand = {name: form_docx(call, "en", given_in(name), dress) for name, dress in DRESSES.items()}
    open_ = docx_of(form_lines(call, "en", given_in("open")), protected=False)
    return {**ours, **hand, "open": open_}


@pytest.fixture(scope="module")
def saved(office, forms):
    """The same forms as LibreOffice saves them, by the way that they took."""
    docx, doc = office.saved_as("docx", forms), office.saved_as("doc", forms)
    some = ("ours_in_english", "bare", "retyped")
    return {
        "docx": docx,
        "doc": doc,
        "docx again": office.saved_as("docx", {name: docx[name] for name in some}),
        "doc, then docx": office.saved_as("docx", {name: doc[name] for name in some}, opened_as="doc"),
        "docx, then doc": office.saved_as("doc", {name: docx[name] for name in some}),
    }


@pytest.mark.parametrize("way", ["docx", "doc", "docx again", "doc, then docx", "docx, then doc"])
def test_every_answer_comes_back_whatever_way_the_form_took(saved, forms, way):
    kind = Kind.DOC if way.endswith("doc") else Kind.DOCX
    for name, content in saved[way].items():
        form = read(content, kind=kind)
        assert (form.trouble, form.edition, form.language) == (None, "uccn-2021", LANGUAGES.get(name, "en")), name
        assert different(form, given_in(name)) == {}, name
        assert {key: words(text) for key, text in told(form).items()} == {
            key: words(text) for key, text in told(read(forms[name])).items()
        }, name
        assert form.rights_forms == 3, name
        expected = {"open": {"protection_removed"}, "retyped": {"field_missing"}}.get(name, set())
        assert {what for what, _ in altered(form)} == expected, name


def test_which_way_an_answer_was_found(saved):
    assert ways(read(saved["docx"]["plain"])) == {FoundBy.FIELD_NAME, FoundBy.BOOKMARK}
    assert ways(read(saved["doc"]["plain"])) == {FoundBy.BOOKMARK}
    assert ways(read(saved["docx"]["bare"])) == ways(read(saved["doc"]["bare"])) == {FoundBy.PLACE}
    assert ways(read(saved["doc"]["retyped"])) == RETYPED


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_form_filled_in_with_libreoffice_reads_alike_as_doc_and_as_docx(office, language):
    call = a_call()
    answers = answers_of(call, language) | {"motivation": AWKWARD.replace("\t", " ")}
    blank = official_form(call, language)
    as_doc, as_docx = office.filled_in(blank, answers, choice=3, kinds=("doc", "docx"))
    doc, docx = read(as_doc, kind=Kind.DOC), read(as_docx)
    assert told(doc) == told(docx) == answers
    assert {key: words(text) for key, text in told(doc).items()} == {key: words(text) for key, text in answers.items()}
    assert altered(doc) == altered(docx) == []
    assert doc.rights_forms == docx.rights_forms == 3


def test_other_formats_of_the_same_form_are_told_as_not_readable(office, forms):
    for kind in ("odt", "rtf"):
        content = office.saved_as(kind, {"form": forms["plain"]})["form"]
        assert read(content).trouble == "not_readable_here"
