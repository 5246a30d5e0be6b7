"""Several of the documents asked for in one PDF: taken apart where their pages say so, and only there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kallipolis.documents.reading.door import NamedFile, ReadingRequest
from kallipolis.documents.reading.looking import look_at
from kallipolis.documents.reading.parts import Part
from kallipolis.documents.reading.recognition import Recogniser
from kallipolis.documents.reading.several import taken_apart
from kallipolis.rulebook.call.loading import EDITIONS, load
from kallipolis.rulebook.dossier import Slot, TextFrom
from kallipolis.rulebook.screening.enclosures import letters_of_two_pages_at_most
from kallipolis.rulebook.screening.places import in_document
from tests.documents.reading import making

CALL = load(EDITIONS / "uccn-2021")
NEXT_PAGE = """and in the years that follow the city will give its share to the sub-network of its field, as the letter of
endorsement of the National Commission for UNESCO of 3 May 2021 also says. The professional associations have given
their letters of support. We shall report every four years on what was done and on what was not.
Yours sincerely,
Amal Haddad
"""
LETTERS = {
    "en": {
        Slot.LETTER_OF_INTENT: [making.INTENT_EN, NEXT_PAGE],
        Slot.ENDORSEMENT: [making.ENDORSEMENT_EN],
        Slot.SUPPORT_LETTER: [making.SUPPORT_EN, NEXT_PAGE],
        Slot.LIST_OF_DOCUMENTS: [making.LIST_EN],
    },
    "fr": {
        Slot.LETTER_OF_INTENT: [making.INTENT_FR],
        Slot.ENDORSEMENT: [making.ENDORSEMENT_FR],
        Slot.SUPPORT_LETTER: [making.SUPPORT_FR],
    },
    "es": {
        Slot.LETTER_OF_INTENT: [making.INTENT_ES],
        Slot.ENDORSEMENT: [making.ENDORSEMENT_ES],
        Slot.SUPPORT_LETTER: [making.SUPPORT_ES],
    },
}


def look_at_all(content, *, recognise=False):
    part = Part(filename="all letters.pdf", content=content)
    return look_at(part, call=CALL, editions=(CALL,), recogniser=Recogniser(allowed=recognise))


def pieces(*pages):
    return [(one.first_page, one.reading.pages) for one in taken_apart(look_at_all(making.pdf(*pages)), CALL)]


def read(room, *pages, name="all letters.pdf"):
    content = [NamedFile(name, making.pdf(*pages))]
    return room.read(ReadingRequest(source="x", call_folder=making.CALL, content=content))


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@given(st.data())
@settings(max_examples=24, deadline=None)
def test_letters_in_one_pdf_are_found_in_any_order(language, data):
    letters = data.draw(st.permutations(list(LETTERS[language].values())))
    firsts = [sum(len(letter) for letter in letters[:number]) + 1 for number in range(len(letters))]
    expected = [(first, len(letter)) for first, letter in zip(firsts, letters, strict=True)]
    assert pieces(*(page for letter in letters for page in letter)) == expected


def test_each_letter_is_a_document_of_its_own_with_its_pages(room):
    dossier = read(room, making.INTENT_EN, NEXT_PAGE, making.ENDORSEMENT_EN, making.SUPPORT_EN, making.SUPPORT_2_EN)
    assert [(one.slot, one.first_page, one.pages) for one in dossier.documents] == [
        (Slot.LETTER_OF_INTENT, 1, 2),
        (Slot.ENDORSEMENT, 3, 1),
        (Slot.SUPPORT_LETTER, 4, 1),
        (Slot.SUPPORT_LETTER, 5, 1),
    ]
    assert len({one.sha256 for one in dossier.documents}) == 1
    assert [str(one.reason).partition(" Its")[0] for one in dossier.documents[:2]] == [
        "Pages 1 to 2 of “all letters.pdf”, which holds several documents.",
        "Page 3 of “all letters.pdf”, which holds several documents.",
    ]
    assert [in_document(one).page for one in dossier.documents] == [1, 3, 4, 5]


def test_a_letter_that_is_too_long_is_pointed_to_at_its_own_last_page(room):
    dossier = read(room, making.ENDORSEMENT_EN, making.INTENT_EN, NEXT_PAGE, NEXT_PAGE)
    (finding,) = letters_of_two_pages_at_most(dossier, CALL)
    assert (finding.facts["pages"], finding.evidence[0].page) == (3, 4)


@pytest.mark.parametrize("name", ["Letter of support.pdf", "Mayor.pdf", "scan.pdf"])
def test_the_name_of_the_file_speaks_for_none_of_them(room, name):
    dossier = read(room, making.SUPPORT_EN, making.INTENT_EN, making.ENDORSEMENT_EN, name=name)
    assert [one.slot for one in dossier.documents] == [Slot.SUPPORT_LETTER, Slot.LETTER_OF_INTENT, Slot.ENDORSEMENT]


@pytest.mark.parametrize(
    "pages",
    [
        (making.INTENT_EN,),
        (making.INTENT_EN, NEXT_PAGE),
        (making.INTENT_EN, NEXT_PAGE, NEXT_PAGE),
        (making.INTENT_EN, making.INTENT_EN.replace("I, the", "We, the")),
        (making.SUPPORT_EN, making.SUPPORT_EN.replace("Our", "Their")),
        (making.LIST_EN, "6. Letter of endorsement of the National Commission for UNESCO\n7. Letter of support\nEnd of the list\n"),
        ("Marsa, pearl of the coast\nHotels, beaches and restaurants", making.INTENT_EN),
        (making.INTENT_EN, "Annex\nThe festival of 12 May 2021\nMusic, dance, theatre and much else for everybody\n"),
    ],
)  # fmt: skip
def test_what_is_one_document_or_may_be_stays_one(pages):
    assert pieces(*pages) == [(None, len(pages))]


@pytest.mark.external("tesseract")
def test_a_scan_of_several_letters_is_taken_apart_too():
    pages = (making.INTENT_EN, making.ENDORSEMENT_EN, making.SUPPORT_EN)
    looks = taken_apart(look_at_all(making.scanned_pdf(*pages), recognise=True), CALL)
    assert [(one.first_page, one.reading.pages, one.reading.text_from) for one in looks] == [
        (first, 1, TextFrom.RECOGNITION) for first in (1, 2, 3)
    ]


def test_a_letter_of_two_pages_with_its_date_at_the_end_stays_one():
    first, _, rest = making.SUPPORT_2_EN.partition("18 April 2021\n")
    signed = (
        f"{NEXT_PAGE}On behalf of the members of our federation\nLena, 18 April 2021\nPresident of the Federation\n"
    )
    assert pieces(first + rest, signed) == [(None, 2)]
    assert pieces(making.SUPPORT_2_EN, signed) == [(None, 2)]
