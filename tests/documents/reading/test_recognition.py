"""Scanned pages: read small and in one language first, larger and in all languages where that was not sure."""

import random
import subprocess
import unicodedata

import pytest
from PIL import Image, ImageChops, ImageFilter

from kallipolis.documents.reading import limits, recognition
from kallipolis.documents.reading.recognition import Recogniser
from kallipolis.rulebook.naming import folded
from tests.documents.reading import making

pytestmark = pytest.mark.external("tesseract")


class Readings:
    """How each page was given to Tesseract: its longer side in pixels, and the languages."""

    def __init__(self, monkeypatch):
        self.given = []
        really = subprocess.run

        def run(command, **how):
            if "-l" in command:
                longer = max(map(int, how["input"].split(maxsplit=3)[1:3]))
                self.given.append((longer, command[command.index("-l") + 1]))
            return really(command, **how)

        monkeypatch.setattr(subprocess, "run", run)


@pytest.fixture
def readings(monkeypatch):
    return Readings(monkeypatch)


def page_of(picture):
    def page(longer_side_pixels):
        smaller = picture.convert("L")
        smaller.thumbnail((longer_side_pixels, longer_side_pixels))
        return smaller

    return page


def typed(text):
    """A page in the letters that Pillow's own font has, which are without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return making.page_picture(plain, **FINELY_SCANNED)


SMALL, LARGE = limits.RECOGNITION_PIXELS, limits.RECOGNITION_PIXELS_WHERE_UNSURE
FINELY_SCANNED = {"width": 1500, "height": 2122}


def test_a_clean_page_is_read_once_and_small(readings):
    text = Recogniser(allowed=True).text_of(page_of(typed(making.INTENT_EN)))
    assert "the undersigned, Mayor of Marsa" in text
    assert readings.given == [(SMALL, "eng")]


def test_lines_and_paragraphs_are_kept():
    picture = making.page_picture("City of Marsa\nOffice of the Mayor\n\n\n\nWe commit ourselves to the Network.")
    text = Recogniser(allowed=True).text_of(page_of(picture))
    assert text.splitlines() == ["City of Marsa", "Office of the Mayor", "", "We commit ourselves to the Network."]


@pytest.mark.skipif("fra" not in recognition._models(), reason="Tesseract has no French here")
def test_a_page_is_read_in_the_language_of_the_dossier(readings):
    recogniser = Recogniser(allowed=True)
    recogniser.expect(making.ENDORSEMENT_FR)
    assert "candidature de notre ville" in recogniser.text_of(page_of(typed(making.INTENT_FR)))
    assert readings.given == [(SMALL, "fra")]


@pytest.mark.skipif("fra" not in recognition._models(), reason="Tesseract has no French here")
def test_a_page_in_another_language_is_read_again_and_the_next_one_in_that(readings):
    recogniser = Recogniser(allowed=True)
    every = "+".join(recognition._models())
    for text in (making.INTENT_FR, making.SUPPORT_FR):
        recogniser.text_of(page_of(typed(text)))
    assert readings.given == [(SMALL, "eng"), (LARGE, every), (SMALL, "fra")]


def test_what_is_too_small_at_first_is_read_larger(readings):
    picture = Image.new("L", (1500, 2122), 250)
    picture.paste(making.page_picture(making.ENDORSEMENT_EN, width=600, height=540).convert("L"), (100, 100))
    text = Recogniser(allowed=True).text_of(page_of(picture))
    assert "LETTER OF ENDORSEMENT" in text
    assert [longer for longer, _ in readings.given] == [SMALL, LARGE]


def test_a_grainy_page_is_read_where_its_grain_is_smoothed_away():
    picture = making.page_picture(making.SUPPORT_EN).convert("L").point(lambda level: 100 if level < 128 else 245)
    grain = Image.frombytes("L", picture.size, random.Random(7).randbytes(picture.width * picture.height))
    faint = picture.filter(ImageFilter.GaussianBlur(1))
    grainy = ImageChops.add(faint, grain.point(lambda level: level // 2 + 64), 1, -128)
    recogniser = Recogniser(allowed=True)
    assert recogniser._seen(page_of(grainy)(SMALL), ("eng",)).text == ""
    assert "subject letter of support" in folded(recogniser.text_of(page_of(grainy)))


def test_a_white_page_has_no_text():
    assert Recogniser(allowed=True).text_of(page_of(Image.new("L", (1240, 1754), 255))) == ""


def test_when_the_time_of_the_dossier_is_spent_no_page_is_read(monkeypatch, readings):
    monkeypatch.setattr(limits, "RECOGNITION_SECONDS_PER_DOSSIER", 1.0)
    recogniser = Recogniser(allowed=True)
    assert not recogniser.may
    assert recogniser.text_of(page_of(making.page_picture(making.SUPPORT_EN))) == ""
    assert readings.given == []
