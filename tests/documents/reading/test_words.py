"""Dates, languages and pages of a text."""

from datetime import date

import pytest

from kallipolis.documents.reading.language import language_of
from kallipolis.documents.reading.words import dates_in, excerpt_of, has_words
from kallipolis.rulebook.dossier import Language

ENGLISH = "The municipality has worked with its creators for many years and will go on doing so in the coming decade. "
FRENCH = (
    "La municipalité travaille depuis longtemps avec ses créateurs et continuera de le faire dans les années à venir. "
)
SPANISH = (
    "El ayuntamiento trabaja desde hace muchos años con sus creadores y seguirá haciéndolo durante los próximos años. "
)
PORTUGUESE = "A prefeitura trabalha há muitos anos com os seus criadores e continuará a fazê-lo nos próximos anos. "


@pytest.mark.parametrize(
    "text",
    [
        "12 May 2021", "May 12, 2021", "12th May 2021", "12 mai 2021", "le 12 MAI 2021", "12 de mayo de 2021", "2021-05-12",
        "12/05/2021", "12.5.2021", "12 de maio de 2021", "12 maggio 2021", "the 12th of May 2021".replace("of ", ""),
    ],
)  # fmt: skip
def test_a_date_is_found_however_it_is_written(text):
    assert dates_in(f"Marsa, {text}. Dear Madam") == (date(2021, 5, 12),)


def test_dates_come_in_the_order_of_the_text_and_nonsense_is_none():
    text = "1er mars 2021, 99 May 2021, 31 February 2021, 3 January 2020, 5 December 1850"
    assert dates_in(text) == (date(2021, 3, 1), date(2020, 1, 3))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH * 3, Language.ENGLISH),
        (FRENCH * 3, Language.FRENCH),
        (SPANISH * 3, Language.OTHER),
        (SPANISH * 3 + PORTUGUESE * 3, Language.OTHER),
        (ENGLISH * 3 + FRENCH * 3, Language.MIXED),
        (SPANISH * 3 + ENGLISH * 3, Language.MIXED),
        (FRENCH * 6 + "The Creative Cities Network", Language.FRENCH),
        ("Thank you", Language.UNKNOWN),
        ("", Language.UNKNOWN),
        (ENGLISH.replace(" ", "\x00 \x0b") * 3, Language.ENGLISH),
        (ENGLISH * 3 + "\ud800\udfff", Language.ENGLISH),
        ("https://example.org/une-page-en-francais " * 30, Language.UNKNOWN),
        ("12 345 " * 40, Language.UNKNOWN),
    ],
)
def test_the_language_is_told_by_the_text(text, language):
    assert language_of(text, enough_words=20)[0] is language


def test_the_share_of_the_language_is_told():
    assert language_of(ENGLISH * 3, enough_words=20)[1] == pytest.approx(0.99, abs=0.02)
    assert language_of(ENGLISH * 3 + FRENCH * 3, enough_words=20)[1] == pytest.approx(0.5, abs=0.1)


def test_an_excerpt_is_one_line_that_can_be_shown():
    assert excerpt_of("City\r\nof\x00 Marsa\ud800 \u202e") == "City of Marsa "
    assert len(excerpt_of("word " * 1000)) == 400
    assert excerpt_of("\r\n" * 5_000 + "City of Marsa") == "City of Marsa"


def test_a_stamp_of_a_scanner_is_no_text():
    assert not has_words("Scanned by X200")
    assert has_words("City of Marsa, Office of the Mayor, 12 May")
