"""Parts are sorted by what they are: neither their order nor, where content decides, their names change it."""

import dataclasses
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kallipolis.documents.reading.language import language_of
from kallipolis.documents.reading.looking import look_at
from kallipolis.documents.reading.parts import Part
from kallipolis.documents.reading.recognition import Recogniser
from kallipolis.documents.reading.slots import sort_into_slots
from kallipolis.documents.writing.form import official_form
from kallipolis.rulebook.call.loading import EDITIONS, load
from kallipolis.rulebook.dossier import Slot
from tests.documents.reading import making

CALL = load(EDITIONS / "uccn-2021")
NO_RECOGNITION = Recogniser(allowed=False)


@cache
def form(language="en"):
    return official_form(CALL, language)


@cache
def seen(content, **how):
    return look_at(Part(filename="", content=content, **how), call=CALL, editions=(CALL,), recogniser=NO_RECOGNITION)


def placings(*files, **how):
    looks = [dataclasses.replace(seen(content, **how), filename=name) for name, content in files]
    languages = [language_of(look.reading.text, enough_words=CALL.language_words_needed)[0] for look in looks]
    return sort_into_slots(list(zip(looks, languages, strict=True)), CALL)


def slots(*files, **how):
    return [placing.slot for placing in placings(*files, **how)]


@cache
def dossier(language="en", make=making.pdf):
    texts = {
        "en": (making.INTENT_EN, making.ENDORSEMENT_EN, making.SUPPORT_EN, making.SUPPORT_2_EN),
        "fr": (making.INTENT_FR, making.ENDORSEMENT_FR, making.SUPPORT_FR, making.SUPPORT_2_EN),
        "es": (making.INTENT_ES, making.ENDORSEMENT_ES, making.SUPPORT_ES, making.SUPPORT_2_EN),
    }[language]
    intent, endorsement, support, other_support = texts
    return (
        ("list.pdf", making.pdf(making.LIST_EN)),
        ("form.docx", form()),
        ("intent.pdf", make(intent)),
        ("endorsement.pdf", make(endorsement)),
        ("support1.pdf", make(support)),
        ("support2.pdf", make(other_support)),
        ("photo1.jpg", making.photograph(1)),
        ("photo2.jpg", making.photograph(2)),
        ("photo3.jpg", making.photograph(3)),
        *((f"rights{n}.docx", making.word(making.RIGHTS_EN + str(n))) for n in (1, 2, 3)),
    )


WHOLE = [
    Slot.LIST_OF_DOCUMENTS,
    Slot.FORM,
    Slot.LETTER_OF_INTENT,
    Slot.ENDORSEMENT,
    *[Slot.SUPPORT_LETTER] * 2,
    *[Slot.PHOTOGRAPH] * 3,
    *[Slot.RIGHTS_FORM] * 3,
]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("make", [making.pdf, making.word])
def test_a_whole_dossier_is_sorted_by_content_alone(language, make):
    files = [(f"scan{number:03}", content) for number, (_, content) in enumerate(dossier(language, make))]
    assert slots(*files) == WHOLE


@given(st.permutations(range(12)), st.permutations(range(12)))
@settings(max_examples=40, deadline=None)
def test_neither_order_nor_names_change_where_content_goes(order, names):
    files = [(f"document {names[number]}.bin", dossier("fr")[number][1]) for number in order]
    assert slots(*files) == [WHOLE[number] for number in order]


@given(st.permutations(range(12)))
@settings(max_examples=40, deadline=None)
def test_names_that_lie_about_each_other_do_not_mislead(names):
    files = [(dossier()[names[number]][0], content) for number, (_, content) in enumerate(dossier())]
    assert slots(*files) == WHOLE


@given(st.permutations(range(5)))
@settings(max_examples=40, deadline=None)
def test_of_three_support_letters_the_same_two_are_kept_in_any_order(order):
    third = making.SUPPORT_EN.replace("Writers", "Translators")
    letters = [making.SUPPORT_EN, making.SUPPORT_2_EN, third, making.INTENT_EN, making.ENDORSEMENT_EN]
    files = [(f"{number}.pdf", making.pdf(letters[number])) for number in range(5)]
    as_given = dict(zip([name for name, _ in files], slots(*files), strict=True))
    shuffled = [files[number] for number in order]
    assert dict(zip([name for name, _ in shuffled], slots(*shuffled), strict=True)) == as_given
    assert sorted(as_given.values()).count(Slot.SUPPORT_LETTER) == 2
    assert sorted(as_given.values()).count(Slot.SET_ASIDE) == 1


@pytest.mark.parametrize(
    ("name", "slot"),
    [
        ("Letter of intent.pdf", Slot.LETTER_OF_INTENT),
        ("MayorsLetter_signed.pdf", Slot.LETTER_OF_INTENT),
        ("03_lettre-d'intention-du-maire.pdf", Slot.LETTER_OF_INTENT),
        ("Carta de intención.pdf", Slot.LETTER_OF_INTENT),
        ("NatCom endorsement.pdf", Slot.ENDORSEMENT),
        ("Lettre d’appui de la Commission nationale.pdf", Slot.ENDORSEMENT),
        ("Aval Comisión Nacional.pdf", Slot.ENDORSEMENT),
        ("Support letter Writers Union.pdf", Slot.SUPPORT_LETTER),
        ("lettre_de_soutien_1.pdf", Slot.SUPPORT_LETTER),
        ("Carta de apoyo Federación.pdf", Slot.SUPPORT_LETTER),
        ("Cession of rights photo 1.pdf", Slot.RIGHTS_FORM),
        ("Liste des documents.pdf", Slot.LIST_OF_DOCUMENTS),
    ],
)
def test_a_scan_without_text_rests_on_its_name_and_says_so(name, slot):
    (placing,) = placings((name, making.scanned_pdf("x")))
    assert placing.slot is slot
    assert str(placing.reason).endswith("no text could be read in it.")


def test_a_scan_of_which_nothing_tells_fills_the_place_that_is_empty_with_little_confidence():
    files = [file for file in dossier() if file[0] != "endorsement.pdf"]
    *_, placing = placings(*files, ("scan0007.pdf", making.scanned_pdf("x")))
    assert placing.slot is Slot.ENDORSEMENT
    assert placing.confidence < 0.2


def test_a_word_file_that_cannot_be_read_is_taken_for_the_form_that_is_missing():
    files = [file for file in dossier() if file[0] != "form.docx"]
    *_, placing = placings(*files, ("unnamed.docx", form()[:-500]))
    assert placing.slot is Slot.FORM
    assert placing.confidence < 0.2


def test_what_the_call_does_not_ask_for_is_set_aside():
    brochure = making.pdf("Marsa, pearl of the coast\nHotels, beaches and restaurants for every purse")
    *sorted_slots, last = slots(*dossier(), ("brochure.pdf", brochure))
    assert sorted_slots == WHOLE
    assert last is Slot.SET_ASIDE


def test_a_fourth_photograph_stays_a_photograph_for_an_officer_to_judge():
    assert slots(*dossier(), ("photo4.jpg", making.photograph(4)))[-1] is Slot.PHOTOGRAPH


def test_an_english_translation_beside_a_french_form_is_set_aside():
    letters = [file for file in dossier("fr") if file[0] != "form.docx"]
    found = placings(*letters, ("a.docx", form("en")), ("b.docx", form("fr")))
    assert [placing.slot for placing in found[-2:]] == [Slot.SET_ASIDE, Slot.FORM]
    assert (
        str(found[-2].reason)
        == "A second application form, in English: a translation, perhaps. The other one was taken."
    )


def test_the_same_file_twice_is_set_aside_once():
    found = placings(("a.pdf", making.pdf(making.INTENT_EN)), ("b.pdf", making.pdf(making.INTENT_EN)))
    assert [placing.slot for placing in found] == [Slot.LETTER_OF_INTENT, Slot.SET_ASIDE]
    assert str(found[1].reason) == "The same file as “a.pdf”."


def test_a_logo_in_the_text_of_the_message_is_no_photograph():
    logo = making.jpeg(making.street(5, width=320, height=120))
    assert slots(("logo.jpg", logo), shown_in_text=True) == [Slot.SET_ASIDE]


def test_a_large_picture_in_the_text_of_the_message_is_a_photograph():
    assert slots(("IMG_1.jpg", making.photograph()), shown_in_text=True) == [Slot.PHOTOGRAPH]


def test_the_mayor_at_the_festival_is_a_photograph():
    assert slots(("Mayor opens the festival.jpg", making.photograph())) == [Slot.PHOTOGRAPH]


@pytest.mark.external("tesseract")
def test_a_scanned_letter_as_picture_is_recognised_by_its_text():
    part = Part(filename="IMG_0001.jpg", content=making.scan(making.ENDORSEMENT_EN))
    look = look_at(part, call=CALL, editions=(CALL,), recogniser=Recogniser(allowed=True))
    language = language_of(look.reading.text, enough_words=CALL.language_words_needed)[0]
    (placing,) = sort_into_slots([(look, language)], CALL)
    assert placing.slot is Slot.ENDORSEMENT
